"""The audit trail: is it whole, does it agree with the heads that left the office; hand it out as a file."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from app.domain.access import Permission
from app.domain.canonical import canonical
from app.errors import AppError
from app.session import Session, Store

_MOST_ROWS: Final = 2**62
_COLUMNS: Final = ("seq", "at", "user", "act", "channel", "subject", "detail", "previous", "hash")


@dataclass(frozen=True, slots=True)
class Head:
    """Where the trail once stood, as an office outside was told."""

    rows: int
    hash: str


@dataclass(frozen=True, slots=True)
class Checked:
    """How long the trail is, its newest hash, the first row that does not hold, and how many heads were compared."""

    rows: int
    head: str
    broken_at: int | None
    compared: int


def check(session: Session, heads: Iterable[Head] = ()) -> Checked:
    """Check every row, and every head in verified receipts and in `heads`: a trail that was rewritten shows there."""
    with session.read(Permission.READ_AUDIT) as store:
        newest = store.audit.head()
        outside = [*heads, *(head for one in store.batches.receipts() for head in _head(one.get("audit")))]
        broken = [row for row in (store.audit.broken_at(), *_differing(store, outside)) if row is not None]
        return Checked(newest.rows, newest.hash, min(broken, default=None), len(outside))


def heads_of(data: Any) -> list[Head]:
    """The heads in a JSON file: a list of `{"rows", "hash"}`, alone or under `heads`. Raises `json.invalid`."""
    items = data.get("heads", [data]) if isinstance(data, dict) else data
    if not isinstance(items, list):
        raise AppError("json.invalid")
    heads = [head for item in items for head in _head(item)]
    if len(heads) < len(items):
        raise AppError("json.invalid")
    return heads


def export(session: Session, *, as_csv: bool) -> tuple[bytes, int]:
    """The whole trail as CSV (for Excel, with a byte order mark) or JSON lines, and how many rows. It is audited."""
    with session.change(Permission.READ_AUDIT, "audit.export") as change:
        rows = [{name: getattr(row, name) for name in _COLUMNS} for row in change.store.audit.rows()]
        change.note(rows=len(rows))
    if not as_csv:
        return b"".join(canonical(row) + b"\n" for row in rows), len(rows)
    out = io.StringIO(newline="")
    table = csv.writer(out)
    table.writerow(_COLUMNS)
    for row in rows:
        table.writerow([_safe(canonical(row[name]).decode() if name == "detail" else row[name]) for name in _COLUMNS])
    return out.getvalue().encode("utf-8-sig"), len(rows)


def _differing(store: Store, heads: Iterable[Head]) -> list[int]:
    return [head.rows for head in heads if head.rows and store.audit.hash_at(head.rows) != head.hash]


def _head(item: Any) -> list[Head]:
    if not isinstance(item, dict) or not isinstance(item.get("hash"), str):
        return []
    rows = item.get("rows")
    return [Head(rows, item["hash"])] if type(rows) is int and 0 <= rows <= _MOST_ROWS else []


def _safe(cell: Any) -> Any:
    """A name that begins like a formula must not become one in Excel."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell

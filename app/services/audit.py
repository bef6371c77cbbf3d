"""The audit trail: is it whole, does it agree with the heads that left the office; read it, hand it out as a file."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from app import i18n
from app.domain.access import Permission
from app.domain.canonical import canonical
from app.errors import AppError
from app.session import AuditRow, OnlyAudit, Session, Store

_MOST_ROWS: Final = 2**62
_COLUMNS: Final = ("seq", "at", "user", "act", "channel", "subject", "detail", "previous", "hash")
_HEADS: Final = "hoanhap-heads"
_PAGE: Final = 500


@dataclass(frozen=True, slots=True)
class Head:
    """Where the trail once stood, as an office outside was told: with the epoch and the card of the batch it came in.

    A head without an epoch (0) or a card is held against the trail all the same.
    """

    rows: int
    hash: str
    epoch: int = 0
    signer: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """How long the trail is, its newest hash, the first row that does not hold, and how many heads were compared."""

    rows: int
    head: str
    broken_at: int | None
    compared: int
    lost: int
    """Heads of rows that a restore of a backup took away: those acts are gone, and a new epoch told of it."""


def check(session: Session, heads: Iterable[Head] = ()) -> Checked:
    """Check every row, and every head that left the office: a trail that was rewritten or cut short shows there.

    Compared are the heads in our sealed batches, in verified receipts and in `heads`.
    """
    with session.read(Permission.READ_AUDIT) as store:
        newest = store.audit.head()
        left = {*heads, *_receipted(store), *(Head(*one) for one in store.batches.audit_heads())}
        outside = {head for head in left if not head.signer or store.offices.key(head.signer) is not None}
        restores = _restores(store)
        lost = {head for head in outside if _lost(head, restores)}
        differing = [min(head.rows, newest.rows + 1) for head in outside - lost if _differs(store, head)]
        broken = [row for row in (store.audit.broken_at(), *differing) if row is not None]
        return Checked(newest.rows, newest.hash, min(broken, default=None), _different(outside), _different(lost))


def heads_of(data: Any) -> list[Head]:
    """The heads in a JSON file: a list of `{"rows", "hash"}`, alone or under `heads`. Raises `json.invalid`."""
    items = data.get("heads", [data]) if isinstance(data, dict) else data
    if not isinstance(items, list):
        raise AppError("json.invalid")
    heads = [head for item in items for head in _head(item)]
    if len(heads) < len(items):
        raise AppError("json.invalid")
    return heads


def heads_held(session: Session, unit: str) -> dict[str, Any]:
    """Where the trail of an office stood at each batch we took in from it: what that office's `audit check` wants.

    Only batches whose signature held are kept, so the office itself vouched for these. Raises `audit.no_heads`.
    """
    with session.read(Permission.READ_INBOX) as store:
        batches = [batch for batch in store.inbox.all() if batch.unit == unit]
    heads = [
        {**json.loads(batch.manifest)["audit_head"], "epoch": batch.epoch, "number": batch.number,
         "signer": batch.signer, "batch": batch.digest, "created": batch.created}
        for batch in batches
    ]  # fmt: skip
    if not heads:
        raise AppError("audit.no_heads", unit=unit)
    in_order = sorted(heads, key=lambda head: (head["signer"], head["epoch"], head["number"]))
    return {"format": _HEADS, "version": 1, "unit": unit, "heads": in_order}


def find(session: Session, only: OnlyAudit) -> Sequence[int]:
    """The numbers of the rows that fit, newest first, for a table that pages through them."""
    with session.read(Permission.READ_AUDIT) as store:
        return store.audit.numbers(only)


def page(session: Session, numbers: Sequence[int]) -> list[AuditRow]:
    """The rows of these numbers."""
    with session.read(Permission.READ_AUDIT) as store:
        return store.audit.numbered(numbers)


def names(session: Session) -> tuple[list[str], list[str]]:
    """Every user and every act in the trail, to choose from."""
    with session.read(Permission.READ_AUDIT) as store:
        return store.audit.names()


def export(session: Session, *, as_csv: bool, only: OnlyAudit | None = None) -> tuple[bytes, int]:
    """The rows that fit, oldest first, as CSV (for Excel, with a byte order mark) or JSON lines; and how many.

    It is audited, with what was asked for.
    """
    asked = {name: value for name, value in asdict(only or OnlyAudit()).items() if value}
    with session.change(Permission.READ_AUDIT, "audit.export") as change:
        audit = change.store.audit
        numbers = audit.numbers(only or OnlyAudit())
        oldest_first = numbers[::-1]
        pages = (oldest_first[start : start + _PAGE] for start in range(0, len(oldest_first), _PAGE))
        rows = (row for page in pages for row in audit.numbered(page))
        content = _csv(rows) if as_csv else b"".join(canonical(_fields(row)) + b"\n" for row in rows)
        change.note(rows=len(numbers), **({"only": asked} if asked else {}))
    return content, len(numbers)


def words(act: str) -> str:
    """An act as people call it."""
    return i18n.text(f"act.{act}") if i18n.known(f"act.{act}") else act


def _csv(rows: Iterator[AuditRow]) -> bytes:
    out = io.BytesIO()
    with io.TextIOWrapper(out, "utf-8-sig", newline="", write_through=True) as text:
        table = csv.writer(text)
        table.writerow([*_COLUMNS[:4], "act_words", *_COLUMNS[4:]])
        for row in rows:
            cells = [_safe(value) for value in _fields(row, detail=canonical(row.detail).decode()).values()]
            table.writerow([*cells[:4], words(row.act), *cells[4:]])
        return out.getvalue()


def _fields(row: AuditRow, **instead: Any) -> dict[str, Any]:
    return {name: instead.get(name, getattr(row, name)) for name in _COLUMNS}


def _different(heads: Iterable[Head]) -> int:
    return len({(head.rows, head.hash) for head in heads})


def _receipted(store: Store) -> Iterator[Head]:
    for receipt in store.batches.receipts():
        yield from _head({"epoch": receipt.get("epoch"), **receipt["audit"]} if "audit" in receipt else None)


def _restores(store: Store) -> list[tuple[int, int]]:
    """Row and new epoch of every restore of a backup that this trail tells of."""
    rows = store.audit.numbered(list(store.audit.numbers(OnlyAudit(act="backup.restore"))))
    return [(row.seq, row.detail["epoch"]) for row in rows if isinstance(row.detail.get("epoch"), int)]


def _lost(head: Head, restores: Iterable[tuple[int, int]]) -> bool:
    return any(0 < head.epoch < epoch and head.rows >= row for row, epoch in restores)


def _differs(store: Store, head: Head) -> bool:
    return head.rows > 0 and store.audit.hash_at(head.rows) != head.hash


def _head(item: Any) -> list[Head]:
    if not isinstance(item, dict) or not isinstance(item.get("hash"), str):
        return []
    rows, epoch, signer = item.get("rows"), item.get("epoch") or 0, item.get("signer") or ""
    if type(rows) is not int or not 0 <= rows <= _MOST_ROWS or type(epoch) is not int or not isinstance(signer, str):
        return []
    return [Head(rows, item["hash"], epoch, signer)]


def _safe(cell: Any) -> Any:
    """A name that begins like a formula must not become one in Excel."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell

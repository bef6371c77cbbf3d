"""A damaged store: what can still be read of it, which backup to go on from, and what that one lacks.

Nothing of a damaged store is changed or overwritten: its files are laid aside in `damaged/` with the day's date.
"""

import contextlib
import csv
import io
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from app.domain.access import Permission, Role, may
from app.errors import AppError
from app.files import write_whole
from app.services import backups
from app.services.backups import Opener
from app.services.rotation import Kept, backups_in
from app.session import (
    BACKUPS,
    Readable,
    Session,
    as_json,
    put_in_place,
    readable,
    same_user,
    set_aside,
    unlock,
)

_SECRET: Final = frozenset({"office_keys", "identities", "slots", "places", "meta"})
"""Tables with keys and logins: they never leave the store in the clear."""
_COUNTED: Final = ("people", "months", "batches", "inbox")
_HEADINGS: Final = {
    "name": "Họ và tên", "birth": "Ngày sinh", "personal_number": "Số định danh cá nhân", "old_number": "Số CMND",
    "village": "Thôn", "finished_on": "Ngày chấp hành xong án phạt tù",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Offer:
    """The newest good backup of a damaged store, and what would be missing after it, as far as can be read."""

    backup: Kept | None
    acts: int | None
    """Acts in the trail after the backup; None when the trail cannot be read."""
    missing: dict[str, int]
    """Records by table that can be read now and are not in the backup."""
    readable: dict[str, int]
    """Rows that can be read now, by table."""
    whole: bool


def offer(folder: Path, opener: Opener, *, elsewhere: Iterable[Path] = ()) -> Offer:
    """Look at a damaged store and at the backups beside it (and in other folders), newest first.

    A backup counts when every byte of it holds and this password or key opens it. Raises `auth.*`.
    """
    tables = _tables(folder, opener)
    counts = {name: len(table.rows) for name, table in tables.items()}
    trail = {row["seq"]: row["hash"] for row in tables["audit"].rows} if "audit" in tables else {}
    places = [folder / BACKUPS, *elsewhere]
    found = sorted((kept for place in places for kept in backups_in(place)), key=_newest, reverse=True)
    for kept in found:
        if trail.get(kept.header.rows, kept.header.head) != kept.header.head:
            continue  # another store's
        try:
            held = backups.check(kept.file, opener).backup.counts
        except AppError:
            continue
        acts = max(0, max(trail) - kept.header.rows) if trail else None
        missing = {name: max(0, counts.get(name, 0) - held[name]) for name in _COUNTED}
        return Offer(kept, acts, missing, counts, _whole(tables))
    return Offer(None, None, {}, counts, _whole(tables))


def replace(folder: Path, file: Path, opener: Opener, *, channel: str = "cli") -> tuple[Session, Path]:
    """Lay the damaged store aside and go on from a backup, in a new epoch; the open session, and where the old one is.

    A store that is whole after all is backed up first. Raises as `backups.restore`; then the damaged store lies where
    it lay.
    """
    _keep_what_is_whole(folder, opener)
    making = folder / "damaged" / ".restored"
    shutil.rmtree(making, ignore_errors=True)
    try:
        backup, _ = backups.restore(file, making, opener, anywhere=True, channel=channel)
        kept = set_aside(folder, date.today().isoformat())  # noqa: DTZ011 - a name for people
        put_in_place(making, folder)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    session = opener.open(folder, channel=channel)
    with session.change(Permission.BACKUP, "store.replace", rows=backup.header.rows, kept=kept.name):
        pass
    return session, kept


def _keep_what_is_whole(folder: Path, opener: Opener) -> None:
    """Looking changes nothing of a damaged store; only one of which every page can be read is opened for a backup."""
    with contextlib.suppress(AppError):
        if _whole(_tables(folder, opener)):
            with contextlib.closing(opener.open(folder)) as session:
                backups.create(session)


def salvage(folder: Path, opener: Opener, out: Path) -> dict[str, int]:
    """Write what can be read into an empty folder: a table a file, and the people as a list that can be imported.

    In the clear, because the officer asked for it; keys and logins stay. Raises `auth.*`, `file.exists`, `disk.*`.
    """
    if out.exists() and any(out.iterdir()):
        raise AppError("file.exists", file=out.name)
    tables = _tables(folder, opener)
    _check_role(tables, opener)
    written = {}
    for name, table in tables.items():
        if name not in _SECRET:
            lines = "".join(f"{as_json(row)}\n" for row in table.rows)
            write_whole(out / f"{name}.ndjson", lines.encode(), mode=0o600)
            written[name] = len(table.rows)
    if "people" in tables:
        write_whole(out / "people.csv", _list(tables["people"]), mode=0o600)
    return written


def _tables(folder: Path, opener: Opener) -> dict[str, Readable]:
    key = unlock(folder, user=opener.user, password=opener.password, recovery_key=opener.recovery_key)
    return {table.table: table for table in readable(folder, key)}


def _check_role(tables: dict[str, Readable], opener: Opener) -> None:
    """A password alone is not enough where the accounts can still be read: an auditor gets no list of people."""
    users = tables["users"].rows if "users" in tables else ()
    for row in users:
        if opener.user and same_user(row["name"], opener.user):
            roles = tuple(role for role in Role if f'"{role.value}"' in row["roles"])
            if row["disabled_at"] is not None or not may(roles, Permission.READ_PEOPLE):
                raise AppError("auth.role", action=Permission.READ_PEOPLE.value, role=Role.OFFICER.value)


def _list(people: Readable) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(_HEADINGS.values())
    writer.writerows([_cell(row.get(name)) for name in _HEADINGS] for row in people.rows)
    return out.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> str:
    """A name that begins like a formula is a name all the same."""
    words = "" if value is None else str(value)
    return f"'{words}" if words.startswith(("=", "+", "-", "@")) else words


def _whole(tables: dict[str, Readable]) -> bool:
    return bool(tables) and all(table.whole for table in tables.values())


def _newest(kept: Kept) -> tuple[int, str]:
    return kept.header.rows, kept.header.made_at

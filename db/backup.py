"""Back a store up under a key of its own, and bring a backup back under yet another one.

The copy's key is sealed to the public half of every slot that the store lists, so making a backup needs nobody's
password, and who was removed opens no newer one. A backup names no account: whose slot is whose stands inside.
What is brought back gets a new key too, or whoever could once open the backup could open the store made of it.
"""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from sqlcipher3 import dbapi2
from sqlite_utils import Database

from app.errors import AppError
from app.files import disk_error
from db import backup_file, room
from db.accounts import Accounts
from db.audit import AuditTrail
from db.backup_file import DATABASE, KEYS, Header
from db.connection import rows, scalar, translated
from db.guessing import counted
from db.keyslots import Slot, new_database_key, open_slot, read_slots, sealed_to, typed_recovery_key, write_slots
from db.migrations import check_not_newer, migrations

SUFFIX: Final = ".hnbackup"
_WORK: Final = ".making"
_BROUGHT: Final = "brought.db"


@dataclass(frozen=True, slots=True)
class Backup:
    """A verified backup: its file, its header, the rows of each table, and the first row where its trail breaks."""

    file: Path
    header: Header
    counts: dict[str, int]
    broken_at: int | None
    """A store whose trail does not hold is backed up all the same: what is there must not be lost as well."""


def make(db: Database, slots: Sequence[Slot], file: Path, *, work: Path, made_at: str) -> Backup:
    """Make a backup of an open database, whole and verified, or no file at all.

    `slots` are those beside the database; only the listed ones go along. `work` is a folder of this store for
    the copy under way. Raises `disk.*`, `store.damaged`.
    """
    with translated():
        listed = [slot for slot in slots if Accounts(db).listed(slot)]
    if not listed:
        raise AppError("store.damaged")
    with _work_folder(work) as folder:
        key = new_database_key()
        header, counts, broken_at = _copy(db, folder / DATABASE, key, made_at)
        write_slots(folder / KEYS, [replace(sealed_to(slot, key), user="") for slot in listed])
        backup_file.pack(file, header, [folder / KEYS, folder / DATABASE])
    return Backup(file, header, counts, broken_at)


def default_name(db: Database, made_at: str) -> str:
    """The name of a backup: unit, day and how far the trail went."""
    with translated():
        return f"{Accounts(db).meta('unit')}-{made_at[:10]}-{AuditTrail(db).head().rows:06}{SUFFIX}"


def bring_back(file: Path, folder: Path, *, secret: str, recovery: bool) -> Backup:
    """Make `store.db` and `keys.json` in an empty folder from a backup, opened by a password or the recovery key.

    Raises `backup.damaged`, `store.newer`, `auth.password`, `auth.recovery`, `disk.*`, `file.*`.
    """
    header = backup_file.unpack(file, folder)
    brought, new_key = folder / _BROUGHT, new_database_key()
    try:
        key, slots = _unlocked(folder, secret, recovery=recovery)
        (folder / DATABASE).rename(brought)
        with translated(), closing(_plain(brought, key)) as connection:
            db = Database(connection, execute_plugins=False)
            check_not_newer(db)
            _, counts, broken_at = _copy(db, folder / DATABASE, new_key, header.made_at)
            users = {row["public"]: row["user"] for row in rows(db, "SELECT public, user FROM slots")}
        brought.unlink()
    except AppError as error:
        if error.code == "store.damaged":
            raise AppError("backup.damaged") from error
        raise
    except OSError as error:
        raise disk_error(error) from error
    named = [replace(slot, user=users[slot.public]) for slot in slots if slot.public in users]
    write_slots(folder / KEYS, [sealed_to(slot, new_key) for slot in named])
    return Backup(file, header, counts, broken_at)


def _copy(db: Database, file: Path, key: bytes, made_at: str) -> tuple[Header, dict[str, int], int | None]:
    """Copy a database to a file under another key, and hold the copy against what was copied."""
    with room.said(file.parent), translated():
        db.conn.execute("BEGIN")  # what is counted and what is copied are one moment
        try:
            counts, header = _counts(db), _header(db, made_at)
            with closing(_plain(file, key)) as connection:
                connection.execute("PRAGMA journal_mode = OFF")
                connection.execute("PRAGMA synchronous = OFF")
                db.conn.backup(connection)
                connection.execute("PRAGMA journal_mode = DELETE")  # one file, nothing beside it
        finally:
            db.conn.execute("ROLLBACK")
        with closing(_plain(file, key)) as connection:
            return header, counts, _verified(Database(connection, execute_plugins=False), counts, header)


def _verified(copy: Database, counts: dict[str, int], header: Header) -> int | None:
    """Hold a copy against what was copied; gives the first row where its trail breaks."""
    whole = copy.conn.execute("PRAGMA integrity_check(1)").fetchall() == [("ok",)]
    bad_pages = copy.conn.execute("PRAGMA cipher_integrity_check").fetchall()
    if not whole or bad_pages or _counts(copy) != counts or _header(copy, header.made_at) != header:
        raise AppError("store.damaged")
    return AuditTrail(copy).broken_at()


def _unlocked(folder: Path, secret: str, *, recovery: bool) -> tuple[bytes, tuple[Slot, ...]]:
    """The key of an unpacked backup. It names nobody, so a password is tried on every slot of its kind."""
    slots = read_slots(folder / KEYS)
    secret = typed_recovery_key(secret) if recovery else secret
    with counted(slots[0].id if slots else ""):
        for slot in slots:
            if (slot.kind == "recovery") is recovery:
                try:
                    return open_slot(slot, secret), slots
                except AppError as error:
                    if error.code != "auth.password":
                        raise
        raise AppError("auth.recovery" if recovery else "auth.password")


def _plain(file: Path, key: bytes) -> Any:
    """A connection to an encrypted database that leaves its journal mode alone: for files that are packed."""
    connection = dbapi2.connect(str(file), isolation_level=None)
    connection.execute("PRAGMA cipher_log_level = none")
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute("PRAGMA temp_store = MEMORY")
    return connection


def _counts(db: Database) -> dict[str, int]:
    sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
    names = sorted(row["name"] for row in rows(db, sql))
    return {name: scalar(db, f'SELECT count(*) FROM "{name}"') for name in names}  # noqa: S608 - our own table names


def _header(db: Database, made_at: str) -> Header:
    meta, head = Accounts(db), AuditTrail(db).head()
    steps = tuple(step.name for step in migrations.applied(db))
    return Header(made_at, meta.meta("unit"), meta.meta("epoch"), head.rows, head.hash, steps)


@contextmanager
def _work_folder(work: Path) -> Iterator[Path]:
    """An empty folder for the copy under way; what a killed program left there goes first."""
    folder = work / _WORK
    try:
        shutil.rmtree(folder, ignore_errors=True)
        for part in work.glob(f"*{SUFFIX}.part"):
            part.unlink()
        folder.mkdir(parents=True, mode=0o700)
    except OSError as error:
        raise disk_error(error) from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)

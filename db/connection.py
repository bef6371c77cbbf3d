"""An encrypted SQLite connection, and its errors translated into the two kinds of `app.errors`."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import sqlcipher3
from sqlcipher3 import dbapi2

from app.errors import AppError
from app.giving_way import give_way

# sqlcipher3's errors are not sqlite3's: without this, sqlite-utils would miss the ones it must catch.
sys.modules.setdefault("pysqlite3", sqlcipher3)
sys.modules.setdefault("pysqlite3.dbapi2", dbapi2)

from sqlite_utils import Database  # noqa: E402 - must come after the lines above

Row = dict[str, Any]
_STEPS_BETWEEN_LOOKS: Final = 10_000


class _Cursor(dbapi2.Cursor):  # type: ignore[misc]  # sqlcipher3 has no types
    """Gives way to the window at each statement and at each row."""

    def execute(self, *arguments: Any) -> Any:
        give_way()
        return super().execute(*arguments)

    def executemany(self, sql: str, rows: Iterable[Any]) -> Any:
        return super().executemany(sql, _giving_way(rows))

    def __next__(self) -> Any:
        give_way()
        return super().__next__()


class _Connection(dbapi2.Connection):  # type: ignore[misc]
    """Every statement goes through such a cursor."""

    def cursor(self, factory: type = _Cursor) -> Any:
        return super().cursor(factory)


def _giving_way(rows: Iterable[Any]) -> Iterator[Any]:
    for row in rows:
        give_way()
        yield row


def connect(file: Path, key: bytes) -> Database:
    """Open (or make) the encrypted database `file` with its 32-byte key, ready to work.

    Raises `store.damaged` when the file is no database under this key. WAL and synchronous=FULL: NORMAL
    may lose the last acts at a power cut.
    """
    with translated():
        connection = dbapi2.connect(str(file), isolation_level=None, check_same_thread=False, factory=_Connection)
        try:
            connection.execute("PRAGMA cipher_log_level = none")
            connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
            for pragma in (
                "journal_mode = WAL",
                "synchronous = FULL",
                "foreign_keys = ON",
                "temp_store = MEMORY",
                "secure_delete = ON",
                "busy_timeout = 2000",
                "cache_size = -32768",  # KiB: in the usual 2 MiB an import decrypts the same pages again and again
            ):
                connection.execute(f"PRAGMA {pragma}")
            connection.execute("SELECT count(*) FROM sqlite_master")
        except dbapi2.Error:
            connection.close()
            raise
    return Database(connection, execute_plugins=False)


@contextmanager
def translated() -> Iterator[None]:
    """Let no error of the database leave `db/` untranslated: full disk, store in use, damaged store.

    What the environment did becomes an `AppError`; a broken rule of ours (a constraint, wrong SQL) stays a bug.
    """
    try:
        yield
    except dbapi2.IntegrityError:
        raise
    except dbapi2.DatabaseError as error:
        code = _code(str(error))
        if code is None:
            raise
        raise AppError(code) from error


class CancelledError(Exception):
    """Nobody waits for the answer any more."""


@contextmanager
def interruptible(db: Database, cancelled: Callable[[], bool]) -> Iterator[None]:
    """Reads that stop with `CancelledError` soon after `cancelled` says so. Never around a write."""
    db.conn.set_progress_handler(lambda: 1 if cancelled() else 0, _STEPS_BETWEEN_LOOKS)
    try:
        yield
    except dbapi2.OperationalError as error:
        if "interrupted" in str(error):
            raise CancelledError from error
        raise
    finally:
        db.conn.set_progress_handler(None, 0)


def _code(message: str) -> str | None:
    for part, code in (
        ("is full", "disk.full"),
        ("locked", "store.locked"),
        ("disk I/O", "disk.error"),
        ("readonly", "disk.read_only"),
        ("unable to open", "disk.error"),
        ("malformed", "store.damaged"),
        ("not a database", "store.damaged"),
        ("closed database", "store.closed"),
    ):
        if part in message:
            return code
    return None


def one(db: Database, sql: str, parameters: Sequence[Any] = ()) -> Row | None:
    """The first row, or None."""
    return next(iter(rows(db, sql, parameters)), None)


def rows(db: Database, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
    """All rows as dictionaries."""
    cursor = db.conn.execute(sql, tuple(parameters))
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]


def scalar(db: Database, sql: str, parameters: Sequence[Any] = ()) -> Any:
    """The first column of the first row, or None."""
    found = db.conn.execute(sql, tuple(parameters)).fetchone()
    return None if found is None else found[0]

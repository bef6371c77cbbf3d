"""Read what can be read of a damaged store, row by row, and lay its files aside. Nothing in it is ever changed.

A page that does not fit its seal gives an error for every row on it: rows are read in ranges that are halved until
the bad page stands alone. Where a table has no row numbers, it is read from both ends.
"""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from sqlcipher3 import dbapi2

from app.errors import AppError
from app.files import disk_error, sync_folder
from db.keyslots import open_slot, read_slots, slots_of, typed_recovery_key
from db.signin import SignInLog

_FILES: Final = ("store.db", "store.db-wal", "store.db-shm")
_RANGE: Final = 256
_SEARCH: Final = ("people_words", "people_digits")
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Readable:
    """What can be read of one table; `whole` when no page of it was bad."""

    table: str
    rows: tuple[Values, ...]
    whole: bool


def unlock(folder: Path, *, user: str = "", password: str = "", recovery_key: str = "") -> bytes:
    """The key of a store whose database is not looked at. Raises `auth.*`, `store.damaged` when the slots are gone."""
    slots = read_slots(folder / "keys.json")
    mine = slots_of(slots, "recovery", "") if recovery_key else slots_of(slots, "user", user)
    log, tried = SignInLog(folder / "log"), mine[0].id if mine else ""
    log.begin(tried)
    for slot in mine:
        try:
            key = open_slot(slot, typed_recovery_key(recovery_key) if recovery_key else password)
        except AppError as error:
            if error.code != "auth.password":
                raise
        else:
            log.right()
            return key
    raise AppError("auth.recovery" if recovery_key else "auth.password")


def readable(folder: Path, key: bytes) -> Iterator[Readable]:
    """Every table with what can be read of it; nothing at all when the first page is gone."""
    with _copied(folder) as file:
        for table in _tables(file, key):
            yield _read(file, key, table)


def set_aside(folder: Path, day: str) -> Path:
    """Move the database of a damaged store into a folder of its own within the store; where it lies now.

    Never overwrites: a second one of a day gets a number. The key slots are copied beside it.
    """
    try:
        target = _free(folder / "damaged", day)
        target.mkdir(parents=True, mode=0o700)
        if (folder / "keys.json").exists():
            shutil.copy2(folder / "keys.json", target / "keys.json")
        for name in _FILES:
            if (folder / name).exists():
                (folder / name).rename(target / name)
        sync_folder(target)
        sync_folder(folder)
    except OSError as error:
        raise disk_error(error) from error
    return target


def put_in_place(made: Path, folder: Path) -> None:
    """Move the database and the key slots of a store that was made elsewhere on this disk into this folder.

    The slots come first: whenever the power goes before the database is there, the store still counts as damaged.
    """
    try:
        for name in ("keys.json", "store.db"):
            os.replace(made / name, folder / name)  # noqa: PTH105 - the word says that what lies there goes
        sync_folder(folder)
    except OSError as error:
        raise disk_error(error) from error


@contextmanager
def _copied(folder: Path) -> Iterator[Path]:
    """A copy to read: opening the damaged one itself would merge its log into it."""
    with TemporaryDirectory(prefix="hoanhap-", ignore_cleanup_errors=True) as copy:
        try:
            for name in _FILES[:2]:
                if (folder / name).exists():
                    shutil.copy2(folder / name, Path(copy) / name)
        except OSError as error:
            raise disk_error(error) from error
        yield Path(copy) / _FILES[0]


def _asked(file: Path, key: bytes, sql: str, parameters: tuple[Any, ...] = ()) -> tuple[list[str], list[Any], bool]:
    """Columns, rows until the first bad page, and whether there was none. A connection that met one is spent."""
    found: list[Any] = []
    columns: list[str] = []
    with closing(dbapi2.connect(str(file), isolation_level=None)) as connection:
        try:
            connection.execute("PRAGMA cipher_log_level = none")
            connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
            connection.execute("PRAGMA temp_store = MEMORY")
            cursor = connection.execute(sql, parameters)
            columns = [column[0] for column in cursor.description]
            while (row := cursor.fetchone()) is not None:
                found.append(row)
        except dbapi2.DatabaseError:
            return columns, found, False
    return columns, found, True


def _tables(file: Path, key: bytes) -> list[str]:
    sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
    names = [row[0] for row in _asked(file, key, sql)[1]]
    return [name for name in names if not name.startswith((*_SEARCH, "sqlite_", "_sqlite"))]


def _read(file: Path, key: bytes, table: str) -> Readable:
    columns, found, whole = _asked(file, key, f'SELECT * FROM "{table}"')  # noqa: S608 - our own table names
    if not whole:
        columns, found = _around_the_bad_pages(file, key, table, columns)
    return Readable(table, tuple(dict(zip(columns, row, strict=True)) for row in found), whole)


def _around_the_bad_pages(file: Path, key: bytes, table: str, columns: list[str]) -> tuple[list[str], list[Any]]:
    last = _asked(file, key, f'SELECT max(rowid) FROM "{table}"')  # noqa: S608 - our own table names
    if last[2] and last[1][0][0]:
        sql = f'SELECT * FROM "{table}" WHERE rowid BETWEEN ? AND ?'  # noqa: S608
        found: list[Any] = []
        for start in range(1, last[1][0][0] + 1, _RANGE):
            columns = _in_range(file, key, sql, (start, start + _RANGE - 1), into=found) or columns
        return columns, found
    order = _asked(file, key, f"SELECT name FROM pragma_table_info('{table}') WHERE pk ORDER BY pk")[1]  # noqa: S608
    by = ", ".join(f'"{name}" DESC' for (name,) in order) or "rowid DESC"
    ahead = _asked(file, key, f'SELECT * FROM "{table}"')  # noqa: S608
    back = _asked(file, key, f'SELECT * FROM "{table}" ORDER BY {by}')  # noqa: S608
    return ahead[0] or back[0] or columns, list(dict.fromkeys([*ahead[1], *reversed(back[1])]))


def _in_range(file: Path, key: bytes, sql: str, between: tuple[int, int], *, into: list[Any]) -> list[str]:
    columns, found, whole = _asked(file, key, sql, between)
    first, last = between
    if whole or first == last:
        into += found
        return columns
    middle = (first + last) // 2
    left = _in_range(file, key, sql, (first, middle), into=into)
    return _in_range(file, key, sql, (middle + 1, last), into=into) or left or columns


def _free(place: Path, day: str) -> Path:
    names = (day, *(f"{day}-{number}" for number in range(2, 1000)))
    return next(place / name for name in names if not (place / name).exists())


def as_json(values: Values) -> str:
    """A salvaged row as one line; bytes as hexadecimal digits."""
    told = {name: value.hex() if isinstance(value, bytes) else value for name, value in values.items()}
    return json.dumps(told, ensure_ascii=False, sort_keys=True)

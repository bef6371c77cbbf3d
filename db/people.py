"""Person rows, every version of them, and their search."""

import json
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

from sqlite_utils import Database

from app.domain.canonical import canonical
from app.domain.names import fold
from app.domain.person import Person
from db.connection import one, rows, scalar
from db.person_row import COLUMNS, Row, digits_of, person_of, record_of, row_of, words_of
from db.register_index import RegisterIndex
from db.search import Cancelled, Query, first_rows, matching_rows, prepare

_INSERT: Final = f"INSERT INTO people (row, {', '.join(COLUMNS)}) VALUES (?, {', '.join('?' * len(COLUMNS))})"  # noqa: S608
_NEWER: Final = f" ON CONFLICT (row) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in COLUMNS[1:])}"
_ROWS: Final = 1024
"""Rows written by one statement, or a half, a quarter … of it: a handful of statements is compiled once for all.
SQLite allows 32,766 question marks in one."""
_WORDS: Final = "INTO people_words (rowid, folded, accented, village) VALUES (?, ?, ?, ?)"
_DIGITS: Final = "INTO people_digits (rowid, digits) VALUES (?, ?)"


@dataclass(frozen=True, slots=True)
class Change:
    """Who made a version, when, by which act and why."""

    at: str
    user: str
    act: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """One kept version of a person."""

    version: int
    change: Change
    person: Person


def _once_each(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """The first of each person, and after them what there is of the same people once more."""
    waiting = list(rows)
    while waiting:
        now = {row.id: row for row in reversed(waiting)}
        waiting = [row for row in waiting if now[row.id] is not row]
        yield list(now.values())[::-1]


class People:
    """The register of one store."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._known = RegisterIndex(db)

    def put(self, person: Person, change: Change, *, origin: str) -> None:
        """Make `person` the current version and keep it in the history. `origin` is the unit it came from."""
        self.put_many([person], change, origin=origin)

    def put_many(self, people: Iterable[Person], change: Change, *, origin: str) -> None:
        """`put` for many, in the caller's transaction; of somebody who is there twice the later one stays."""
        for some in _once_each(row_of(record_of(person), origin) for person in people):
            self.put_rows(some, change)

    def put_rows(self, people: Sequence[Row], change: Change) -> None:
        """Rows of people of whom nobody is there twice, each a version that is not here yet."""
        execute = self._executed
        held = self._rows_of([row.id for row in people])
        free = int(scalar(self._db, "SELECT coalesce(max(row), 0) FROM people")) + 1
        new = [row.id for row in people if row.id not in held]
        rows = held | dict(zip(new, range(free, free + len(new)), strict=True))
        places = [rows[row.id] for row in people]
        newer, verb = (_NEWER, "INSERT OR REPLACE") if held else ("", "INSERT")
        execute(_INSERT, [(place, *row.columns) for place, row in zip(places, people, strict=True)], newer)
        execute(f"{verb} {_WORDS}", [(place, *row.words) for place, row in zip(places, people, strict=True)])
        execute(f"{verb} {_DIGITS}", [(place, row.digits) for place, row in zip(places, people, strict=True)])
        made = (change.at, change.user, change.act, change.reason)
        execute(
            "INSERT INTO people_history VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(*row.columns[:2], *made, row.columns[-1]) for row in people],
        )
        for place in places:
            self._known.touch(place)

    def _executed(self, sql: str, rows: Sequence[Sequence[Any]], after: str = "") -> None:
        """`executemany` of an INSERT of one row, many rows in one statement: the interpreter is handed back to another
        thread once for all of them, and not after each, when it would have to be waited for.
        """
        head, _, marks = sql.rpartition("VALUES ")
        start, size = 0, _ROWS
        while start < len(rows):
            while size > len(rows) - start:
                size //= 2
            some = rows[start : start + size]
            self._db.conn.execute(f"{head}VALUES {', '.join([marks] * size)}{after}", list(chain.from_iterable(some)))
            start += size

    def _rows_of(self, ids: Sequence[str]) -> dict[str, int]:
        sql = "SELECT id, row FROM people WHERE id IN (SELECT value FROM json_each(?))"
        return dict(self._db.conn.execute(sql, (json.dumps(ids),)).fetchall())

    def held(self, ids: Sequence[str]) -> dict[str, tuple[int, str]]:
        """Version and origin of those of these people who are here."""
        sql = "SELECT id, version, origin FROM people WHERE id IN (SELECT value FROM json_each(?))"
        found = self._db.conn.execute(sql, (json.dumps(ids),)).fetchall()
        return {name: (version, origin) for name, version, origin in found}

    def get(self, person_id: str) -> Person | None:
        """The current version of a person."""
        found = scalar(self._db, "SELECT data FROM people WHERE id = ?", (person_id,))
        return None if found is None else person_of(found)

    def origin(self, person_id: str) -> str | None:
        """The unit that brought a person into this register."""
        found: str | None = scalar(self._db, "SELECT origin FROM people WHERE id = ?", (person_id,))
        return found

    def count(self) -> int:
        """How many people the register holds."""
        return int(scalar(self._db, "SELECT count(*) FROM people"))

    def all(self) -> Iterator[Person]:
        """Everybody, in the order of a list (given name first)."""
        for (data,) in self._db.conn.execute("SELECT data FROM people ORDER BY name_order, birth, row"):
            yield person_of(data)

    def search(self, query: Query, cancelled: Cancelled = lambda: False) -> "array[int]":
        """Row numbers of everybody who fits, best first; ask `page` for the records. Raises `CancelledError`."""
        return matching_rows(self._db, self._known, query, cancelled)

    def first(self, query: Query, limit: int) -> "array[int] | None":
        """The first of them at once, or None when that cannot be told without all."""
        return first_rows(self._db, self._known, query, limit)

    def prepare(self, cancelled: Cancelled = lambda: False, query: Query | None = None) -> None:
        """Make `first` quick, for the filters of `query` as well. Some seconds for a million people, once."""
        prepare(self._db, self._known, query, cancelled)

    def page(self, row_numbers: Sequence[int]) -> list[Person]:
        """The records of these rows, in this order; rows that are gone are left out."""
        marks = ", ".join("?" * len(row_numbers))
        sql = f"SELECT row, data FROM people WHERE row IN ({marks})"  # noqa: S608 - only question marks
        found = dict(self._db.conn.execute(sql, tuple(row_numbers)).fetchall())
        return [person_of(found[row]) for row in row_numbers if row in found]

    def names(self, person_ids: Sequence[str]) -> dict[str, str]:
        """The names of these people, by id; whoever is not in the register is left out."""
        marks = ", ".join("?" * len(person_ids))
        sql = f"SELECT id, name FROM people WHERE id IN ({marks})"  # noqa: S608 - only question marks
        return dict(self._db.conn.execute(sql, tuple(person_ids)).fetchall())

    def with_number(self, number: str) -> list[Person]:
        """Everybody who has this personal number, or this old number."""
        column = "personal_number" if len(number) == 12 else "old_number"
        return self._people(f"SELECT data FROM people WHERE {column} = ? AND {column} <> ''", (number,))  # noqa: S608

    def same_name_and_birth(self, name: str, birth: str) -> list[Person]:
        """Everybody whose folded name and birth date are these."""
        return self._people("SELECT data FROM people WHERE name_folded = ? AND birth = ?", (fold(name), birth))

    def keys(self) -> frozenset[str | tuple[str, str]]:
        """Every number, and every folded name with its birth: whoever is not among them is not in the register."""
        found: set[str | tuple[str, str]] = set()
        for number, old, name, birth in self._db.conn.execute(
            "SELECT personal_number, old_number, name_folded, birth FROM people"
        ):
            found.update((number, old, (name, birth)))
        return frozenset(found)

    def history(self, person_id: str) -> list[Version]:
        """Every version of a person, newest first."""
        found = rows(self._db, "SELECT * FROM people_history WHERE person_id = ? ORDER BY version DESC", (person_id,))
        return [
            Version(row["version"], Change(row["at"], row["user"], row["act"], row["reason"]), person_of(row["data"]))
            for row in found
        ]

    def at_version(self, person_id: str, version: int) -> Person | None:
        """A person as they stood in one version."""
        sql = "SELECT data FROM people_history WHERE person_id = ? AND version = ?"
        found = scalar(self._db, sql, (person_id, version))
        return None if found is None else person_of(found)

    def forget(self, person_id: str) -> None:
        """Take a person out who came only with an import that is undone; the audit keeps that it was done."""
        row = scalar(self._db, "SELECT row FROM people WHERE id = ?", (person_id,))
        self._known.touch(row)
        for sql, value in (
            ("DELETE FROM people_words WHERE rowid = ?", row),
            ("DELETE FROM people_digits WHERE rowid = ?", row),
            ("DELETE FROM people WHERE id = ?", person_id),
            ("DELETE FROM people_history WHERE person_id = ?", person_id),
        ):
            self._db.conn.execute(sql, (value,))

    def index_anew(self) -> None:
        """Build the search from the register alone: its index only marks rows as deleted and keeps their words."""
        for table in ("people_words", "people_digits"):
            self._db.conn.execute(f"INSERT INTO {table}({table}) VALUES ('delete-all')")  # noqa: S608 - our own names
        for row, data in self._db.conn.execute("SELECT row, data FROM people"):
            record = json.loads(data)
            self._db.conn.execute(f"INSERT {_WORDS}", (row, *words_of(record)))
            self._db.conn.execute(f"INSERT {_DIGITS}", (row, digits_of(record)))

    def add_import(self, import_id: str, change: Change, *, file_digest: str, data: dict[str, Any]) -> None:
        """Remember an import, so that it can be undone."""
        self._db.conn.execute(
            "INSERT INTO imports VALUES (?, ?, ?, ?, ?, NULL)",
            (import_id, change.at, change.user, file_digest, canonical(data).decode()),
        )

    def add_import_changes(self, import_id: str, changes: Iterable[tuple[str, int, int]]) -> None:
        """Which person an import brought from which version (0: new) to which."""
        self._db.conn.executemany(
            "INSERT INTO import_changes VALUES (?, ?, ?, ?)", [(import_id, *change) for change in changes]
        )

    def import_changes(self, import_id: str) -> list[tuple[str, int, int]] | None:
        """What an import changed, or None when there is none of that name that can still be undone."""
        if one(self._db, "SELECT id FROM imports WHERE id = ? AND undone_at IS NULL", (import_id,)) is None:
            return None
        found = rows(self._db, "SELECT * FROM import_changes WHERE import_id = ?", (import_id,))
        return [(row["person_id"], row["version_before"], row["version_after"]) for row in found]

    def mark_undone(self, import_id: str, at: str) -> None:
        """Remember that an import was undone."""
        self._db.conn.execute("UPDATE imports SET undone_at = ? WHERE id = ?", (at, import_id))

    def _people(self, sql: str, parameters: Sequence[Any]) -> list[Person]:
        return [person_of(data) for (data,) in self._db.conn.execute(sql, tuple(parameters))]

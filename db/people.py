"""Person rows, every version of them, and their search."""

import json
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlite_utils import Database

from app.domain.canonical import canonical
from app.domain.eligibility import last_eligible_day
from app.domain.names import fold, sort_key
from app.domain.person import Person
from app.domain.record import from_json, told
from db.connection import one, rows, scalar
from db.register_index import RegisterIndex
from db.search import Cancelled, Query, first_rows, matching_rows

_COLUMNS: Final = (
    "id", "version", "origin", "name", "name_folded", "name_order", "birth", "personal_number", "old_number", "unit",
    "village", "village_folded", "residence", "finished_on", "last_day", "need", "cleared", "closed", "data",
)  # fmt: skip
_INSERT: Final = f"INSERT INTO people (row, {', '.join(_COLUMNS)}) VALUES (?, {', '.join('?' * len(_COLUMNS))})"  # noqa: S608
_UPDATE: Final = f"UPDATE people SET {', '.join(f'{name} = ?' for name in _COLUMNS[1:])} WHERE id = ?"  # noqa: S608


_BLANK: Final = Person("", 0, "")


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


class People:
    """The register of one store."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._known = RegisterIndex(db)

    def put(self, person: Person, change: Change, *, origin: str) -> None:
        """Make `person` the current version and keep it in the history. `origin` is the unit it came from."""
        self.put_many([person], change, origin=origin)

    def put_many(
        self, people: Iterable[Person], change: Change, *, origin: str, arrived: Mapping[str, Any] | None = None
    ) -> None:
        """`put` for many, in the caller's transaction; of somebody who is there twice the later one stays.

        `arrived` holds records that came as JSON, as the register keeps them, by id: they are written as they are.
        """
        waiting = list(people)
        while waiting:
            now = {person.id: person for person in reversed(waiting)}  # the first of each, the others after it
            waiting = [person for person in waiting if now[person.id] is not person]
            self._put_once_each(list(now.values())[::-1], change, origin, arrived or {})

    def _put_once_each(self, people: Sequence[Person], change: Change, origin: str, arrived: Mapping[str, Any]) -> None:
        execute = self._db.conn.executemany
        data = [
            canonical(arrived[person.id]).decode() if person.id in arrived else _stored(person) for person in people
        ]
        columns = [_columns(person, origin, stored) for person, stored in zip(people, data, strict=True)]
        held = self._rows_of([person.id for person in people])
        free = int(scalar(self._db, "SELECT coalesce(max(row), 0) FROM people")) + 1
        rows = dict(held)
        for person in people:
            if person.id not in rows:
                rows[person.id] = free
                free += 1
        execute(_INSERT, [(rows[one[0]], *one) for one in columns if one[0] not in held])
        execute(_UPDATE, [(*one[1:], one[0]) for one in columns if one[0] in held])
        verb = "INSERT OR REPLACE" if held else "INSERT"
        execute(f"{verb} {_WORDS}", [_words(rows[one.id], one) for one in people])
        execute(f"{verb} {_DIGITS}", [_digits(rows[one.id], one) for one in people])
        execute(
            "INSERT INTO people_history VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (one.id, one.version, change.at, change.user, change.act, change.reason, stored)
                for one, stored in zip(people, data, strict=True)
            ],
        )
        for person in people:
            self._known.touch(rows[person.id])

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
        return None if found is None else _person(found)

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
            yield _person(data)

    def search(self, query: Query, cancelled: Cancelled = lambda: False) -> "array[int]":
        """Row numbers of everybody who fits, best first; ask `page` for the records. Raises `CancelledError`."""
        return matching_rows(self._db, self._known, query, cancelled)

    def first(self, query: Query, limit: int) -> "array[int] | None":
        """The first of them at once, or None when that cannot be told without all."""
        return first_rows(self._db, self._known, query, limit)

    def prepare(self, cancelled: Cancelled = lambda: False) -> None:
        """Make `first` quick, unless it is already. Some seconds for a million people."""
        if not self._known.ready:
            self._known.make(cancelled)

    def page(self, row_numbers: Sequence[int]) -> list[Person]:
        """The records of these rows, in this order; rows that are gone are left out."""
        marks = ", ".join("?" * len(row_numbers))
        sql = f"SELECT row, data FROM people WHERE row IN ({marks})"  # noqa: S608 - only question marks
        found = dict(self._db.conn.execute(sql, tuple(row_numbers)).fetchall())
        return [_person(found[row]) for row in row_numbers if row in found]

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

    def history(self, person_id: str) -> list[Version]:
        """Every version of a person, newest first."""
        found = rows(self._db, "SELECT * FROM people_history WHERE person_id = ? ORDER BY version DESC", (person_id,))
        return [
            Version(row["version"], Change(row["at"], row["user"], row["act"], row["reason"]), _person(row["data"]))
            for row in found
        ]

    def at_version(self, person_id: str, version: int) -> Person | None:
        """A person as they stood in one version."""
        sql = "SELECT data FROM people_history WHERE person_id = ? AND version = ?"
        found = scalar(self._db, sql, (person_id, version))
        return None if found is None else _person(found)

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
            self._db.conn.execute(f"INSERT {_WORDS}", _words(row, _person(data)))
            self._db.conn.execute(f"INSERT {_DIGITS}", _digits(row, _person(data)))

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
        return [_person(data) for (data,) in self._db.conn.execute(sql, tuple(parameters))]


def _words(row: int, one: Person) -> tuple[int, str, str, str]:
    return row, fold(f"{one.name} {one.other_names}"), one.name.casefold(), fold(one.village)


def _digits(row: int, one: Person) -> tuple[int, str]:
    return row, f"{one.personal_number} {one.old_number}"


def _stored(person: Person) -> str:
    """The record without what is empty: most fields are, and every version is kept for ten years and more."""
    always = {"id": person.id, "version": person.version, "name": person.name}
    return canonical({**always, **told(person, _BLANK)}).decode()


def _person(data: str) -> Person:
    return from_json(Person, json.loads(data))


def _columns(person: Person, origin: str, data: str) -> tuple[Any, ...]:
    term = person.newest_term
    last_day = last_eligible_day(person)
    return (
        person.id, person.version, origin, person.name, fold(person.name), sort_key(person.name),
        person.birth.iso if person.birth else "", person.personal_number, person.old_number, person.unit,
        person.village, fold(person.village), person.residence.value,
        term.finished_on.iso if term and term.finished_on else "", last_day.isoformat() if last_day else "",
        person.need.value.value, int(person.record_cleared_on is not None), int(person.closed_on is not None), data,
    )  # fmt: skip

"""A person's record as the register's row: the columns that are searched, the words and the digits of the search."""

import json
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import Any, Final, NamedTuple

from app.domain.canonical import canonical
from app.domain.dates import from_iso
from app.domain.eligibility import last_day_after
from app.domain.names import fold, sort_key
from app.domain.person import Person
from app.domain.record import from_json, to_json, told

COLUMNS: Final = (
    "id", "version", "origin", "name", "name_folded", "name_order", "birth", "personal_number", "old_number", "unit",
    "village", "village_folded", "residence", "finished_on", "last_day", "need", "cleared", "closed", "data",
)  # fmt: skip
_BLANK: Final = Person("", 0, "")
_RESIDENCE: Final = _BLANK.residence.value
_NEED: Final = to_json(_BLANK.need)

Record = Mapping[str, Any]
"""A person as the register keeps them: plain JSON values, without what is empty."""


def record_of(person: Person) -> dict[str, Any]:
    """The record without what is empty: most fields are, and every version is kept for ten years and more."""
    return {"id": person.id, "version": person.version, "name": person.name, **told(person, _BLANK)}


def person_of(data: str) -> Person:
    """The person that a stored record describes."""
    return from_json(Person, json.loads(data))


def _written(record: Record) -> str:
    return canonical(record).decode()


def _written_again(record: Record) -> str:
    """The same of parts of what strict JSON was read from: NFC and without fractions, so not looked through anew."""
    return _encode()(record).decode()


@cache
def _encode() -> Callable[[Any], bytes]:
    import msgspec

    return msgspec.json.Encoder(order="sorted").encode


def columns_of(record: Record, origin: str, written: Callable[[Any], str] = _written) -> tuple[Any, ...]:
    """The values of `COLUMNS`; `written` makes the canonical text of the record."""
    get, name, finished = record.get, record["name"], _finished_on(record)
    village = get("village", "")
    return (
        record["id"], record["version"], origin, name, fold(name), sort_key(name), get("birth") or "",
        get("personal_number", ""), get("old_number", ""), get("unit", ""), village,
        _village(village), get("residence", _RESIDENCE), finished, _last_day(finished) if finished else "",
        get("need", _NEED)["value"], 1 if get("record_cleared_on") else 0, 1 if get("closed_on") else 0,
        written(record),
    )  # fmt: skip


class Row(NamedTuple):
    """Everything of a person that is written into the register, but for the number of the row."""

    columns: tuple[Any, ...]
    words: tuple[str, str, str]
    digits: str

    @property
    def id(self) -> str:
        """The person's identifier."""
        return str(self.columns[0])

    @property
    def version(self) -> int:
        """Which version this is."""
        return int(self.columns[1])

    @property
    def person(self) -> Person:
        """The person."""
        return person_of(self.columns[-1])


def row_of(record: Record, origin: str, written: Callable[[Any], str] = _written) -> Row:
    """The row of a record that `origin` brought."""
    return Row(columns_of(record, origin, written), words_of(record), digits_of(record))


def row_as_read(record: Record, origin: str) -> Row:
    """The same of a record that came as strict JSON: it is written as it is."""
    return row_of(record, origin, _written_again)


def words_of(record: Record) -> tuple[str, str, str]:
    """The search by words: folded names, the name as written in small letters, the folded village."""
    names = f"{record['name']} {record.get('other_names', '')}"
    return fold(names), record["name"].casefold(), _village(record.get("village", ""))


def digits_of(record: Record) -> str:
    """The search by digits."""
    return f"{record.get('personal_number', '')} {record.get('old_number', '')}"


def _finished_on(record: Record) -> str:
    """The day the newest term ended; see `Person.newest_term`."""
    days: list[str] = [term["finished_on"] for term in record.get("terms", ()) if term["finished_on"]]
    if len(days) > 1:
        return max(days, key=lambda day: from_iso(day).earliest)
    return days[0] if days else ""


@lru_cache(maxsize=20_000)  # a commune has few villages
def _village(name: str) -> str:
    return fold(name)


@lru_cache(maxsize=20_000)  # a register has few days
def _last_day(finished_on: str) -> str:
    return last_day_after(from_iso(finished_on)).isoformat()

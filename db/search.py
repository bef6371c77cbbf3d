"""Search in the register: words without tone marks, parts of a number, filters; exact accents come first."""

import re
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Final

from sqlite_utils import Database

from app.domain.names import clean, fold
from db.connection import CancelledError, interruptible
from db.figures import BEHIND
from db.register_index import OPEN, RegisterIndex

_CHUNK: Final = 10_000
_DIGITS: Final = re.compile(r"[0-9][0-9 ]*")

# Who may borrow on :day (Decision 22/2023, Art. 3): the window open by the newest term's certificate of a prison term,
# living here, number and birth known, law kept and no evils as judged, no loan yet, and no word that none is wanted.
# A wish nobody asked about is left open: it is one question away. Whether a judgement has grown old is the month's
# review to say. What columns hold narrows first; only who is left is read as JSON.
_CAN_BORROW: Final = """closed = 0 AND last_day >= :day AND finished_on <= :day AND residence = 'living_here'
    AND need <> 'no' AND birth <> '' AND (personal_number <> '' OR old_number <> '')
    AND json_extract(data, '$.conduct.value') = 'yes' AND json_extract(data, '$.evils.value') = 'no'
    AND json_extract(data, '$.loan_granted_on') IS NULL
    AND coalesce(json_extract(data, '$.same_purpose_loan'), 'unknown') <> 'yes'
    AND json_extract(data, '$.need.withdrawn_on') IS NULL
    AND coalesce(json_extract(data, '$.need.agreed'), 'unknown') <> 'no'
    AND NOT EXISTS (SELECT 1 FROM json_each(data, '$.terms') AS term
      WHERE json_extract(term.value, '$.finished_on') = finished_on
        AND (json_extract(term.value, '$.kind') IS NULL OR coalesce(json_extract(term.value, '$.prison'), 1) = 0))"""

_FILTERS: Final = {
    "open": "closed = 0",
    "closed": "closed = 1",
    "can_borrow": _CAN_BORROW,
    "in_window": "closed = 0 AND last_day >= :day",
    "window_ending": "closed = 0 AND last_day >= :day AND last_day <= :soon",
    "window_passed": "closed = 0 AND last_day <> '' AND last_day < :day",
    "missing": "closed = 0 AND (birth = '' OR finished_on = '' OR length(finished_on) < 10"
    " OR (personal_number = '' AND old_number = ''))",
    "unjudged": "closed = 0 AND (coalesce(json_extract(data, '$.conduct.value'), 'unknown') = 'unknown'"
    " OR coalesce(json_extract(data, '$.evils.value'), 'unknown') = 'unknown')",
    "wants_loan": "closed = 0 AND need = 'yes'",
}
FILTERS: Final = tuple(_FILTERS)

_ORDERS: Final = {
    "name": "name_order, birth, row",
    "birth": "birth, name_order, row",
    "last_day": "last_day = '', last_day, name_order, row",
    "finished_on": "finished_on = '', finished_on, name_order, row",
    "unit": "unit, village_folded, name_order, row",
    "village": "village_folded, name_order, row",
    "newest": "row DESC",
}
ORDERS: Final = tuple(_ORDERS)


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for. `day` and `soon` are ISO days for the window filters; `order` one of `ORDERS`."""

    text: str = ""
    filters: tuple[str, ...] = ()
    order: str = "name"
    descending: bool = False
    day: str = ""
    soon: str = ""
    cleared: bool = True
    limit: int | None = None
    behind: tuple[str, str] | None = None
    """Only who is counted by a figure: its name in `db.figures.BEHIND`, and the key of its group."""


Cancelled = Callable[[], bool]
_Condition = tuple[str, dict[str, Any]]


def condition(name: str) -> str:
    """The SQL of a filter, for whoever counts what it finds."""
    return _FILTERS[name]


def matching_rows(
    db: Database, index: RegisterIndex, query: Query, cancelled: Cancelled = lambda: False
) -> "array[int]":
    """Row numbers of everybody who fits, the accented spelling as typed before the folded one.

    Raises `CancelledError` soon after `cancelled` has begun to say so.
    """
    with interruptible(db, cancelled):
        if index.ready and _as_listed(query):
            if not clean(query.text):
                _choose(db, index, query)
            if index.knows(_name(query)):
                return _from_index(db, index, query, cancelled)
        if index.ready and not index.changed and _by_name(query) and query.behind is not None and not query.text:
            return index.ordered(_select(db, replace(query, order=""), "", {}))
        return _from_store(db, query)


def first_rows(db: Database, index: RegisterIndex, query: Query, limit: int) -> "array[int] | None":
    """The first rows of the same answer, at once; None when only the whole answer can tell them."""
    query = replace(query, limit=limit)
    if not _as_listed(query):
        return None
    if index.knows(_name(query)):
        return _from_index(db, index, query, lambda: False)
    return None if clean(query.text) or query.filters != OPEN else _from_store(db, query)


def prepare(db: Database, index: RegisterIndex, query: Query | None, cancelled: Cancelled) -> None:
    """Make `first_rows` quick for the searches that may follow this one; given up when `cancelled` says so."""
    if not index.ready:
        index.make(cancelled)
    if index.ready and query is not None and _as_listed(query):
        with suppress(CancelledError), interruptible(db, cancelled):
            _choose(db, index, query)


def _choose(db: Database, index: RegisterIndex, query: Query) -> None:
    """Let the index know who fits the query's filters, whatever its words."""
    if not index.knows(_name(query)):
        index.choose(_name(query), _select(db, replace(query, order="", cleared=True, limit=None), "", {}))


def _name(query: Query) -> tuple[str, ...]:
    """The name of its filters; all but the plain one depend on the day."""
    return OPEN if query.filters == OPEN else (*query.filters, query.day, query.soon)


def _as_listed(query: Query) -> bool:
    """Whether its answer is some of the list in the list's own order."""
    return _by_name(query) and bool(query.filters) and query.behind is None


def _by_name(query: Query) -> bool:
    return query.order == "name" and not query.descending


def _from_index(db: Database, index: RegisterIndex, query: Query, cancelled: Cancelled) -> "array[int]":
    found = array("q")
    for hits, condition in _parts(index, query):
        part = array("q")
        most = None if query.limit is None else query.limit + len(found)
        while some := tuple(islice(hits, _CHUNK if most is None else min(_CHUNK, most - len(part)))):
            part.extend(some)
            if cancelled():
                raise CancelledError
        part = _with_news(db, index, query, part, condition)
        if found:
            seen = set(found)
            found.extend(row for row in part if row not in seen)
        else:
            found = part
    return found if query.limit is None else found[: query.limit]


def _parts(index: RegisterIndex, query: Query) -> Iterator[tuple[Iterator[int], _Condition]]:
    """Who fits as the index knows it, each part of the answer in the order of a list, and the same in SQL."""
    text, among = clean(query.text), index.among(_name(query), cleared=query.cleared)
    if not text:
        yield index.everybody(among), ("1", {})
    elif _DIGITS.fullmatch(text):
        digits = text.replace(" ", "")
        yield index.with_digits(digits, among), _number_condition(digits)
    else:
        if fold(text) != text.casefold():
            accented = text.casefold()
            yield index.with_words(accented, among, accented=True), _word_condition("accented", accented)
        folded = fold(text)
        yield index.with_words(folded, among, accented=False), _word_condition("folded village", folded)


def _with_news(
    db: Database, index: RegisterIndex, query: Query, found: "array[int]", condition: _Condition
) -> "array[int]":
    """The same with the rows that fit and were written since the index was made, each at its place."""
    if not index.changed:
        return found
    where, parameters = condition
    news = ", ".join(str(int(row)) for row in index.changed)
    merged = list(found)
    for row in _select(db, replace(query, limit=None), f"({where}) AND row IN ({news})", parameters):
        merged.insert(bisect_right(merged, _place(db, row), key=lambda one: _place(db, one)), row)
    return array("q", merged)


def _place(db: Database, row: int) -> tuple[bytes, str, int]:
    name, birth = db.conn.execute("SELECT name_order, birth FROM people WHERE row = ?", (row,)).fetchone()
    return name, birth, row


def _from_store(db: Database, query: Query) -> "array[int]":
    text = clean(query.text)
    if not text:
        return _select(db, query, "", {})
    if _DIGITS.fullmatch(text):
        return _select(db, query, *_number_condition(text.replace(" ", "")))
    folded = _select(db, query, *_word_condition("folded village", fold(text)))
    if fold(text) == text.casefold():
        return folded
    exact = _select(db, query, *_word_condition("accented", text.casefold()))
    first = set(exact)
    exact.extend(row for row in folded if row not in first)
    return exact if query.limit is None else exact[: query.limit]


def _word_condition(columns: str, text: str) -> _Condition:
    words = " ".join(f'"{word}"*' for word in re.split(r"[^\w]+", text) if word)
    if not words:
        return "0", {}
    return "row IN (SELECT rowid FROM people_words WHERE people_words MATCH :words)", {
        "words": f"{{{columns}}}: ({words})"
    }


def _number_condition(digits: str) -> _Condition:
    if len(digits) >= 3:
        return "row IN (SELECT rowid FROM people_digits WHERE people_digits MATCH :digits)", {"digits": f'"{digits}"'}
    return "(personal_number LIKE :part OR old_number LIKE :part OR birth LIKE :part)", {"part": f"%{digits}%"}


def _turned(part: str) -> str:
    return part.removesuffix(" DESC") if part.endswith(" DESC") else f"{part} DESC"


def _select(db: Database, query: Query, condition: str, parameters: dict[str, Any]) -> "array[int]":
    conditions = [condition] if condition else []
    conditions += [_FILTERS[name] for name in query.filters]
    if query.behind is not None:
        conditions.append(f"({BEHIND[query.behind[0]]})")
    if not query.cleared:
        conditions.append("cleared = 0")
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    order = _ORDERS[query.order] if query.order else ""
    if query.descending:
        order = ", ".join(_turned(part) for part in order.split(", "))
    limit = -1 if query.limit is None else query.limit
    ordered = f"ORDER BY {order}" if order else ""
    sql = f"SELECT row FROM people {where} {ordered} LIMIT {int(limit)}"  # noqa: S608 - only words of ours
    values = {"day": query.day, "soon": query.soon, "key": query.behind[1] if query.behind else "", **parameters}
    answer, found = db.conn.execute(sql, values), array("q")
    while some := answer.fetchmany(_CHUNK):
        found.extend(row for (row,) in some)
    return found

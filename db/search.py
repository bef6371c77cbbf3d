"""Search in the register: words without tone marks, parts of a number, filters; exact accents come first."""

import re
from dataclasses import dataclass
from typing import Any, Final

from sqlite_utils import Database

from app.domain.names import clean, fold

_DIGITS: Final = re.compile(r"[0-9][0-9 ]*")

_FILTERS: Final = {
    "open": "closed = 0",
    "closed": "closed = 1",
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


def condition(name: str) -> str:
    """The SQL of a filter, for whoever counts what it finds."""
    return _FILTERS[name]


def matching_rows(db: Database, query: Query) -> list[int]:
    """Row numbers of everybody who fits, the accented spelling as typed before the folded one."""
    text = clean(query.text)
    digits = text.replace(" ", "")
    if not text:
        return _select(db, query, "", {})
    if _DIGITS.fullmatch(text):
        return _select(db, query, *_number_condition(digits))
    folded = _select(db, query, *_word_condition("folded village", fold(text)))
    if fold(text) == text.casefold():
        return folded
    exact = _select(db, query, *_word_condition("accented", text.casefold()))
    first = set(exact)
    return [*exact, *(row for row in folded if row not in first)][: query.limit]


def _word_condition(columns: str, text: str) -> tuple[str, dict[str, Any]]:
    words = " ".join(f'"{word}"*' for word in re.split(r"[^\w]+", text) if word)
    if not words:
        return "0", {}
    return "row IN (SELECT rowid FROM people_words WHERE people_words MATCH :words)", {
        "words": f"{{{columns}}}: ({words})"
    }


def _number_condition(digits: str) -> tuple[str, dict[str, Any]]:
    if len(digits) >= 3:
        return "row IN (SELECT rowid FROM people_digits WHERE people_digits MATCH :digits)", {"digits": f'"{digits}"'}
    return "(personal_number LIKE :part OR old_number LIKE :part OR birth LIKE :part)", {"part": f"%{digits}%"}


def _turned(part: str) -> str:
    return part.removesuffix(" DESC") if part.endswith(" DESC") else f"{part} DESC"


def _select(db: Database, query: Query, condition: str, parameters: dict[str, Any]) -> list[int]:
    conditions = [condition] if condition else []
    conditions += [_FILTERS[name] for name in query.filters]
    if not query.cleared:
        conditions.append("cleared = 0")
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    order = _ORDERS[query.order]
    if query.descending:
        order = ", ".join(_turned(part) for part in order.split(", "))
    limit = -1 if query.limit is None else query.limit
    sql = f"SELECT row FROM people {where} ORDER BY {order} LIMIT {int(limit)}"  # noqa: S608 - only words of ours
    values = {"day": query.day, "soon": query.soon, **parameters}
    return [row for (row,) in db.conn.execute(sql, values)]

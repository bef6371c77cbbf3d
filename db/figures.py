"""Counts over the whole register and everything that came in, and who stands behind each of them."""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from sqlite_utils import Database

from db.connection import one

Row = tuple[str, int, int]
"""Key, people, đồng."""

_HERE = """closed = 0 AND id NOT IN (SELECT CASE kept WHEN first THEN second ELSE first END FROM duplicate_verdicts
           WHERE verdict = 'merged' AND undone_at IS NULL)"""
_YEARS = "(CAST(substr(:day, 1, 4) AS INTEGER) - CAST(substr(birth, 1, 4) AS INTEGER))"
_AGE = f"""CASE WHEN birth = '' THEN '' WHEN {_YEARS} < 30 THEN 'under30' WHEN {_YEARS} < 45 THEN 'to45'
           WHEN {_YEARS} < 60 THEN 'to60' ELSE 'over60' END"""
_AGES = ("under30", "to45", "to60", "over60", "")
_SEX = "coalesce(json_extract(data, '$.sex'), '')"
_PURPOSE = "coalesce(json_extract(data, '$.need.purpose'), '')"
_LENT = "json_extract(data, '$.loan_granted_on') IS NOT NULL"
_ENDING = "last_day >= :day AND last_day <= :soon"
_ACCEPTED = "SELECT r.person_id FROM inbox i JOIN inbox_rows r ON r.digest = i.digest WHERE r.state = 'accepted'"

# Who is counted by each figure: the very words of its count, so that a figure and the people behind it never differ.
BEHIND: Final = {
    "people": _HERE,
    "home": f"{_HERE} AND residence = 'living_here'",
    "in_window": f"{_HERE} AND last_day >= :day",
    "wants": f"{_HERE} AND need = 'yes'",
    "borrowed": f"{_HERE} AND {_LENT}",
    "ending": f"{_HERE} AND {_ENDING}",
    "listed": "id IN (SELECT person_id FROM inbox_rows)",
    "confirmed": "id IN (SELECT person_id FROM inbox_rows WHERE state = 'accepted')",
    "unit": f"{_HERE} AND origin IN (SELECT value FROM json_each(:key))",  # noqa: S608 - our own words
    "sex": f"{_HERE} AND {_SEX} = :key",
    "age": f"{_HERE} AND {_AGE} = :key",
    "purpose": f"{_HERE} AND need = 'yes' AND {_PURPOSE} = :key",
    "month": f"id IN ({_ACCEPTED} AND i.month = :key)",
}
_TOTALS: Final = ("people", "home", "in_window", "wants", "borrowed", "ending", "amount")
_GROUPS: Final = ("unit", "sex", "age", "purpose")


@dataclass(frozen=True, slots=True)
class Counted:
    """The register in numbers: totals by name, and people and đồng by key for each group."""

    totals: dict[str, int]
    groups: dict[str, list[Row]]


class Figures:
    """Figures of one store; records merged into another are counted once."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def count(self, day: str, soon: str) -> Counted:
        """Everything in one pass: half a million people are read once, and by the index that holds all of this alone.

        Totals: people here, in their window, wanting a loan, listed, accepted, lent to, window ending; đồng asked for.
        """
        # No grouping in SQL: it reads every record whole as soon as one of the index's expressions stands in another.
        sql = f"""SELECT origin, json_extract(data, '$.sex'), substr(birth, 1, 4), json_extract(data, '$.need.purpose'),
                  need = 'yes', residence = 'living_here', last_day >= :day, last_day >= :day AND last_day <= :soon,
                  json_extract(data, '$.loan_granted_on'), json_extract(data, '$.need.amount')
                  FROM people WHERE {_HERE}"""  # noqa: S608 - our own words
        alike = Counter(tuple(row) for row in self._db.conn.execute(sql, {"day": day, "soon": soon}))
        totals = Counter(dict.fromkeys(_TOTALS, 0))
        people: dict[str, Counter[str]] = {name: Counter() for name in _GROUPS}
        amounts: dict[str, Counter[str]] = {name: Counter() for name in _GROUPS}
        for (unit, sex, year, purpose, wants, home, in_window, ending, lent, amount), count in alike.items():
            told = (1, home, in_window, wants, lent is not None, ending, amount or 0)
            for name, value in zip(_TOTALS, told, strict=True):
                totals[name] += count * int(value)
            keys = (unit, sex or "", _age_group(year, day), purpose or "")
            for name, key in zip(_GROUPS, keys, strict=True):
                if name != "purpose" or wants:
                    people[name][key] += count
                    amounts[name][key] += count * (amount or 0)
        groups = {name: _ranked(people[name], amounts[name]) for name in _GROUPS}
        groups["age"].sort(key=lambda row: _AGES.index(row[0]))
        return Counted(dict(totals) | self._listed(), groups | {"month": self._by_month()})

    def _listed(self) -> dict[str, int]:
        found = one(
            self._db,
            "SELECT count(DISTINCT person_id) AS listed, count(DISTINCT CASE state WHEN 'accepted' THEN person_id END)"
            " AS confirmed FROM inbox_rows",
        )
        return {name: int(value or 0) for name, value in (found or {}).items()}

    def _by_month(self) -> list[Row]:
        """Accepted entries by month, the last two years of them."""
        sql = """SELECT i.month, count(*), sum(coalesce(json_extract(r.data, '$.amount'), 0)) FROM inbox i
                 JOIN inbox_rows r ON r.digest = i.digest WHERE r.state = 'accepted'
                 GROUP BY 1 ORDER BY 1 DESC LIMIT 24"""
        return self._db.conn.execute(sql).fetchall()[::-1]


def _age_group(year: str, day: str) -> str:
    """The same as `_AGE` says in SQL."""
    if not year:
        return ""
    years = int(day[:4]) - int(year)
    return next((name for least, name in ((60, "over60"), (45, "to60"), (30, "to45")) if years >= least), "under30")


def _ranked(people: Counter[str], amounts: Counter[str]) -> list[Row]:
    return sorted(((key, count, amounts[key]) for key, count in people.items()), key=lambda row: (-row[1], row[0]))

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
        """Everything in one pass over the register: half a million records are read once, not once for each picture.

        Totals: people here, in their window, wanting a loan, listed, accepted, lent to, window ending; đồng asked for.
        """
        sql = f"""SELECT origin, {_SEX} AS sex, {_AGE} AS age, {_PURPOSE} AS purpose, need = 'yes' AS wants,
                  count(*), sum(residence = 'living_here'), sum(last_day >= :day), sum({_LENT}), sum({_ENDING}),
                  sum(coalesce(json_extract(data, '$.need.amount'), 0))
                  FROM people WHERE {_HERE} GROUP BY 1, 2, 3, 4, 5"""  # noqa: S608 - our own words
        totals = dict.fromkeys(("people", "home", "in_window", "wants", "borrowed", "ending", "amount"), 0)
        people: dict[str, Counter[str]] = {name: Counter() for name in ("unit", "sex", "age", "purpose")}
        amounts: dict[str, Counter[str]] = {name: Counter() for name in people}
        for unit, sex, age, purpose, wants, count, *sums in self._db.conn.execute(sql, {"day": day, "soon": soon}):
            counts = (count, *sums[:2], count * wants, *sums[2:])
            for name, value in zip(("people", "home", "in_window", "wants", "borrowed", "ending", "amount"), counts,
                                   strict=True):  # fmt: skip
                totals[name] += value
            for name, key in (("unit", unit), ("sex", sex), ("age", age), ("purpose", purpose)):
                if name != "purpose" or wants:
                    people[name][key] += count
                    amounts[name][key] += sums[-1]
        groups = {
            name: sorted(((key, count, amounts[name][key]) for key, count in counted.items()),
                         key=lambda row: (-row[1], row[0]))
            for name, counted in people.items()
        }  # fmt: skip
        groups["age"].sort(key=lambda row: _AGES.index(row[0]))
        return Counted(totals | self._listed(), groups | {"month": self._by_month()})

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

"""Counts over the whole register and everything that came in, and who stands behind each of them."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlite_utils import Database

from db.person_row import COLUMNS, columns_of

Row = tuple[str, int, int]
"""Key, people, đồng."""

_GONE = """(SELECT CASE kept WHEN first THEN second ELSE first END AS gone, kept FROM duplicate_verdicts
           WHERE verdict = 'merged' AND undone_at IS NULL)"""
_HERE = f"closed = 0 AND id NOT IN (SELECT gone FROM {_GONE})"  # noqa: S608 - our own words
# Full years on that day; of a birth of which only the year or the month is known, the most it can be.
_YEARS = """(CAST(substr(:day, 1, 4) AS INTEGER) - CAST(substr(birth, 1, 4) AS INTEGER)
            - (substr(birth, 6) > substr(:day, 6)))"""
_AGE = f"""CASE WHEN birth = '' THEN '' WHEN {_YEARS} < 30 THEN 'under30' WHEN {_YEARS} < 45 THEN 'to45'
           WHEN {_YEARS} < 60 THEN 'to60' ELSE 'over60' END"""
_AGES = ("under30", "to45", "to60", "over60", "")
_SEX = "coalesce(json_extract(data, '$.sex'), '')"
_PURPOSE = "coalesce(json_extract(data, '$.need.purpose'), '')"
_LENT = "json_extract(data, '$.loan_granted_on') IS NOT NULL"
_ENDING = "last_day >= :day AND last_day <= :soon"
# Every listing with the record that stands for the person.
_ROOTS = f"""(WITH RECURSIVE merged AS {_GONE},
             went (gone, kept) AS (SELECT gone, kept FROM merged
                                   UNION SELECT went.gone, merged.kept FROM went JOIN merged ON merged.gone = went.kept)
             SELECT gone, kept FROM went WHERE kept NOT IN (SELECT gone FROM merged))"""  # noqa: S608 - our own words
_LISTED = f"inbox_rows r LEFT JOIN {_ROOTS} g ON g.gone = r.person_id"
_WHO = "coalesce(g.kept, r.person_id)"
# Of an office's month the newest accepted revision counts (`app.domain.consolidation.in_force`), never two of them.
_IN_FORCE = """(SELECT digest, month FROM inbox i WHERE state IN ('accepted', 'accepted_partly') {i} AND NOT EXISTS (
                SELECT 1 FROM inbox l WHERE l.unit = i.unit AND l.month = i.month
                AND l.state IN ('accepted', 'accepted_partly') {l}
                AND (coalesce(l.revision, 1), l.epoch) > (coalesce(i.revision, 1), i.epoch)))"""
_OF_ACCEPTED = _LISTED + " JOIN {in_force} f ON f.digest = r.digest WHERE r.state = 'accepted'"
_ACCEPTED = _OF_ACCEPTED.format(in_force=_IN_FORCE.format(i="", l=""))
_ACCEPTED_THEN = _OF_ACCEPTED.format(
    in_force=_IN_FORCE.format(i="AND i.decided_at < :until", l="AND l.decided_at < :until")
)
_LISTED_THEN = f"{_LISTED} JOIN inbox i ON i.digest = r.digest AND i.received_at < :until"
_CHANGED = "SELECT person_id FROM people_history WHERE at >= :until"

# Who is counted by each figure: the very words of its count, so that a figure and the people behind it never differ.
BEHIND: Final = {
    "people": _HERE,
    "home": f"{_HERE} AND residence = 'living_here'",
    "in_window": f"{_HERE} AND last_day >= :day",
    "wants": f"{_HERE} AND need = 'yes'",
    "borrowed": f"{_HERE} AND {_LENT}",
    "ending": f"{_HERE} AND {_ENDING}",
    "listed": f"id IN (SELECT {_WHO} FROM {_LISTED})",  # noqa: S608 - our own words
    "confirmed": f"id IN (SELECT {_WHO} FROM {_ACCEPTED})",  # noqa: S608
    "unit": f"{_HERE} AND origin IN (SELECT value FROM json_each(:key))",  # noqa: S608
    "sex": f"{_HERE} AND {_SEX} = :key",
    "age": f"{_HERE} AND {_AGE} = :key",
    "purpose": f"{_HERE} AND need = 'yes' AND {_PURPOSE} = :key",
    "month": f"id IN (SELECT {_WHO} FROM {_ACCEPTED} AND f.month = :key)",  # noqa: S608
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

    def count(self, day: str, soon: str, *, until: str = "") -> Counted:
        """Everything in one pass: half a million people are read once, and by the index that holds all of this alone.

        Totals: people here, in their window, wanting a loan, listed, accepted, lent to, window ending; đồng asked for.
        With `until`, the ISO day after a cut-off, as it stood before that day; what is one person today is one then.
        """
        asked = {"day": day, "soon": soon, "until": until}
        # No grouping in SQL: it reads every record whole as soon as one of the index's expressions stands in another.
        sql = f"""SELECT origin, json_extract(data, '$.sex'), {_AGE}, json_extract(data, '$.need.purpose'),
                  need = 'yes', residence = 'living_here', last_day >= :day, last_day >= :day AND last_day <= :soon,
                  json_extract(data, '$.loan_granted_on'), json_extract(data, '$.need.amount')
                  FROM people WHERE {_HERE}"""  # noqa: S608 - our own words
        if until:
            sql += f" AND id NOT IN ({_CHANGED})"
        alike = Counter(tuple(row) for row in self._db.conn.execute(sql, asked))
        alike.update(self._earlier(day, soon, until) if until else ())
        totals = Counter(dict.fromkeys(_TOTALS, 0))
        people: dict[str, Counter[str]] = {name: Counter() for name in _GROUPS}
        amounts: dict[str, Counter[str]] = {name: Counter() for name in _GROUPS}
        for (unit, sex, age, purpose, wants, home, in_window, ending, lent, amount), count in alike.items():
            asked_for = (amount or 0) if wants else 0
            told = (1, home, in_window, wants, lent is not None, ending, asked_for)
            for name, value in zip(_TOTALS, told, strict=True):
                totals[name] += count * int(value)
            keys = (unit, sex or "", age, purpose or "")
            for name, key in zip(_GROUPS, keys, strict=True):
                if name != "purpose" or wants:
                    people[name][key] += count
                    amounts[name][key] += count * asked_for
        groups = {name: _ranked(people[name], amounts[name]) for name in _GROUPS}
        groups["age"].sort(key=lambda row: _AGES.index(row[0]))
        return Counted(dict(totals) | self._listed(asked), groups | {"month": self._by_month(asked)})

    def _earlier(self, day: str, soon: str, until: str) -> Iterator[tuple[Any, ...]]:
        """The same of those whose record was changed since, as it stood before."""
        sql = f"""SELECT h.data, p.origin FROM people_history h JOIN people p ON p.id = h.person_id
                  JOIN (SELECT person_id, max(version) AS version FROM people_history WHERE at < :until
                        AND person_id IN ({_CHANGED}) GROUP BY person_id) USING (person_id, version)
                  WHERE h.person_id NOT IN (SELECT gone FROM {_GONE})"""  # noqa: S608 - our own words
        for data, origin in self._db.conn.execute(sql, {"until": until}):
            record = json.loads(data)
            row = dict(zip(COLUMNS, columns_of(record, origin), strict=True))
            need, last = record.get("need", {}), row["last_day"]
            if not row["closed"]:
                yield (origin, record.get("sex"), _age_group(row["birth"], day), need.get("purpose"),
                       row["need"] == "yes", row["residence"] == "living_here", last >= day, day <= last <= soon,
                       record.get("loan_granted_on"), need.get("amount"))  # fmt: skip

    def _listed(self, asked: dict[str, str]) -> dict[str, int]:
        listed, accepted = (_LISTED_THEN, _ACCEPTED_THEN) if asked["until"] else (_LISTED, _ACCEPTED)
        sql = f"""SELECT (SELECT count(DISTINCT {_WHO}) FROM {listed}) AS listed,
                  (SELECT count(DISTINCT {_WHO}) FROM {accepted}) AS confirmed"""  # noqa: S608 - our own words
        many, confirmed = self._db.conn.execute(sql, asked).fetchone()
        return {"listed": many, "confirmed": confirmed}

    def _by_month(self, asked: dict[str, str]) -> list[Row]:
        """People on accepted lists by month, the last two years of them, each once a month."""
        months = "SELECT DISTINCT month FROM inbox WHERE month <> '' ORDER BY month DESC LIMIT 24"
        sql = f"""SELECT month, count(*), sum(amount) FROM (
                    SELECT f.month AS month, max(coalesce(json_extract(r.data, '$.amount'), 0)) AS amount
                    FROM {_ACCEPTED_THEN if asked["until"] else _ACCEPTED} AND f.month IN ({months})
                    GROUP BY f.month, {_WHO}
                  ) GROUP BY 1 ORDER BY 1"""  # noqa: S608 - our own words
        found: list[Row] = self._db.conn.execute(sql, asked).fetchall()
        return found


def _age_group(birth: str, day: str) -> str:
    """The same as `_AGE` says in SQL."""
    if not birth:
        return ""
    years = int(day[:4]) - int(birth[:4]) - (birth[5:] > day[5:])
    return next((name for least, name in ((60, "over60"), (45, "to60"), (30, "to45")) if years >= least), "under30")


def _ranked(people: Counter[str], amounts: Counter[str]) -> list[Row]:
    return sorted(((key, count, amounts[key]) for key, count in people.items()), key=lambda row: (-row[1], row[0]))

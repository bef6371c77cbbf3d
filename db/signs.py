"""Questions about listings, found by SQL over what came in and what the register holds."""

import json
from collections.abc import Iterable

from sqlite_utils import Database

from db.duplicates import GONE

# Of an office's month the newest list, decided or not; on a consolidated one the office that listed stands by the row.
_LISTED = """SELECT r.person_id, json_extract(r.data, '$.name') AS name, i.month,
             CASE i.kind WHEN 'consolidation' THEN coalesce(json_extract(r.data, '$.office'), i.unit)
                         ELSE i.unit END AS unit,
             json_extract(r.data, '$.personal_number') AS number, json_extract(r.data, '$.last_day') AS last_day
             FROM inbox i JOIN inbox_rows r ON r.digest = i.digest
             WHERE i.month <> '' AND r.state <> 'returned' AND NOT EXISTS (
               SELECT 1 FROM inbox n WHERE n.unit = i.unit AND n.month = i.month AND n.state <> 'returned'
               AND (coalesce(n.revision, 1), n.epoch) > (coalesce(i.revision, 1), i.epoch))"""

Found = tuple[str, str, str, str]
"""Person, name, unit, month."""


class Signs:
    """Listings that raise a question."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def two_units(self) -> list[tuple[str, Found]]:
        """Listings of the same personal number by more than one office, by number and month."""
        sql = f"""WITH listed AS ({_LISTED}),
                  twice AS (SELECT number FROM listed WHERE number <> '' GROUP BY number
                            HAVING count(DISTINCT unit) > 1)
                  SELECT number, person_id, name, unit, month FROM listed l WHERE number IN (SELECT number FROM twice)
                  ORDER BY number, month, unit"""  # noqa: S608 - our own words
        return [(row[0], row[1:]) for row in self._db.conn.execute(sql)]

    def moved(self, ids: Iterable[str]) -> dict[str, str]:
        """Those of these people who moved away, with the date as it was typed (it may be empty)."""
        sql = """SELECT id, coalesce(json_extract(data, '$.residence_since'), '') FROM people
                 WHERE residence = 'moved' AND id IN (SELECT value FROM json_each(?))"""
        return dict(self._db.conn.execute(sql, (json.dumps(sorted(ids)),)).fetchall())

    def after_loan(self) -> list[Found]:
        """Listings in a month after the one in which the same person (by record or number) was given the loan."""
        sql = f"""WITH lent AS (SELECT id, personal_number AS number, json_extract(data, '$.loan_granted_on') AS day
                                FROM people WHERE json_extract(data, '$.loan_granted_on') IS NOT NULL),
                  who AS (SELECT id, day FROM lent UNION SELECT p.id, lent.day FROM lent
                          JOIN people p ON p.personal_number = lent.number WHERE lent.number <> '')
                  SELECT DISTINCT l.person_id, l.name, l.unit, l.month FROM who JOIN ({_LISTED}) l
                  ON l.person_id = who.id WHERE l.month > substr(who.day, 1, 7)
                  ORDER BY l.month, l.person_id"""  # noqa: S608
        return self._db.conn.execute(sql).fetchall()

    def after_misuse(self) -> list[Found]:
        """Listings in a month after a loan of the same person (by record or number) was found not used as agreed."""
        sql = f"""SELECT DISTINCT l.person_id, l.name, l.unit, l.month FROM ({_LISTED}) l, misuses m
                  LEFT JOIN people p ON p.id = m.person_id
                  WHERE (l.person_id = m.person_id OR (l.number <> '' AND l.number = p.personal_number))
                  AND l.month > substr(m.found_on, 1, 7) ORDER BY l.month, l.person_id"""  # noqa: S608
        return self._db.conn.execute(sql).fetchall()

    def put_misuse(self, person_id: str, found_on: str, *, note: str, at: str, user: str) -> None:
        """Remember that a loan was found not to be used as agreed."""
        values = (person_id, found_on, note, at, user)
        self._db.conn.execute("INSERT OR REPLACE INTO misuses VALUES (?, ?, ?, ?, ?)", values)

    def window_passed(self, list_day: int) -> list[Found]:
        """Listings on a list dated (the day of its month) after the person's last eligible day."""
        sql = f"""SELECT person_id, name, unit, month FROM ({_LISTED}) WHERE last_day < printf('%s-%02d', month, ?)
                  ORDER BY month, person_id"""  # noqa: S608
        return self._db.conn.execute(sql, (list_day,)).fetchall()

    def representatives(self, least: int) -> list[tuple[str, str, str, str]]:
        """People who share one household representative (by number) with so many others: number, person, name, unit."""
        number = "json_extract(data, '$.household_rep.personal_number')"
        here = f"coalesce({number}, '') <> '' AND closed = 0 AND id NOT IN ({GONE})"
        sql = f"""SELECT {number}, id, name, unit FROM people WHERE {here} AND {number} IN (
                    SELECT {number} FROM people WHERE {here} GROUP BY 1 HAVING count(*) >= ?)
                  ORDER BY 1, name_order"""  # noqa: S608
        return self._db.conn.execute(sql, (least,)).fetchall()

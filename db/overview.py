"""Numbers for the first page: counted by SQL in one pass, never by reading records."""

from typing import Any, Final

from sqlite_utils import Database

from db.connection import one, rows, scalar
from db.search import condition

_SEX: Final = "json_extract(data, '$.sex')"
_ISSUED: Final = "state NOT IN ('open', 'drafted', 'approved', 'presented')"
_STANDING: Final = """r.kind = 'entry' AND NOT EXISTS (
  SELECT 1 FROM month_rows x WHERE x.month = r.month AND x.revision = r.revision
  AND x.kind = 'refusal' AND x.number = r.number)"""

# How a version of a person, kept as JSON, answers what the columns of `people` answer for today.
_PAST: Final = {
    "closed": "json_extract(data, '$.closed_on') IS NOT NULL",
    "residence": "coalesce(json_extract(data, '$.residence'), 'living_here')",
    "need": "coalesce(json_extract(data, '$.need.value'), 'unknown')",
    "sex": _SEX,
}


class Overview:
    """Aggregates over one store."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def people(self, day: str, soon: str) -> dict[str, int]:
        """Today's figures of the register, and what wants attention. ISO days; `soon` ends the warning."""
        sql = f"""
            SELECT count(*) AS kept, coalesce(sum({_SEX} = 'female'), 0) AS women,
              coalesce(sum(residence = 'living_here'), 0) AS here,
              coalesce(sum(last_day >= ?1), 0) AS in_window, coalesce(sum(need = 'yes'), 0) AS wanting,
              coalesce(sum(last_day >= ?1 AND last_day <= ?2), 0) AS ending,
              coalesce(sum({condition("missing")}), 0) AS missing
            FROM people INDEXED BY people_figures WHERE closed = 0"""  # noqa: S608 - only words of ours
        return dict(one(self._db, sql, (day, soon)) or {})

    def people_then(self, until: str) -> list[dict[str, Any]]:
        """How the register stood at the end of a day before today: one row a person, of the newest version by then.

        `until` is the ISO day after; each row has `closed`, `residence`, `need`, `sex` and `finished_on` of its terms.
        """
        sql = f"""
            SELECT {", ".join(f"{said} AS {name}" for name, said in _PAST.items())},
              (SELECT max(json_extract(t.value, '$.finished_on')) FROM json_each(data, '$.terms') t
               WHERE coalesce(json_extract(t.value, '$.prison'), 1)) AS finished_on
            FROM people_history JOIN (
              SELECT person_id, max(version) AS version FROM people_history WHERE at < ? GROUP BY person_id
            ) USING (person_id, version)"""  # noqa: S608 - only words of ours
        return [dict(row) for row in rows(self._db, sql, (until,))]

    def finished_in(self) -> dict[str, int]:
        """How many people of the register finished their sentence in each year (`2024`)."""
        sql = """SELECT substr(finished_on, 1, 4), count(*) FROM people INDEXED BY people_figures
                 WHERE closed IN (0, 1) AND finished_on <> '' GROUP BY 1 ORDER BY 1"""
        return dict(self._db.conn.execute(sql).fetchall())

    def listed_per_month(self, since: str) -> dict[str, tuple[int, int]]:
        """Confirmed entries of each month's newest issued revision: first-timers, and the others."""
        sql = f"""
            SELECT r.month, sum(coalesce(json_extract(r.data, '$.new'), 1)), count(*) FROM month_rows r
            WHERE r.month >= ? AND {_STANDING} AND r.revision = (
              SELECT max(revision) FROM months m WHERE m.month = r.month AND {_ISSUED})
            GROUP BY r.month"""  # noqa: S608 - only words of ours
        return {month: (new, both - new) for month, new, both in self._db.conn.execute(sql, (since,))}

    def listed(self, months: list[tuple[str, int]]) -> int:
        """How many people stand on these lists (month and revision), each counted once."""
        wanted = " OR ".join(["(r.month = ? AND r.revision = ?)"] * len(months)) or "0"
        sql = f"SELECT count(DISTINCT r.person_id) FROM month_rows r WHERE ({wanted}) AND {_STANDING}"  # noqa: S608
        return int(scalar(self._db, sql, tuple(part for month in months for part in month)))

    def loans(self) -> list[tuple[str, str, int]]:
        """Person, ISO day (empty when the bank named none) and amount of every loan the bank told of."""
        sql = """
            SELECT r.person_id,
              coalesce(json_extract(a.value, '$.on'), json_extract(m.data, '$.delivery.answered'), ''),
              coalesce(json_extract(a.value, '$.amount'), 0)
            FROM months m, json_each(m.data, '$.delivery.answers') a
            JOIN month_rows r ON r.month = m.month AND r.revision = m.revision AND r.kind = 'entry'
              AND r.number = json_extract(a.value, '$.number')
            WHERE json_extract(a.value, '$.result') = 'lent' ORDER BY 2"""
        return [tuple(row) for row in self._db.conn.execute(sql)]

    def last_upload(self) -> str:
        """The ISO time at which something last left (by line or stick), empty when nothing did."""
        sql = "SELECT at FROM audit WHERE act = 'batch.upload' ORDER BY seq DESC LIMIT 1"
        return str(scalar(self._db, sql) or "")

    def newest_act(self) -> str:
        """The latest ISO time among the newest acts: a sign-in with a clock that went back comes after it."""
        sql = "SELECT max(at) FROM (SELECT at FROM audit ORDER BY seq DESC LIMIT 50)"
        return str(scalar(self._db, sql) or "")

    def waiting(self) -> int:
        """How many batches have not left yet."""
        return int(scalar(self._db, "SELECT count(*) FROM batches WHERE state IN ('sealed', 'queued')"))

    def answers_since(self, at: str) -> tuple[int, str]:
        """How many receipts came after an ISO time, and when the newest came."""
        found = self._db.conn.execute(
            "SELECT count(*) FILTER (WHERE at > ?), coalesce(max(at), '') FROM receipts", (at,)
        )
        count, newest = found.fetchone()
        return int(count), str(newest)

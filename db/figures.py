"""Counts over the whole register and everything that came in, in one pass each."""

from sqlite_utils import Database

from db.connection import one

Row = tuple[str, int, int]
"""Key, people, đồng."""

_HERE = """closed = 0 AND id NOT IN (SELECT CASE kept WHEN first THEN second ELSE first END FROM duplicate_verdicts
           WHERE verdict = 'merged' AND undone_at IS NULL)"""
_AGES = ("under30", "to45", "to60", "over60", "")
_AMOUNT = "sum(coalesce(json_extract(data, '$.need.amount'), 0))"


class Figures:
    """Figures of one store; records merged into another are counted once."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def totals(self, day: str, soon: str) -> dict[str, int]:
        """People here, in their window, wanting a loan, listed, accepted, lent to, window ending; đồng asked for."""
        sql = f"""SELECT count(*) AS people, sum(residence = 'living_here') AS home,
                  sum(last_day >= :day) AS in_window, sum(need = 'yes') AS wants,
                  sum(json_extract(data, '$.loan_granted_on') IS NOT NULL) AS borrowed,
                  sum(last_day >= :day AND last_day <= :soon) AS ending, {_AMOUNT} AS amount
                  FROM people WHERE {_HERE}"""  # noqa: S608 - our own words
        row = self._db.conn.execute(sql, {"day": day, "soon": soon}).fetchone()
        names = ("people", "home", "in_window", "wants", "borrowed", "ending", "amount")
        found = {name: int(value or 0) for name, value in zip(names, row, strict=True)}
        listed = one(
            self._db,
            "SELECT count(DISTINCT person_id) AS listed, count(DISTINCT CASE state WHEN 'accepted' THEN person_id END)"
            " AS confirmed FROM inbox_rows",
        )
        return found | {name: int(value or 0) for name, value in (listed or {}).items()}

    def by_unit(self, _year: int) -> list[Row]:
        """People by the office that brought them."""
        return self._grouped("origin")

    def by_sex(self, _year: int) -> list[Row]:
        """People by sex; an empty key for those of whom it is not known."""
        return self._grouped("coalesce(json_extract(data, '$.sex'), '')")

    def by_age(self, year: int) -> list[Row]:
        """People by age group in a year: under30, to45, to60, over60."""
        age = f"({int(year)} - CAST(substr(birth, 1, 4) AS INTEGER))"
        found = self._grouped(
            f"CASE WHEN birth = '' THEN '' WHEN {age} < 30 THEN 'under30' WHEN {age} < 45 THEN 'to45'"
            f" WHEN {age} < 60 THEN 'to60' ELSE 'over60' END"
        )

        return sorted(found, key=lambda row: _AGES.index(row[0]))

    def by_purpose(self, _year: int) -> list[Row]:
        """Those who want a loan, by purpose."""
        return self._grouped("coalesce(json_extract(data, '$.need.purpose'), '')", "AND need = 'yes'")

    def by_month(self, _year: int) -> list[Row]:
        """Accepted entries by month, the last two years of them."""
        sql = """SELECT i.month, count(*), sum(coalesce(json_extract(r.data, '$.amount'), 0)) FROM inbox i
                 JOIN inbox_rows r ON r.digest = i.digest WHERE r.state = 'accepted'
                 GROUP BY 1 ORDER BY 1 DESC LIMIT 24"""
        return self._db.conn.execute(sql).fetchall()[::-1]

    def _grouped(self, key: str, more: str = "") -> list[Row]:
        sql = f"SELECT {key} AS k, count(*), {_AMOUNT} FROM people WHERE {_HERE} {more} GROUP BY 1 ORDER BY 2 DESC, 1"  # noqa: S608
        return self._db.conn.execute(sql).fetchall()

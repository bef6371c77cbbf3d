"""Pairs of people who may be one, and what was decided of them."""

import json
from collections.abc import Iterable, Iterator
from typing import Final

from sqlite_utils import Database

from app.domain.canonical import canonical
from app.domain.duplicates import StoredPair, Verdict
from db.connection import Row, one, rows

LightRow = tuple[str, str, str, str, str, str, str, str]
"""Id, name, birth, personal number, old number, unit, village, sex."""

_LIGHT = """SELECT id, name, birth, personal_number, old_number, unit, village,
            coalesce(json_extract(data, '$.sex'), '') FROM people"""
GONE: Final = """SELECT CASE kept WHEN first THEN second ELSE first END AS gone FROM duplicate_verdicts
           WHERE verdict = 'merged' AND undone_at IS NULL"""
"""Records for which another stands."""


class Duplicates:
    """Pairs and verdicts of one store."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def everybody(self) -> Iterator[LightRow]:
        """What is compared of everybody whose record is kept up and who was not merged into another."""
        sql = f"{_LIGHT} WHERE closed = 0 AND id NOT IN ({GONE})"
        yield from self._db.conn.execute(sql)

    def light(self, ids: Iterable[str]) -> list[LightRow]:
        """The same of some people by id."""
        wanted = json.dumps(sorted(set(ids)))
        return self._db.conn.execute(f"{_LIGHT} WHERE id IN (SELECT value FROM json_each(?))", (wanted,)).fetchall()  # noqa: S608

    def near(self, folded: str, numbers: Iterable[str]) -> list[LightRow]:
        """People with this folded name or one of these numbers: a quick look by the indexes alone."""
        found = self._db.conn.execute(f"{_LIGHT} WHERE name_folded = ? AND closed = 0", (folded,)).fetchall()
        for number in numbers:
            column = "personal_number" if len(number) == 12 else "old_number"
            sql = f"{_LIGHT} WHERE {column} = ? AND {column} <> '' AND closed = 0"
            found += self._db.conn.execute(sql, (number,)).fetchall()
        return found

    def put_pairs(self, pairs: Iterable[StoredPair], *, anew: bool) -> None:
        """Store what a search found; `anew` drops what the last one did."""
        if anew:
            self._db.conn.execute("DELETE FROM duplicate_pairs")
        self._db.conn.executemany(
            "INSERT OR REPLACE INTO duplicate_pairs VALUES (?, ?, ?, ?, ?)",
            [
                (one.first, one.second, one.weight, one.level, canonical([list(sign) for sign in one.signals]).decode())
                for one in pairs
            ],
        )

    def open_pairs(self) -> list[StoredPair]:
        """Pairs nobody has decided of, the surest first; none with a record for which another stands."""
        sql = f"""SELECT * FROM duplicate_pairs p WHERE NOT EXISTS (SELECT 1 FROM duplicate_verdicts v
                  WHERE v.first = p.first AND v.second = p.second AND v.undone_at IS NULL)
                  AND first NOT IN ({GONE}) AND second NOT IN ({GONE})
                  ORDER BY weight DESC, first, second"""  # noqa: S608 - our own words
        return [_pair(row) for row in rows(self._db, sql)]

    def suspected(self, ids: Iterable[str]) -> set[str]:
        """Those of these people who are in a certain or likely pair that nobody has decided of."""
        sql = """SELECT p.first, p.second FROM duplicate_pairs p, json_each(?) j
                 WHERE p.level <> 'possible' AND (p.first = j.value OR p.second = j.value) AND NOT EXISTS (
                   SELECT 1 FROM duplicate_verdicts v
                   WHERE v.first = p.first AND v.second = p.second AND v.undone_at IS NULL)"""
        wanted = set(ids)
        found = self._db.conn.execute(sql, (json.dumps(sorted(wanted)),)).fetchall()
        return {name for pair in found for name in pair} & wanted

    def pair(self, first: str, second: str) -> StoredPair | None:
        """One pair of the last search."""
        row = one(self._db, "SELECT * FROM duplicate_pairs WHERE first = ? AND second = ?", (first, second))
        return None if row is None else _pair(row)

    def add_verdict(self, verdict: Verdict) -> None:
        """Remember a decision."""
        values = tuple(getattr(verdict, name) for name in Verdict.__slots__)
        self._db.conn.execute("INSERT INTO duplicate_verdicts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)

    def verdict_of(self, first: str, second: str) -> Verdict | None:
        """The decision that holds of a pair."""
        sql = "SELECT * FROM duplicate_verdicts WHERE first = ? AND second = ? AND undone_at IS NULL"
        row = one(self._db, sql, (first, second))
        return None if row is None else Verdict(**row)

    def gone(self, ids: Iterable[str]) -> set[str]:
        """Those of these records for which another stands already."""
        sql = f"SELECT gone FROM ({GONE}) WHERE gone IN (SELECT value FROM json_each(?))"  # noqa: S608 - our own words
        return {name for (name,) in self._db.conn.execute(sql, (json.dumps(sorted(ids)),))}

    def verdict(self, verdict_id: str) -> Verdict | None:
        """A decision that holds, by its id or the beginning of it."""
        sql = "SELECT * FROM duplicate_verdicts WHERE substr(id, 1, ?) = ? AND undone_at IS NULL"
        found = rows(self._db, sql, (len(verdict_id), verdict_id))
        return Verdict(**found[0]) if len(found) == 1 else None

    def verdicts(self, kind: str) -> list[Verdict]:
        """Decisions of a kind that hold, newest first."""
        sql = "SELECT * FROM duplicate_verdicts WHERE verdict = ? AND undone_at IS NULL ORDER BY rowid DESC"
        return [Verdict(**row) for row in rows(self._db, sql, (kind,))]

    def undo(self, verdict_id: str, at: str) -> None:
        """Take a decision back; that it was made stays."""
        self._db.conn.execute("UPDATE duplicate_verdicts SET undone_at = ? WHERE id = ?", (at, verdict_id))


def _pair(row: Row) -> StoredPair:
    signals = tuple((name, weight) for name, weight in json.loads(row["signals"]))
    return StoredPair(row["first"], row["second"], row["weight"], row["level"], signals)

"""Months: their revisions, frozen rows, papers, reviews and signers."""

import json
from collections.abc import Iterable
from typing import Any, Final, TypeVar

from sqlite_utils import Database

from app.domain.canonical import canonical
from app.domain.month import Exclusion, ListEntry, Month, Refusal, Rows, Signer, Withdrawal
from app.domain.record import from_json, to_json
from db.connection import rows, scalar

T = TypeVar("T")
_KINDS: Final[dict[str, type]] = {
    "entry": ListEntry, "excluded": Exclusion, "withdrawal": Withdrawal, "refusal": Refusal,
}  # fmt: skip
_MERGED: Final = """
    SELECT r.person_id, max(r.month) FROM merged_month_rows r JOIN merged_months m USING (store, month, revision)
    WHERE r.kind = 'entry' AND m.state NOT IN ('open', 'drafted', 'approved', 'presented')
    AND NOT EXISTS (SELECT 1 FROM merged_month_rows x WHERE x.store = r.store AND x.month = r.month
                    AND x.revision = r.revision AND x.kind = 'refusal' AND x.number = r.number)"""
"""Who was on a list that an office issued before it became part of this one, and when last."""


class Months:
    """The months of one store."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, month: str, revision: int | None = None) -> Month | None:
        """A revision of a month; the newest when none is named."""
        sql = "SELECT data FROM months WHERE month = ? AND (revision = ? OR ? IS NULL) ORDER BY revision DESC LIMIT 1"
        data = scalar(self._db, sql, (month, revision, revision))
        return None if data is None else from_json(Month, json.loads(data))

    def all(self) -> list[Month]:
        """Every revision of every month, newest first."""
        found = rows(self._db, "SELECT data FROM months ORDER BY month DESC, revision DESC")
        return [from_json(Month, json.loads(row["data"])) for row in found]

    def put(self, month: Month) -> None:
        """Store a revision's standing."""
        self._db.conn.execute(
            "INSERT INTO months VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET state = excluded.state, data = excluded.data",
            (month.month, month.revision, month.state.value, canonical(to_json(month)).decode()),
        )

    def rows(self, month: str, revision: int) -> Rows:
        """The rows that belong to a revision."""
        return Rows(
            entries=self._kind(ListEntry, "entry", month, revision),
            excluded=self._kind(Exclusion, "excluded", month, revision),
            withdrawals=self._kind(Withdrawal, "withdrawal", month, revision),
            refusals=self._kind(Refusal, "refusal", month, revision),
        )

    def put_rows(self, month: str, revision: int, rows_: Rows) -> None:
        """Replace the rows of a revision (while it is a draft), or add the refusals."""
        self._db.conn.execute("DELETE FROM month_rows WHERE month = ? AND revision = ?", (month, revision))
        for kind, records in (
            ("entry", rows_.entries), ("excluded", rows_.excluded),
            ("withdrawal", rows_.withdrawals), ("refusal", rows_.refusals),
        ):  # fmt: skip
            self._db.conn.executemany(
                "INSERT INTO month_rows VALUES (?, ?, ?, ?, ?, ?)", _numbered(month, revision, kind, records)
            )

    def last_listed(self, before: str) -> dict[str, str]:
        """The last month before `before` in which each person was on a list that was presented."""
        sql = """
            SELECT r.person_id, max(r.month) FROM month_rows r JOIN months m USING (month, revision)
            WHERE r.kind = 'entry' AND r.month < ? AND m.state NOT IN ('open', 'drafted', 'approved')
            AND NOT EXISTS (SELECT 1 FROM month_rows x WHERE x.month = r.month AND x.revision = r.revision
                            AND x.kind = 'refusal' AND x.number = r.number)
            GROUP BY r.person_id"""
        found = dict(self._db.conn.execute(sql, (before,)).fetchall())
        elsewhere = f"{_MERGED} AND r.month < ? GROUP BY r.person_id"
        for person_id, month in self._db.conn.execute(elsewhere, (before,)):
            found[person_id] = max(month, found.get(person_id, ""))
        return found

    def ever_listed(self) -> set[str]:
        """Everybody who was on a list that the Committee has answered."""
        sql = """
            SELECT DISTINCT r.person_id FROM month_rows r JOIN months m USING (month, revision)
            WHERE r.kind = 'entry' AND m.state NOT IN ('open', 'drafted', 'approved', 'presented')"""
        found = {person_id for (person_id,) in self._db.conn.execute(sql)}
        return found | {row[0] for row in self._db.conn.execute(f"{_MERGED} GROUP BY r.person_id")}

    def listed_in(self, person_id: str) -> list[tuple[str, int, int]]:
        """Month, revision and number of every row a person has on a list."""
        sql = "SELECT month, revision, number FROM month_rows WHERE kind = 'entry' AND person_id = ? ORDER BY 1, 2"
        return [tuple(row) for row in self._db.conn.execute(sql, (person_id,))]

    def paper(self, month: str, revision: int, kind: str) -> bytes | None:
        """The bytes of a paper as it was issued."""
        sql = "SELECT content FROM papers WHERE month = ? AND revision = ? AND kind = ?"
        found: bytes | None = scalar(self._db, sql, (month, revision, kind))
        return found

    def put_paper(self, month: str, revision: int, kind: str, content: bytes, digest: str) -> None:
        """Keep a paper's bytes."""
        self._db.conn.execute(
            "INSERT OR REPLACE INTO papers VALUES (?, ?, ?, ?, ?)", (month, revision, kind, digest, content)
        )

    def drop_papers(self, month: str, revision: int) -> None:
        """A presented list was withdrawn: its papers are none any more."""
        self._db.conn.execute("DELETE FROM papers WHERE month = ? AND revision = ?", (month, revision))

    def add_review(self, month: str, *, at: str, user: str, dated: str, basis: str, persons: int) -> int:
        """Remember an act of the monthly review; returns what takes it back."""
        made = self._db.conn.execute(
            "INSERT INTO reviews (month, at, user, dated, basis, persons) VALUES (?, ?, ?, ?, ?, ?)",
            (month, at, user, dated, basis, persons),
        )
        return int(made.lastrowid or 0)

    def drop_review(self, mark: int) -> None:
        """Forget an act that was taken back; the audit keeps both."""
        self._db.conn.execute("DELETE FROM reviews WHERE id = ?", (mark,))

    def reviewed(self, month: str) -> bool:
        """Whether the review of this month was done."""
        return bool(scalar(self._db, "SELECT count(*) FROM reviews WHERE month = ?", (month,)))

    def keep_entry(self, month: str, revision: int, number: int, *, reason: str, at: str, user: str) -> None:
        """Remember that a returned entry stays as it is."""
        values = (month, revision, number, reason, at, user)
        self._db.conn.execute("INSERT OR REPLACE INTO kept_entries VALUES (?, ?, ?, ?, ?, ?)", values)

    def kept_entries(self, month: str, revision: int) -> set[int]:
        """Numbers of the returned entries of a list that stay as they are."""
        sql = "SELECT number FROM kept_entries WHERE month = ? AND revision = ?"
        return {number for (number,) in self._db.conn.execute(sql, (month, revision))}

    def signer(self, side: str, day: str) -> Signer | None:
        """Who signs for a side on a day (the newest record that is valid then)."""
        sql = "SELECT data FROM signers WHERE side = ? AND valid_from <= ? ORDER BY valid_from DESC, id DESC LIMIT 1"
        data = scalar(self._db, sql, (side, day))
        return None if data is None else from_json(Signer, json.loads(data))

    def add_signer(self, signer: Signer, valid_from: str) -> None:
        """From this day on, this is who signs for the side."""
        self._db.conn.execute(
            "INSERT INTO signers (side, valid_from, data) VALUES (?, ?, ?)",
            (signer.side, valid_from, canonical(to_json(signer)).decode()),
        )

    def signers(self) -> list[tuple[str, Signer]]:
        """Every signer with the day they begin, newest first."""
        found = rows(self._db, "SELECT valid_from, data FROM signers ORDER BY valid_from DESC, id DESC")
        return [(row["valid_from"], from_json(Signer, json.loads(row["data"]))) for row in found]

    def _kind(self, kind: type[T], name: str, month: str, revision: int) -> tuple[T, ...]:
        sql = "SELECT data FROM month_rows WHERE month = ? AND revision = ? AND kind = ? ORDER BY number"
        return tuple(
            from_json(kind, json.loads(data)) for (data,) in self._db.conn.execute(sql, (month, revision, name))
        )


def _numbered(month: str, revision: int, kind: str, records: Iterable[Any]) -> Iterable[tuple[Any, ...]]:
    for place, record in enumerate(records, start=1):
        number = getattr(record, "number", place)
        yield month, revision, kind, number, record.person_id, canonical(to_json(record)).decode()

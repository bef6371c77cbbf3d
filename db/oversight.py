"""What the office above keeps of the offices below: the board's facts, lists on paper, notes, units over time."""

import json
from collections.abc import Iterable

from sqlite_utils import Database

from app.domain.board import Held, OfficeFacts, PaperList
from db.connection import rows


class Oversight:
    """Board, contacts and cases of one store."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def held(self, first: str, last: str) -> list[Held]:
        """Every batch of a list of these months, by unit and month."""
        sql = """SELECT unit, month, kind, coalesce(revision, 1), nil, part, parts, signer, epoch, number, created,
                 received_on, state, digest FROM inbox WHERE month BETWEEN ? AND ?"""
        found = self._db.conn.execute(sql, (first, last)).fetchall()
        return [Held(*row) for row in found]

    def put_paper(self, paper: PaperList) -> None:
        """Enter a list that came on paper, or enter it anew."""
        values = tuple(getattr(paper, name) for name in PaperList.__slots__)
        self._db.conn.execute("INSERT OR REPLACE INTO paper_lists VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)

    def papers(self, first: str, last: str) -> list[PaperList]:
        """Lists on paper of these months, without their files."""
        sql = """SELECT unit, month, entries, received_on, at, user, file FROM paper_lists
                 WHERE month BETWEEN ? AND ? ORDER BY unit, month"""
        return [PaperList(**row) for row in rows(self._db, sql, (first, last))]

    def paper(self, unit: str, month: str) -> PaperList | None:
        """One list on paper, with the file that was kept of it."""
        found = rows(self._db, "SELECT * FROM paper_lists WHERE unit = ? AND month = ?", (unit, month))
        return next((PaperList(**row) for row in found), None)

    def drop_marks(self, unit: str, month: str) -> None:
        """Forget the list on paper and the note by telephone of an office's month."""
        for table in ("paper_lists", "phone_notes"):
            self._db.conn.execute(f"DELETE FROM {table} WHERE unit = ? AND month = ?", (unit, month))  # noqa: S608

    def put_note(self, unit: str, month: str, *, code: str, at: str, user: str) -> None:
        """Remember that an office told by telephone that its list is made."""
        self._db.conn.execute(
            "INSERT OR REPLACE INTO phone_notes VALUES (?, ?, ?, ?, ?)", (unit, month, code, at, user)
        )

    def notes(self, first: str, last: str) -> dict[tuple[str, str], str]:
        """Code told by telephone, by unit and month."""
        sql = "SELECT unit, month, code FROM phone_notes WHERE month BETWEEN ? AND ?"
        return {(unit, month): code for unit, month, code in self._db.conn.execute(sql, (first, last))}

    def put_facts(self, facts: OfficeFacts) -> None:
        """Store whom to call at an office, and its transaction office of the bank."""
        values = tuple(getattr(facts, name) for name in OfficeFacts.__slots__)
        self._db.conn.execute("INSERT OR REPLACE INTO office_facts VALUES (?, ?, ?, ?, ?, ?)", values)

    def facts(self) -> dict[str, OfficeFacts]:
        """What is known of each office, by unit."""
        return {row["unit"]: OfficeFacts(**row) for row in rows(self._db, "SELECT * FROM office_facts")}

    def put_successor(self, old: str, new: str, *, at: str, user: str, since: str = "") -> None:
        """Say into which unit an old or split one goes, and since which ISO day where that is known."""
        sql = "INSERT OR REPLACE INTO unit_successors (old, new, at, user, since) VALUES (?, ?, ?, ?, ?)"
        self._db.conn.execute(sql, (old, new, at, user, since))

    def successors(self) -> dict[str, str]:
        """What was said of split and ended units: old code to new."""
        return dict(self._db.conn.execute("SELECT old, new FROM unit_successors").fetchall())

    def successions(self) -> list[tuple[str, str, str]]:
        """Old code, new code and since which day, of those of which the day is known."""
        sql = "SELECT old, new, since FROM unit_successors WHERE since <> '' ORDER BY since, old"
        return self._db.conn.execute(sql).fetchall()

    def put_case(self, key: str, *, state: str, note: str, at: str, user: str) -> None:
        """Store where looking into a case stands."""
        self._db.conn.execute("INSERT OR REPLACE INTO case_notes VALUES (?, ?, ?, ?, ?)", (key, state, note, at, user))

    def cases(self) -> dict[str, tuple[str, str, str, str]]:
        """State, note, time and user of each case looked into, by its key."""
        found = self._db.conn.execute("SELECT key, state, note, at, user FROM case_notes").fetchall()
        return {key: (state, note, at, user) for key, state, note, at, user in found}

    def entries(self, digests: Iterable[str]) -> list[tuple[str, int, str, str, str]]:
        """Digest, number, person, state and record of every entry of these batches."""
        sql = """SELECT digest, number, person_id, state, data FROM inbox_rows
                 WHERE digest IN (SELECT value FROM json_each(?)) ORDER BY digest, number"""
        return self._db.conn.execute(sql, (json.dumps(sorted(digests)),)).fetchall()

    def put_consolidation(self, month: str, revision: int, rows_digest: str, at: str) -> None:
        """Remember what a consolidated list said when it was sealed upwards."""
        self._db.conn.execute("INSERT INTO consolidations VALUES (?, ?, ?, ?)", (month, revision, rows_digest, at))

    def consolidation(self, month: str) -> tuple[int, str] | None:
        """The newest sealed revision of a month's consolidated list, and the digest of its rows."""
        sql = "SELECT revision, rows_digest FROM consolidations WHERE month = ? ORDER BY revision DESC LIMIT 1"
        found: tuple[int, str] | None = self._db.conn.execute(sql, (month,)).fetchone()
        return found

    def consolidated_people(self) -> set[str]:
        """Everybody who was accepted for a month of which a consolidated list was sealed upwards."""
        sql = """SELECT DISTINCT r.person_id FROM inbox_rows r JOIN inbox i ON i.digest = r.digest
                 WHERE r.state = 'accepted' AND i.month IN (SELECT month FROM consolidations)"""
        return {name for (name,) in self._db.conn.execute(sql)}

"""Batches that leave: their finished bytes, their numbers, their states, and the receipts for them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from sqlite_utils import Database

from app.domain.batch import BatchKind, OutBatch, OutState
from app.domain.canonical import canonical
from db.connection import Row, one, rows, scalar

WAITING: Final = ("sealed", "queued")


class Batches:
    """The outbox of one store."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, batch: OutBatch) -> None:
        """Store a finished batch under its number; a number is used once."""
        fields = asdict(batch)
        names, marks = ", ".join(fields), ", ".join("?" * len(fields))
        self._db.conn.execute(f"INSERT INTO batches ({names}) VALUES ({marks})", tuple(fields.values()))  # noqa: S608

    def head(self, signer: str, receiver: str, epoch: int) -> OutBatch | None:
        """The newest batch of a chain."""
        sql = "SELECT * FROM batches WHERE signer = ? AND receiver = ? AND epoch = ? ORDER BY number DESC LIMIT 1"
        return _optional(one(self._db, sql, (signer, receiver, epoch)))

    def head_before(self, signer: str, receiver: str, epoch: int) -> OutBatch | None:
        """The newest batch of any earlier chain to this receiver: an older epoch, or a card that was renewed."""
        sql = """SELECT * FROM batches WHERE receiver = ? AND NOT (signer = ? AND epoch = ?)
                 ORDER BY rowid DESC LIMIT 1"""
        return _optional(one(self._db, sql, (receiver, signer, epoch)))

    def get(self, digest: str) -> OutBatch | None:
        """A batch by its digest."""
        return _optional(one(self._db, "SELECT * FROM batches WHERE digest = ?", (digest,)))

    def of_month(self, month: str, revision: int) -> list[OutBatch]:
        """The parts of a sealed month, in order."""
        sql = "SELECT * FROM batches WHERE month = ? AND revision = ? ORDER BY epoch DESC, number"
        return [_batch(row) for row in rows(self._db, sql, (month, revision))]

    def all(self) -> list[OutBatch]:
        """Every batch, oldest first."""
        return [_batch(row) for row in rows(self._db, "SELECT * FROM batches ORDER BY rowid")]

    def waiting(self) -> list[OutBatch]:
        """Batches that are not known to have left, in the order of their numbers."""
        sql = "SELECT * FROM batches WHERE state IN ('sealed', 'queued') ORDER BY epoch, number"
        return [_batch(row) for row in rows(self._db, sql)]

    def unanswered(self, units: Sequence[str]) -> list[OutBatch]:
        """What a stick should carry: what has not left, lists without a receipt, and every receipt to these units.

        A stick may be lost on its way; only a receipt proves that it was not.
        """
        marks = ", ".join("?" * len(units))
        sql = f"""SELECT * FROM batches WHERE state IN ('sealed', 'queued') OR (state = 'uploaded'
                  AND (kind NOT IN ('receipt', 'policy') OR receiver IN ({marks}))) ORDER BY epoch, number"""  # noqa: S608
        return [_batch(row) for row in rows(self._db, sql, units)]

    def set_state(self, digest: str, state: OutState) -> None:
        """Move a batch to a state that evidence supports."""
        self._db.conn.execute("UPDATE batches SET state = ? WHERE digest = ?", (state.value, digest))

    def sent_versions(self, receiver: str, epoch: int) -> dict[str, int]:
        """Which version of each person this receiver was last sent in this epoch."""
        sql = "SELECT person_id, version FROM sent_versions WHERE receiver = ? AND epoch = ?"
        return dict(self._db.conn.execute(sql, (receiver, epoch)).fetchall())

    def mark_sent(self, receiver: str, epoch: int, versions: Mapping[str, int]) -> None:
        """Remember which versions a batch carries."""
        self._db.conn.executemany(
            "INSERT OR REPLACE INTO sent_versions VALUES (?, ?, ?, ?)",
            [(receiver, epoch, person_id, version) for person_id, version in versions.items()],
        )

    def put_receipt(self, batch: str, *, state: str, at: str, receipt: str, data: dict[str, Any]) -> None:
        """Keep the newest verified receipt of a batch."""
        self._db.conn.execute(
            "INSERT OR REPLACE INTO receipts VALUES (?, ?, ?, ?, ?)",
            (batch, state, at, receipt, canonical(data).decode()),
        )

    def receipt(self, batch: str) -> dict[str, Any] | None:
        """What the office above said of a batch."""
        found = scalar(self._db, "SELECT data FROM receipts WHERE batch = ?", (batch,))
        return None if found is None else json.loads(found)

    def receipt_digest(self, batch: str) -> str | None:
        """Which receipt was the newest to tell of a batch."""
        found: str | None = scalar(self._db, "SELECT receipt FROM receipts WHERE batch = ?", (batch,))
        return found

    def receipts(self) -> list[dict[str, Any]]:
        """Every verified receipt, newest first."""
        return [json.loads(row["data"]) for row in rows(self._db, "SELECT data FROM receipts ORDER BY at DESC")]

    def audit_heads(self) -> list[tuple[int, str, int, str]]:
        """Where the audit trail stood at each batch we sealed: rows, hash, epoch, signer."""
        cursor = self._db.conn.execute("SELECT audit_rows, audit_hash, epoch, signer FROM batches")
        return [tuple(row) for row in cursor]

    def fetched(self, place: str, name: str) -> bool:
        """Whether this file of a place was taken in already."""
        return one(self._db, "SELECT 1 FROM fetched WHERE place = ? AND name = ?", (place, name)) is not None

    def mark_fetched(self, place: str, name: str, sha256: str) -> None:
        """Remember that a file of a place was taken in."""
        self._db.conn.execute("INSERT OR REPLACE INTO fetched VALUES (?, ?, ?)", (place, name, sha256))


def _optional(row: Row | None) -> OutBatch | None:
    return None if row is None else _batch(row)


def _batch(row: Row) -> OutBatch:
    return OutBatch(**{**row, "kind": BatchKind(row["kind"]), "state": OutState(row["state"])})

"""Batches that came in: each office's chain, its entries and decisions, and the quarantine."""

from collections.abc import Collection, Iterable
from dataclasses import asdict
from itertools import islice
from typing import Final

from sqlite_utils import Database

from app.domain.batch import BatchKind, InBatch, InRow, InState, Quarantined
from db.connection import Row, one, rows, scalar

# Everything but the bytes: lists of batches must not read megabytes.
_COLUMNS: Final = ", ".join(InBatch.__slots__)
_MOST_MISSING: Final = 1000


class Inbox:
    """What came in to one store."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, batch: InBatch, content: bytes) -> None:
        """Store a verified batch with its bytes."""
        fields = {**asdict(batch), "content": content}
        names, marks = ", ".join(fields), ", ".join("?" * len(fields))
        self._db.conn.execute(
            f"INSERT INTO inbox ({names}) VALUES ({marks})",  # noqa: S608 - our own field names
            tuple(int(value) if isinstance(value, bool) else value for value in fields.values()),
        )

    def add_rows(self, entries: Iterable[InRow]) -> None:
        """Store the entries of a batch."""
        self._db.conn.executemany(
            "INSERT INTO inbox_rows VALUES (?, ?, ?, ?, ?, ?)",
            [(one.digest, one.number, one.person_id, one.state.value, one.reason, one.data) for one in entries],
        )

    def drop_rows(self, digest: str, numbers: Iterable[int]) -> None:
        """Take entries out that another part of the list says were refused."""
        self._db.conn.executemany(
            "DELETE FROM inbox_rows WHERE digest = ? AND number = ?", [(digest, number) for number in numbers]
        )

    def get(self, digest: str) -> InBatch | None:
        """A batch by its digest."""
        return _optional(one(self._db, f"SELECT {_COLUMNS} FROM inbox WHERE digest = ?", (digest,)))  # noqa: S608

    def starting_with(self, prefix: str) -> list[InBatch]:
        """Batches whose digest begins like this."""
        sql = f"SELECT {_COLUMNS} FROM inbox WHERE substr(digest, 1, ?) = ?"  # noqa: S608
        return [_batch(row) for row in rows(self._db, sql, (len(prefix), prefix))]

    def numbered(self, signer: str, epoch: int, number: int) -> InBatch | None:
        """The batch that holds this number of a chain."""
        sql = f"SELECT {_COLUMNS} FROM inbox WHERE signer = ? AND epoch = ? AND number = ?"  # noqa: S608
        return _optional(one(self._db, sql, (signer, epoch, number)))

    def naming(self, signer: str, previous: str) -> InBatch | None:
        """The batch of a signer that names this digest as the one before it."""
        sql = f"SELECT {_COLUMNS} FROM inbox WHERE signer = ? AND previous = ?"  # noqa: S608
        return _optional(one(self._db, sql, (signer, previous)))

    def chain(self, signer: str, epoch: int) -> list[InBatch]:
        """A chain as far as it is held, by number."""
        sql = f"SELECT {_COLUMNS} FROM inbox WHERE signer = ? AND epoch = ? ORDER BY number"  # noqa: S608
        return [_batch(row) for row in rows(self._db, sql, (signer, epoch))]

    def first(self, signer: str) -> InBatch | None:
        """The very first batch of a signer, when it is held."""
        sql = f"SELECT {_COLUMNS} FROM inbox WHERE signer = ? AND number = 1 ORDER BY epoch LIMIT 1"  # noqa: S608
        return _optional(one(self._db, sql, (signer,)))

    def head(self, signer: str) -> InBatch | None:
        """The last batch of a signer that is held."""
        sql = f"SELECT {_COLUMNS} FROM inbox WHERE signer = ? ORDER BY epoch DESC, number DESC LIMIT 1"  # noqa: S608
        return _optional(one(self._db, sql, (signer,)))

    def newest_epoch(self, signer: str) -> int | None:
        """The newest epoch of a signer of which something is held or that was accepted."""
        sql = """SELECT max(epoch) FROM (SELECT epoch FROM inbox WHERE signer = ?
                 UNION SELECT epoch FROM inbox_epochs WHERE signer = ? AND state = 'accepted')"""
        found: int | None = scalar(self._db, sql, (signer, signer))
        return found

    def missing(self, signer: str, epoch: int) -> list[int]:
        """Numbers of a chain that are not held although a later one is; no more than a receipt can carry."""
        held = {batch.number for batch in self.chain(signer, epoch)}
        absent = (number for number in range(1, max(held, default=0)) if number not in held)
        return list(islice(absent, _MOST_MISSING))

    def broken_chains(self) -> list[tuple[str, str, int]]:
        """Signer, unit and epoch of every chain of which a number is missing."""
        sql = "SELECT signer, unit, epoch FROM inbox GROUP BY signer, epoch HAVING count(*) < max(number)"
        return [(row["signer"], row["unit"], row["epoch"]) for row in rows(self._db, sql)]

    def without_head(self) -> list[InBatch]:
        """First batches of chains that name a head before them which is not held."""
        sql = f"""SELECT {_COLUMNS} FROM inbox WHERE number = 1 AND previous IS NOT NULL
                  AND previous NOT IN (SELECT digest FROM inbox) ORDER BY rowid"""  # noqa: S608
        return [_batch(row) for row in rows(self._db, sql)]

    def other_parts(self, batch: InBatch) -> list[InBatch]:
        """The parts of the same list that are held beside this one."""
        if batch.parts == 1:
            return []
        sql = f"""SELECT {_COLUMNS} FROM inbox WHERE signer = ? AND epoch = ? AND month = ? AND revision = ?
                  AND number - part = ? AND digest <> ?"""  # noqa: S608
        first = batch.number - batch.part
        values = (batch.signer, batch.epoch, batch.month, batch.revision, first, batch.digest)
        return [_batch(row) for row in rows(self._db, sql, values)]

    def in_other_epoch(self, batch: InBatch) -> bool:
        """Whether the same list of the same office is held from another epoch too; the newer epoch's counts."""
        sql = "SELECT 1 FROM inbox WHERE unit = ? AND month = ? AND revision = ? AND kind = ? AND epoch <> ?"
        values = (batch.unit, batch.month, batch.revision, batch.kind.value, batch.epoch)
        return one(self._db, sql, values) is not None

    def all(self) -> list[InBatch]:
        """Every batch, newest first."""
        return [_batch(row) for row in rows(self._db, f"SELECT {_COLUMNS} FROM inbox ORDER BY rowid DESC")]  # noqa: S608

    def unreceipted(self) -> list[InBatch]:
        """Batches whose standing no receipt of ours has told yet, oldest first."""
        answered = "state <> receipted AND kind NOT IN ('receipt', 'policy')"
        sql = f"SELECT {_COLUMNS} FROM inbox WHERE {answered} ORDER BY rowid"  # noqa: S608
        return [_batch(row) for row in rows(self._db, sql)]

    def undecided(self) -> list[InBatch]:
        """Lists on which nobody decided yet, oldest first."""
        lists = "kind IN ('month', 'correction', 'consolidation')"
        sql = f"SELECT {_COLUMNS} FROM inbox WHERE decided_at IS NULL AND {lists} ORDER BY rowid"  # noqa: S608
        return [_batch(row) for row in rows(self._db, sql)]

    def content(self, digest: str) -> bytes:
        """The bytes of a batch as they came."""
        found: bytes = scalar(self._db, "SELECT content FROM inbox WHERE digest = ?", (digest,))
        return found

    def rows(self, digest: str) -> list[InRow]:
        """The entries of a batch by number."""
        found = rows(self._db, "SELECT * FROM inbox_rows WHERE digest = ? ORDER BY number", (digest,))
        return [InRow(**{**row, "state": InState(row["state"])}) for row in found]

    def entry_count(self, digest: str) -> int:
        """How many entries a batch has."""
        return int(scalar(self._db, "SELECT count(*) FROM inbox_rows WHERE digest = ?", (digest,)))

    def decide(self, batch: InBatch, entries: Iterable[InRow]) -> None:
        """Store a decision: the batch's standing and each entry's."""
        self._db.conn.execute(
            "UPDATE inbox SET state = ?, decided_at = ?, decided_by = ? WHERE digest = ?",
            (batch.state.value, batch.decided_at, batch.decided_by, batch.digest),
        )
        self._db.conn.executemany(
            "UPDATE inbox_rows SET state = :state, reason = :reason WHERE digest = :digest AND number = :number",
            [{name: getattr(entry, name) for name in ("state", "reason", "digest", "number")} for entry in entries],
        )

    def mark_receipted(self, digest: str, state: str) -> None:
        """A sealed receipt tells this standing; from now on it is final."""
        self._db.conn.execute("UPDATE inbox SET receipted = ? WHERE digest = ?", (state, digest))

    def epoch_state(self, signer: str, epoch: int) -> str | None:
        """What was decided of a later epoch: `accepted`, `refused`, or nothing yet."""
        found: str | None = scalar(
            self._db, "SELECT state FROM inbox_epochs WHERE signer = ? AND epoch = ?", (signer, epoch)
        )
        return found

    def set_epoch(self, signer: str, epoch: int, *, state: str, at: str) -> None:
        """Decide of a later epoch."""
        self._db.conn.execute("INSERT OR REPLACE INTO inbox_epochs VALUES (?, ?, ?, ?)", (signer, epoch, state, at))

    def quarantine(self, file: Quarantined) -> None:
        """Keep a file that was not believed; the same file is kept once, under its newest reason."""
        self._db.conn.execute(
            "INSERT INTO quarantine VALUES (:sha256, :name, :size, :code, :unit, :at, :content)"
            " ON CONFLICT (sha256) DO UPDATE SET code = excluded.code, unit = excluded.unit"
            " WHERE code <> excluded.code",
            asdict(file),
        )

    def quarantined(self, sha256: str) -> Quarantined | None:
        """A kept file by its digest."""
        row = one(self._db, "SELECT *, content IS NOT NULL AS kept FROM quarantine WHERE sha256 = ?", (sha256,))
        return None if row is None else Quarantined(**{**row, "kept": bool(row["kept"])})

    def all_quarantined(self) -> list[Quarantined]:
        """Everything that is kept, newest first, without its bytes."""
        sql = """SELECT sha256, name, size, code, unit, at, NULL AS content, content IS NOT NULL AS kept
                 FROM quarantine ORDER BY rowid DESC"""
        return [Quarantined(**{**row, "kept": bool(row["kept"])}) for row in rows(self._db, sql)]

    def drop_contents(self, most: int, last: Collection[str]) -> list[str]:
        """Forget the bytes of the oldest kept files until `most` bytes are left; gives the digests of these files.

        Those kept under a code of `last` go only when nothing else is left.
        """
        marks = ", ".join("?" * len(last))
        sql = f"""SELECT sha256 FROM (SELECT sha256, sum(length(content)) OVER (
                  ORDER BY code IN ({marks}) DESC, rowid DESC) AS total FROM quarantine WHERE content IS NOT NULL)
                  WHERE total > ?"""  # noqa: S608 - question marks
        found = [row["sha256"] for row in rows(self._db, sql, (*last, most))]
        self._db.conn.executemany("UPDATE quarantine SET content = NULL WHERE sha256 = ?", [(one,) for one in found])
        return found

    def release(self, sha256: str) -> None:
        """A file that had to wait was taken in."""
        self._db.conn.execute("DELETE FROM quarantine WHERE sha256 = ?", (sha256,))


def _optional(row: Row | None) -> InBatch | None:
    return None if row is None else _batch(row)


def _batch(row: Row) -> InBatch:
    changed: Row = {"kind": BatchKind(row["kind"]), "state": InState(row["state"]), "nil": bool(row["nil"])}
    return InBatch(**{**row, **changed})

"""What several desks of one office settled among them."""

from sqlite_utils import Database

from db.connection import rows, scalar


class Desks:
    """Decisions that were created at the shared place, ours and others'."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def settle(self, digest: str, *, desk: str, mine: bool, superseded: bool, at: str) -> None:
        """Keep whose decision counts."""
        self._db.conn.execute(
            "INSERT OR REPLACE INTO desk_decisions VALUES (?, ?, ?, ?, ?)", (digest, desk, mine, superseded, at)
        )

    def is_mine(self, digest: str) -> bool:
        """Whether this desk was first."""
        return bool(scalar(self._db, "SELECT mine FROM desk_decisions WHERE digest = ?", (digest,)))

    def is_settled(self, digest: str) -> bool:
        """Whether any desk was."""
        return scalar(self._db, "SELECT 1 FROM desk_decisions WHERE digest = ?", (digest,)) is not None

    def superseded(self, *, since: str = "") -> list[str]:
        """Batches on which another desk decided before this one, the latest first."""
        sql = "SELECT digest FROM desk_decisions WHERE superseded = 1 AND at >= ? ORDER BY at DESC"
        return [row["digest"] for row in rows(self._db, sql, (since,))]

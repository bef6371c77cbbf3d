"""The outbox: what is due at a place, what failed there, what was put there."""

from dataclasses import dataclass
from typing import Final

from sqlite_utils import Database

from app.domain.batch import OutState
from db.connection import rows, scalar

_ANSWERED_LATER: Final = ("month", "correction", "consolidation", "transfer")


_MOST_BEGUN: Final = 16
"""A place that breaks every transfer off must not fill the disk with beginnings."""


@dataclass(frozen=True, slots=True)
class Due:
    """A batch that a place should hold, without its bytes; `broke_off`: a transfer there broke off in the middle."""

    digest: str
    file: str
    receiver: str
    size: int
    state: OutState
    tries: int
    broke_off: bool


class Outbox:
    """Sendings of one store."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def due(self, place: str) -> list[Due]:
        """Batches not known to have left, in the order of their numbers."""
        return self._asked(place, "b.state IN ('sealed', 'queued')")

    def unanswered(self, place: str) -> list[Due]:
        """Batches that were put at this place and that no receipt has answered; receipts themselves have none."""
        marks = ", ".join(f"'{kind}'" for kind in _ANSWERED_LATER)
        return self._asked(place, f"b.state = 'uploaded' AND o.sent_at IS NOT NULL AND b.kind IN ({marks})")

    def put_down(self, place: str, *, since: str) -> list[Due]:
        """Receipts and packs of rules that were put at this place since then; nobody answers a receipt."""
        condition = "b.state = 'uploaded' AND o.sent_at > ? AND b.kind IN ('receipt', 'policy')"
        return self._asked(place, condition, since)

    def content(self, digest: str) -> bytes:
        """The finished bytes of a batch."""
        return bytes(scalar(self._db, "SELECT content FROM batches WHERE digest = ?", (digest,)))

    def queue(self) -> int:
        """What is sealed is in the outbox from now on; how many were not yet."""
        return int(self._db.conn.execute("UPDATE batches SET state = 'queued' WHERE state = 'sealed'").rowcount)

    def failed(self, digest: str, place: str, *, code: str, broke_off: bool, at: str) -> None:
        """Count a try that did not work."""
        sql = """INSERT INTO outbox VALUES (:digest, :place, 1, :code, :broke, :at, NULL) ON CONFLICT DO UPDATE
                 SET tries = tries + 1, code = :code, broke_off = max(broke_off, :broke), tried_at = :at"""
        values = {"digest": digest, "place": place, "code": code, "broke": int(broke_off), "at": at}
        self._db.conn.execute(sql, values)

    def sent(self, digest: str, place: str, *, at: str) -> None:
        """Remember that the place holds the whole file."""
        sql = """INSERT INTO outbox VALUES (:digest, :place, 0, '', 0, :at, :at) ON CONFLICT DO UPDATE
                 SET tries = 0, code = '', tried_at = :at, sent_at = :at"""
        self._db.conn.execute(sql, {"digest": digest, "place": place, "at": at})

    def troubles(self) -> dict[str, tuple[int, str]]:
        """Tries and the last error's code of each batch that still waits."""
        sql = """SELECT o.digest, o.tries, o.code FROM outbox o JOIN batches b USING (digest)
                 WHERE b.state IN ('sealed', 'queued') AND o.code <> '' ORDER BY o.tried_at"""
        return {row["digest"]: (row["tries"], row["code"]) for row in rows(self._db, sql)}

    def last_sent(self) -> str | None:
        """When something of ours was last put at a place."""
        found: str | None = scalar(self._db, "SELECT max(sent_at) FROM outbox", ())
        return found

    def last_heard(self) -> str | None:
        """When a receipt or a pack of rules last came."""
        sql = "SELECT max(received_at) FROM inbox WHERE kind IN ('receipt', 'policy')"
        found: str | None = scalar(self._db, sql, ())
        return found

    def unknown(self, place: str, names: list[str]) -> list[str]:
        """Those of these names at a place that were not taken in yet."""
        sql = "SELECT 1 FROM fetched WHERE place = ? AND name = ?"
        return [name for name in names if scalar(self._db, sql, (place, name)) is None]

    def begun(self, place: str, name: str) -> bytes:
        """What arrived of a file before the line broke; nothing for most."""
        return bytes(scalar(self._db, "SELECT content FROM begun WHERE place = ? AND name = ?", (place, name)) or b"")

    def begin(self, place: str, name: str, content: bytes, *, at: str) -> None:
        """Keep the beginning of a file; of many such files only the newest are kept."""
        self._db.conn.execute("INSERT OR REPLACE INTO begun VALUES (?, ?, ?, ?)", (place, name, content, at))
        keep = "SELECT rowid FROM begun ORDER BY at DESC, rowid DESC LIMIT ?"
        self._db.conn.execute(f"DELETE FROM begun WHERE rowid NOT IN ({keep})", (_MOST_BEGUN,))  # noqa: S608 - our own words

    def end(self, place: str, name: str) -> None:
        """A file is here whole, or its beginning is worth nothing."""
        self._db.conn.execute("DELETE FROM begun WHERE place = ? AND name = ?", (place, name))

    def _asked(self, place: str, condition: str, *more: str) -> list[Due]:
        sql = f"""SELECT b.digest, b.file, b.receiver, length(b.content) AS size, b.state,
                  coalesce(o.tries, 0) AS tries, coalesce(o.broke_off, 0) AS broke_off
                  FROM batches b LEFT JOIN outbox o ON o.digest = b.digest AND o.place = ?
                  WHERE {condition} ORDER BY b.epoch, b.number"""  # noqa: S608 - our own words
        found = rows(self._db, sql, (place, *more))
        return [Due(**{**row, "state": OutState(row["state"]), "broke_off": bool(row["broke_off"])}) for row in found]

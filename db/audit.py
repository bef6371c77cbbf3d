"""The append-only, hash-chained trail of who did what."""

import json
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from json.encoder import encode_basestring as _quoted
from typing import Any, Final

from sqlite_utils import Database

from app.domain.canonical import canonical
from db.connection import one, scalar


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One act. `subject` and `detail` hold identifiers and counts, never contents of a record."""

    seq: int
    at: str
    user: str
    act: str
    channel: str
    subject: str
    detail: dict[str, Any]
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class Head:
    """Where the trail stands: number of rows and the hash of the last one (empty before the first)."""

    rows: int
    hash: str


_FIELDS: Final = ("seq", "at", "user", "act", "channel", "subject", "detail", "previous")
# As bytes: text that is no UTF-8 must show as a row that does not hold, not stop the check.
_AS_BYTES: Final = (
    f"SELECT seq, {', '.join(f'CAST({name} AS BLOB)' for name in (*_FIELDS[1:], 'hash'))} "  # noqa: S608 - our names
    "FROM audit ORDER BY seq"
)


@dataclass(frozen=True, slots=True)
class Only:
    """Which rows somebody wants to see; an empty part leaves none out. Days are ISO, both ends included."""

    user: str = ""
    act: str = ""
    subject: str = ""
    since: str = ""
    until: str = ""


_CONDITIONS: Final = {
    "user": "user = ?", "act": "act = ?", "subject": "subject = ?",
    "since": "substr(at, 1, 10) >= ?", "until": "substr(at, 1, 10) <= ?",
}  # fmt: skip


class AuditTrail:
    """The trail of one store."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def head(self) -> Head:
        """The newest row's number and hash."""
        row = one(self._db, "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1")
        return Head(row["seq"], row["hash"]) if row else Head(0, "")

    def append(self, *, at: str, user: str, act: str, channel: str, subject: str, detail: dict[str, Any]) -> None:
        """Add a row, inside the transaction of the act it tells of. It is stored as it is hashed: in NFC."""
        head = self.head()
        fields = {"seq": head.rows + 1, "at": at, "user": user, "act": act, "channel": channel,
                  "subject": subject, "detail": detail, "previous": head.hash}  # fmt: skip
        line = canonical(fields)
        stored = json.loads(line)
        self._db.conn.execute(
            "INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*(stored[name] for name in _FIELDS[:6]), canonical(detail).decode(), head.hash, sha256(line).hexdigest()),
        )

    def rows(self, *, since: int = 0, limit: int | None = None, newest_first: bool = False) -> Iterator[AuditRow]:
        """Rows after number `since`, oldest first unless told otherwise."""
        order = "DESC" if newest_first else "ASC"
        cursor = self._db.conn.execute(
            f"SELECT * FROM audit WHERE seq > ? ORDER BY seq {order} LIMIT ?",  # noqa: S608 - a constant word
            (since, -1 if limit is None else limit),
        )
        for row in cursor:
            yield _row(row)

    def newest(self, act: str) -> AuditRow | None:
        """The newest row of one act, or None."""
        found = self._db.conn.execute("SELECT * FROM audit WHERE act = ? ORDER BY seq DESC LIMIT 1", (act,)).fetchone()
        return None if found is None else _row(found)

    def numbers(self, only: Only) -> Sequence[int]:
        """The numbers of the rows that fit, newest first; a million of them is eight megabytes."""
        asked = {name: value for name in _CONDITIONS if (value := getattr(only, name))}
        if not asked:
            return range(self.head().rows, 0, -1)
        where = " AND ".join(_CONDITIONS[name] for name in asked)
        sql = f"SELECT seq FROM audit WHERE {where} ORDER BY seq DESC"  # noqa: S608 - our own conditions
        return array("q", (seq for (seq,) in self._db.conn.execute(sql, tuple(asked.values()))))

    def numbered(self, numbers: Sequence[int]) -> list[AuditRow]:
        """The rows of these numbers, in this order; one that was removed by hand comes with nothing in it."""
        marks = ", ".join("?" * len(numbers))
        sql = f"SELECT * FROM audit WHERE seq IN ({marks})"  # noqa: S608 - marks only
        found = {row[0]: _row(row) for row in self._db.conn.execute(sql, tuple(numbers))}
        return [found.get(number, AuditRow(number, "", "", "", "", "", {}, "", "")) for number in numbers]

    def names(self) -> tuple[list[str], list[str]]:
        """Every user and every act there is a row of, for somebody to choose from."""
        users = self._db.conn.execute("SELECT DISTINCT user FROM audit ORDER BY user")
        acts = self._db.conn.execute("SELECT DISTINCT act FROM audit ORDER BY act")
        return [user for (user,) in users], [act for (act,) in acts]

    def broken_at(self) -> int | None:
        """The first row that was changed, removed, inserted or reordered; None when the chain holds.

        Removing the last rows cannot be seen here: compare with heads that left the office (`hash_at`).
        """
        expected, previous = 1, ""
        for seq, *stored in self._db.conn.execute(_AS_BYTES):
            if not _whole(seq, stored, expected, previous):
                return expected
            expected, previous = expected + 1, stored[-1].decode()
        return None

    def hash_at(self, seq: int) -> str | None:
        """The hash of row `seq`, to be compared with a head that once left the office."""
        found: str | None = scalar(self._db, "SELECT hash FROM audit WHERE seq = ?", (seq,))
        return found


def _row(row: tuple[Any, ...]) -> AuditRow:
    seq, at, user, act, channel, subject, detail, previous, digest = row
    try:
        data = json.loads(detail)
    except ValueError:  # edited by hand: the check names the row, and reading goes on
        data = None
    return AuditRow(seq, at, user, act, channel, subject, data if isinstance(data, dict) else {}, previous, digest)


def _whole(seq: int, stored: Sequence[bytes], expected: int, previous: str) -> bool:
    """Whether a row is, byte for byte, what was once written there after the row before it.

    The line that was hashed is put together from the bytes as they stand: another spelling of the same JSON or of the
    same accents is another line.
    """
    try:
        at, user, act, channel, subject, detail, before, digest = (one.decode() for one in stored)
        line = (
            f'{{"act":{_quoted(act)},"at":{_quoted(at)},"channel":{_quoted(channel)},"detail":{detail},'
            f'"previous":{_quoted(before)},"seq":{seq},"subject":{_quoted(subject)},"user":{_quoted(user)}}}'
        )
        return (seq, before) == (expected, previous) and sha256(line.encode()).hexdigest() == digest
    except (AttributeError, UnicodeError):  # what was put there is no text, or none that could be written
        return False

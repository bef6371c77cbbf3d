"""The register of requests that people make about their data."""

import json
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from app.domain.canonical import canonical
from db.connection import Row, rows


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asked for, when, by when it must be answered, and how it was. Days are ISO."""

    number: int
    kind: str
    received_on: str
    due_on: str
    answered_on: str | None
    person_id: str
    note: str
    answer: str


class Requests:
    """The requests of one store."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def put(self, request: Request) -> int:
        """Store a request (number 0: a new one); gives its number."""
        data = canonical({"note": request.note, "answer": request.answer}).decode()
        cursor = self._db.conn.execute(
            "INSERT OR REPLACE INTO requests (id, kind, received_on, due_on, answered_on, person_id, data) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (request.number or None, request.kind, request.received_on, request.due_on, request.answered_on,
             request.person_id, data),
        )  # fmt: skip
        return int(cursor.lastrowid or 0)

    def all(self) -> list[Request]:
        """Every request: the unanswered first, by the day they are due."""
        sql = "SELECT * FROM requests ORDER BY answered_on IS NOT NULL, due_on, id"
        return [_request(row) for row in rows(self._db, sql)]


def _request(row: Row) -> Request:
    data: dict[str, Any] = json.loads(row["data"])
    return Request(
        row["id"], row["kind"], row["received_on"], row["due_on"], row["answered_on"], row["person_id"],
        data["note"], data["answer"],
    )  # fmt: skip

"""What is kept for a user between two sign-ins: forms that were not saved, orders to print."""

import json
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from app.domain.canonical import canonical
from db.connection import rows


@dataclass(frozen=True, slots=True)
class FormDraft:
    """Values typed into the form of a person (`person_id` is empty for somebody new) and not yet saved."""

    person_id: str
    at: str
    version: int
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class PrintOrder:
    """Pages of an issued paper that were sent to a printer; pages count from 1."""

    id: str
    at: str
    user: str
    month: str
    revision: int
    first_page: int
    last_page: int
    copies: int


class Kept:
    """The notes of one store."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def put_draft(self, user: str, draft: FormDraft) -> None:
        """Keep a form as it stands now, instead of what was kept of it before."""
        self._db.conn.execute(
            "INSERT OR REPLACE INTO form_drafts VALUES (?, ?, ?, ?, ?)",
            (user, draft.person_id, draft.at, draft.version, canonical(draft.data).decode()),
        )

    def drafts(self, user: str) -> list[FormDraft]:
        """What a user has not saved, newest first."""
        found = rows(self._db, "SELECT * FROM form_drafts WHERE user = ? ORDER BY at DESC", (user,))
        return [FormDraft(row["person_id"], row["at"], row["version"], json.loads(row["data"])) for row in found]

    def drop_draft(self, user: str, person_id: str) -> None:
        """The form was saved or given up."""
        self._db.conn.execute("DELETE FROM form_drafts WHERE user = ? AND person_id = ?", (user, person_id))

    def add_order(self, order: PrintOrder) -> None:
        """An order goes to the printer."""
        self._db.conn.execute(
            "INSERT INTO print_orders VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL)",
            (
                order.id,
                order.at,
                order.user,
                order.month,
                order.revision,
                order.first_page,
                order.last_page,
                order.copies,
            ),
        )

    def open_orders(self) -> list[PrintOrder]:
        """Orders of which nobody said that all pages came out, newest first."""
        found = rows(self._db, "SELECT * FROM print_orders WHERE done_at IS NULL ORDER BY at DESC, id DESC")
        return [PrintOrder(**{name: value for name, value in row.items() if name != "done_at"}) for row in found]

    def close_orders(self, month: str, at: str) -> None:
        """The pages of this month came out."""
        self._db.conn.execute("UPDATE print_orders SET done_at = ? WHERE month = ? AND done_at IS NULL", (at, month))

"""What the office taught the program about its papers: its templates, and the headings of its old lists."""

import json
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from app.domain.canonical import canonical
from db.connection import one, rows, scalar


@dataclass(frozen=True, slots=True)
class KeptTemplate:
    """One version of a template, valid for lists dated `valid_from` (ISO) or later."""

    kind: str
    version: int
    valid_from: str
    data: dict[str, Any]
    workbook: bytes | None
    added_at: str
    added_by: str


class Papers:
    """Templates and learnt headings of one store."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add_template(self, template: KeptTemplate) -> None:
        """Keep a version; its number must be new."""
        self._db.conn.execute(
            "INSERT INTO templates VALUES (?, ?, ?, ?, ?, ?, ?)",
            (template.kind, template.version, template.valid_from, canonical(template.data).decode(),
             template.workbook, template.added_at, template.added_by),
        )  # fmt: skip

    def template_on(self, kind: str, day: str) -> KeptTemplate | None:
        """The newest version that is valid on a day, or None when the shipped one is used."""
        found = one(
            self._db,
            "SELECT * FROM templates WHERE kind = ? AND valid_from <= ? ORDER BY valid_from DESC, version DESC LIMIT 1",
            (kind, day),
        )
        return _template(found) if found else None

    def templates(self, kind: str) -> list[KeptTemplate]:
        """Every version, the newest first."""
        found = rows(self._db, "SELECT * FROM templates WHERE kind = ? ORDER BY version DESC", (kind,))
        return [_template(row) for row in found]

    def next_version(self, kind: str) -> int:
        """The number of the next version; 1 is the shipped template."""
        return int(scalar(self._db, "SELECT coalesce(max(version), 1) FROM templates WHERE kind = ?", (kind,))) + 1

    def headings(self) -> dict[str, str]:
        """The learnt headings, plain, with their fields."""
        return {row["words"]: row["field"] for row in rows(self._db, "SELECT words, field FROM list_headings", ())}

    def learn_heading(self, words: str, field: str, at: str, user: str) -> None:
        """Remember, or correct, what a heading means."""
        self._db.conn.execute(
            "INSERT INTO list_headings VALUES (?, ?, ?, ?) ON CONFLICT (words) DO UPDATE SET"
            " field = excluded.field, learnt_at = excluded.learnt_at, learnt_by = excluded.learnt_by",
            (words, field, at, user),
        )


def _template(row: Any) -> KeptTemplate:
    values = dict(row)
    return KeptTemplate(**{**values, "data": json.loads(values["data"])})

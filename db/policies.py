"""Packs of rules: ours that go down, and those that came."""

import json
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from app.domain.canonical import canonical
from db.connection import Row, one, rows


@dataclass(frozen=True, slots=True)
class Pack:
    """`batch` is the digest that brought it, empty for one of ours.

    `state`: made, sent (above); arrived, scheduled, applied, refused (below).
    """

    id: str
    title: str
    made_at: str
    batch: str
    state: str
    applies_on: str
    state_at: str
    data: dict[str, Any]


class Policies:
    """The packs of one store."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def put(self, pack: Pack) -> None:
        """Keep a pack as it stands now."""
        self._db.conn.execute(
            "INSERT OR REPLACE INTO policies VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (pack.id, pack.title, pack.made_at, pack.batch, pack.state, pack.applies_on, pack.state_at,
             canonical(pack.data).decode()),
        )  # fmt: skip

    def get(self, prefix: str) -> Pack | None:
        """The one pack whose id begins so."""
        found = rows(self._db, "SELECT * FROM policies WHERE substr(id, 1, length(?)) = ?", (prefix, prefix))
        return _pack(found[0]) if len(found) == 1 and prefix else None

    def all(self) -> list[Pack]:
        """Every pack, newest first."""
        return [_pack(row) for row in rows(self._db, "SELECT * FROM policies ORDER BY made_at DESC, id")]

    def due(self, day: str) -> list[Pack]:
        """Packs that wait for this day or an earlier one."""
        sql = "SELECT * FROM policies WHERE state = 'scheduled' AND applies_on <= ? ORDER BY applies_on, made_at"
        return [_pack(row) for row in rows(self._db, sql, (day,))]

    def with_units(self) -> list[Pack]:
        """Packs that change units and are in force here, or were sent from here, in that order."""
        sql = "SELECT * FROM policies WHERE state IN ('applied', 'sent') AND data LIKE ? ORDER BY state_at, id"
        return [_pack(row) for row in rows(self._db, sql, ('%"units":%',))]

    def held(self, pack_id: str) -> bool:
        """Whether a pack of this id is here."""
        return one(self._db, "SELECT 1 FROM policies WHERE id = ?", (pack_id,)) is not None


def _pack(row: Row) -> Pack:
    return Pack(**{**row, "data": json.loads(row["data"])})

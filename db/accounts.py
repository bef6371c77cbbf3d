"""Users with their roles, the list of key slots, settings, and what the store is."""

import json
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from app.domain.access import Role
from app.domain.canonical import canonical
from db.connection import Row, one, rows, scalar
from db.keyslots import Slot, same_user


@dataclass(frozen=True, slots=True)
class User:
    """Somebody of this office who may sign in."""

    name: str
    roles: tuple[Role, ...]
    made_at: str
    disabled_at: str | None = None
    until: str | None = None
    """The last day this account may be used (ISO), None for no end."""


class Accounts:
    """Users, slots and settings of one store."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def user(self, name: str) -> User | None:
        """A user by name, without regard to capitals."""
        return next((user for user in self.users() if same_user(user.name, name)), None)

    def users(self) -> list[User]:
        """Everybody, the disabled ones too."""
        return [_user(row) for row in rows(self._db, "SELECT * FROM users ORDER BY name")]

    def put_user(self, user: User) -> None:
        """Store a user."""
        self._db.conn.execute(
            "INSERT OR REPLACE INTO users (name, roles, made_at, disabled_at, until) VALUES (?, ?, ?, ?, ?)",
            (
                user.name,
                canonical([role.value for role in user.roles]).decode(),
                user.made_at,
                user.disabled_at,
                user.until,
            ),
        )

    def put_slot(self, slot: Slot) -> None:
        """Enter a slot in the authoritative list, in place of the same user's (or the recovery) slot."""
        self._db.conn.execute("DELETE FROM slots WHERE kind = ? AND user = ?", (slot.kind, slot.user))
        self._db.conn.execute("INSERT INTO slots VALUES (?, ?, ?, ?)", (slot.id, slot.kind, slot.user, slot.public))

    def remove_slot(self, user: str) -> None:
        """Take a user's slot out of the list."""
        self._db.conn.execute("DELETE FROM slots WHERE kind = 'user' AND user = ?", (user,))

    def listed(self, slot: Slot) -> bool:
        """Whether this slot may open this store, for that very user: `keys.json` can be relabelled by hand."""
        sql = "SELECT 1 FROM slots WHERE id = ? AND kind = ? AND user = ? AND public = ?"
        return one(self._db, sql, (slot.id, slot.kind, slot.user, slot.public)) is not None

    def settings(self) -> dict[str, Any]:
        """Every setting that differs from its default."""
        return {row["key"]: json.loads(row["value"]) for row in rows(self._db, "SELECT * FROM settings")}

    def set_setting(self, key: str, value: Any) -> None:
        """Store a setting."""
        sql = "INSERT OR REPLACE INTO settings VALUES (?, ?)"
        self._db.conn.execute(sql, (key, canonical(value).decode()))

    def meta(self, key: str) -> Any:
        """A fact about the store itself, or None."""
        found = scalar(self._db, "SELECT value FROM meta WHERE key = ?", (key,))
        return None if found is None else json.loads(found)

    def set_meta(self, key: str, value: Any) -> None:
        """Store a fact about the store itself."""
        self._db.conn.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, canonical(value).decode()))


def _user(row: Row) -> User:
    roles = tuple(Role(role) for role in json.loads(row["roles"]))
    return User(row["name"], roles, row["made_at"], row["disabled_at"], row["until"])

"""Offices by their cards, our own keys, and places."""

import json
from dataclasses import asdict
from typing import Any

from sqlite_utils import Database

from app.domain.access import Kind
from app.domain.canonical import canonical
from app.domain.office import CardState, OfficeCard, Place
from db.connection import Row, one, rows, scalar


class Offices:
    """Cards, keys and places of one store."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def put_card(self, card: OfficeCard) -> None:
        """Store a card and its standing."""
        fields = asdict(card)
        names = ", ".join(fields)
        marks = ", ".join("?" * len(fields))
        self._db.conn.execute(
            f"INSERT OR REPLACE INTO cards ({names}) VALUES ({marks})",  # noqa: S608 - our own field names
            tuple(int(value) if isinstance(value, bool) else value for value in fields.values()),
        )

    def card(self, fingerprint: str) -> OfficeCard | None:
        """The card of this fingerprint."""
        row = one(self._db, "SELECT * FROM cards WHERE fingerprint = ?", (fingerprint,))
        return None if row is None else _card(row)

    def cards(self) -> list[OfficeCard]:
        """Every card, our own first."""
        found = rows(self._db, "SELECT * FROM cards ORDER BY state <> 'own', unit, made_on DESC")
        return [_card(row) for row in found]

    def successor(self, fingerprint: str) -> OfficeCard | None:
        """The card that renews this one, unless it was revoked since."""
        sql = """SELECT * FROM cards WHERE json_extract(CAST(card AS TEXT), '$.renews') = ? AND state <> 'revoked'
                 ORDER BY made_on LIMIT 1"""
        row = one(self._db, sql, (fingerprint,))
        return None if row is None else _card(row)

    def before(self, fingerprint: str) -> str | None:
        """Fingerprint of the card that this one renews, when it renews one that is held."""
        sql = """SELECT old.fingerprint FROM cards new JOIN cards old
                 ON old.fingerprint = json_extract(CAST(new.card AS TEXT), '$.renews') WHERE new.fingerprint = ?"""
        found: str | None = scalar(self._db, sql, (fingerprint,))
        return found

    def receiver(self) -> OfficeCard | None:
        """The card of the office above, when one is named."""
        row = one(self._db, "SELECT * FROM cards WHERE receiver = 1")
        return None if row is None else _card(row)

    def set_receiver(self, fingerprint: str) -> None:
        """Name the office above; there is only one at a time."""
        self._db.conn.execute("UPDATE cards SET receiver = (fingerprint = ?)", (fingerprint,))

    def add_key(self, fingerprint: str, private_key: str, certificate: str, at: str) -> None:
        """Keep an office key; old ones stay, for what they signed stays."""
        self._db.conn.execute(
            "INSERT INTO office_keys VALUES (?, ?, ?, ?)", (fingerprint, private_key, certificate, at)
        )

    def key(self, fingerprint: str) -> tuple[str, str] | None:
        """Private key and certificate (PEM) of an own card."""
        row = one(self._db, "SELECT * FROM office_keys WHERE fingerprint = ?", (fingerprint,))
        return None if row is None else (row["private_key"], row["certificate"])

    def add_identity(self, recipient: str, identity: str, at: str) -> None:
        """Keep an age identity; old ones are never thrown away, files sealed to them may still arrive."""
        self._db.conn.execute("INSERT INTO identities VALUES (?, ?, ?)", (recipient, identity, at))

    def identities(self) -> list[str]:
        """Every age identity, newest first."""
        found = rows(self._db, "SELECT identity FROM identities ORDER BY made_at DESC")
        return [row["identity"] for row in found]

    def put_place(self, place: Place) -> None:
        """Store a place."""
        data = {
            "login": place.login, "secret": place.secret, "ca": place.ca,
            "proxy": place.proxy, "certificate": place.certificate,
        }  # fmt: skip
        self._db.conn.execute(
            "INSERT OR REPLACE INTO places VALUES (?, ?, ?)", (place.name, place.url, canonical(data).decode())
        )

    def remove_place(self, name: str) -> None:
        """Forget a place; nothing that lies there is touched."""
        self._db.conn.execute("DELETE FROM places WHERE name = ?", (name,))

    def places(self) -> list[Place]:
        """Every place by name."""
        return [_place(row) for row in rows(self._db, "SELECT * FROM places ORDER BY name")]


def _card(row: Row) -> OfficeCard:
    changed: Row = {"kind": Kind(row["kind"]), "state": CardState(row["state"]), "receiver": bool(row["receiver"])}
    return OfficeCard(**{**row, **changed})


def _place(row: Row) -> Place:
    data: dict[str, Any] = json.loads(row["data"])
    return Place(
        row["name"], row["url"], data["login"], data["secret"], data["ca"],
        data.get("proxy", ""), data.get("certificate", ""),
    )  # fmt: skip

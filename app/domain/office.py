"""Offices we know by their cards, and who we are ourselves."""

from dataclasses import dataclass, field
from enum import StrEnum

from app.domain.access import Kind


class CardState(StrEnum):
    """What this store holds of a card. A card's state decides, not a clock."""

    OWN = "own"
    TRUSTED = "trusted"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    REPLACED = "replaced"
    """Renewed: what it sealed up to the head that the new card's first batch names stays valid."""


@dataclass(frozen=True, slots=True)
class OfficeCard:
    """A card with its standing here. `receiver` marks this store's office above."""

    fingerprint: str
    unit: str
    name: str
    kind: Kind
    certificate: str
    age_recipient: str
    made_on: str
    card: bytes
    state: CardState
    state_at: str
    reason: str = ""
    receiver: bool = False


@dataclass(frozen=True, slots=True)
class OwnOffice:
    """This store: its kind, unit, name, the card it signs with and the epoch its chains are in."""

    kind: Kind
    unit: str
    name: str
    fingerprint: str
    epoch: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where batches can be put and fetched. `secret` leaves the store only towards that place.

    `ca` and `certificate` (the client's, with its key) are PEM text; `proxy` is an http(s) URL.
    """

    name: str
    url: str
    login: str = ""
    secret: str = field(default="", repr=False)
    ca: str = ""
    proxy: str = field(default="", repr=False)
    certificate: str = field(default="", repr=False)

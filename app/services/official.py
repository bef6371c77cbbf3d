"""Keys that an authority certified, on a token or in a file: unlocked for one act, with the card of a token."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from app.domain.access import Permission
from app.domain.office import CardState, OfficeCard
from app.envelope import Signs, authority, fingerprint, keys, make_card, unjudged
from app.envelope.key_file import open_key_file
from app.envelope.tokens import Slot, TokenPlace, open_token, slots
from app.errors import AppError
from app.services import authorities
from app.session import Change, Session

__all__ = [
    "KeyFile", "KeyPlace", "OnToken", "Slot", "TokenPlace", "for_batches", "for_papers", "own_card", "slots",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class OnToken:
    """A key on a token, and its PIN for this one time."""

    place: TokenPlace
    pin: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A key in a PKCS#12 file, and its passphrase for this one time."""

    content: bytes = field(repr=False)
    passphrase: str = field(repr=False)


KeyPlace = OnToken | KeyFile


@contextmanager
def for_batches(session: Session, place: KeyPlace) -> Iterator[Signs]:
    """A key that may seal batches: self-issued as contract §3 describes, or good by an authority of ours.

    Raises `token.*`, `key_file.*`, `authority.*`.
    """
    with _unlocked(session, place) as key:
        der = keys.as_der(key.certificate_pem)
        if not keys.is_self_issued(der):
            authorities.check_own(session, der)
        yield key


@contextmanager
def for_papers(session: Session, place: KeyPlace) -> Iterator[Signs]:
    """A key that may sign papers visibly: an authority of ours stands behind it, never the office alone.

    Raises `paper.official_only` (Law on Electronic Transactions 2023, design decision 19) and as `for_batches` does.
    """
    with _unlocked(session, place) as key:
        der = keys.as_der(key.certificate_pem)
        if authority.is_root(der):
            raise AppError("paper.official_only")
        authorities.check_own(session, der)
        yield key


def own_card(session: Session, key: Signs) -> OfficeCard:
    """The card of this office for a key of its own, made when there is none yet; to be handed to others."""
    session.require(Permission.TRUST_OFFICE)
    with session.change(Permission.TRUST_OFFICE, "office.card", fingerprint(key.certificate_pem)) as change:
        return ensure_card(session, change, key)


def ensure_card(session: Session, change: Change, key: Signs) -> OfficeCard:
    """The same within an act under way; `key` is from `for_batches`, which judged its certificate.

    Raises `token.no_card` when the user may not make one, `batch.revoked` for one that is believed no more.
    """
    offices, office = change.store.offices, session.office
    own_print = fingerprint(key.certificate_pem)
    card = offices.card(own_print)
    if card is not None:
        if card.state is not CardState.OWN:
            raise AppError("batch.revoked", date=card.state_at[:10])
        return card
    if not session.may(Permission.TRUST_OFFICE):
        raise AppError("token.no_card")
    first = offices.card(office.fingerprint)
    assert first is not None  # noqa: S101 - a store is made together with its card
    content = make_card(
        unit=office.unit, name=office.name, kind=office.kind.value, key=key, age_recipient=first.age_recipient,
        made_on=session.time(), issued=unjudged,
    )  # fmt: skip
    card = OfficeCard(
        own_print, office.unit, office.name, office.kind, key.certificate_pem, first.age_recipient, session.time(),
        content, CardState.OWN, session.time(),
    )  # fmt: skip
    offices.put_card(card)
    change.note(card=own_print)
    return card


@contextmanager
def _unlocked(session: Session, place: KeyPlace) -> Iterator[Signs]:
    if isinstance(place, OnToken):
        with open_token(place.place, place.pin, at=session.now()) as key:
            yield key
    else:
        yield open_key_file(place.content, place.passphrase, at=session.now())

"""Office cards: ours to hand out, others' to trust, and which of them is the office above."""

from dataclasses import replace

from app.domain.access import Kind, Permission
from app.domain.names import clean
from app.domain.office import CardState, OfficeCard
from app.envelope import (
    Card,
    OfficeKey,
    fingerprint,
    make_card,
    new_identity,
    new_office_key,
    read_card,
    same_fingerprint,
)
from app.errors import AppError
from app.services import authorities
from app.session import Session, Store


def own_card(session: Session) -> OfficeCard:
    """This office's card, to be written to a file and handed to others."""
    session.noted(Permission.READ_OFFICES, "office.card", session.office.fingerprint)
    return _known(session, session.office.fingerprint)


def cards(session: Session) -> list[OfficeCard]:
    """Every card this store holds, our own first."""
    with session.read(Permission.READ_OFFICES) as store:
        return store.offices.cards()


def trust(session: Session, card: bytes, typed_fingerprint: str | None = None) -> OfficeCard:
    """Trust a card whose fingerprint (hex or check code) somebody compared with its office.

    A renewed card needs no comparing when the card it renews is trusted here: that one's key vouches for it, and it
    takes that one's place. A certificate from an authority must be good by `authorities`. A suspended card is trusted
    again in the same way as a new one. Raises `card.*`, `office.*`, `authority.*`. An older card of the same
    fingerprint never replaces a newer one.
    """
    session.require(Permission.TRUST_OFFICE)
    read = read_card(card, issued=lambda certificate: authorities.check_other(session, certificate))
    if typed_fingerprint is not None and not same_fingerprint(typed_fingerprint, read.fingerprint):
        raise AppError("office.fingerprint")
    with session.change(Permission.TRUST_OFFICE, "office.trust", read.fingerprint, unit=read.unit) as change:
        offices = change.store.offices
        held = offices.card(read.fingerprint)
        _check_held(change.store, held, read)
        before = _vouching(change.store, read)
        if typed_fingerprint is None and (before is None or held is not None):
            raise AppError("office.not_compared")
        receiver = any(one is not None and one.receiver for one in (held, before))
        trusted = OfficeCard(
            read.fingerprint, read.unit, read.name, Kind(read.kind), read.certificate, read.age_recipient,
            read.made_on, card, CardState.TRUSTED, session.time(), receiver=receiver,
        )  # fmt: skip
        offices.put_card(trusted)
        if before is not None:
            offices.put_card(replace(before, state=CardState.REPLACED, state_at=session.time(), receiver=False))
            change.note(renews=before.fingerprint, compared=typed_fingerprint is not None)
    return trusted


def renew(session: Session) -> OfficeCard:
    """A new key, age identity and card for this office; the key until now vouches for them.

    Old keys and identities stay: what was sealed to them may still arrive. From now on the new key signs, and its
    chains go on from the old heads.
    """
    office, now = session.office, session.time()
    key = new_office_key(office.name)
    identity, recipient = new_identity()
    fresh = fingerprint(key.certificate_pem)
    with session.change(Permission.TRUST_OFFICE, "office.renew", fresh, renews=office.fingerprint) as change:
        offices = change.store.offices
        before, pair = offices.card(office.fingerprint), offices.key(office.fingerprint)
        assert before is not None and pair is not None  # noqa: S101, PT018 - a store is made with its key and card
        card = make_card(
            unit=office.unit, name=office.name, kind=office.kind.value, key=key, age_recipient=recipient,
            made_on=now, renews=OfficeKey(*pair),
        )  # fmt: skip
        own = OfficeCard(
            fresh, office.unit, office.name, office.kind, key.certificate_pem, recipient, now, card,
            CardState.OWN, now,
        )  # fmt: skip
        offices.add_key(fresh, key.private_key_pem, key.certificate_pem, now)
        offices.add_identity(recipient, identity, now)
        offices.put_card(replace(before, state=CardState.REPLACED, state_at=now))
        offices.put_card(own)
        change.store.accounts.set_meta("fingerprint", fresh)
    session.office = replace(office, fingerprint=fresh)
    return own


def suspend(session: Session, typed: str, reason: str) -> OfficeCard:
    """Believe nothing new of this card until it is trusted again, while something about it is being asked."""
    return _disbelieve(session, typed, reason, CardState.SUSPENDED)


def revoke(session: Session, typed: str, reason: str) -> OfficeCard:
    """Believe this card no more. What it sealed before stays valid where a held batch names it."""
    return _disbelieve(session, typed, reason, CardState.REVOKED)


def set_receiver(session: Session, fingerprint: str) -> OfficeCard:
    """Name the office above: batches are addressed to it and policies believed only from it."""
    card = _known(session, fingerprint)
    if card.state is not CardState.TRUSTED:
        raise AppError("batch.untrusted")
    with session.change(Permission.TRUST_OFFICE, "office.receiver", card.fingerprint) as change:
        change.store.offices.set_receiver(card.fingerprint)
    return replace(card, receiver=True)


def _known(session: Session, fingerprint: str) -> OfficeCard:
    with session.read(Permission.READ_OFFICES) as store:
        found = [card for card in store.offices.cards() if same_fingerprint(fingerprint, card.fingerprint)]
    if not found:
        raise AppError("office.unknown")
    return found[0]


def _disbelieve(session: Session, typed: str, reason: str, state: CardState) -> OfficeCard:
    if not clean(reason):
        raise AppError("reason.missing")
    card = _known(session, typed)
    if card.state is CardState.REVOKED:
        raise AppError("batch.revoked", date=card.state_at[:10])
    suspended = state is CardState.SUSPENDED
    act = "office.suspend" if suspended else "office.revoke"
    with session.change(Permission.TRUST_OFFICE, act, card.fingerprint) as change:
        if change.store.offices.key(card.fingerprint) is not None:
            raise AppError("office.own")
        # A suspended receiver stays named: nothing is sealed to it until it is trusted again.
        standing = replace(
            card, state=state, state_at=session.time(), reason=clean(reason), receiver=card.receiver and suspended
        )
        change.store.offices.put_card(standing)
    return standing


def _check_held(store: Store, held: OfficeCard | None, read: Card) -> None:
    """Refuse to trust what we are ourselves, what is newer here, and what was revoked or renewed."""
    if held is None:
        return
    if held.state is CardState.OWN or store.offices.key(held.fingerprint) is not None:
        raise AppError("office.own")
    if held.made_on > read.made_on:
        raise AppError("office.older")
    if held.state is CardState.REVOKED:
        raise AppError("batch.revoked", date=held.state_at[:10])
    if held.state is CardState.REPLACED and store.offices.successor(held.fingerprint) is not None:
        raise AppError("office.replaced")


def _vouching(store: Store, read: Card) -> OfficeCard | None:
    """The card that vouches for a renewed one: of the very same unit, and believed here."""
    before = store.offices.card(read.renews) if read.renews else None
    if before is None or before.state is not CardState.TRUSTED:
        return None
    same = (before.unit, before.kind.value) == (read.unit, read.kind)
    return before if same else None

"""Office cards: ours to hand out, others' to trust, and which of them is the office above."""

from dataclasses import replace

from app.domain.access import Kind, Permission
from app.domain.names import clean
from app.domain.office import CardState, OfficeCard
from app.envelope import read_card, same_fingerprint
from app.errors import AppError
from app.session import Session


def own_card(session: Session) -> OfficeCard:
    """This office's card, to be written to a file and handed to others."""
    session.noted(Permission.READ_OFFICES, "office.card", session.office.fingerprint)
    return _known(session, session.office.fingerprint)


def cards(session: Session) -> list[OfficeCard]:
    """Every card this store holds, our own first."""
    with session.read(Permission.READ_OFFICES) as store:
        return store.offices.cards()


def trust(session: Session, card: bytes, typed_fingerprint: str) -> OfficeCard:
    """Trust a card whose fingerprint (hex or check code) somebody compared with its office.

    Raises `card.*`, `office.fingerprint`. An older card of the same fingerprint never replaces a newer one.
    """
    read = read_card(card)
    if not same_fingerprint(typed_fingerprint, read.fingerprint):
        raise AppError("office.fingerprint")
    with session.change(Permission.TRUST_OFFICE, "office.trust", read.fingerprint, unit=read.unit) as change:
        held = change.store.offices.card(read.fingerprint)
        if held is not None and held.state is CardState.OWN:
            raise AppError("office.own")
        if held is not None and held.made_on > read.made_on:
            raise AppError("office.older")
        if held is not None and held.state is CardState.REVOKED:
            raise AppError("batch.revoked", date=held.state_at[:10])
        trusted = OfficeCard(
            read.fingerprint, read.unit, read.name, Kind(read.kind), read.certificate, read.age_recipient,
            read.made_on, card, CardState.TRUSTED, session.time(), receiver=held is not None and held.receiver,
        )  # fmt: skip
        change.store.offices.put_card(trusted)
    return trusted


def revoke(session: Session, fingerprint: str, reason: str) -> OfficeCard:
    """Believe this card no more. What it sealed before stays valid where a held batch names it."""
    if not clean(reason):
        raise AppError("reason.missing")
    card = _known(session, fingerprint)
    if card.state is CardState.OWN:
        raise AppError("office.own")
    with session.change(Permission.TRUST_OFFICE, "office.revoke", card.fingerprint) as change:
        revoked = replace(card, state=CardState.REVOKED, state_at=session.time(), reason=clean(reason), receiver=False)
        change.store.offices.put_card(revoked)
    return revoked


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

"""The life of a card: renewed by its own key, suspended and trusted again, revoked."""

import pytest

from app.domain.office import CardState
from app.services import batches, offices
from tests.claims import refused
from tests.exchange import register_people, sealed


def state_of(session, fingerprint):
    return session.store.offices.card(fingerprint).state


@pytest.fixture
def renewed(pair):
    """The pair after the commune renewed its card, with the fingerprint until then."""
    commune, receiving = pair
    before = commune.office.fingerprint
    offices.renew(commune)
    return commune, receiving, before


def test_a_renewal_makes_a_new_key_identity_and_card(renewed):
    commune, _receiving, before = renewed
    card = offices.own_card(commune)
    assert card.fingerprint == commune.office.fingerprint != before
    assert card.age_recipient != commune.store.offices.card(before).age_recipient
    assert (card.state, state_of(commune, before)) == (CardState.OWN, CardState.REPLACED)
    assert len(commune.store.offices.identities()) == 2
    assert commune.store.offices.key(before) is not None


def test_a_renewed_office_signs_in_with_its_new_card(renewed, sign_in):
    commune = renewed[0]
    folder, fingerprint = commune.store.folder, commune.office.fingerprint
    commune.close()
    assert sign_in(folder).office.fingerprint == fingerprint


def test_who_trusts_the_old_card_needs_no_comparing_of_the_new_one(renewed):
    commune, receiving, before = renewed
    trusted = offices.trust(receiving, offices.own_card(commune).card)
    assert trusted.state is CardState.TRUSTED
    assert state_of(receiving, before) is CardState.REPLACED


def test_a_renewed_receiver_stays_the_receiver(pair):
    commune, receiving = pair
    offices.renew(receiving)
    trusted = offices.trust(commune, offices.own_card(receiving).card)
    assert trusted.receiver
    assert commune.store.offices.receiver().fingerprint == receiving.office.fingerprint


@pytest.mark.parametrize("disbelieve", [offices.suspend, offices.revoke])
def test_a_card_that_is_not_trusted_vouches_for_nobody(renewed, disbelieve):
    commune, receiving, before = renewed
    disbelieve(receiving, before, "Mất máy")
    refused("office.not_compared", offices.trust, receiving, offices.own_card(commune).card)
    offices.trust(receiving, offices.own_card(commune).card, commune.office.fingerprint)
    assert state_of(receiving, commune.office.fingerprint) is CardState.TRUSTED


def test_a_first_card_must_be_compared(commune, receiving):
    refused("office.not_compared", offices.trust, commune, offices.own_card(receiving).card)


def test_an_unknown_card_vouches_for_nobody(pair, neighbour):
    commune = pair[0]
    offices.renew(commune)
    refused("office.not_compared", offices.trust, neighbour, offices.own_card(commune).card)


def test_a_replaced_card_is_trusted_again_only_when_the_new_one_was_revoked(renewed):
    commune, receiving, before = renewed
    old = receiving.store.offices.card(before)
    offices.trust(receiving, offices.own_card(commune).card)
    refused("office.replaced", offices.trust, receiving, old.card, before)
    offices.revoke(receiving, commune.office.fingerprint, "Khóa cũ đã bị lộ")
    assert offices.trust(receiving, old.card, before).state is CardState.TRUSTED


def test_no_own_card_is_suspended_or_revoked(renewed):
    commune, _receiving, before = renewed
    for fingerprint in (before, commune.office.fingerprint):
        for disbelieve in (offices.suspend, offices.revoke):
            refused("office.own", disbelieve, commune, fingerprint, "Thử")


def test_a_suspended_card_keeps_its_place_and_is_trusted_again(pair):
    commune, receiving = pair
    card = offices.suspend(commune, receiving.office.fingerprint, " Đang  làm rõ ")
    assert (card.state, card.reason, card.receiver) == (CardState.SUSPENDED, "Đang làm rõ", True)
    register_people(commune)
    refused("office.no_receiver", sealed, commune)
    offices.trust(commune, card.card, card.fingerprint)
    (batch,) = batches.seal_month(commune, "2026-12")
    assert batch.receiver == receiving.office.unit


def test_a_revoked_card_is_not_suspended(pair):
    commune, receiving = pair
    offices.revoke(receiving, commune.office.fingerprint, "Mất máy")
    refused("batch.revoked", offices.suspend, receiving, commune.office.fingerprint, "Thử")

"""The life of a card: renewed by its own key, suspended and trusted again, revoked."""

import pytest

from app.domain.office import CardState
from app.services import alarms, batches, inbox, offices, receipts
from tests.claims import refused
from tests.exchange import forge, hand_over, register_people, sealed, take


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


# A batch is judged by the card's state at its own place in the chain


@pytest.fixture
def lists(pair):
    """Three batches in a row: two by the first card, one by the renewed one, whose card the province knows."""
    commune, receiving = pair
    register_people(commune)
    made = [sealed(commune), sealed(commune, "2027-01")]
    offices.renew(commune)
    made.append(sealed(commune, "2027-02"))
    offices.trust(receiving, offices.own_card(commune).card)
    return made


def taken(session, *made):
    return [hand_over(one, session).code for one in made]


def test_the_renewed_card_goes_on_from_the_old_head_in_any_order(pair, lists):
    receiving = pair[1]
    first, second, third = lists
    assert (third.number, third.previous) == (1, second.digest)
    assert taken(receiving, first, third) == [None, None]
    assert [alarm.words for alarm in alarms.current(receiving)] == ["Thiếu các gói cuối của chuỗi trước"]
    assert taken(receiving, second) == [None]
    assert alarms.current(receiving) == []


def test_the_old_card_says_nothing_after_the_new_one_began(pair, lists):
    commune, receiving = pair
    taken(receiving, *lists)
    old = lists[0].signer
    commune.office = type(commune.office)(**{**{name: getattr(commune.office, name) for name in
                                                ("kind", "unit", "name", "epoch")}, "fingerprint": old})  # fmt: skip
    later = forge(commune, receiving, number=3, previous=lists[1].digest, month="2027-03")
    assert take(receiving, later) == ("quarantined", "batch.rewind")


def test_a_renewed_card_that_forgets_the_old_head_is_a_rewind(pair):
    commune, receiving = pair
    register_people(commune)
    made = [sealed(commune), sealed(commune, "2027-01")]
    taken(receiving, *made)
    offices.renew(commune)
    offices.trust(receiving, offices.own_card(commune).card)
    for previous in (None, made[0].digest):
        forged = forge(commune, receiving, number=1, previous=previous, month="2027-03")
        assert take(receiving, forged) == ("quarantined", "batch.rewind")
    assert take(receiving, forge(commune, receiving, number=1, previous=made[1].digest)) == ("imported", None)


def test_what_the_old_card_sealed_is_answered_to_the_new_one(pair, lists):
    commune, receiving = pair
    taken(receiving, lists[0])
    (receipt,) = receipts.seal_outstanding(receiving)
    assert receipt.receiver_fingerprint == commune.office.fingerprint
    assert hand_over(receipt, commune).result == "imported"
    assert commune.store.batches.get(lists[0].digest).state == "received"


def test_a_receipt_to_the_old_card_is_still_read(pair):
    commune, receiving = pair
    register_people(commune)
    hand_over(sealed(commune), receiving)
    (receipt,) = receipts.seal_outstanding(receiving)
    offices.renew(commune)
    assert hand_over(receipt, commune).result == "imported"


def test_a_renewed_receiver_reads_what_was_sealed_to_its_old_card(pair):
    commune, receiving = pair
    register_people(commune)
    batch = sealed(commune)
    offices.renew(receiving)
    assert hand_over(batch, receiving).result == "imported"


def test_a_renewed_card_stays_in_the_epoch_of_the_office(pair):
    commune, receiving = pair
    register_people(commune)
    hand_over(sealed(commune), receiving)
    second = forge(commune, receiving, epoch=2, previous=receiving.store.inbox.all()[0].digest, month="2027-01")
    take(receiving, second)
    inbox.decide_epoch(receiving, commune.office.unit, accept=True)
    offices.renew(commune)
    offices.trust(receiving, offices.own_card(commune).card)
    third = forge(commune, receiving, epoch=2, previous=second.digest, month="2027-02")
    assert take(receiving, third) == ("imported", None)


@pytest.mark.parametrize(
    ("disbelieve", "code"), [(offices.suspend, "batch.suspended"), (offices.revoke, "batch.revoked")]
)
def test_what_a_held_batch_names_is_believed_of_a_card_that_is_not(pair, disbelieve, code):
    commune, receiving = pair
    register_people(commune)
    made = [sealed(commune, month) for month in ("2026-12", "2027-01", "2027-02", "2027-03")]
    taken(receiving, made[2])
    disbelieve(receiving, commune.office.fingerprint, "Đang làm rõ")
    assert taken(receiving, made[3], made[0], made[1], made[0]) == [code, code, None, None]


def test_the_old_head_is_believed_of_a_revoked_card_that_was_renewed(pair, lists):
    receiving = pair[1]
    taken(receiving, lists[2])
    offices.revoke(receiving, lists[0].signer, "Khóa cũ đã hủy")
    assert taken(receiving, lists[0], lists[1], lists[0]) == ["batch.revoked", "batch.gap", None]


def test_a_card_trusted_again_is_believed_again(pair):
    commune, receiving = pair
    register_people(commune)
    batch = sealed(commune)
    card = offices.suspend(receiving, commune.office.fingerprint, "Đang làm rõ")
    assert taken(receiving, batch) == ["batch.suspended"]
    offices.trust(receiving, card.card, card.fingerprint)
    assert taken(receiving, batch) == [None]
    assert inbox.quarantined(receiving) == []

"""The chain of an office's batches: what is in order, what shows a copied or restored store (contract §2)."""

import shutil

import pytest

from app.errors import AppError
from app.services import batches, inbox, offices, receipts
from app.services.chain import Link, judge
from tests.exchange import dump, forge, hand_over, register_people, sealed, take

A, C = "a" * 64, "c" * 64
IMPORTED = ("imported", None)
GAP = ("imported", "batch.gap")
REWIND = ("quarantined", "batch.rewind")
NEW_EPOCH = ("quarantined", "batch.new_epoch")


@pytest.fixture
def chain(pair):
    """Make batches of the commune's chain, and send them to the province."""
    commune, receiving = pair

    def make(number, previous, epoch=1, **changes):
        return forge(commune, receiving, number=number, previous=previous, epoch=epoch, **changes)

    return make, lambda made: take(receiving, made), receiving


def test_a_chain_in_order_is_taken_in(chain):
    make, send, _receiving = chain
    first = make(1, None)
    second = make(2, first.digest)
    assert [send(first), send(second), send(make(3, second.digest))] == [IMPORTED] * 3


def test_a_batch_that_is_held_is_already_there(chain):
    make, send, receiving = chain
    first = make(1, None)
    send(first)
    before = dump(receiving)
    assert send(first) == ("already", None)
    assert dump(receiving) == before


def test_a_number_is_used_once(chain):
    make, send, _receiving = chain
    send(make(1, None))
    assert send(make(1, None, month="2027-01")) == ("quarantined", "batch.number_reused")


def test_the_number_before_must_be_the_one_it_names(chain):
    make, send, _receiving = chain
    send(make(1, None))
    assert send(make(2, A)) == REWIND


def test_the_number_after_must_name_it(chain):
    make, send, _receiving = chain
    send(make(2, A))
    assert send(make(1, None)) == REWIND


def test_a_number_in_the_middle_must_fit_on_both_sides(chain):
    make, send, _receiving = chain
    first = make(1, None)
    second = make(2, first.digest)
    send(first)
    send(make(3, second.digest))
    assert send(make(2, first.digest, month="2027-01")) == REWIND
    assert send(second) == IMPORTED


def test_a_later_number_that_names_nothing_is_refused(receiving):
    with pytest.raises(AppError, match=r"batch\.rewind"):
        judge(receiving.store, Link(C, 1, 4, None, A))


def test_only_the_file_that_opens_a_gap_warns_of_it(chain):
    make, send, _receiving = chain
    first = make(1, None)
    fourth = make(4, A)
    assert [send(first), send(fourth), send(make(5, fourth.digest))] == [IMPORTED, GAP, IMPORTED]


def test_a_gap_at_the_very_beginning_warns(chain):
    make, send, _receiving = chain
    assert send(make(3, A)) == GAP


def test_a_gap_is_filled_late_without_another_warning(chain):
    make, send, receiving = chain
    first = make(1, None)
    second = make(2, first.digest)
    third = make(3, second.digest)
    fourth = make(4, third.digest)
    assert [send(first), send(fourth)] == [IMPORTED, GAP]
    assert receiving.store.inbox.missing(receiving.store.inbox.all()[0].signer, 1) == [2, 3]
    assert [send(third), send(second)] == [IMPORTED, IMPORTED]
    assert all(view.alarms == () for view in inbox.listing(receiving))


def test_the_alarm_of_a_gap_stands_in_the_list_until_it_is_filled(chain):
    make, send, receiving = chain
    first = make(1, None)
    send(first)
    second = make(2, first.digest)
    send(make(3, second.digest))
    assert [view.alarms for view in inbox.listing(receiving)] == [("batch.gap",), ()]
    send(second)
    assert [view.alarms for view in inbox.listing(receiving)] == [(), (), ()]


def test_a_number_far_ahead_costs_no_more_than_another(chain):
    make, send, receiving = chain
    send(make(999_999_999, A))
    assert len(receiving.store.inbox.missing(receiving.store.inbox.all()[0].signer, 1)) == 1000


# Epochs


def test_a_later_epoch_waits_and_is_taken_in_when_accepted(chain):
    make, send, receiving = chain
    first = make(1, None)
    send(first)
    second_epoch = make(1, first.digest, epoch=2)
    following = make(2, second_epoch.digest, epoch=2)
    assert [send(second_epoch), send(following)] == [NEW_EPOCH, NEW_EPOCH]
    assert {one.unit for one in inbox.quarantined(receiving)} == {receiving.store.inbox.all()[0].unit}
    taken = inbox.decide_epoch(receiving, receiving.store.inbox.all()[0].unit, accept=True)
    assert [(one.result, one.code) for one in taken] == [IMPORTED, IMPORTED]
    assert inbox.quarantined(receiving) == []
    assert send(make(3, following.digest, epoch=2, month="2027-01")) == IMPORTED
    # Alarm stands at the beginning of the epoch and wherever both epochs have the same list.
    alarm = ("batch.new_epoch",)
    assert [view.alarms for view in inbox.listing(receiving)] == [(), alarm, alarm, alarm]


def test_a_refused_epoch_stays_out(chain):
    make, send, receiving = chain
    first = make(1, None)
    send(first)
    later = make(1, first.digest, epoch=2)
    send(later)
    unit = receiving.store.inbox.all()[0].unit
    assert inbox.decide_epoch(receiving, unit, accept=False) == []
    assert send(later) == NEW_EPOCH
    assert send(make(2, first.digest)) == IMPORTED


def test_an_epoch_is_decided_only_when_something_waits(pair):
    commune, receiving = pair
    with pytest.raises(AppError, match=r"batch\.no_new_epoch"):
        inbox.decide_epoch(receiving, commune.office.unit, accept=True)


def test_an_older_epoch_is_taken_in_only_below_its_successor(chain):
    make, send, receiving = chain
    first = make(1, None)
    second = make(2, first.digest)
    send(first)
    send(make(1, second.digest, epoch=2))
    inbox.decide_epoch(receiving, receiving.store.inbox.all()[0].unit, accept=True)
    assert send(make(2, first.digest, month="2027-01")) == REWIND
    assert send(second) == IMPORTED
    assert send(make(3, second.digest)) == REWIND


def test_a_commune_decides_of_a_new_epoch_of_its_receiver(pair):
    commune, receiving = pair
    receipt = {"kind": "receipt", "month": None, "revision": None, "nil": None}
    first = forge(receiving, commune, **receipt)
    take(commune, first)
    assert take(commune, forge(receiving, commune, epoch=2, previous=first.digest, **receipt)) == NEW_EPOCH
    taken = inbox.decide_epoch(commune, receiving.office.unit, accept=True)
    assert [one.result for one in taken] == ["imported"]


# Cards and copies


def test_a_renewed_card_goes_on_from_the_old_head(pair):
    commune, receiving = pair
    register_people(commune)
    first = sealed(commune)
    renewed = offices.renew(commune)
    second = sealed(commune, "2027-01")
    assert (second.number, second.previous, second.signer) == (1, first.digest, renewed.fingerprint)
    assert hand_over(second, receiving).code == "batch.untrusted"
    offices.trust(receiving, renewed.card)
    assert [hand_over(one, receiving).result for one in (first, second)] == ["imported"] * 2


def test_a_renewed_card_reads_the_receipts_of_the_old_one(pair):
    commune, receiving = pair
    register_people(commune)
    hand_over(sealed(commune), receiving)
    for _ in range(2):
        renewed = offices.renew(commune)
        offices.trust(receiving, renewed.card)
    (receipt,) = receipts.seal_outstanding(receiving)
    assert receipt.receiver_fingerprint == renewed.fingerprint
    assert hand_over(receipt, commune).result == "imported"
    assert batches.all_batches(commune)[0].state.value == "received"


def test_what_was_sealed_to_a_card_we_renewed_still_arrives(pair):
    commune, receiving = pair
    register_people(commune)
    batch = sealed(commune)
    renewed = offices.renew(receiving)
    assert hand_over(batch, receiving).result == "imported"
    (receipt,) = receipts.seal_outstanding(receiving)
    assert hand_over(receipt, commune).code == "batch.untrusted"
    offices.trust(commune, renewed.card)
    assert hand_over(receipt, commune).result == "imported"
    assert batches.all_batches(commune)[0].state.value == "received"


def test_a_copied_store_shows_as_a_fork_above(pair, sign_in, tmp_path):
    commune, receiving = pair
    register_people(commune)
    hand_over(sealed(commune), receiving)
    commune.close()
    shutil.copytree(tmp_path / "commune", tmp_path / "copy")
    original, copy = sign_in(tmp_path / "commune"), sign_in(tmp_path / "copy")
    register_people(copy, first=2)
    second, fork = sealed(original, "2027-01"), sealed(copy, "2027-01")
    assert (second.number, second.previous) == (fork.number, fork.previous)
    assert hand_over(second, receiving).result == "imported"
    assert hand_over(fork, receiving).code == "batch.number_reused"
    third = sealed(copy, "2027-02")
    assert hand_over(third, receiving).code == "batch.rewind"
    assert inbox.listing(receiving)[0].batch.digest == second.digest


def test_receipts_of_a_copied_province_show_as_a_fork_below(pair, sign_in, tmp_path):
    commune, receiving = pair
    register_people(commune)
    batch = sealed(commune)
    hand_over(batch, receiving)
    receiving.close()
    shutil.copytree(tmp_path / "receiving", tmp_path / "copy")
    original, copy = sign_in(tmp_path / "receiving"), sign_in(tmp_path / "copy")
    inbox.decide(copy, batch.digest, {1: "Sai"})
    (honest,), (forked,) = receipts.seal_outstanding(original), receipts.seal_outstanding(copy)
    assert hand_over(honest, commune).result == "imported"
    assert hand_over(forked, commune).code == "batch.number_reused"
    assert batches.all_batches(commune)[0].state.value == "received"

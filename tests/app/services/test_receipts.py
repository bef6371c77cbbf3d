"""Receipts: what they say, whom they are believed from, and that only they move a month on."""

import random

import pytest

from app.domain.month import MonthState
from app.envelope.schemas import record_fits
from app.services import batches, inbox, months, offices, receipts, review
from tests.exchange import (
    ANSWER,
    dump,
    forge,
    hand_over,
    introduce,
    register_people,
    reissue,
    sealed,
    take,
)
from tests.invented import MONTH

REPLY = {"kind": "receipt", "month": None, "revision": None, "nil": None}


@pytest.fixture
def sent(pair):
    """A month of three that the province holds."""
    commune, receiving = pair
    register_people(commune, 3)
    batch = sealed(commune)
    hand_over(batch, receiving)
    return batch


def state(commune):
    return months.show(commune, MONTH).month.state


def answer(receiving, batch, returned=None):
    """Decide a batch and seal the receipt that tells it."""
    inbox.decide(receiving, batch.digest, returned or {})
    (receipt,) = receipts.seal_outstanding(receiving)
    return receipt


def told(batch, /, **changes):
    """A receipt record as some office could make it up."""
    record = {
        "type": "receipt", "batch": batch.digest, "unit": "06184", "epoch": 1, "number": 1, "state": "accepted",
        "entries": [], **changes,
    }  # fmt: skip
    assert record_fits(record)
    return record


def record_in(receipt, commune):
    (record,) = inbox.opener(commune)(receipt.content, inbox.own_fingerprints(commune)).records()
    return record


def test_a_receipt_says_everything_the_contract_names(pair, sent):
    commune, receiving = pair
    receipt = answer(receiving, sent, {2: "Thiếu giấy chứng nhận"})
    record = record_in(receipt, commune)
    assert record_fits(record)
    assert record == {
        "type": "receipt", "batch": sent.digest, "unit": commune.office.unit, "epoch": 1, "number": 1,
        "state": "accepted_partly",
        "entries": [
            {"number": 1, "state": "accepted", "reason": None},
            {"number": 2, "state": "returned", "reason": "Thiếu giấy chứng nhận"},
            {"number": 3, "state": "accepted", "reason": None},
        ],
        "head": {"epoch": 1, "number": 1, "digest": sent.digest},
        "missing": [],
        "audit": {"rows": sent.audit_rows, "hash": sent.audit_hash},
    }  # fmt: skip
    assert (receipt.number, receipt.previous, receipt.receiver) == (1, None, commune.office.unit)


@pytest.mark.parametrize(
    ("returned", "reached"),
    [({}, "accepted"), ({1: "a"}, "accepted_partly"), ({1: "a", 2: "b", 3: "c"}, "returned")],
)
def test_a_verified_receipt_moves_the_month(pair, sent, returned, reached):
    commune, receiving = pair
    assert state(commune) is MonthState.SEALED
    assert hand_over(answer(receiving, sent, returned), commune).result == "imported"
    assert state(commune).value == reached
    assert commune.store.batches.get(sent.digest).state.value == reached
    assert commune.store.batches.receipt(sent.digest)["state"] == reached
    assert months.show(commune, MONTH).month.steps[-1].state.value == reached


def test_receipts_tell_each_standing_once(pair, sent):
    _commune, receiving = pair
    (received,) = receipts.seal_outstanding(receiving)
    assert receipts.seal_outstanding(receiving) == []
    assert answer(receiving, sent).previous == received.digest
    assert receipts.seal_outstanding(receiving) == []


def test_an_earlier_receipt_that_comes_later_undoes_nothing(pair, sent):
    commune, receiving = pair
    (received,) = receipts.seal_outstanding(receiving)
    final = answer(receiving, sent, {1: "Thiếu giấy chứng nhận"})
    assert hand_over(final, commune).code == "batch.gap"
    assert hand_over(received, commune).result == "imported"
    assert state(commune) is MonthState.ACCEPTED_PARTLY
    assert commune.store.batches.receipt(sent.digest)["state"] == "accepted_partly"
    assert [one["state"] for one in commune.store.batches.receipts()] == ["accepted_partly"]


def test_missing_numbers_are_told(pair):
    commune, receiving = pair
    register_people(commune)
    _first, _second, third = (sealed(commune, month) for month in (MONTH, "2027-01", "2027-02"))
    hand_over(third, receiving)
    (receipt,) = receipts.seal_outstanding(receiving)
    record = record_in(receipt, commune)
    assert record["missing"] == [1, 2]
    assert record["head"] == {"epoch": 1, "number": 3, "digest": third.digest}


def test_a_receipt_from_an_office_that_was_not_addressed_is_refused(pair, sent, neighbour):
    commune, _receiving = pair
    introduce(neighbour, commune)
    before = dump(commune, but=("quarantine",))
    assert take(commune, forge(neighbour, commune, [told(sent)], **REPLY)) == ("quarantined", "batch.unit_mismatch")
    assert dump(commune, but=("quarantine",)) == before


def test_a_receipt_from_a_card_nobody_trusts_is_refused(pair, sent, neighbour):
    commune, _receiving = pair
    assert take(commune, forge(neighbour, commune, [told(sent)], **REPLY)) == ("quarantined", "batch.untrusted")
    assert state(commune) is MonthState.SEALED


@pytest.mark.parametrize("changes", [{"batch": "a" * 64}, {"unit": "06187"}])
def test_a_receipt_for_a_batch_we_do_not_know_is_ignored(pair, sent, changes):
    commune, receiving = pair
    assert take(commune, forge(receiving, commune, [told(sent, **changes)], **REPLY)) == ("imported", None)
    assert state(commune) is MonthState.SEALED
    assert commune.store.batches.receipts() == []


def test_a_receipt_taken_in_twice_changes_nothing(pair, sent):
    commune, receiving = pair
    receipt = answer(receiving, sent)
    hand_over(receipt, commune)
    before = dump(commune)
    assert hand_over(receipt, commune).result == "already"
    assert dump(commune) == before


def test_a_correction_is_answered_without_touching_the_month_it_corrects(pair, sent):
    commune, receiving = pair
    hand_over(answer(receiving, sent, {1: "Sai"}), commune)
    register_people(commune, first=9)
    reissue(commune)
    (correction,) = batches.seal_month(commune, MONTH)
    hand_over(correction, receiving)
    hand_over(answer(receiving, correction), commune)
    assert state(commune) is MonthState.ACCEPTED
    assert months.show(commune, MONTH, revision=1).month.state is MonthState.ACCEPTED_PARTLY


def test_a_card_revoked_meanwhile_gets_no_receipt(pair, sent):
    commune, receiving = pair
    offices.revoke(receiving, commune.office.fingerprint, "Mất máy")
    assert receipts.seal_outstanding(receiving) == []


def test_a_commune_answers_nothing(pair, sent):
    assert receipts.seal_outstanding(pair[0]) == []


def test_a_list_in_parts_is_as_far_as_its_slowest_part(pair):
    commune, receiving = pair
    parts = scanned(commune)
    for part in parts:
        hand_over(part, receiving)
    inbox.decide(receiving, parts[0].digest, {})
    first, last = receipts.seal_outstanding(receiving)
    hand_over(first, commune)
    assert state(commune) is MonthState.SEALED
    hand_over(last, commune)
    assert state(commune) is MonthState.ACCEPTED


def test_a_big_scan_travels_in_a_part_of_its_own_and_is_decided_with_the_rows(pair):
    commune, receiving = pair
    rows, scan = scanned(commune)
    assert (rows.part, scan.part, scan.parts, scan.previous) == (1, 2, 2, rows.digest)
    opened = inbox.opener(receiving)(scan.content, inbox.own_fingerprints(receiving))
    assert (list(opened.papers), opened.records()) == (["confirmed.pdf"], [])
    for part in (rows, scan):
        hand_over(part, receiving)
    inbox.decide(receiving, rows.digest, {1: "Sai"})
    assert {view.batch.state.value for view in inbox.listing(receiving)} == {"returned"}
    inbox.undecide(receiving, rows.digest)
    assert {view.batch.state.value for view in inbox.listing(receiving)} == {"received"}


def scanned(commune):
    """A sealed month of one, with a scan of the confirmation that is big."""
    register_people(commune)
    review.all_still_good(commune, MONTH, basis="Họp thôn")
    months.draft(commune, MONTH)
    months.confirm(commune, MONTH, ANSWER, scan=b"%PDF-" + random.Random(5).randbytes(400_000))
    return batches.seal_month(commune, MONTH)


def test_what_a_receipt_repeats_is_the_sender_s_own_audit_head(pair, sent):
    commune, receiving = pair
    hand_over(answer(receiving, sent), commune)
    (receipt,) = commune.store.batches.receipts()
    rows, digest = receipt["audit"]["rows"], receipt["audit"]["hash"]
    found = commune.store._db.execute("SELECT hash FROM audit WHERE seq = ?", (rows,)).fetchone()
    assert found == (digest,)

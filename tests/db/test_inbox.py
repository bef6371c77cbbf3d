"""What came in: chains, entries, quarantine; and what goes out."""

from dataclasses import replace

import pytest
from sqlcipher3 import dbapi2

from app.domain.batch import BatchKind, InBatch, InRow, InState, OutBatch, OutState, Quarantined

IN = InBatch(
    digest="d1", sha256="s1", signer="key", unit="06184", epoch=1, number=1, previous=None, kind=BatchKind.MONTH,
    month="2026-12", revision=1, nil=False, part=1, parts=1, created="2026-12-05", received_on="2026-12-06",
    received_at="2026-12-06T08:00:00+07:00", state=InState.RECEIVED, receipted="", decided_at=None, decided_by=None,
    manifest="{}",
)  # fmt: skip
OUT = OutBatch(
    digest="d1", sha256="s1", file="f", signer="key", receiver="20", receiver_fingerprint="above", epoch=1, number=1,
    previous=None, kind=BatchKind.MONTH, month="2026-12", revision=1, part=1, parts=1, made_at="2026-12-05",
    state=OutState.SEALED, audit_rows=3, audit_hash="h", rows_digest="r", content=b"bytes",
)  # fmt: skip


@pytest.fixture
def inbox(receiving):
    """An inbox with numbers 1, 2 and 4 of one chain."""
    found = receiving.store.inbox
    with receiving.store.transaction():
        found.add(IN, b"bytes")
        found.add(replace(IN, digest="d2", number=2, previous="d1"), b"more")
        found.add(replace(IN, digest="e4", number=4, previous="d3"), b"last")
    return found


def test_a_batch_comes_back_as_it_came(inbox):
    assert inbox.get("d1") == IN
    assert inbox.content("d1") == b"bytes"
    assert inbox.get("d9") is None
    assert [batch.digest for batch in inbox.all()] == ["e4", "d2", "d1"]


def test_a_chain_knows_its_numbers_gaps_and_followers(inbox):
    assert [batch.number for batch in inbox.chain("key", 1)] == [1, 2, 4]
    assert inbox.missing("key", 1) == [3]
    assert inbox.missing("key", 2) == []
    assert inbox.numbered("key", 1, 2).digest == "d2"
    assert inbox.numbered("other", 1, 2) is None
    assert inbox.naming("key", "d1").digest == "d2"


def test_the_same_number_is_held_once(inbox):
    with pytest.raises(dbapi2.IntegrityError):
        inbox.add(replace(IN, digest="x"), b"")


@pytest.mark.parametrize(("prefix", "found"), [("d", {"d1", "d2"}), ("e4", {"e4"}), ("%", set()), ("x", set())])
def test_batches_are_found_by_the_beginning_of_their_digest(inbox, prefix, found):
    assert {batch.digest for batch in inbox.starting_with(prefix)} == found


def test_a_decision_is_told_once_by_a_receipt(inbox):
    row = InRow("d1", 1, "p1", InState.RECEIVED, "", "{}")
    inbox.add_rows([row])
    assert inbox.entry_count("d1") == 1
    decided = replace(IN, state=InState.RETURNED, decided_at="2026-12-07", decided_by="Lan")
    returned = replace(row, state=InState.RETURNED, reason="Sai số")
    inbox.decide(decided, [returned])
    assert inbox.get("d1") == decided
    assert inbox.rows("d1") == [returned]
    assert [batch.digest for batch in inbox.unreceipted()] == ["d1", "d2", "e4"]
    inbox.mark_receipted("d1", "returned")
    assert [batch.digest for batch in inbox.unreceipted()] == ["d2", "e4"]


def test_a_later_epoch_counts_once_it_is_accepted(inbox):
    assert inbox.newest_epoch("key") == 1
    assert inbox.epoch_state("key", 2) is None
    inbox.set_epoch("key", 2, state="refused", at="2026-12-06")
    assert inbox.newest_epoch("key") == 1
    inbox.set_epoch("key", 2, state="accepted", at="2026-12-07")
    assert (inbox.newest_epoch("key"), inbox.epoch_state("key", 2)) == (2, "accepted")
    assert inbox.newest_epoch("nobody") is None


def test_a_file_is_kept_in_quarantine_once_under_its_newest_reason(inbox):
    file = Quarantined("s9", "x.asice.age", 5, "batch.untrusted", "", "2026-12-06", b"12345")
    inbox.quarantine(file)
    inbox.quarantine(replace(file, code="batch.signature", unit="06184"))
    (kept,) = inbox.all_quarantined()
    assert (kept.code, kept.unit, kept.content) == ("batch.signature", "06184", None)
    assert inbox.quarantined("s9").content == b"12345"
    inbox.release("s9")
    assert inbox.quarantined("s9") is None


@pytest.fixture
def outbox(commune):
    """An outbox with two parts of one chain."""
    found = commune.store.batches
    with commune.store.transaction():
        found.add(OUT)
        found.add(replace(OUT, digest="d2", number=2, previous="d1", kind=BatchKind.CORRECTION, revision=2))
    return found


def test_a_number_is_used_once(outbox):
    with pytest.raises(dbapi2.IntegrityError):
        outbox.add(replace(OUT, digest="x"))


def test_the_newest_batch_is_the_head_of_its_chain(outbox):
    assert outbox.head("key", "20", 1).digest == "d2"
    assert outbox.head("key", "20", 2) is None
    assert outbox.head_before("key", "20", 2).digest == "d2"
    assert outbox.head_before("key", "20", 1) is None
    assert outbox.head_before("new key", "20", 1).digest == "d2"


def test_sealed_and_queued_batches_wait_in_order_until_there_is_evidence(outbox):
    assert [batch.number for batch in outbox.waiting()] == [1, 2]
    outbox.set_state("d1", OutState.UPLOADED)
    assert [batch.number for batch in outbox.waiting()] == [2]
    assert outbox.get("d1").state is OutState.UPLOADED


def test_the_newest_receipt_of_a_batch_counts(outbox):
    outbox.put_receipt("d1", state="received", at="2026-12-06", receipt="r1", data={"state": "received"})
    outbox.put_receipt("d1", state="accepted", at="2026-12-07", receipt="r2", data={"state": "accepted"})
    assert outbox.receipt("d1") == {"state": "accepted"}
    assert outbox.receipt("d2") is None


def test_a_file_of_a_place_is_taken_in_once(outbox):
    assert not outbox.fetched("kho", "a")
    outbox.mark_fetched("kho", "a", "s1")
    assert outbox.fetched("kho", "a")
    assert not outbox.fetched("khác", "a")

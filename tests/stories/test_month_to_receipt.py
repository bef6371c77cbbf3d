"""The main job, whole: three people, one list, the Committee, the bank, a stick to the province and home again."""

import pytest

from app.domain.dates import from_iso
from app.domain.month import Delivery, MonthState
from app.services import batches, inbox, months, papers, register, review, sync
from tests.exchange import ANSWER, introduce
from tests.invented import MONTH, person_data


@pytest.fixture
def stick(tmp_path):
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def test_a_month_goes_from_the_register_to_the_last_receipt(commune, receiving, stick):
    introduce(commune, receiving)

    def month(revision=None):
        return months.show(commune, MONTH, revision=revision).month

    # The commune registers three people, reviews the month and draws up the list.
    for number in (1, 2, 3):
        register.add(commune, person_data(number))
    assert review.all_still_good(commune, MONTH, basis="Họp giao ban ngày 04/12").persons == 3
    drafted = months.draft(commune, MONTH)
    assert [entry.number for entry in drafted.rows.entries] == [1, 2, 3]
    assert all(entry.new for entry in drafted.rows.entries)

    # It goes to the Committee, which does not confirm the second.
    presented = months.present(commune, MONTH)
    paper = papers.form01(commune, MONTH, papers.PDF)
    assert presented.month.qr
    confirmed = months.confirm(commune, MONTH, ANSWER, refusals={2: "Đã chuyển đi nơi khác"})
    assert [entry.number for entry in confirmed.rows.confirmed] == [1, 3]
    assert confirmed.rows.entries == presented.rows.entries

    # The list is handed to the bank: the legal duty is done, whatever comes after.
    months.deliver(commune, MONTH, Delivery(from_iso("2026-12-07"), "Phòng giao dịch NHCSXH"))
    assert month().state is MonthState.CONFIRMED

    # It is sealed and goes to the province on a stick.
    (batch,) = batches.seal_month(commune, MONTH)
    assert month().state is MonthState.SEALED
    assert sync.write_stick(commune, stick).sent == [batch.file]
    assert month().state is MonthState.UPLOADED
    (taken,) = sync.read_stick(receiving, stick).fetched
    assert (taken.result, taken.batch) == ("imported", batch.digest)

    # The province reads the very paper the Committee saw, and finds the two confirmed entries.
    view, entries, office = inbox.show(receiving, batch.digest[:8])
    assert (office, view.alarms, [entry.number for entry in entries]) == (commune.office.name, (), [1, 3])
    opened = inbox.opener(receiving)(batch.content, inbox.own_fingerprints(receiving))
    assert opened.papers["form01.pdf"] == paper
    assert opened.rows_digest() == presented.month.rows_digest

    # It returns one of them; the receipt goes home on the same stick.
    inbox.decide(receiving, batch.digest, {3: "Thiếu số giấy chứng nhận"})
    assert len(sync.write_stick(receiving, stick).sent) == 1
    sync.read_stick(commune, stick)
    assert month().state is MonthState.ACCEPTED_PARTLY
    told = commune.store.batches.receipt(batch.digest)
    assert [(entry["number"], entry["state"], entry["reason"]) for entry in told["entries"]] == [
        (1, "accepted", None),
        (3, "returned", "Thiếu số giấy chứng nhận"),
    ]

    # The commune puts right what was wrong and issues a correction, which has that one row.
    returned = drafted.rows.entries[2]
    term = {**person_data(3)["terms"][0], "number": "777/GCN"}
    register.change(commune, returned.person_id, {"terms": [term]}, "Ghi sai số giấy chứng nhận")
    months.correct(commune, MONTH, "Ghi sai số giấy chứng nhận")
    redrafted = months.draft(commune, MONTH)
    changed = [entry for entry in redrafted.rows.entries if entry.change]
    assert [(entry.person_id, entry.certificate_number) for entry in changed] == [(returned.person_id, "777/GCN")]
    months.confirm(commune, MONTH, ANSWER)
    (correction,) = batches.seal_month(commune, MONTH)
    assert (correction.number, correction.previous, correction.kind.value) == (2, batch.digest, "correction")

    # By the same way there and back: accepted.
    assert sync.write_stick(commune, stick).sent == [correction.file]
    assert [one.batch for one in sync.read_stick(receiving, stick).fetched] == [correction.digest]
    assert receiving.store.people.get(returned.person_id).newest_term.number == "777/GCN"
    inbox.decide(receiving, correction.digest, {})
    sync.write_stick(receiving, stick)
    sync.read_stick(commune, stick)
    assert month().state is MonthState.ACCEPTED
    assert month(1).state is MonthState.ACCEPTED_PARTLY
    assert month(1).delivery is not None

    # Nothing waits, and both trails are whole.
    assert (sync.waiting(commune), sync.waiting(receiving)) == (0, 0)
    assert (commune.store.audit.broken_at(), receiving.store.audit.broken_at()) == (None, None)

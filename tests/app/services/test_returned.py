"""A returned entry is a task with three ends, and the bank's track waits for none of them (U15)."""

import pytest

from app.domain.dates import from_iso
from app.services import batches, inbox, months, overview, receipts, register, returned
from tests.claims import refused
from tests.exchange import hand_over, introduce, register_people, reissue, sealed
from tests.invented import MONTH
from tests.monthly import DELIVERY


@pytest.fixture
def back(commune, receiving):
    """A sealed list of three people of which the office above returned the first two."""
    introduce(commune, receiving)
    register_people(commune, 3)
    batch = sealed(commune)
    hand_over(batch, receiving)
    inbox.decide(receiving, batch.digest, {1: "Thiếu giấy", 2: "Sai số"})
    for receipt in receipts.seal_outstanding(receiving):
        hand_over(receipt, commune)
    return commune


def ends(session):
    return {one.entry.number: one.entry.end for one in returned.tasks(session, every=True) if one.revision == 1}


def person_of(session, number):
    return next(one.person_id for one in months.show(session, MONTH, revision=1).rows.entries if one.number == number)


def test_returned_entries_are_tasks_until_somebody_saw_to_them(back):
    assert [(one.entry.number, one.entry.reason) for one in returned.tasks(back)] == [(1, "Thiếu giấy"), (2, "Sai số")]
    assert overview.overview(back).returned == (MONTH, MONTH)


def test_one_is_corrected_and_one_withdrawn(back):
    register.change(back, person_of(back, 1), {"village": "Thôn Đúng"}, "Sửa")
    register.change(back, person_of(back, 2), {"need": {"value": "no", "stated_on": "2026-12-01"}}, "Rút")
    assert ends(back) == {1: "", 2: ""}
    reissue(back)
    assert ends(back) == {1: "corrected", 2: "withdrawn"}
    assert returned.tasks(back) == []
    batches.seal_month(back, MONTH)
    assert overview.overview(back).returned == ()


def test_one_is_kept_with_its_reason(back):
    refused("reason.missing", returned.keep, back, MONTH, 1, " ")
    refused("month.entry_unknown", returned.keep, back, MONTH, 3, "Đúng rồi")
    returned.keep(back, MONTH, 1, "Đã xem lại, giấy có đủ")
    assert ends(back) == {1: "kept", 2: ""}
    assert months.show(back, MONTH).returned[0].end == "kept"
    assert back.store.audit.newest("month.keep").detail["entry"] == 1


def test_a_correction_that_leaves_the_row_as_it_was_ends_nothing(back):
    register.change(back, person_of(back, 1), {"village": "Thôn Đúng"}, "Sửa")
    reissue(back)
    assert ends(back) == {1: "corrected", 2: ""}


def test_the_bank_waits_for_none_of_them(back):
    assert months.deliver(back, MONTH, DELIVERY).month.delivery.delivered_on == from_iso("2026-12-07")


def test_what_the_office_above_accepts_on_a_later_list_is_settled(back, receiving):
    register.change(back, person_of(back, 1), {"village": "Thôn Đúng"}, "Sửa")
    reissue(back)
    (batch,) = batches.seal_month(back, MONTH)
    hand_over(batch, receiving)
    inbox.decide(receiving, batch.digest, {})  # the missing paper came beside the list
    assert ends(back) == {1: "corrected", 2: ""}
    for receipt in receipts.seal_outstanding(receiving):
        hand_over(receipt, back)
    assert ends(back) == {1: "corrected", 2: "corrected"}

"""Corrections of an issued list: the next revision, and only what differs."""

import pytest

from app.domain.dates import from_iso
from app.domain.month import BankAnswer, Confirmation, Delivery
from app.services import months, papers, register, review
from tests.claims import refused
from tests.invented import MONTH, person_data

ANSWER = Confirmation(from_iso("2026-12-06"), "Hoàng Thị Thử", "Chủ tịch", "TM")
DELIVERY = Delivery(from_iso("2026-12-07"), "PGD NHCSXH Cao Lộc")


@pytest.fixture
def issued(commune):
    """A confirmed list of three; gives the people in the order of their rows."""
    for number in (1, 2, 3):
        register.add(commune, person_data(number))
    review.all_still_good(commune, MONTH, basis="Họp thôn")
    months.draft(commune, MONTH)
    return [entry.person_id for entry in months.confirm(commune, MONTH, ANSWER).rows.entries]


def corrected(session, **options):
    months.correct(session, MONTH, "Sai số liệu")
    months.draft(session, MONTH)
    return months.confirm(session, MONTH, ANSWER, **options)


def test_a_correction_opens_the_next_revision_with_its_reason(commune, issued):
    view = months.correct(commune, MONTH, "  Sai   số ")
    assert (view.month.revision, view.month.state, view.month.reason) == (2, "open", "Sai số")
    assert months.show(commune, MONTH).month.revision == 2
    assert months.show(commune, MONTH, revision=1).month.state == "confirmed"


@pytest.mark.parametrize("reason", ["", " "])
def test_a_correction_has_a_reason(commune, issued, reason):
    refused("reason.missing", months.correct, commune, MONTH, reason)


def test_a_correction_tells_changed_added_and_withdrawn_rows(commune, issued):
    gone, changed, same = issued
    register.change(commune, gone, {"residence": "moved", "residence_since": "2026-12-02"}, "Chuyển đi")
    register.change(commune, changed, {"village": "Khu Dây Thép 2"}, "Nhầm thôn")
    register.change(commune, same, {"notes": "không in"}, "Ghi chú")
    added = register.add(commune, person_data(4)).person.id
    rows = corrected(commune).rows
    assert {entry.person_id: entry.change for entry in rows.entries} == {changed: "changed", added: "added", same: ""}
    assert [(one.number, one.person_id, one.reasons) for one in rows.withdrawals] == [(1, gone, ("not_resident",))]


def test_the_former_revision_stays_as_it_was(commune, issued):
    former, paper = months.show(commune, MONTH).rows, papers.form01(commune, MONTH, papers.PDF)
    register.close(commune, issued[0], "Chuyển đi")
    corrected(commune)
    assert months.show(commune, MONTH, revision=1).rows == former
    assert papers.form01(commune, MONTH, papers.PDF, revision=1) == paper
    assert papers.form01(commune, MONTH, papers.PDF) != paper


def test_a_person_who_is_closed_is_withdrawn_and_said_why(commune, issued):
    register.close(commune, issued[0], "Chuyển đi")
    (withdrawn,) = corrected(commune).rows.withdrawals
    assert withdrawn.reasons == ("closed",)


def test_a_list_of_which_nobody_is_left_is_still_a_correction(commune, issued):
    for person_id in issued:
        register.close(commune, person_id, "Chuyển đi")
    view = corrected(commune)
    assert view.rows.entries == ()
    assert len(view.rows.withdrawals) == 3


def test_who_was_refused_stays_off_every_later_revision_of_the_month(commune, issued):
    first = corrected(commune, refusals={1: "Vắng mặt"})
    (refusal,) = first.rows.refusals
    for _ in range(2):
        view = corrected(commune)
        assert refusal.person_id not in [entry.person_id for entry in view.rows.entries]
        reasons = {one.person_id: one.reasons for one in view.rows.excluded}
        assert reasons[refusal.person_id] == ("committee.refused",)
    assert [months.show(commune, MONTH, revision=number).month.reason for number in (1, 2, 4)] == [
        "", "Sai số liệu", "Sai số liệu"]  # fmt: skip


def test_a_refused_row_was_on_no_list_and_is_not_withdrawn(commune, issued):
    corrected(commune, refusals={1: "Vắng mặt"})
    assert corrected(commune).rows.withdrawals == ()


def test_the_corrected_list_goes_to_the_bank_again(commune, issued):
    months.deliver(commune, MONTH, DELIVERY)
    corrected(commune)
    refused("month.not_delivered", months.answer, commune, MONTH, from_iso("2026-12-20"), [BankAnswer(1, "lent")])
    assert months.deliver(commune, MONTH, DELIVERY).month.delivery == DELIVERY
    assert months.show(commune, MONTH, revision=1).month.delivery == DELIVERY


def test_a_correction_changes_nobodys_standing_of_being_new(commune, issued):
    assert all(entry.new for entry in corrected(commune).rows.entries)


def test_an_open_correction_cannot_be_corrected_again(commune, issued):
    months.correct(commune, MONTH, "Sai số")
    refused("month.state", months.correct, commune, MONTH, "Sai số")

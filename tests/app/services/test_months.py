"""The month from its draft to the bank's answer."""

from datetime import date, datetime

import pytest

from app import session as sessions
from app.domain.month import Signer
from app.services import accounts, months, papers, register
from tests.claims import refused
from tests.invented import MONTH, person_data
from tests.monthly import ANSWER, DELIVERY, confirmed, drafted, listed, people, reviewed, why_not

# --- From each state, each command: allowed, or month.state ---

COMMANDS = {
    "draft": lambda s: months.draft(s, MONTH),
    "approve": lambda s: months.approve(s, MONTH),
    "present": lambda s: months.present(s, MONTH),
    "withdraw": lambda s: months.withdraw(s, MONTH, "Nhầm"),
    "confirm": lambda s: months.confirm(s, MONTH, ANSWER),
    "deliver": lambda s: months.deliver(s, MONTH, DELIVERY),
    "correct": lambda s: months.correct(s, MONTH, "Sai số"),
}
WAY = {
    "open": [],
    "drafted": ["draft"],
    "approved": ["draft", "approve"],
    "presented": ["draft", "present"],
    "confirmed": ["draft", "confirm"],
}
ALLOWED = {
    "open": {"draft"},
    "drafted": {"draft", "approve", "present", "confirm"},
    "approved": {"draft", "present", "confirm"},
    "presented": {"withdraw", "confirm"},
    "confirmed": {"deliver", "correct"},
}
BECOMES = {
    "draft": "drafted",
    "approve": "approved",
    "present": "presented",
    "withdraw": "drafted",
    "confirm": "confirmed",
    "deliver": "confirmed",
    "correct": "open",
}


@pytest.fixture
def in_state(commune):
    """The commune with its month brought to a state."""

    def bring(state):
        people(commune, 1)
        reviewed(commune)
        for command in WAY[state]:
            COMMANDS[command](commune)
        return commune

    return bring


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("state", WAY)
def test_each_command_is_allowed_from_its_states_only(in_state, state, command):
    commune = in_state(state)
    if command in ALLOWED[state]:
        assert COMMANDS[command](commune).month.state == BECOMES[command]
    else:
        before = months.show(commune, MONTH), commune.store.audit.head()
        error = refused("month.state", COMMANDS[command], commune)
        assert error.values["state"] == state
        assert (months.show(commune, MONTH), commune.store.audit.head()) == before


@pytest.mark.parametrize("state", ["presented", "confirmed"])
def test_an_issued_month_is_never_made_nil(in_state, state):
    refused("month.state", months.nil, in_state(state), MONTH)


def test_every_step_is_kept_with_who_and_when(commune):
    people(commune, 1)
    drafted(commune)
    months.present(commune, MONTH)
    months.withdraw(commune, MONTH, "Nhầm thôn")
    steps = months.show(commune, MONTH).month.steps
    assert [step.state for step in steps] == ["drafted", "presented", "drafted"]
    assert {(step.by, step.at) for step in steps} == {("Lan", "2026-12-05T08:00:00+07:00")}
    assert steps[-1].reason == "Nhầm thôn"


@pytest.mark.parametrize("name", ["2026-13", "2026-1", "12/2026", "", "2026-12-05", "1899-12", "2026-12\n"])
def test_what_is_no_month_is_refused(commune, name):
    for work in (months.show, months.draft, months.present, months.nil):
        refused("month.invalid", work, commune, name)


def test_an_untouched_month_is_open_and_empty(commune):
    view = months.show(commune, MONTH)
    assert (view.month.state, view.rows.entries, view.reviewed) == ("open", (), False)
    refused("month.unknown", months.show, commune, MONTH, revision=2)


# --- Who is on the list ---


def test_the_list_is_who_qualifies_in_the_order_of_given_names(commune):
    one, two, three = people(commune)
    outside = register.add(commune, person_data(4, residence="abroad", residence_since="2026-09-01")).person
    view = drafted(commune)
    assert [entry.number for entry in view.rows.entries] == [1, 2, 3]
    assert listed(view) == [two.id, three.id, one.id]
    assert [(one.person_id, one.reasons, one.since) for one in view.rows.excluded] == [
        (outside.id, ("not_resident",), (("not_resident", "2026-09-01"),))]  # fmt: skip


def test_eligibility_is_judged_on_the_months_day_never_on_today(commune):
    (person,) = people(commune, 1, terms=[{"kind": "completion", "finished_on": "2021-12-05"}])
    assert listed(drafted(commune, "2026-12")) == [person.id]
    assert why_not(drafted(commune, "2027-01"), person.id) == ("window.passed",)
    assert why_not(drafted(commune, "2021-11"), person.id) == ("window.not_started",)


def test_another_day_can_be_named_or_set(commune):
    (person,) = people(commune, 1, terms=[{"kind": "completion", "finished_on": "2021-12-05"}])
    assert why_not(drafted(commune, as_of=date(2026, 12, 6)), person.id) == ("window.passed",)
    accounts.set_setting(commune, "list_day", "28")
    view = drafted(commune)
    assert (view.month.as_of, listed(view)) == ("2026-12-28", [])


@pytest.mark.parametrize("month", ["2026-12", "2027-06", "2099-01", "2025-04"])
def test_a_month_in_the_future_or_out_of_order_is_only_a_warning(commune, month):
    people(commune, 1, terms=[{"kind": "completion", "finished_on": "2025-03-10"}])
    view = drafted(commune, month)
    assert view.month.state == "drafted"
    assert ("month.future" in [one.code for one in view.warnings]) == (month > "2026-12")


def test_months_are_issued_in_any_order(commune):
    people(commune, 1)
    for month in ("2027-03", "2026-12", "2027-01"):
        assert confirmed(commune, month).month.state == "confirmed"
    assert [one.month for one in months.all_months(commune)] == ["2027-03", "2027-01", "2026-12"]


def test_whoever_was_listed_before_is_listed_again_and_marked(commune):
    people(commune, 1)
    assert confirmed(commune, "2026-12").rows.entries[0].new
    (again,) = drafted(commune, "2027-01").rows.entries
    assert (again.new, again.listed_before) == (False, "2026-12")


def test_a_setting_lists_only_new_ones(commune):
    (old,) = people(commune, 1)
    confirmed(commune, "2026-12")
    new = register.add(commune, person_data(2)).person
    accounts.set_setting(commune, "list_only_new", "on")
    view = drafted(commune, "2027-01")
    assert listed(view) == [new.id]
    assert why_not(view, old.id) == ("listed.before",)


def test_a_draft_lists_nobody_before(commune):
    people(commune, 1)
    drafted(commune, "2026-12")
    assert drafted(commune, "2027-01").rows.entries[0].new


def test_whose_record_is_cleared_stays_eligible_but_is_not_named_as_left_out(commune):
    one, two = people(commune, 2, record_cleared_on="2026-06-01")
    register.change(commune, two.id, {"residence": "moved"}, "Chuyển đi")
    view = drafted(commune)
    assert listed(view) == [one.id]
    assert view.rows.excluded == ()


def test_drafting_again_replaces_the_draft(commune):
    one, two, three = people(commune)
    drafted(commune)
    register.close(commune, one.id, "Chuyển đi")
    assert set(listed(months.draft(commune, MONTH))) == {two.id, three.id}


def test_warnings_name_the_person(commune):
    person = register.add(commune, person_data(terms=[{"kind": "completion", "finished_on": "2022-03"}])).person
    found = {(one.code, one.person_id) for one in drafted(commune).warnings if one.person_id}
    assert found == {(code, person.id) for code in ("window.ending", "finish.incomplete", "certificate.incomplete")}


# --- Review, empty and nil ---


def test_presenting_and_confirming_wait_for_the_review(commune):
    people(commune, 1)
    months.draft(commune, MONTH)
    refused("month.review_missing", months.present, commune, MONTH)
    refused("month.review_missing", months.confirm, commune, MONTH, ANSWER)
    reviewed(commune)
    assert months.confirm(commune, MONTH, ANSWER).month.state == "confirmed"


def test_a_review_of_another_month_is_none(commune):
    people(commune, 1)
    months.draft(commune, MONTH)
    reviewed(commune, "2026-11")
    refused("month.review_missing", months.present, commune, MONTH)


def test_the_missing_review_is_said_before_the_empty_list(commune):
    people(commune, 1, conduct={"value": "unknown"})
    months.draft(commune, MONTH)
    refused("month.review_missing", months.confirm, commune, MONTH, ANSWER)
    refused("month.review_missing", months.nil, commune, MONTH)


def test_an_empty_month_must_be_meant(commune):
    months.draft(commune, MONTH)
    refused("month.empty_unconfirmed", months.present, commune, MONTH)
    refused("month.empty_unconfirmed", months.confirm, commune, MONTH, ANSWER)
    assert months.show(commune, MONTH).month.state == "drafted"
    assert months.confirm(commune, MONTH, ANSWER, as_nil=True).month.nil


def test_a_nil_month_is_a_month(commune):
    view = months.nil(commune, MONTH)
    assert (view.month.state, view.month.nil) == ("confirmed", True)
    assert papers.form01(commune, MONTH, papers.PDF).startswith(b"%PDF-")
    assert months.deliver(commune, MONTH, DELIVERY).month.delivery == DELIVERY


def test_a_month_with_people_is_never_nil(commune):
    people(commune, 1)
    drafted(commune)
    refused("month.not_empty", months.nil, commune, MONTH)
    refused("month.not_empty", months.confirm, commune, MONTH, ANSWER, as_nil=True)
    months.present(commune, MONTH)
    refused("month.not_empty", months.confirm, commune, MONTH, ANSWER, as_nil=True)


# --- Freeze ---


def frozen(session):
    month = months.show(session, MONTH)
    paper = [papers.form01(session, MONTH, kind) for kind in (papers.PDF, papers.XLSX)]
    return month.rows.entries, month.month.rows_digest, month.month.qr, paper


def test_from_presenting_on_nothing_changes_rows_or_papers(commune):
    one, *_ = people(commune)
    drafted(commune)
    months.present(commune, MONTH)
    before = frozen(commune)
    register.change(commune, one.id, {"name": "Nông Thị Khác", "village": "Khu Dây Thép"}, "Sửa")
    register.close(commune, one.id, "Chuyển đi")
    accounts.set_setting(commune, "symbol", "KHÁC")
    months.add_signer(commune, Signer("committee", "KT", "Phó Chủ tịch", "Lò Thị Thử"), date(2020, 1, 1))
    reviewed(commune)
    assert frozen(commune) == before
    months.confirm(commune, MONTH, ANSWER)
    assert frozen(commune) == before
    months.deliver(commune, MONTH, DELIVERY)
    assert frozen(commune) == before


def test_a_presented_month_names_its_template_and_code(commune):
    people(commune, 1)
    drafted(commune)
    month = months.present(commune, MONTH).month
    assert month.template
    assert month.qr == f"HN1|06184|2026-12|1|{month.rows_digest}|-"


def test_a_withdrawn_month_is_drawn_up_anew(commune):
    (one,) = people(commune, 1)
    drafted(commune)
    months.present(commune, MONTH)
    first = frozen(commune)
    months.withdraw(commune, MONTH, "Nhầm thôn")
    register.change(commune, one.id, {"village": "Khu Dây Thép"}, "Nhầm thôn")
    months.present(commune, MONTH)
    assert months.show(commune, MONTH).rows.entries[0].village == "Khu Dây Thép"
    assert frozen(commune)[1] != first[1]


def test_the_signers_of_the_day_are_frozen_with_the_list(commune):
    people(commune, 1)
    chief = Signer("police", "KT", "Phó Trưởng Công an xã", "Đàm Văn Thử", "Thiếu tá")
    months.add_signer(commune, chief, date(2026, 1, 1))
    months.add_signer(commune, Signer("police", "", "Trưởng Công an xã", "Lò Văn Thử"), date(2027, 1, 1))
    drafted(commune)
    assert months.present(commune, MONTH).month.police == chief
    assert len(months.signers(commune)) == 2


def test_a_signer_has_a_side_and_a_title(commune):
    refused("usage.signer", months.add_signer, commune, Signer("bank", title="x"), date(2026, 1, 1))
    refused("usage.signer", months.add_signer, commune, Signer("police", title=" "), date(2026, 1, 1))


# --- The Committee's answer ---


def test_a_refused_entry_stays_frozen_and_is_taken_out_beside(commune):
    people(commune)
    view = confirmed(commune, refusals={2: " Không  có nhu cầu "})
    assert [entry.number for entry in view.rows.entries] == [1, 2, 3]
    assert [entry.number for entry in view.rows.confirmed] == [1, 3]
    (refusal,) = view.rows.refusals
    assert (refusal.number, refusal.reason) == (2, "Không có nhu cầu")


def test_a_refusal_names_an_entry_and_a_reason(commune):
    people(commune, 1)
    drafted(commune)
    refused("month.entry_unknown", months.confirm, commune, MONTH, ANSWER, refusals={2: "x"})
    refused("reason.missing", months.confirm, commune, MONTH, ANSWER, refusals={1: "  "})
    assert months.show(commune, MONTH).month.state == "drafted"


def test_a_refused_person_is_asked_about_again_next_month_as_new(commune):
    people(commune, 1)
    confirmed(commune, refusals={1: "Vắng mặt"})
    assert drafted(commune, "2027-01").rows.entries[0].new


def test_the_signed_paper_is_kept_as_it_came(commune):
    people(commune, 1)
    scan = b"%PDF-1.7 invented"
    confirmed(commune, scan=scan)
    assert papers.scanned(commune, months.show(commune, MONTH).month)
    assert papers.scan(commune, MONTH) == scan


@pytest.mark.parametrize("scan", [b"", b"PK\x03\x04", b"%PDF-" + bytes(1024 * 1024)])
def test_a_scan_that_is_no_pdf_or_too_big_is_refused(commune, scan):
    people(commune, 1)
    drafted(commune)
    refused("month.scan", months.confirm, commune, MONTH, ANSWER, scan=scan)


def test_confirming_twice_is_refused(commune):
    people(commune, 1)
    confirmed(commune)
    refused("month.state", months.confirm, commune, MONTH, ANSWER)


# --- The clock ---


def test_a_clock_that_is_wrong_stops_nothing(commune, sign_in):
    people(commune, 1)
    commune.close()
    wrong = sign_in(commune.store.folder, now=lambda: datetime(1999, 1, 1).astimezone())
    assert isinstance(wrong, sessions.Session)
    view = confirmed(wrong)
    assert view.month.state == "confirmed"
    assert [one.code for one in view.warnings] == ["month.future"]


def test_a_draft_says_that_the_form_was_not_compared_with_the_official_one(commune):
    assert "template.uncompared" in {one.code for one in drafted(commune).warnings}

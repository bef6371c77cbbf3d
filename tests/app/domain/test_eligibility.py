"""Article 3 of Decision 22/2023/QĐ-TTg, condition by condition."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.dates import PartialDate, from_iso
from app.domain.eligibility import Rules, is_stale, judge, last_eligible_day
from app.domain.person import Answer, CertificateKind, Judgement, Need, Person, Residence, Term

DAY = date(2026, 12, 5)
RULES = Rules()
REVIEWED = Rules(reviewed=True)


def term(finished="2025-03-10", **changes):
    whole = Term(CertificateKind.COMPLETION, "101/GCN", from_iso("2025-03-10"), "Trại giam Phú Sơn 4")
    return replace(whole, finished_on=from_iso(finished) if finished else None, **changes)


def judged(answer, on="2026-12-01"):
    return Judgement(answer, from_iso(on) if on else None, "Lan", "Biên bản")


PERSON = Person(
    "p1",
    1,
    "Nông Văn Ích",
    birth=PartialDate(1988),
    personal_number="020088000001",
    terms=(term(),),
    conduct=judged(Answer.YES),
    evils=judged(Answer.NO),
    need=Need(Answer.YES, from_iso("2026-11-20"), agreed=Answer.YES),
)


def reasons(day=DAY, rules=RULES, **changes):
    verdict = judge(replace(PERSON, **changes), day, rules)
    return [(reason.code, reason.since.isoformat() if reason.since else None) for reason in verdict.reasons]


def warnings(day=DAY, rules=RULES, **changes):
    return judge(replace(PERSON, **changes), day, rules).warnings


def test_who_fulfils_every_condition_is_listed():
    verdict = judge(PERSON, DAY, REVIEWED)
    assert verdict.listed
    assert verdict.last_day == date(2030, 3, 10)
    assert verdict.warnings == ()


@pytest.mark.parametrize(
    ("changes", "code", "since"),
    [
        ({"terms": (term("2021-12-04"),)}, "window.passed", "2026-12-05"),
        ({"terms": (term("2020-01-01"),)}, "window.passed", "2025-01-02"),
        ({"terms": (term("2026-12-06"),)}, "window.not_started", None),
        ({"terms": ()}, "certificate.missing", None),
        ({"terms": (term(None),)}, "certificate.missing", None),
        ({"terms": (term(kind=None),)}, "certificate.missing", None),
        ({"terms": (term(prison=False),)}, "not_prison_term", None),
        ({"conduct": judged(Answer.NO)}, "conduct.not_good", "2026-12-01"),
        ({"conduct": Judgement()}, "conduct.unknown", None),
        ({"evils": judged(Answer.YES, "2026-11")}, "evils.yes", "2026-11-01"),
        ({"evils": Judgement()}, "evils.unknown", None),
        ({"need": Need(Answer.NO, from_iso("2026-11-20"))}, "need.none", "2026-11-20"),
        ({"need": replace(PERSON.need, agreed=Answer.NO)}, "need.none", "2026-11-20"),
        ({"need": replace(PERSON.need, withdrawn_on=from_iso("2026-12-02"))}, "need.none", "2026-12-02"),
        ({"need": Need()}, "need.unknown", None),
        ({"same_purpose_loan": Answer.YES}, "loan.same_purpose", None),
        ({"loan_granted_on": from_iso("2026-06-15")}, "loan.granted", "2026-06-15"),
        ({"birth": None}, "data.missing", None),
        ({"personal_number": ""}, "data.missing", None),
        ({"closed_on": from_iso("2026-10-01")}, "closed", "2026-10-01"),
    ],
)
def test_each_missing_condition_is_a_reason_with_its_day(changes, code, since):
    assert reasons(**changes) == [(code, since)]


@pytest.mark.parametrize("residence", [one for one in Residence if one is not Residence.LIVING_HERE])
def test_only_who_lives_here_is_listed(residence):
    code = "not_released" if residence is Residence.SERVING else "not_resident"
    assert reasons(residence=residence, residence_since=from_iso("2026-09-01")) == [(code, "2026-09-01")]


@pytest.mark.parametrize(
    "changes",
    [
        {"same_purpose_loan": Answer.UNKNOWN},
        {"personal_number": "", "old_number": "081234567"},
        {"need": replace(PERSON.need, agreed=Answer.UNKNOWN)},
        {"terms": (term(number="", issuer=""),)},
        {"terms": (term("2026-12-05"),)},
        {"record_cleared_on": from_iso("2026-05-01")},
    ],
)
def test_what_keeps_nobody_off_the_list(changes):
    assert reasons(**changes) == []


def test_all_reasons_are_given_not_only_the_first():
    codes = {code for code, _ in reasons(terms=(), conduct=Judgement(), evils=Judgement(), need=Need(), birth=None)}
    assert codes == {"certificate.missing", "conduct.unknown", "evils.unknown", "need.unknown", "data.missing"}


def test_the_last_day_itself_still_counts():
    assert reasons(terms=(term("2021-12-05"),)) == []
    assert reasons(terms=(term("2021-12-05"),), day=date(2026, 12, 6)) == [("window.passed", "2026-12-06")]


def test_the_window_from_a_29th_of_february_ends_on_the_28th():
    leap = replace(PERSON, terms=(term("2024-02-29"),))
    assert last_eligible_day(leap) == date(2029, 2, 28)
    assert judge(leap, date(2029, 3, 1), RULES).reasons[0].since == date(2029, 3, 1)


@pytest.mark.parametrize(("finished", "last"), [("2021-12", date(2026, 12, 1)), ("2022", date(2027, 1, 1))])
def test_a_finish_date_without_its_day_counts_from_the_earliest_it_can_mean(finished, last):
    vague = replace(PERSON, terms=(term(finished),))
    assert last_eligible_day(vague) == last
    assert "finish.incomplete" in judge(vague, DAY, RULES).warnings


def test_the_term_that_finished_last_counts_wherever_it_stands():
    old, new = term("2015-01-01"), term("2025-03-10", number="2")
    for terms in ((old, new), (new, old), (old, new, term(None))):
        assert replace(PERSON, terms=terms).newest_term is new
        assert reasons(terms=terms) == []


def test_the_window_is_as_long_as_the_rules_say():
    assert reasons(terms=(term("2023-12-05"),), rules=Rules(window_years=3)) == []
    assert reasons(terms=(term("2023-12-04"),), rules=Rules(window_years=3)) == [("window.passed", "2026-12-05")]


@pytest.mark.parametrize(
    ("on", "months", "stale"),
    [
        ("2026-10-01", 3, False),
        ("2026-09-30", 3, True),
        ("2026-09", 3, True),
        ("2026", 3, False),
        (None, 3, True),
        ("2026-01-01", 12, False),
        ("2025-12-31", 12, True),
        ("2026-12-01", 1, False),
        ("2026-11-30", 1, True),
    ],
)
def test_a_judgement_holds_for_the_running_span(on, months, stale):
    assert is_stale(judged(Answer.YES, on), DAY, months) == stale


def test_an_unknown_judgement_is_not_stale():
    assert not is_stale(Judgement(), DAY, 3)


def test_a_stale_judgement_is_a_warning_before_the_review_and_counts_as_none_after_it():
    old = judged(Answer.YES, "2026-09-30")
    assert reasons(conduct=old) == []
    assert warnings(conduct=old) == ("judgement.stale",)
    assert reasons(conduct=old, rules=REVIEWED) == [("conduct.unknown", None)]


def test_a_stale_bad_judgement_stays_bad():
    assert reasons(conduct=judged(Answer.NO, "2025-01-01"), rules=REVIEWED) == [("conduct.not_good", "2025-01-01")]


def test_the_end_of_the_window_is_told_six_months_before():
    ends_on = (term("2022-06-05"),)
    assert "window.ending" in warnings(terms=ends_on)
    assert "window.ending" not in warnings(terms=ends_on, day=DAY - timedelta(1))
    assert "window.ending" in warnings(terms=ends_on, day=date(2027, 6, 5))
    assert "window.ending" not in warnings(terms=ends_on, day=date(2027, 6, 6))
    assert "window.ending" not in warnings(terms=ends_on, rules=Rules(warn_months=5))


@pytest.mark.parametrize("without", ["number", "issuer"])
def test_an_incomplete_certificate_is_only_a_warning(without):
    assert warnings(terms=(term(**{without: ""}),)) == ("certificate.incomplete",)


days = st.dates(date(1990, 1, 1), date(2100, 12, 31))
st.register_type_strategy(
    PartialDate, st.builds(PartialDate, st.integers(1900, 2150), st.integers(1, 12), st.integers(1, 28))
)
all_rules = st.builds(
    Rules, st.integers(1, 10), st.integers(0, 24), st.sampled_from([1, 3, 6, 12]), reviewed=st.booleans()
)


@given(st.builds(Person), days, all_rules)
def test_anybody_can_be_judged_on_any_day(person, day, rules):
    verdict = judge(person, day, rules)
    assert verdict.listed == (not verdict.reasons)
    assert not verdict.listed or verdict.last_day >= day


@given(st.builds(Person), days, st.integers(0, 20_000))
def test_a_window_that_has_passed_stays_passed(person, day, later):
    def passed(on):
        return "window.passed" in [reason.code for reason in judge(person, on, RULES).reasons]

    assert not passed(day) or passed(day + timedelta(later))


@given(st.builds(Person), st.integers(0, 4000))
def test_whose_window_has_begun_has_it_until_the_last_day(person, earlier):
    last = last_eligible_day(person)
    if last is not None and person.newest_term.kind is not None:
        day = max(last - timedelta(earlier), person.newest_term.finished_on.earliest)
        codes = {reason.code for reason in judge(person, day, RULES).reasons}
        assert not codes & {"window.passed", "window.not_started"}


def test_a_loan_given_after_the_lists_day_does_not_reach_back():
    assert reasons(loan_granted_on=from_iso("2026-12-18")) == []
    assert reasons(date(2027, 1, 5), loan_granted_on=from_iso("2026-12-18")) == [("loan.granted", "2026-12-18")]

"""Signs that are questions: who is named, who is not, and that an answer stays."""

import pytest

from app.domain.cases import CaseState, Sign
from app.domain.dates import from_iso
from app.services import cases
from tests.claims import refused
from tests.invented import MONTH
from tests.province import Below, later


@pytest.fixture
def offices(receiving):
    return [Below(receiving, unit).trusted() for unit in ("05977", "05983")]


def again(office, person, **changes):
    return office.person(
        50, name=person.name, birth=person.birth.iso, personal_number=person.personal_number, **changes
    )


def signs(session):
    return [(one.sign, one.units) for one in cases.current(session)]


def test_two_communes_that_list_one_person_are_asked(receiving, offices):
    person = offices[0].person(1)
    offices[0].send(MONTH, [person])
    offices[1].send("2027-01", [again(offices[1], person)])
    assert signs(receiving) == [(Sign.TWO_UNITS, ("05977", "05983"))]


def test_whoever_moved_is_no_question(receiving, offices):
    person = offices[0].person(1)
    offices[0].send(MONTH, [person])
    moved = later(offices[0].person(1, residence="moved", residence_since="2026-12-20"))
    offices[0].send("2027-01", [moved])
    offices[1].send("2027-02", [again(offices[1], person)])
    assert signs(receiving) == []


def test_listed_after_a_loan_and_after_the_window(receiving, offices):
    lent = later(offices[0].person(1), loan_granted_on=from_iso("2026-11-10"))
    old = offices[0].person(2, terms=[{"kind": "completion", "finished_on": "2018-03-01"}])
    offices[0].send(MONTH, [lent, old])
    assert {sign for sign, _units in signs(receiving)} == {Sign.AFTER_LOAN, Sign.WINDOW_PASSED}


def test_one_representative_for_many(receiving, offices):
    rep = {"name": "Nông Văn Thử", "relation": "anh", "personal_number": "020075000001"}
    offices[0].send(MONTH, [offices[0].person(number, household_rep=rep) for number in (1, 2, 3)])
    offices[1].send(MONTH, [offices[1].person(number) for number in (1, 2, 3)])
    (case,) = cases.current(receiving)
    assert (case.sign, len(case.people)) == (Sign.ONE_REPRESENTATIVE, 3)


def test_an_answer_stays_when_the_same_question_comes_again(receiving, offices):
    person = offices[0].person(1)
    offices[0].send(MONTH, [person])
    offices[1].send(MONTH, [again(offices[1], person)])
    (case,) = cases.current(receiving)
    cases.settle(receiving, case.key, CaseState.EXPLAINED, " Anh em sinh đôi ")
    offices[1].send("2027-01", [again(offices[1], person)])
    (case,) = cases.current(receiving)
    assert (case.state, case.note) == (CaseState.EXPLAINED, "Anh em sinh đôi")
    assert case.months == (MONTH, "2027-01")
    refused("case.unknown", cases.settle, receiving, "x", CaseState.NEW, "")
    refused("input.too_long", cases.settle, receiving, case.key, CaseState.NEW, "x" * 2001)


def test_listed_again_after_a_loan_was_not_used_as_agreed(receiving, offices):
    person, other = offices[0].person(1), offices[0].person(2)
    offices[0].send(MONTH, [person, other])
    named = cases.record_misuse(receiving, person.personal_number, from_iso("2026-12-20"), "Biên bản kiểm tra")
    assert (named.id, signs(receiving)) == (person.id, [])
    offices[0].send("2027-01", [later(person), later(other)])
    (case,) = cases.current(receiving)
    assert (case.sign, case.people, case.months) == (Sign.AFTER_MISUSE, (person.id,), ("2027-01",))


def test_another_commune_that_lists_them_again_is_asked_too(receiving, offices):
    person = offices[0].person(1)
    offices[0].send(MONTH, [person])
    cases.record_misuse(receiving, person.id, from_iso("2026-12-20"), "")
    offices[1].send("2027-01", [again(offices[1], person)])
    assert (Sign.AFTER_MISUSE, ("05983",)) in signs(receiving)
    refused("person.unknown", cases.record_misuse, receiving, "020000000000", from_iso("2026-12-20"), "")
    refused("input.too_long", cases.record_misuse, receiving, person.id, from_iso("2026-12-20"), "x" * 2001)

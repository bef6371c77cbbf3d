"""Signs that are questions: who is named, who is not, and that an answer stays."""

import pytest

from app.domain.cases import CaseState, Sign
from app.domain.dates import from_iso
from app.services import cases, duplicates
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
    moved = later(offices[0].person(1, residence="moved", residence_since="2027-01-10"))
    offices[0].send("2027-01", [moved])
    offices[1].send("2027-02", [again(offices[1], person)])
    assert signs(receiving) == []


def test_a_move_explains_only_what_came_after_it(receiving, offices):
    person = offices[0].person(1)
    offices[0].send(MONTH, [person])
    offices[1].send(MONTH, [again(offices[1], person)])
    moved = later(offices[0].person(1, residence="moved", residence_since="2027-01-10"))
    offices[0].send("2027-01", [moved])
    assert signs(receiving) == [(Sign.TWO_UNITS, ("05977", "05983"))]  # both had listed them before


def test_listed_by_the_office_they_moved_away_from_is_a_question(receiving, offices):
    person = offices[0].person(1)
    moved = later(offices[0].person(1, residence="moved", residence_since="2026-12-20"))
    offices[1].send("2027-01", [again(offices[1], person)])
    offices[0].send("2027-02", [moved])
    assert [sign for sign, _units in signs(receiving)] == [Sign.TWO_UNITS]


def test_whoever_moved_twice_is_no_question(receiving, offices):
    third = Below(receiving, "05986").trusted()
    person = offices[0].person(1)
    gone = {"residence": "moved", "residence_since": "2026-12-10"}
    offices[0].send(MONTH, [offices[0].person(1, **gone)])
    offices[1].send("2027-01", [again(offices[1], person, residence="moved", residence_since="2027-01-10")])
    third.send("2027-02", [again(third, person)])
    assert signs(receiving) == []


def test_whom_a_correction_took_off_the_list_is_no_question(receiving, offices):
    person = offices[0].person(1)
    offices[0].send(MONTH, [person])
    first = offices[1].send(MONTH, [again(offices[1], person), offices[1].person(2)])
    assert len(signs(receiving)) == 1
    offices[1].send(MONTH, [offices[1].person(2)], revision=2, corrects=first.digest)
    assert signs(receiving) == []


def test_a_consolidated_list_is_asked_about_by_the_offices_in_it(receiving):
    districts = [Below(receiving, unit).trusted() for unit in ("178", "183")]
    person = districts[0].person(1)
    for district, unit in zip(districts, ("05977", "06184"), strict=True):
        district.send(MONTH, [again(district, person)], changed={"office": unit}, kind="consolidation")
    assert signs(receiving) == [(Sign.TWO_UNITS, ("05977", "06184"))]


def test_a_list_dated_after_the_last_eligible_day_is_a_question(receiving, offices):
    def ending(number, day):
        return offices[0].person(number, terms=[{"kind": "completion", "finished_on": day}])

    offices[0].send(MONTH, [ending(1, "2021-12-04"), ending(2, "2021-12-05")])
    (case,) = cases.current(receiving)
    assert (case.sign, case.people) == (Sign.WINDOW_PASSED, (ending(1, "2021-12-04").id,))


def test_listed_elsewhere_after_a_loan_is_a_question_by_number_too(receiving, offices):
    gone = offices[0].person(1, residence="moved", residence_since="2026-12-10")
    lent = later(gone, loan_granted_on=from_iso("2026-12-08"))
    offices[0].send(MONTH, [lent])
    offices[1].send("2027-01", [again(offices[1], lent)])
    assert signs(receiving) == [(Sign.AFTER_LOAN, ("05983",))]


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
    duplicates.merge(receiving, *case.people[:2])  # two of the three are one
    assert signs(receiving) == []


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

"""Search in the register."""

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.dates import from_iso
from app.domain.eligibility import Rules, judge
from app.domain.person import Answer, CertificateKind, Judgement, Need, Person, Residence, Term
from db.people import Change
from db.search import FILTERS, ORDERS, Query

JUDGED = Judgement(Answer.YES, from_iso("2026-12-01"))
WANTS = Need(Answer.YES)


def finished(day):
    return (Term(finished_on=from_iso(day)),)


PEOPLE = (
    Person("hoa", 1, "Nông Thị Hòa", birth=from_iso("1988-05-17"), personal_number="020188000017",
           village="Thôn Nà Pài", terms=finished("2025-03-10"), conduct=JUDGED, evils=JUDGED, need=WANTS),
    Person("hoa2", 1, "Vi Thị Hoa", other_names="Hoa Lành", birth=from_iso("1990"), old_number="081234567",
           village="Khu Dây Thép", terms=finished("2022-04-01")),
    Person("dat", 1, "Đàm Văn Đạt", birth=from_iso("1979-01-02"), personal_number="020079000002",
           village="Thôn Nà Pài", terms=finished("2021-12-04"), conduct=JUDGED, evils=JUDGED),
    Person("dung", 1, "Lò Văn Dũng", village="Bản Hỏa", closed_on=from_iso("2026-10-01")),
    Person("anh", 1, "Chu Thị Ánh", birth=from_iso("1988-05-18"), personal_number="020188000099",
           terms=finished("2025-02"), record_cleared_on=from_iso("2026-01-01")),
)  # fmt: skip


@pytest.fixture
def find(commune):
    with commune.store.transaction():
        commune.store.people.put_many(PEOPLE, Change("2026-12-05", "Lan", "person.add"), origin="06184")

    def found(text="", **query):
        people = commune.store.people
        return [person.id for person in people.page(people.search(Query(text, **query)))]

    return found


def test_nothing_typed_finds_everybody_in_the_order_of_a_list(find):
    assert find() == ["anh", "dung", "dat", "hoa2", "hoa"]


def test_the_accents_that_were_typed_come_first_the_folded_ones_after(find):
    assert find("Hòa") == ["hoa", "dung", "hoa2"]
    assert find("hoa") == ["dung", "hoa2", "hoa"]
    assert find("Hòa", limit=1) == ["hoa"]


@pytest.mark.parametrize("typed", ["Đạt", "đạt", "dat", "ĐẠT", "dam dat", "đạt đàm", "d đ"])
def test_d_with_and_without_its_stroke_and_words_in_any_order(find, typed):
    assert "dat" in find(typed)


@pytest.mark.parametrize("typed", ["n", "nô", "nông t", "nong thi h", "lành", "lanh"])
def test_beginnings_find_as_they_are_typed(find, typed):
    assert find(typed)


@pytest.mark.parametrize("typed", ["Nông Thị Hòa", "Đạt", "Hòa", "Chu Thị Ánh"])
def test_a_query_with_separate_accents_is_the_same_query(find, typed):
    assert find(unicodedata.normalize("NFD", typed)) == find(typed)


@pytest.mark.parametrize(
    ("typed", "found"),
    [("020188000017", ["hoa"]), ("0017", ["hoa"]), ("0201 88", ["anh", "hoa"]), ("1234567", ["hoa2"]),
     ("99", ["anh", "hoa2"]), ("999999", [])],
)  # fmt: skip
def test_parts_of_numbers_find(find, typed, found):
    assert find(typed) == found


def test_villages_find(find):
    assert find("nà pài") == ["dat", "hoa"]
    assert find("dam pai") == ["dat"]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("can_borrow", []),
        ("open", ["anh", "dat", "hoa2", "hoa"]),
        ("closed", ["dung"]),
        ("in_window", ["anh", "hoa2", "hoa"]),
        ("window_ending", ["hoa2"]),
        ("window_passed", ["dat"]),
        ("missing", ["anh"]),
        ("unjudged", ["anh", "hoa2"]),
        ("wants_loan", ["hoa"]),
    ],
)
def test_each_filter_finds_its_people(find, name, found):
    assert find(filters=(name,), day="2026-12-05", soon="2027-06-05") == found


DAY = from_iso("2026-12-05")
NO_OLDER = from_iso("2026-11-05")
BORROWER = Person(
    "x", 1, "Lò Văn Vay", birth=from_iso("1990"), personal_number="020090000001", residence=Residence.LIVING_HERE,
    terms=(Term(CertificateKind.COMPLETION, finished_on=from_iso("2025-03")),),
    conduct=Judgement(Answer.YES, NO_OLDER), evils=Judgement(Answer.NO, NO_OLDER), need=WANTS,
)  # fmt: skip


def _terms(**changed):
    return {"terms": (replace(BORROWER.terms[0], **changed),)}


@pytest.mark.parametrize(
    "changed",
    [
        {}, {"residence": Residence.SERVING}, {"birth": None}, {"personal_number": ""}, {"closed_on": DAY},
        {"conduct": Judgement()}, {"conduct": Judgement(Answer.NO)}, {"evils": Judgement(Answer.YES)},
        {"need": Need(Answer.NO)}, {"need": Need(Answer.YES, agreed=Answer.NO)},
        {"need": Need(Answer.YES, withdrawn_on=DAY)}, {"loan_granted_on": NO_OLDER},
        {"same_purpose_loan": Answer.YES}, {"terms": ()}, _terms(kind=None), _terms(prison=False),
        _terms(finished_on=from_iso("2021-12-05")), _terms(finished_on=from_iso("2021-12-04")),
        _terms(finished_on=from_iso("2026-12-06")), _terms(finished_on=from_iso("2026-12")),
    ],
)  # fmt: skip
def test_who_can_borrow_in_sql_is_who_the_rules_let_borrow(commune, changed):
    person = replace(BORROWER, **changed)
    commune.store.people.put(person, Change("2026-12-05", "Lan", "person.add"), origin="06184")
    found = commune.store.people.search(Query(filters=("can_borrow",), day="2026-12-05"))
    assert bool(found) == judge(person, DAY.earliest, Rules()).listed


def test_filters_are_joined_and_narrow_a_search(find):
    assert find("hoa", filters=("open", "wants_loan")) == ["hoa"]
    assert find("dung", filters=("open",)) == []


def test_people_whose_record_is_cleared_can_be_left_out(find):
    assert "anh" not in find(cleared=False)
    assert "anh" not in find("Chu", cleared=False)


@pytest.mark.parametrize(
    ("order", "first", "last"),
    [("birth", "dung", "hoa2"), ("last_day", "dat", "dung"), ("finished_on", "dat", "dung"), ("village", "anh", "hoa"),
     ("newest", "anh", "hoa"), ("unit", "anh", "hoa")],
)  # fmt: skip
def test_each_order_sorts_everybody(find, order, first, last):
    found = find(order=order)
    assert (found[0], found[-1], len(found)) == (first, last, 5)


@pytest.mark.parametrize("order", ORDERS)
def test_descending_is_the_reverse(find, order):
    assert find(order=order, descending=True) == find(order=order)[::-1]


HOSTILE = (
    *('"', "*", "(", ")", "'", "^", ":", "-", "NEAR(", "AND", "OR NOT", "_", "_*", 'a"b', "{x}: y", "+", "\\", "%"),
    *("' OR 1=1 --", "\x00", "\ud800", "ạ̣̣", "🙂", "²", "½"),
)


@pytest.mark.parametrize("typed", HOSTILE)
def test_hostile_characters_are_only_characters(find, typed):
    assert isinstance(find(typed), list)


def test_a_percent_sign_is_no_wildcard(find):
    assert find("%") == []
    assert find("*") == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(typed=st.text(), filters=st.lists(st.sampled_from(FILTERS), max_size=2), order=st.sampled_from(ORDERS))
def test_anything_may_be_typed(commune, typed, filters, order):
    rows = commune.store.people.search(Query(typed, tuple(filters), order, day="2026-12-05", soon="2027-06-05"))
    assert not len(rows)

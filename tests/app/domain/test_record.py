"""The one codec of every record: strict, and it gives back what it was given."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.canonical import canonical
from app.domain.dates import PartialDate
from app.domain.month import ListEntry, Month, Rows
from app.domain.person import Person, Sex, Term, cleaned
from app.domain.record import from_json, to_json

dates = st.builds(PartialDate, st.integers(1900, 2199), st.integers(1, 12), st.integers(1, 28))
st.register_type_strategy(PartialDate, dates)
people = st.builds(Person)


@given(people)
def test_a_person_comes_back_as_it_was(person):
    assert from_json(Person, to_json(person)) == person


@given(st.builds(Month), st.builds(ListEntry), st.builds(Rows))
def test_a_month_with_its_rows_comes_back_as_it_was(month, entry, rows):
    assert from_json(Month, to_json(month)) == month
    assert from_json(ListEntry, to_json(entry)) == entry
    assert from_json(Rows, to_json(rows)) == rows


@given(people)
def test_a_cleaned_person_is_clean_and_can_be_stored(person):
    once = cleaned(person)
    assert cleaned(once) == once
    assert canonical(to_json(once))


def test_notes_and_plan_keep_their_lines():
    data = {"id": "p1", "version": 1, "name": " Nông  Văn Ích ", "notes": " một \n hai ", "need": {"plan": "a\r\nb"}}
    person = cleaned(from_json(Person, data))
    assert (person.name, person.notes, person.need.plan) == ("Nông Văn Ích", "một\nhai", "a\nb")


def test_unknown_fields_are_ignored_and_missing_ones_take_their_default():
    person = from_json(Person, {"id": "p1", "version": 1, "name": "Nông Văn Ích", "later": {"x": 1}})
    assert person == Person("p1", 1, "Nông Văn Ích")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": 7}, "name"),
        ({"name": None}, "name"),
        ({"version": "1"}, "version"),
        ({"version": True}, "version"),
        ({"version": 1.0}, "version"),
        ({"birth": 1988}, "birth"),
        ({"birth": "17/05/1988"}, "birth"),
        ({"birth": "1988-02-30"}, "birth"),
        ({"sex": "nữ"}, "sex"),
        ({"sex": ["male"]}, "sex"),
        ({"terms": {}}, "terms"),
        ({"terms": ["x"]}, "terms"),
        ({"terms": [{"prison": 1}]}, "terms.prison"),
        ({"terms": [{"finished_on": "hôm qua"}]}, "terms.finished_on"),
        ({"need": {"amount": "năm mươi triệu"}}, "need.amount"),
        ({"need": {"amount": 0.5}}, "need.amount"),
        ({"conduct": []}, "conduct"),
        ({"checked": [1]}, "checked"),
    ],
)
def test_what_does_not_fit_is_refused_by_the_field_alone(changed, field):
    with pytest.raises(ValueError, match=f"^{field}$"):
        from_json(Person, {"id": "p1", "version": 1, "name": "Nông Văn Ích", **changed})


@pytest.mark.parametrize("data", [None, [], "x", 7])
def test_only_an_object_is_a_record(data):
    with pytest.raises(ValueError, match=r"^$"):
        from_json(Person, data)


def test_a_missing_field_is_named():
    with pytest.raises(ValueError, match=r"^version$"):
        from_json(Person, {"id": "p1", "name": "Nông Văn Ích"})


def test_optional_values_stay_unknown():
    assert from_json(Term, {"date": None}).date is None
    assert to_json(Term())["date"] is None
    assert to_json(Person("p1", 1, "x", sex=Sex.MALE))["sex"] == "male"


def test_plain_fields_keep_their_exact_type():
    @dataclass(frozen=True)
    class Flag:
        on: bool

    assert from_json(Flag, {"on": True}) == Flag(on=True)
    with pytest.raises(ValueError, match=r"^on$"):
        from_json(Flag, {"on": 1})

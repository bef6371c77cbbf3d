"""A person's row says what the record says, whether it was typed here or came in a batch."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.batch import arrived, travelling
from app.domain.canonical import canonical
from app.domain.dates import PartialDate
from app.domain.eligibility import last_eligible_day
from app.domain.person import Need, Person, Term
from app.domain.record import from_json, to_json
from app.envelope.schemas import record_fits
from app.envelope.strict_json import strict_json
from app.services import register
from db.person_row import COLUMNS, columns_of, digits_of, person_of, record_of, row_as_read, row_of, words_of
from tests.invented import person_data

dates = st.builds(PartialDate, st.integers(1950, 2100), st.integers(1, 12), st.integers(0, 28))
terms = st.lists(st.builds(Term, finished_on=st.none() | dates, number=st.sampled_from(["", "12/GCN"])), max_size=4)
people = st.builds(Person, birth=st.none() | dates, terms=terms.map(tuple), need=st.builds(Need))
PERSON = register.merged(Person("p1", 1, "", unit="05977"), person_data())
ODD = [None, True, 0, -1, 7, "", "x", "yes", "1988", "1988-13", "2100-02-30", "1" * 40, [], [1], ["x"], {},
       {"value": None}, {"on": "1899"}, [{"finished_on": "2020-02-30"}], [{"prison": None}]]  # fmt: skip


def row(person):
    return dict(zip(COLUMNS, columns_of(record_of(person), "05977"), strict=True))


@given(people)
def test_a_row_says_what_the_person_says(person):
    found, term, last = row(person), person.newest_term, last_eligible_day(person)
    assert found["birth"] == (person.birth.iso if person.birth else "")
    assert found["finished_on"] == (term.finished_on.iso if term and term.finished_on else "")
    assert found["last_day"] == (last.isoformat() if last else "")
    assert (found["need"], found["residence"]) == (person.need.value.value, person.residence.value)
    assert person_of(found["data"]) == person


def test_what_came_in_a_batch_is_kept_like_what_was_typed():
    travelled = travelling(PERSON)
    same = from_json(Person, travelled)
    assert columns_of(arrived(travelled), "05977") == columns_of(record_of(same), "05977")
    assert arrived({**travelled, "of_tomorrow": 1, "need": {**travelled["need"], "new": 1}}) == arrived(travelled)


@given(st.fixed_dictionaries({"name": st.text(), "village": st.text(), "other_names": st.text(), "notes": st.text()}))
def test_what_strict_json_read_is_written_as_what_was_typed(words):
    try:
        record = strict_json(canonical({**to_json(PERSON), **words}))
    except ValueError:
        return
    assert row_as_read(record, "05977") == row_of(record, "05977")
    assert row_as_read(record, "05977").person == from_json(Person, record)


def test_a_row_is_found_by_other_names_and_both_numbers():
    person = register.merged(PERSON, {"other_names": "Bế Thử", "old_number": "080123456"})
    assert words_of(record_of(person))[0] == row(person)["name_folded"] + " be thu"
    assert digits_of(record_of(person)) == f"{person.personal_number} 080123456"


@pytest.mark.parametrize("field", sorted(travelling(PERSON)))
def test_whatever_the_schema_allows_can_be_read_again(field):
    """Taking in does not decode each record: the schema alone keeps out what no reader could decode."""
    for value in ODD:
        record = {**travelling(PERSON), field: value}
        if record_fits(record):
            assert json.loads(columns_of(arrived(record), "05977")[-1]) == arrived(record)
            assert person_of(canonical(arrived(record)).decode()).id == record["id"]

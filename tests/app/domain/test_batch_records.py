"""What travels of a person, and what never does."""

import json
from unicodedata import normalize

from hypothesis import given
from hypothesis import strategies as st

from app.domain.batch import record_line, travelling
from app.domain.dates import PartialDate
from app.domain.person import Answer, Judgement, Need, Person, Representative

st.register_type_strategy(
    PartialDate, st.builds(PartialDate, st.integers(1900, 2199), st.integers(1, 12), st.integers(1, 28))
)

SECRET = "không được gửi"
PERSON = Person(
    "p1",
    3,
    "Nông Văn Ích",
    phone=SECRET,
    ethnicity=SECRET,
    notes=SECRET,
    checked=(SECRET,),
    conduct=Judgement(Answer.YES, None, SECRET, SECRET),
    evils=Judgement(Answer.NO, None, SECRET, SECRET),
    need=Need(Answer.YES, how=SECRET, plan=SECRET),
    household_rep=Representative("Nông Thị Thử", "vợ", phone=SECRET),
)


def test_notes_judgement_texts_ethnicity_and_phones_never_travel():
    assert SECRET not in json.dumps(travelling(PERSON), ensure_ascii=False)


def test_what_a_list_needs_travels():
    record = travelling(PERSON)
    assert (record["type"], record["id"], record["version"], record["name"]) == ("person", "p1", 3, "Nông Văn Ích")
    assert record["conduct"]["value"] == "yes"
    assert record["household_rep"]["name"] == "Nông Thị Thử"


@given(st.builds(Person))
def test_every_person_is_one_line(person):
    line = record_line(travelling(person))
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert json.loads(line)["id"] == normalize("NFC", person.id)

"""Whatever a file holds: taken, or refused with a code; never a bug, never half."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.person import Person
from app.domain.record import to_json
from app.errors import AppError
from app.services import months, register, review
from tests.invented import person_data

MODEL = to_json(Person("p1", 1, "x"))
NESTED = {
    "value",
    "on",
    "by",
    "basis",
    "stated_on",
    "amount",
    "plan",
    "number",
    "finished_on",
    "prison",
    "kind",
    "name",
}

plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["yes", "1988", "5/3/88"])
values = st.recursive(
    plain,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(sorted(NESTED)), inner, max_size=4),
    max_leaves=6,
)
records = st.dictionaries(st.sampled_from([*MODEL, "colour"]), values, max_size=6)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(records)
def test_any_record_is_stored_whole_or_refused(commune, record):
    before = commune.store.people.count()
    try:
        person = register.add(commune, {**person_data(), "personal_number": "", **record}).person
    except AppError:
        assert commune.store.people.count() == before
    else:
        assert commune.store.people.get(person.id) == person


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100, deadline=None)
@given(records)
def test_any_change_is_stored_whole_or_refused(commune, record):
    held = next(iter(commune.store.people.all()), None) or register.add(commune, person_data()).person
    try:
        person = register.change(commune, held.id, record, "Sửa").person
    except AppError:
        person = held
    assert commune.store.people.get(held.id) == person


files = st.recursive(
    plain,
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["people", "entries", "answers", "person_id", "id", "conduct", "residence", "number", "result",
                         "on", "amount", "purpose", "reason"]),
        inner | st.sampled_from(["lent", "yes", "away", "business"]),
        max_size=5,
    ),
    max_leaves=10,
)  # fmt: skip


def code_of(work, data):
    try:
        work(data)
    except AppError as error:
        return error.code
    return "json.invalid"


@given(files)
def test_any_file_of_judgements_or_answers_is_read_or_refused(data):
    assert code_of(review.from_plain, data) == "json.invalid"
    assert code_of(months.bank_answers, data) == "json.invalid"

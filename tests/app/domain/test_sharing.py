"""What the settings say of each field is what a sealed batch really holds."""

import dataclasses

from app.domain.month import ListEntry
from app.domain.sharing import _ON_THE_LIST, _PURPOSES, shared_fields
from app.i18n import sentences
from app.services import register
from tests.exchange import introduce, records_of, sealed
from tests.invented import person_data

FIELDS = {one.field: one for one in shared_fields()}


def leaves(value, before=""):
    """The paths of a record as it stands in a batch."""
    for name, inner in value.items():
        if isinstance(inner, dict):
            yield from leaves(inner, f"{before}{name}.")
        elif isinstance(inner, list) and inner and isinstance(inner[0], dict):
            yield from leaves(inner[0], f"{before}{name}.")
        else:
            yield before + name


def test_the_column_travels_is_what_a_sealed_batch_contains(commune, receiving):
    introduce(commune, receiving)
    register.add(commune, person_data(notes="x", phone="0900000001"))
    batch = sealed(commune)
    (person,) = (record for record in records_of(batch, receiving) if record["type"] == "person")
    assert set(leaves(person)) - {"type"} == {name for name, one in FIELDS.items() if one.travels}


def test_what_is_sensitive_or_of_the_office_alone_stays():
    assert not any(FIELDS[name].travels for name in ("notes", "ethnicity", "phone", "household_rep.phone"))
    assert not any(FIELDS[f"{name}.{part}"].travels for name in ("conduct", "evils") for part in ("by", "basis"))
    assert FIELDS["notes"].seen_by == ("office",)
    assert FIELDS["name"].seen_by == ("office", "committee", "bank", "receiver")


def test_every_field_has_a_purpose_and_words():
    assert {one.partition(".")[0] for one in FIELDS} == set(_PURPOSES)
    for language in ("vi", "en"):
        assert not [name for name in FIELDS if f"field.{name}" not in sentences(language)]


def test_every_value_of_an_entry_comes_from_a_field_or_is_worked_out():
    worked_out = {"number", "last_day", "new", "listed_before", "change"}
    entry = {one.name for one in dataclasses.fields(ListEntry)}
    assert entry - worked_out == {_ON_THE_LIST.get(one.field, one.field) for one in FIELDS.values() if one.on_list}

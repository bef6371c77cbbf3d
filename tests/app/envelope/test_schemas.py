"""The schemas describe what the program makes, and what they let in the program can read."""

import dataclasses
import json

import pytest

from app.domain.batch import BatchKind, travelling
from app.domain.dates import from_iso
from app.domain.month import ListEntry, Refusal, Withdrawal
from app.domain.person import CertificateKind, Judgement, Need, Person, Representative, Residence, Term
from app.domain.record import from_json, to_json
from app.envelope.schemas import RECORD_TYPES, fits, manifest_fits, misfit, record_fits
from app.paths import resource

PERSON = Person(
    id="p1",
    version=3,
    name="Nguyễn Văn Thử",
    birth=from_iso("1988"),
    terms=(Term(CertificateKind.AMNESTY, "1/QĐ", from_iso("2025-01"), "Trại Thử", from_iso("2025-01-31")),),
    notes="kín",
)


def schema(name):
    return json.loads(resource("schemas", f"{name}.schema.json").read_text("utf-8"))


@pytest.mark.parametrize(
    ("kind", "record"), [("person", Person), ("entry", ListEntry), ("withdrawal", Withdrawal), ("refusal", Refusal)]
)
def test_a_schema_names_every_field_and_no_other(kind, record):
    fields = {field.name for field in dataclasses.fields(record)}
    needed = {
        field.name
        for field in dataclasses.fields(record)
        if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
    }
    described = schema(f"record.{kind}")
    # An entry of a consolidation says besides whose it was.
    more = {"office", "office_name", "bank"} if kind == "entry" else set()
    assert set(described["properties"]) == {"type", *fields, *more}
    assert set(described["required"]) == {"type", *needed}


@pytest.mark.parametrize(
    ("part", "record"), [("need", Need), ("household_rep", Representative), ("terms", Term), ("conduct", Judgement)]
)
def test_the_parts_of_a_person_are_described_too(part, record):
    person = schema("record.person")
    described = person["definitions"]["judgement"] if part == "conduct" else person["properties"][part]
    described = described.get("items", described)
    assert set(described["properties"]) == {field.name for field in dataclasses.fields(record)}


def test_enumerations_are_those_of_the_program():
    person = schema("record.person")["properties"]
    assert person["residence"]["enum"] == [value.value for value in Residence]
    assert set(schema("manifest")["properties"]["kind"]["enum"]) == {value.value for value in BatchKind}
    assert {f"record.{kind}.schema.json" for kind in RECORD_TYPES} == {
        file.name for file in resource("schemas").glob("record.*")
    }


def test_a_person_travels_without_what_never_travels():
    record = travelling(PERSON)
    assert record_fits(record)
    assert from_json(Person, record) == dataclasses.replace(PERSON, notes="")


def test_a_whole_person_fits_as_well():
    assert record_fits({"type": "person", **to_json(PERSON)})


def test_what_a_correction_carries_fits(entry):
    assert record_fits(entry(1))
    assert record_fits({"type": "withdrawal", **to_json(Withdrawal(1, "p1", "Thử", None, "", ("closed",)))})
    assert record_fits({"type": "refusal", **to_json(Refusal(1, "p1", "committee.refused"))})


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"name": "x" * 301},
        {"name": 1},
        {"version": 0},
        {"version": True},
        {"birth": "17/05/1988"},
        {"birth": "1988-5"},
        {"birth": "1988-02-30"},
        {"birth": "0988"},
        {"birth": "1988-05-17\n"},
        {"birth": "１９８８"},
        {"sex": "x"},
        {"personal_number": "0123456789012"},
        {"residence": None},
        {"terms": {}},
        {"terms": [{"prison": "yes"}]},
        {"conduct": {"value": "maybe"}},
        {"need": {"amount": -1}},
        {"need": {"amount": 10**13}},
        {"household_rep": []},
    ],
)
def test_a_known_field_of_another_form_is_refused(changes):
    assert not record_fits({**travelling(PERSON), **changes})


@pytest.mark.parametrize("record", [None, [], "person", {}, {"type": None}, {"type": {}}, {"type": "card"}])
def test_what_is_no_known_record_is_refused(record):
    assert not record_fits(record)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": "x" * 301}, ("name", "maxLength")),
        ({"terms": [{"number": "x" * 101}]}, ("terms.number", "maxLength")),
        ({"need": {"value": "perhaps"}}, ("need.value", "enum")),
        ({"version": 10**30}, ("version", "maximum")),
        ({}, None),
    ],
)
def test_the_field_that_does_not_fit_is_told_with_its_rule(changes, said):
    assert misfit("record.person", {**travelling(PERSON), **changes}) == said


@pytest.mark.parametrize("value", [b"x", 10**30, float("nan")])
def test_what_no_json_could_carry_fits_nowhere(value):
    assert not record_fits({**travelling(PERSON), "name": value})


def test_manifests_and_cards_that_are_no_objects_are_refused():
    assert not manifest_fits([])
    assert not fits("card", None)


@pytest.mark.parametrize("created", ["2026-12-05T08:12:00+07:00", "2026-12-05T08:12:00.5Z"])
def test_a_moment_says_its_zone(workshop, created):
    assert manifest_fits(workshop.manifest(created=created))
    assert not manifest_fits(workshop.manifest(created=created[:19]))

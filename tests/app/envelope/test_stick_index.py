"""The index of a stick: signed part by part, and believed as far as it holds."""

import json
from base64 import b64encode

import pytest

from app.domain.canonical import canonical
from app.envelope.cades import sign
from app.envelope.stick_index import Listed, Part, read_index, with_part

MADE = "2026-12-05T08:00:00+07:00"
UP = Listed("05887/up/05887-00001-month-0123456789ab.asice.age", 1000, "a" * 64)
DOWN = Listed("05887/down/22-00001-receipt-0123456789ab.asice.age", 2000, "b" * 64)


def part(data, office, *files):
    return with_part(data, unit=office.unit, key=office.key, files=files, made_on=MADE)


@pytest.fixture(scope="module")
def index(workshop):
    return part(part(b"", workshop.commune, UP), workshop.province, DOWN)


def test_each_office_lists_its_own_files(workshop, index):
    commune, province = workshop.commune, workshop.province
    assert read_index(index) == [
        Part(commune.unit, commune.fingerprint, (UP,)),
        Part(province.unit, province.fingerprint, (DOWN,)),
    ]


def test_an_office_replaces_its_own_part_only(workshop, index):
    again = part(index, workshop.commune, UP, DOWN)
    assert {one.unit: one.files for one in read_index(again)} == {"22": (DOWN,), "05887": (UP, DOWN)}


def test_the_same_files_change_nothing(workshop, index):
    assert part(index, workshop.commune, UP) is index


def test_a_part_that_was_changed_is_not_believed(workshop, index):
    changed = json.loads(index)
    changed["offices"][0]["files"] = []
    assert [one.unit for one in read_index(canonical(changed))] == ["22"]
    changed["offices"][0]["signature"] = "!"
    assert [one.unit for one in read_index(canonical(changed))] == ["22"]


def test_a_part_under_anothers_fingerprint_is_not_believed(workshop, index):
    stranger = json.loads(part(b"", workshop.stranger, UP))["offices"][0]
    stolen = {**stranger, "fingerprint": workshop.commune.fingerprint}
    assert read_index(canonical({"format": "hoanhap-stick", "version": 1, "offices": [stolen]})) == []


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{", b"\xff", b'{"format":"hoanhap-stick","version":2,"offices":[]}', b" " * 5_000_000]
)
def test_what_is_no_index_lists_nothing_and_is_written_anew(workshop, data):
    assert read_index(data) == []
    assert read_index(part(data, workshop.commune, UP))[0].files == (UP,)


def test_a_part_that_somebody_else_signed_is_not_believed(workshop):
    facts = {"unit": "05887", "fingerprint": workshop.commune.fingerprint, "made_on": MADE, "files": []}
    signature = b64encode(sign(canonical(facts), workshop.stranger.key)).decode()
    forged = {"format": "hoanhap-stick", "version": 1, "offices": [{**facts, "signature": signature}]}
    assert read_index(canonical(forged)) == []

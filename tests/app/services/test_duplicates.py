"""Duplicates in a store: found, explained, merged, dismissed, and all of it taken back."""

import pytest

from app.services import duplicates, inbox, register
from tests.claims import refused
from tests.invented import person_data
from tests.province import Below, later


@pytest.fixture
def twins(commune):
    one = register.add(commune, person_data(1)).person
    other = register.add(commune, person_data(1, name="nong thi anh tuyet", personal_number="", birth="1971")).person
    return one.id, other.id


def found(session):
    duplicates.search(session)
    return [{pair.one.id, pair.other.id} for pair in duplicates.pairs(session)]


def test_a_pair_says_why_with_weights(commune, twins):
    assert found(commune) == [set(twins)]
    (pair,) = duplicates.pairs(commune)
    assert {name for name, _weight in pair.signals} >= {"name.folded", "birth.year_only"}
    assert pair.weight == sum(weight for _name, weight in pair.signals)


def test_a_dismissed_pair_stays_dismissed(commune, twins):
    found(commune)
    made = duplicates.dismiss(commune, *twins, "Hai mẹ con cùng tên")
    assert found(commune) == []
    duplicates.unmerge(commune, made.id[:8])
    assert found(commune) == [set(twins)]


def test_merging_in_a_commune_closes_the_other_record_and_unmerging_opens_it(commune, twins):
    kept, other = twins
    made = duplicates.merge(commune, kept, other)
    assert found(commune) == []
    assert register.show(commune, other).person.closed_on is not None
    assert [one.kept.id for one in duplicates.merged(commune)] == [kept]
    duplicates.unmerge(commune, made.id)
    assert register.show(commune, other).person.closed_on is None
    assert found(commune) == [set(twins)]
    assert duplicates.merged(commune) == []


def test_what_cannot_be_decided_is_refused(commune, twins):
    refused("duplicate.same", duplicates.merge, commune, twins[0], twins[0])
    refused("person.unknown", duplicates.merge, commune, twins[0], "nobody")
    refused("reason.missing", duplicates.dismiss, commune, *twins, " ")
    refused("input.too_long", duplicates.dismiss, commune, *twins, "x" * 501)
    duplicates.dismiss(commune, *twins, "Khác người")
    refused("duplicate.decided", duplicates.merge, commune, *twins)
    refused("duplicate.unknown", duplicates.unmerge, commune, "0000")


def test_at_entry_the_form_hears_who_it_may_be(commune, twins):
    pairs = duplicates.at_entry(commune, person_data(1, personal_number="020171000010"))
    assert {pair.other.id for pair in pairs} == set(twins)
    assert duplicates.at_entry(commune, person_data(5)) == []
    assert duplicates.at_entry(commune, person_data(1), person_id=twins[0])[0].other.id == twins[1]


def test_a_batch_that_brings_somebody_twice_is_noticed_as_it_comes_in(receiving, tmp_path):
    one, other = Below(receiving, "05977").trusted(), Below(receiving, "05983").trusted()
    person = one.person(1)
    one.send("2026-12", [person])
    file = tmp_path / "x.asice.age"
    again = later(other.person(2, name=person.name, birth=person.birth.iso, personal_number=person.personal_number))
    file.write_bytes(other.sealed("2026-12", [again, other.person(3)]).file)
    inbox.import_files(receiving, [tmp_path])
    (pair,) = duplicates.pairs(receiving)
    assert ({pair.one.id, pair.other.id}, pair.level) == ({person.id, again.id}, "certain")


def test_merging_above_changes_no_record(receiving):
    one, other = Below(receiving, "05977").trusted(), Below(receiving, "05983").trusted()
    first, second = one.person(1), other.person(1)
    one.send("2026-12", [first])
    other.send("2026-12", [second])
    duplicates.merge(receiving, first.id, second.id, reason="Đã gọi hai xã")
    assert register.show(receiving, second.id).person.closed_on is None
    assert [one.other.id for one in duplicates.merged(receiving)] == [second.id]

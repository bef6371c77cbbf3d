"""Before taking in: what would change. After: what a later version changed, and which batches are clean."""

from dataclasses import replace

import pytest

from app.domain.batch import InState, arrived, travelling
from app.domain.dates import from_iso
from app.domain.person import Answer, Judgement, Person
from app.domain.record import from_json
from app.services import duplicates, inbox
from db.person_row import record_of
from tests.exchange import dump
from tests.invented import MONTH
from tests.province import Below, later

UNIT = "05977"


@pytest.fixture
def below(receiving):
    return Below(receiving, UNIT).trusted()


def files(folder, *batches):
    for place, batch in enumerate(batches):
        (folder / f"{place}.asice.age").write_bytes(batch.file)
    return [folder]


def test_a_dry_run_tells_what_would_change_and_writes_nothing(receiving, below, tmp_path):
    held = below.send("2026-11", [below.person(1), below.person(2)])
    folder = tmp_path / "stick"
    folder.mkdir()
    again = below.sealed(MONTH, [later(below.person(1), village="Khu 9"), below.person(2), below.person(3)])
    paths = files(folder, held, again, below.sealed("2027-01"))
    (folder / "3.asice.age").write_bytes(b"nonsense")
    before = dump(receiving)
    found = inbox.foresee(receiving, paths)
    assert [(one.result, one.code) for one in found] == [
        ("already", None), ("imported", None), ("imported", None), ("quarantined", "batch.decrypt"),
    ]  # fmt: skip
    assert (found[1].entries, found[1].new, found[1].changed, found[1].unchanged) == (3, 1, 1, 1)
    assert dump(receiving) == before
    assert [one.result for one in inbox.import_files(receiving, paths)] == ["already", "imported", "imported",
                                                                           "quarantined"]  # fmt: skip


def test_a_dry_run_names_a_gap(receiving, below, tmp_path):
    below.sealed(MONTH)
    (found,) = inbox.foresee(receiving, files(tmp_path, below.sealed("2027-01")))
    assert (found.result, found.code) == ("imported", "batch.gap")


def test_a_later_version_shows_as_a_difference(receiving, below):
    person = below.person(1)
    below.send("2026-11", [person])
    changed = later(person, village="Khu 9", birth=from_iso("1988"))
    made = below.send(MONTH, [changed, below.person(2)])
    found = {one.field: (one.old, one.new) for one in inbox.differences(receiving, made.digest)}
    assert found == {
        "Ngày sinh": (person.birth.shown, "1988"), "Thôn, tổ dân phố": (person.village, "Khu 9"),
    }  # fmt: skip


def test_a_judgement_made_anew_is_no_difference_but_another_one_is(receiving, below):
    person = below.person(1)
    below.send("2026-11", [person])
    again = replace(person.conduct, on=from_iso("2026-12-04"))
    other = Judgement(Answer.YES, from_iso("2026-12-04"))
    made = below.send(MONTH, [later(person, conduct=again, evils=other)])
    fields = {one.field for one in inbox.differences(receiving, made.digest)}
    assert fields == {"Tệ nạn xã hội: có hay không", "Tệ nạn xã hội: ngày xác minh"}


def test_only_clean_batches_are_accepted_at_once(receiving, below):
    other = Below(receiving, "05983").trusted()
    person = below.person(1)
    first = below.send(MONTH, [person])
    twin = other.person(1, name=person.name, birth=person.birth.iso, personal_number=person.personal_number)
    doubled = other.send(MONTH, [twin])
    third = Below(receiving, "05986").trusted()
    third.sealed("2026-11")
    gap = third.send(MONTH, [third.person(1)])
    clean = Below(receiving, "05989").trusted().send(MONTH)
    duplicates.search(receiving)
    assert [one.batch.digest for one in inbox.decide_clean(receiving)] == [clean.digest]
    duplicates.dismiss(receiving, person.id, twin.id, "Hai người")
    assert {one.batch.digest for one in inbox.decide_clean(receiving)} == {first.digest, doubled.digest}
    left = [one.batch for one in inbox.listing(receiving) if one.batch.state is InState.RECEIVED]
    assert [one.digest for one in left] == [gap.digest]
    assert inbox.decide_clean(receiving) == []


@pytest.mark.parametrize("changes", [{}, {"need": {"value": "no"}}, {"terms": []}, {"sex": None, "village": ""}])
def test_what_arrives_is_kept_as_if_it_had_been_entered(below, changes):
    record = {**travelling(below.person(1, **changes)), "unknown": 1}
    person = from_json(Person, record)
    assert from_json(Person, {"id": person.id, "version": 1, "name": person.name, **arrived(record)}) == person
    assert arrived(record) == record_of(person)


def test_a_number_is_not_taken_for_a_truth_because_it_was_seen_before():
    good = {"id": "a", "version": 1, "name": "x", "need": {"amount": 1}}
    from_json(Person, good)
    with pytest.raises(ValueError, match=r"need\.amount"):
        from_json(Person, {**good, "need": {"amount": True}})

"""The register's rows: every version is kept."""

from dataclasses import replace

import pytest

from app.domain.dates import from_iso
from app.domain.ids import new_id
from app.domain.person import Answer, Need, Person, Term
from db.people import Change
from db.search import Query

ADDED = Change("2026-12-05T08:00:00+07:00", "Lan", "person.add")
CHANGED = Change("2026-12-06T08:00:00+07:00", "Tuấn", "person.change", "Nhầm ngày sinh")


def put(store, *people, change=ADDED):
    with store.transaction():
        store.people.put_many(people, change, origin="06184")


def person(name="Nông Văn Ích", **fields):
    return Person(new_id(), fields.pop("version", 1), name, **fields)


def test_a_person_is_kept_whole(commune):
    one = person(
        birth=from_iso("1988-05"), terms=(Term(finished_on=from_iso("2025")),), need=Need(Answer.YES), notes="x"
    )
    put(commune.store, one)
    assert commune.store.people.get(one.id) == one
    assert commune.store.people.get("nobody") is None


def test_every_version_stays_with_who_when_and_why(commune):
    first = person(birth=from_iso("1988"))
    second = Person(first.id, 2, first.name, birth=from_iso("1989"))
    put(commune.store, first)
    put(commune.store, second, change=CHANGED)
    people = commune.store.people
    assert [(one.version, one.change, one.person) for one in people.history(first.id)] == [
        (2, CHANGED, second), (1, ADDED, first)]  # fmt: skip
    assert people.get(first.id) == second
    assert people.at_version(first.id, 1) == first
    assert people.at_version(first.id, 3) is None
    assert people.count() == 1


def test_a_new_version_is_found_by_its_new_words_only(commune):
    first = person("Nông Văn Ích", personal_number="020088000001")
    put(commune.store, first)
    put(commune.store, Person(first.id, 2, "Nông Văn Ơn", personal_number="020088000002"), change=CHANGED)
    found = {text: len(commune.store.people.search(Query(text))) for text in ("ich", "on", "000001", "000002")}
    assert found == {"ich": 0, "on": 1, "000001": 0, "000002": 1}


@pytest.mark.parametrize("count", [1, 3, 1023, 1024, 1500, 2049])
def test_however_many_are_written_together_each_is_there_once(commune, count):
    crowd = [person(f"Vi Thị {number}", personal_number=f"{number:012}") for number in range(1, count + 1)]
    put(commune.store, *crowd)
    newer = [replace(one, version=2, village="Thôn Nà Pài") for one in crowd[::2]]
    put(commune.store, *newer, person("Nông Văn Mới"), change=CHANGED)
    people, now = commune.store.people, {one.id: one for one in (*crowd, *newer)}
    assert {one.id: one for one in people.all() if one.name != "Nông Văn Mới"} == now
    assert people.count() == count + 1
    assert len(people.search(Query("na pai"))) == len(newer)
    assert [len(people.history(one.id)) for one in (crowd[0], crowd[-1])] == [2, 1 if count % 2 == 0 else 2]
    assert len(people.search(Query(f"{count:012}"))) == 1


def test_people_come_in_the_order_of_a_list(commune):
    put(commune.store, person("Nông Văn Đạt"), person("Vi Thị An"), person("Chu Văn Dũng"))
    assert [one.name for one in commune.store.people.all()] == ["Vi Thị An", "Chu Văn Dũng", "Nông Văn Đạt"]


@pytest.mark.parametrize("number", ["020088000001", "081234567"])
def test_people_are_known_by_either_number(commune, number):
    put(commune.store, person(personal_number="020088000001", old_number="081234567"), person())
    assert len(commune.store.people.with_number(number)) == 1
    assert commune.store.people.with_number("") == []


def test_the_same_name_and_birth_are_found_however_they_are_spelt(commune):
    put(commune.store, person("Nông Thị Hoà", birth=from_iso("1988-05-17")), person("Nông Thị Hòa"))
    assert len(commune.store.people.same_name_and_birth("NÔNG THỊ HÒA", "1988-05-17")) == 1


def test_a_forgotten_person_leaves_no_word_behind(commune):
    one, other = person(personal_number="020088000001"), person()
    put(commune.store, one, other)
    with commune.store.transaction():
        commune.store.people.forget(one.id)
    assert commune.store.people.get(one.id) is None
    assert commune.store.people.history(one.id) == []
    assert len(commune.store.people.search(Query("ich"))) == 1
    assert not len(commune.store.people.search(Query("020088")))


def test_rows_that_are_gone_are_left_out_of_a_page(commune):
    put(commune.store, person())
    assert len(commune.store.people.page([99, 1])) == 1
    assert commune.store.people.page([]) == []


def test_an_import_can_be_undone_once(commune):
    people = commune.store.people
    with commune.store.transaction():
        people.add_import("i1", ADDED, file_digest="ab", data={"rows": 1})
        people.add_import_changes("i1", [("p1", 0, 1)])
    assert people.import_changes("i1") == [("p1", 0, 1)]
    with commune.store.transaction():
        people.mark_undone("i1", "2026-12-06")
    assert people.import_changes("i1") is None
    assert people.import_changes("i2") is None


def test_whoever_can_be_meant_is_among_the_keys(commune):
    put(commune.store, person(birth=from_iso("1988-05"), personal_number="020088000001", old_number="123456789"))
    keys = commune.store.people.keys()
    assert {"020088000001", "123456789", ("nong van ich", "1988-05")} <= keys
    assert "020088000002" not in keys

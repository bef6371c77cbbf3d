"""Figures and the people behind them: one and the same whether the list's order lies in memory or not."""

import json
from collections import Counter

import pytest

from app.domain.dates import from_iso
from app.domain.person import Residence
from app.services import duplicates, figures, inbox
from app.session import PersonChange, Query
from db.figures import BEHIND
from tests.claims import refused
from tests.invented import NOW
from tests.province import Below, at, later

DAY, SOON = "2026-12-05", "2027-06-05"


@pytest.fixture
def filled(receiving):
    """Two communes; one record that another stands for, one that is closed, one that was lent to."""
    for unit in ("05977", "05983"):
        office = Below(receiving, unit).trusted()
        office.send("2026-12", [office.person(number) for number in range(1, 6)])
    return receiving


def behind(session, name, key=""):
    return session.store.people.search(Query("", (), day=DAY, soon=SOON, behind=(name, key)))


def keys_of(counted):
    for name in ("people", "home", "in_window", "wants", "borrowed", "ending", "listed", "confirmed"):
        yield name, "", counted.totals[name]
    for group, rows in counted.groups.items():
        for key, people, _amount in rows:
            yield group, json.dumps([key]) if group == "unit" else key, people


@pytest.mark.parametrize("prepared", [False, True])
def test_every_figure_has_as_many_people_behind_it(filled, prepared):
    if prepared:
        filled.store.people.prepare()
    counted = filled.store.figures.count(DAY, SOON)
    for name, key, people in keys_of(counted):
        assert len(behind(filled, name, key)) == people, (name, key)
    assert {name for name, _key, _people in keys_of(counted)} | {"month"} == set(BEHIND)


def test_the_order_is_that_of_a_list_either_way(filled):
    before = list(behind(filled, "people"))
    filled.store.people.prepare()
    assert list(behind(filled, "people")) == before
    step = PersonChange(NOW.isoformat(), "x", "batch.import", "")
    person = filled.store.people.page(before[:1])[0]
    with filled.store.transaction():
        filled.store.people.put(later(person, name="Ẩn Văn Ẩn"), step, origin="05977")
    assert sorted(behind(filled, "people")) == sorted(before)


def test_text_narrows_the_people_behind_a_figure(filled):
    person = filled.store.people.page(list(behind(filled, "people"))[:1])[0]
    found = filled.store.people.search(Query(person.personal_number, (), day=DAY, soon=SOON, behind=("people", "")))
    assert [one.id for one in filled.store.people.page(found)] == [person.id]


def test_nobody_is_behind_a_key_that_nobody_has(filled):
    assert list(behind(filled, "unit", json.dumps(["00000"]))) == []
    assert list(behind(filled, "age", "over60 or 1")) == []


def test_an_accepted_correction_stands_in_the_place_of_the_list_before_it(receiving):
    office = Below(receiving, "05977").trusted()
    first = office.send("2026-12", [office.person(number) for number in (1, 2, 3)])
    inbox.decide(receiving, first.digest, {})
    second = office.send("2026-12", [office.person(2)], revision=2, corrects=first.digest)
    assert receiving.store.figures.count(DAY, SOON).groups["month"] == [("2026-12", 3, 150_000_000)]
    inbox.decide(receiving, second.digest, {})
    counted = receiving.store.figures.count(DAY, SOON)
    assert counted.groups["month"] == [("2026-12", 1, 50_000_000)]
    assert (counted.totals["listed"], counted.totals["confirmed"]) == (3, 1)
    assert len(behind(receiving, "month", "2026-12")) == len(behind(receiving, "confirmed")) == 1


def test_one_person_of_two_records_is_on_the_lists_once(filled):
    for batch in inbox.listing(filled):
        inbox.decide(filled, batch.batch.digest, {})
    kept, gone = (filled.store.people.page(behind(filled, "unit", json.dumps([unit])))[0].id
                  for unit in ("05977", "05983"))  # fmt: skip
    duplicates.merge(filled, kept, gone)
    counted = filled.store.figures.count(DAY, SOON)
    assert [counted.totals[name] for name in ("people", "listed", "confirmed")] == [9, 9, 9]
    assert counted.groups["month"] == [("2026-12", 9, 450_000_000)]
    for name, key, people in keys_of(counted):
        assert len(behind(filled, name, key)) == people, (name, key)


def test_figures_at_a_cut_off_are_as_they_stood_at_the_end_of_that_day(receiving):
    office = Below(receiving, "05977").trusted()
    people = [office.person(number) for number in (1, 2)]
    at(receiving, "2026-11-05")
    first = office.send("2026-11", people)
    at(receiving, "2026-11-20")
    inbox.decide(receiving, first.digest, {})
    at(receiving, "2026-12-05")
    moved = later(people[0], residence=Residence.MOVED)
    second = office.send("2026-12", [moved, people[1], office.person(3)])
    inbox.decide(receiving, second.digest, {})

    def then(day):
        found = figures.read(receiving, on=from_iso(day).earliest)
        told = [found.totals[name] for name in ("people", "home", "listed", "confirmed", "amount")]
        return *told, found.groups["month"], (found.offices, found.of)

    november, december = ("2026-11", 2, 100_000_000), ("2026-12", 3, 150_000_000)
    assert then("2026-11-04") == (0, 0, 0, 0, 0, (), (0, 1))
    assert then("2026-11-05") == (2, 2, 2, 0, 100_000_000, (), (1, 1))
    assert then("2026-12-04") == (2, 2, 2, 2, 100_000_000, (november,), (0, 1))
    assert then("2026-12-05") == (3, 2, 3, 3, 150_000_000, (november, december), (1, 1))


def test_a_record_that_stands_for_two_goes_into_a_third(receiving):
    office = Below(receiving, "05977").trusted()
    people = [office.person(number) for number in (1, 2, 3)]
    inbox.decide(receiving, office.send("2026-12", people).digest, {})
    one, other, third = (person.id for person in people)
    duplicates.merge(receiving, one, other)
    refused("duplicate.merged", duplicates.merge, receiving, other, third)
    refused("duplicate.merged", duplicates.merge, receiving, third, other)
    duplicates.merge(receiving, third, one)
    counted = receiving.store.figures.count(DAY, SOON)
    assert [counted.totals[name] for name in ("people", "listed", "confirmed")] == [1, 1, 1]
    for name, key, people_ in keys_of(counted):
        assert len(behind(receiving, name, key)) == people_, (name, key)


def test_ages_are_full_years_on_the_day(receiving):
    office = Below(receiving, "05977").trusted()
    births = {"1996-12-05": "to45", "1996-12-06": "under30", "1996": "to45", "1996-12": "to45", "1966-12-06": "to60",
              "1966-12-05": "over60", "1981-12-06": "to45", "1981-11": "to60"}  # fmt: skip
    people = [office.person(number, birth=birth) for number, birth in enumerate(births, start=1)]
    office.send("2026-12", people)
    found = receiving.store.figures.count(DAY, SOON)
    assert {key: number for key, number, _amount in found.groups["age"]} == Counter(births.values())
    for key, number, _amount in found.groups["age"]:
        assert len(behind(receiving, "age", key)) == number
    step = PersonChange("2026-12-07T08:00:00+07:00", "x", "batch.import", "")
    with receiving.store.transaction():
        for one in people:
            receiving.store.people.put(later(one, village="Khác"), step, origin="05977")
    assert receiving.store.figures.count(DAY, SOON, until="2026-12-06").groups["age"] == found.groups["age"]


def test_money_is_asked_for_by_those_alone_who_want_a_loan(receiving):
    office = Below(receiving, "05977").trusted()
    no = {"value": "no", "stated_on": "2026-11-20", "purpose": "business", "amount": 40_000_000}
    office.send("2026-12", [office.person(1), office.person(2, need=no)])
    found = receiving.store.figures.count(DAY, SOON)
    assert (found.totals["amount"], found.totals["wants"]) == (50_000_000, 1)
    assert found.groups["unit"] == [("05977", 2, 50_000_000)]

"""Figures and the people behind them: one and the same whether the list's order lies in memory or not."""

import json

import pytest

from app.session import PersonChange, Query
from db.figures import BEHIND
from tests.invented import NOW
from tests.province import Below, later

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

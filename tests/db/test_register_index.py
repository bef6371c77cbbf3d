"""The index in memory answers what SQL answers, only sooner."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.dates import from_iso
from app.domain.person import Person
from db.connection import CancelledError
from db.people import Change
from db.search import FILTERS, Query
from tests.db.test_search import PEOPLE

STEP = Change("2026-12-05", "Lan", "person.add")
MORE = (
    Person("x1", 1, "Nguyễn Văn Hòa", birth=from_iso("1990-02-03"), personal_number="020090000111", village="Nà Pài"),
    Person("x2", 1, "Nguyễn Thị Hoa", birth=from_iso("1991"), personal_number="020191000112", other_names="Hoà"),
    Person("x3", 1, "Ngô-Quang O'Đạt", old_number="081234568", village="Tổ 5, Khu 3"),
)
WORDS = ["", "h", "hoa", "Hòa", "hòa", "nguyen", "nguyen hoa", "Nguyễn", "na pai", "thon na", "d", "đ", "dat",
         "quang o", "khu 3", "5", "02", "0201", "0812345", "1990", "111", "xyz", "-", "lanh"]  # fmt: skip


@pytest.fixture
def people(commune):
    with commune.store.transaction():
        commune.store.people.put_many((*PEOPLE, *MORE), STEP, origin="06184")
    return commune.store.people


def whole(people, text, *, cleared=True):
    """The answer of SQL alone: its index is asked only when it is ready."""
    query = Query(text, ("open",), cleared=cleared)
    known, people._known = people._known, type(people._known)(people._db)
    found = list(people.search(query))
    people._known = known
    return found


@pytest.mark.parametrize("cleared", [True, False])
@pytest.mark.parametrize("text", WORDS)
def test_the_index_finds_what_sql_finds_in_the_same_order(people, text, cleared):
    if text and not cleared:
        return
    query = Query(text, ("open",), cleared=cleared)
    wanted = whole(people, text, cleared=cleared)
    people.prepare()
    assert list(people.search(query)) == wanted
    assert list(people.first(query, 2)) == wanted[:2]


@pytest.mark.parametrize("text", WORDS)
def test_what_was_written_since_stands_at_its_place(commune, people, text):
    people.prepare()
    new = (Person("x4", 1, "Nguyễn Thị Hòa", village="Thôn Nà Pài", personal_number="020192000111"),
           Person("hoa2", 2, "Vi Thị Hòa"),
           Person("x3", 2, "Ngô Quang Đạt", closed_on=from_iso("2026-12-01")))  # fmt: skip
    with commune.store.transaction():
        people.put_many(new, STEP, origin="06184")
    assert people._known.changed
    wanted = whole(people, text)
    assert list(people.search(Query(text, ("open",)))) == wanted
    assert list(people.first(Query(text, ("open",)), 3)) == wanted[:3]


def test_somebody_taken_out_is_found_no_more(commune, people):
    people.prepare()
    with commune.store.transaction():
        people.forget("x1")
    assert list(people.search(Query("nguyen", ("open",)))) == whole(people, "nguyen")


def test_too_many_changes_ask_for_a_new_index(commune, people):
    people.prepare()
    with commune.store.transaction():
        people.put_many((Person(f"n{n}", 1, "Lò Văn Mới") for n in range(501)), STEP, origin="06184")
    assert not people._known.ready
    assert len(people.search(Query("moi", ("open",)))) == 501
    people.prepare()
    assert list(people.first(Query("moi", ("open",)), 501)) == whole(people, "moi")


def test_other_orders_and_filters_have_no_first_rows(people):
    people.prepare()
    assert people.first(Query("hoa", ("open",), "birth"), 5) is None
    assert people.first(Query("hoa", ("missing",)), 5) is None


@pytest.mark.parametrize("chosen", [name for name in FILTERS if name != "open"])
@pytest.mark.parametrize("text", ["", "hoa", "Hòa", "nguyen", "02", "0201"])
def test_a_filter_is_answered_by_the_index_once_it_was_chosen(commune, people, text, chosen):
    query = Query(text, (chosen,), day="2026-12-05", soon="2027-06-05", cleared=bool(text))

    def by_sql():
        known, people._known = people._known, type(people._known)(people._db)
        found = list(people.search(query))
        people._known = known
        return found

    people.prepare(query=query)
    assert list(people.first(query, 2)) == by_sql()[:2]
    assert list(people.search(query)) == by_sql()
    with commune.store.transaction():
        came = Person("x5", 1, "Nguyễn Thị Hòa", personal_number="020192000222")
        went = Person("x1", 2, "Nguyễn Văn Hòa", closed_on=from_iso("2026-12-01"))
        people.put_many([came, went], STEP, origin="06184")
    assert list(people.search(query)) == by_sql()


def test_of_many_filters_the_oldest_are_forgotten_and_the_open_records_never(people):
    for day in range(1, 25):
        people.prepare(query=Query("", ("in_window",), day=f"2026-12-{day:02}"))
    assert people.first(Query("hoa", ("in_window",), day="2026-12-01"), 5) is None
    assert people.first(Query("hoa", ("in_window",), day="2026-12-24"), 5) is not None
    assert people.first(Query("hoa", ("open",)), 5) is not None


def test_a_search_that_nobody_waits_for_is_given_up(people):
    people.prepare()
    with pytest.raises(CancelledError):
        people.search(Query("hoa", ("open",)), lambda: True)


def test_making_the_index_can_be_given_up(people):
    people.prepare(lambda: True)
    assert not people._known.ready


def after(times):
    """Nobody waits any more after so many questions whether somebody does."""
    asked = iter([False] * times)
    return lambda: next(asked, True)


@pytest.mark.parametrize("written", [False, True])
def test_an_index_put_off_half_way_is_taken_up_again_unless_something_was_written(commune, people, written):
    people.prepare(after(1))
    begun = people._known._begun
    assert len(begun.rows) == people.count()
    if written:
        with commune.store.transaction():
            people.put(Person("x6", 1, "Hoàng Thị Hoa"), STEP, origin="06184")
    assert people._known._begun is (None if written else begun)
    people.prepare()
    assert people._known.ready
    assert people._known._begun is None
    assert list(people.search(Query("hoa", ("open",)))) == whole(people, "hoa")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(
    text=st.one_of(st.text(max_size=12), st.lists(st.sampled_from("hoa Hòa ngu đạt 0 2 na 08".split())).map(" ".join))
)
def test_whatever_is_typed_both_agree(commune, text):
    people = commune.store.people
    if not people.count():
        with commune.store.transaction():
            people.put_many((*PEOPLE, *MORE), STEP, origin="06184")
        people.prepare()
    assert list(people.search(Query(text, ("open",)))) == whole(people, text)

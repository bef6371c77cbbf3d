from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.calendar import Calendar, DueRule, Holidays, due_day, holidays_from, next_on

HOLIDAYS = Holidays(solar=((1, 1), (4, 30), (5, 1), (9, 1), (9, 2)), lunar=((3, 10),))
CALENDAR = Calendar(HOLIDAYS)
DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))

# U20: the first real dates that fall on a weekend or into Tết.
FIVE = [
    ("2026-12", "2026-12-07"),  # 05/12/2026 is a Saturday
    ("2027-02", "2027-02-12"),  # 29 Tết; Tết is 06/02, a Saturday, and two days are made up for
    ("2027-06", "2027-06-07"),  # a Saturday
    ("2027-09", "2027-09-06"),  # a Sunday
    ("2027-12", "2027-12-06"),  # a Sunday
]


@pytest.mark.parametrize(("month", "due"), FIVE)
def test_a_list_is_due_on_the_next_working_day(month, due):
    assert due_day(month, CALENDAR) == date.fromisoformat(due)


@pytest.mark.parametrize(("rule", "due"), [(DueRule.SAME, "2026-12-05"), (DueRule.BEFORE, "2026-12-04")])
def test_an_office_may_have_another_rule(rule, due):
    assert due_day("2026-12", CALENDAR, rule=rule) == date.fromisoformat(due)


def test_a_working_fifth_is_the_day_itself():
    assert due_day("2026-11", CALENDAR) == date(2026, 11, 5)


def test_another_day_of_the_list_is_followed():
    assert due_day("2026-11", CALENDAR, day=7) == date(2026, 11, 9)


@pytest.mark.parametrize("day", ["2027-02-05", "2027-02-09", "2027-02-10", "2027-02-11", "2026-04-27", "2028-01-03"])
def test_holidays_on_a_weekend_are_made_up_for(day):
    assert not CALENDAR.is_working(date.fromisoformat(day))


def test_what_the_government_declares_counts():
    declared = Calendar(Holidays(off=frozenset({date(2026, 12, 7)}), working=frozenset({date(2026, 12, 5)})))
    assert declared.is_working(date(2026, 12, 5))
    assert not declared.is_working(date(2026, 12, 7))


def test_a_year_in_which_tet_is_divided_otherwise():
    divided = Calendar(Holidays(tet_of=((2025, 2, 3),)))
    assert not divided.is_working(date(2025, 1, 27))
    assert CALENDAR.is_working(date(2025, 1, 27))


@given(DAYS)
def test_due_days_are_working_days_near_by(day):
    after, before = CALENDAR.next_working(day), CALENDAR.last_working(day)
    assert before <= day <= after
    assert CALENDAR.is_working(after)
    assert CALENDAR.is_working(before)
    assert after - before <= timedelta(days=12)


@given(st.integers(1, 31), DAYS)
def test_the_bank_comes_within_a_month(number, today):
    found = next_on(number, today)
    assert today <= found <= today + timedelta(days=31)
    assert found.day == number or (found + timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    "data",
    [{}, {"tet": 3}, {"tet": {"before": 1}}, {"tet": {"before": 1, "from": 4}, "off": ["ngày mai"]},
     {"tet": {"before": 1, "from": 4}, "solar": ["13-01"]}, {"tet": {"before": "x", "from": 4}}],
)  # fmt: skip
def test_what_is_no_calendar_is_refused(data):
    with pytest.raises(ValueError):  # noqa: PT011 - any: the reader of the pack names the file
        holidays_from(data)

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.lunar import day_of, new_year

# As the calendars of those years had them; 1985, 2007 and 2030 differ from China's.
TET = [
    "1968-01-29", "1975-02-11", "1985-01-21", "1986-02-09", "2000-02-05", "2007-02-17", "2015-02-19", "2018-02-16",
    "2020-01-25", "2021-02-12", "2022-02-01", "2023-01-22", "2024-02-10", "2025-01-29", "2026-02-17", "2027-02-06",
    "2028-01-26", "2029-02-13", "2030-02-02",
]  # fmt: skip


@pytest.mark.parametrize("day", TET)
def test_tet_is_on_its_day(day):
    assert new_year(int(day[:4])) == date.fromisoformat(day)


@pytest.mark.parametrize("day", ["2022-04-10", "2023-04-29", "2024-04-18", "2025-04-07", "2026-04-26"])
def test_the_day_of_the_hung_kings_is_on_its_day(day):
    assert day_of(int(day[:4]), 3, 10) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("lunar", "day"),
    [((2025, 7, 15), "2025-09-06"), ((2023, 8, 15), "2023-09-29"), ((2024, 8, 15), "2024-09-17"),
     ((2020, 5, 5), "2020-06-25"), ((2025, 12, 23), "2026-02-10")],
)  # fmt: skip
def test_a_month_around_a_leap_month_is_found(lunar, day):
    assert day_of(*lunar) == date.fromisoformat(day)


@given(st.integers(1950, 2150))
def test_tet_is_a_new_moon_between_the_middle_of_january_and_the_end_of_february(year):
    assert date(year, 1, 19) <= new_year(year) <= date(year, 2, 23)
    assert new_year(year + 1) - new_year(year) in {timedelta(days=n) for n in (353, 354, 355, 383, 384, 385)}


@given(st.integers(1950, 2150))
def test_the_months_of_a_year_follow_each_other(year):
    starts = [day_of(year, month, 1) for month in range(1, 13)]
    gaps = [(after - before).days for before, after in itertools.pairwise(starts)]
    assert sum(gap > 31 for gap in gaps) <= 1  # only a leap month stands between two
    assert all(gap in (29, 30, 58, 59, 60) for gap in gaps)

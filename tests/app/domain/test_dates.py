"""Dates as officers type them and papers have them."""

import contextlib
import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.dates import PartialDate, from_iso, from_typed, months_earlier, shown_day, years_later

whole_days = st.dates(date(1900, 1, 1), date(2199, 12, 31)).map(lambda day: PartialDate(day.year, day.month, day.day))
partial_dates = st.one_of(
    whole_days,
    st.builds(PartialDate, st.integers(1900, 2199), st.integers(1, 12)),
    st.builds(PartialDate, st.integers(1900, 2199)),
)


@given(partial_dates)
def test_what_is_shown_can_be_typed(value):
    assert from_typed(value.shown) == value


@given(partial_dates)
def test_iso_comes_back_as_it_was(value):
    assert from_iso(value.iso) == value
    assert from_typed(value.iso) == value


@given(partial_dates)
def test_a_date_means_the_days_from_its_earliest_to_its_latest(value):
    assert value.earliest <= value.latest
    assert value.whole == (value.earliest == value.latest)


@given(st.text())
def test_typing_anything_gives_a_date_or_a_value_error(typed):
    with contextlib.suppress(ValueError):
        assert isinstance(from_typed(typed), PartialDate)


@pytest.mark.parametrize(
    ("typed", "iso"),
    [
        ("17/05/1988", "1988-05-17"),
        ("17-5-1988", "1988-05-17"),
        ("17.5.1988", "1988-05-17"),
        ("17,5,1988", "1988-05-17"),
        (" 17 5 1988 ", "1988-05-17"),
        ("17 / 5 / 1988.", "1988-05-17"),
        ("17051988", "1988-05-17"),
        ("5/3/88", "1988-03-05"),
        ("5/3/40", "1940-03-05"),
        ("5/3/39", "2039-03-05"),
        ("29/2/2024", "2024-02-29"),
        ("ngày 5 tháng 3 năm 1988", "1988-03-05"),
        ("Mồng 5 tháng 3 năm 1988", "1988-03-05"),
        ("tháng 10/2026", "2026-10"),
        ("THÁNG 10 NĂM 2026", "2026-10"),
        ("thang 10 nam 2026", "2026-10"),
        ("10/2026", "2026-10"),
        ("năm 1988", "1988"),
        ("1988", "1988"),
        ("1988-05-17", "1988-05-17"),
        ("1988-05", "1988-05"),
        ("\u00a017/05/1988\n", "1988-05-17"),
    ],
)
def test_every_way_to_type_a_date_is_understood(typed, iso):
    assert from_typed(typed).iso == iso
    assert from_typed(unicodedata.normalize("NFD", typed)).iso == iso


@pytest.mark.parametrize(
    "typed",
    [
        *"29/2/2023 31/4/2026 32/1/2026 0/5/1988 00/05/1988 5/0/1988 13/1988 00/1988 1988-00 1988-05-00".split(),
        *"1988-13-01 1988-5-17 1899 2200 88 5 17/5 17/5/1 17/5/198 17/5/19888 19880517 1/2/3/2026".split(),
        *("17/5/1988x", "mười", "-1", "17/5/1988/ố", "", "   ", "ngày tháng năm", "17/5/1988 08:00", "１９８８x"),
    ],
)
def test_what_is_no_date_is_refused(typed):
    with pytest.raises(ValueError, match=r"."):
        from_typed(typed)


@pytest.mark.parametrize(
    "value", ["1988-00", "1988-05-00", "1988-02-30", "17/05/1988", "1988-5-17", "١٩٨٨", "", "19880517"]
)
def test_only_exact_iso_is_read_from_records(value):
    with pytest.raises(ValueError, match=r"."):
        from_iso(value)


@pytest.mark.parametrize("parts", [(1988, 0, 17), (1899,), (2200,), (1988, 2, 30), (1988, 13)])
def test_a_date_that_cannot_be_is_never_made(parts):
    with pytest.raises(ValueError, match=r"."):
        PartialDate(*parts)


def test_the_29th_of_february_becomes_the_28th():
    assert years_later(date(2024, 2, 29), 5) == date(2029, 2, 28)
    assert years_later(date(2024, 2, 29), 4) == date(2028, 2, 29)
    assert years_later(date(2023, 2, 28), 5) == date(2028, 2, 28)


def test_months_earlier_ends_on_the_last_day_of_a_shorter_month():
    assert months_earlier(date(2026, 8, 31), 6) == date(2026, 2, 28)
    assert months_earlier(date(2026, 3, 15), 6) == date(2025, 9, 15)
    assert months_earlier(date(2026, 3, 15), 0) == date(2026, 3, 15)


def test_days_are_shown_as_in_vietnam():
    assert shown_day(date(2026, 12, 5)) == "05/12/2026"

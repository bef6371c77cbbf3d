"""Months, their days and their rows."""

from datetime import date

import pytest

from app.domain.month import Month, MonthState, Refusal, Rows, is_month, list_day, shown_month, typed_month
from tests.papers import entry


@pytest.mark.parametrize("value", ["2026-12", "1999-01", "2100-06"])
def test_what_is_a_month(value):
    assert is_month(value)


@pytest.mark.parametrize("value", ["2026-00", "2026-13", "26-12", "2026-1", "12/2026", "", "2026-12-05", "2026-12\n",
                                   "20٢٦-12"])  # fmt: skip
def test_what_is_no_month(value):
    assert not is_month(value)


def test_the_list_is_dated_on_the_5th_or_the_day_that_is_set():
    assert list_day("2026-12") == date(2026, 12, 5)
    assert list_day("2026-02", 28) == date(2026, 2, 28)
    assert shown_month("2026-12") == "12/2026"


def test_only_an_answered_list_is_a_final_paper():
    final = [state.value for state in MonthState if state.is_final_paper]
    assert final == ["confirmed", "sealed", "uploaded", "received", "accepted", "accepted_partly", "returned"]


def test_steps_are_added_and_never_replaced():
    month = Month("2026-12").at_step(MonthState.DRAFTED, "a", "Lan").at_step(MonthState.PRESENTED, "b", "Lan")
    assert [step.state for step in month.steps] == ["drafted", "presented"]
    assert month.state is MonthState.PRESENTED


def test_refused_rows_do_not_stand():
    rows = Rows((entry(1), entry(2)), refusals=(Refusal(1, "p1", "x"),))
    assert [one.number for one in rows.confirmed] == [2]


@pytest.mark.parametrize("words", ["12/2026", " 12/2026 ", "2026-12"])
def test_a_month_may_be_typed_as_people_write_it(words):
    assert typed_month(words) == "2026-12"


def test_what_is_no_month_comes_back_as_it_is():
    assert [typed_month(words) for words in ("13/2026", "1/2027", "mai")] == ["13/2026", "2027-01", "mai"]

from datetime import date

import pytest

from app.errors import AppError
from app.services import accounts, deadlines
from app.settings import Settings, parse
from tests.app.domain.test_calendar import FIVE


@pytest.mark.parametrize(("month", "due"), FIVE)
def test_the_shipped_calendar_knows_the_five_dates(month, due):
    assert deadlines.due(Settings(), month) == date.fromisoformat(due)


def test_the_first_page_counts_down_to_the_due_day_and_to_the_banks_day():
    seen = deadlines.deadline(Settings(bank_day=12), "2026-12", date(2026, 12, 4))
    assert (seen.dated, seen.due, seen.days_left) == (date(2026, 12, 5), date(2026, 12, 7), 3)
    assert (seen.bank_on, seen.bank_in) == (date(2026, 12, 12), 8)


def test_without_the_banks_day_nothing_is_counted():
    assert deadlines.deadline(Settings(), "2026-12", date(2026, 12, 9)).bank_on is None


def test_days_that_the_office_enters_count():
    settings = Settings(days_off=parse("days_off", "7/12/2026, 08/12/2026"), days_working="2026-12-06")
    assert deadlines.due(settings, "2026-12") == date(2026, 12, 6)
    assert deadlines.due(Settings(days_off="2026-12-07 2026-12-08"), "2026-12") == date(2026, 12, 9)


def test_a_calendar_from_above_replaces_the_shipped_one():
    declared = {"tet": {"before": 2, "from": 5}, "off": ["2026-12-07"]}
    assert deadlines.due(Settings(), "2026-12", declared) == date(2026, 12, 8)


@pytest.mark.parametrize("typed", ["tuần sau", "12/2026", "2026"])
def test_days_that_are_none_are_refused(typed):
    with pytest.raises(AppError, match=r"settings\.invalid"):
        parse("days_off", typed)


def test_the_settings_are_kept(commune):
    accounts.set_setting(commune, "due_rule", parse("due_rule", "before"))
    assert deadlines.due(commune.settings, "2026-12") == date(2026, 12, 4)

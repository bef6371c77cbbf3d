"""Working days and the day by which a list is due: one calendar for the first page and for the board above.

Holidays by Labour Code 2019 Art. 112 and 111.3 (a holiday on a weekend is made up on the next working day); a last day
that is none is followed by the next working day (Civil Code 2015 Art. 148.5).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

from app.domain.lunar import day_of, new_year
from app.domain.month import LIST_DAY, list_day

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5


@lru_cache(maxsize=64)
def days_off(holidays: "Holidays", year: int) -> frozenset[date]:
    """Every day off of a year by the rules, without plain weekends, with the days made up for."""
    named = {date(year, month, day) for month, day in holidays.solar}
    named |= {day_of(year, month, day) for month, day in holidays.lunar}
    divided = {of: (before, from_) for of, before, from_ in holidays.tet_of}
    before, from_ = divided.get(year, (holidays.tet_before, holidays.tet_from))
    named |= {new_year(year) + timedelta(days=days) for days in range(-before, from_)}
    found = set(named)
    for day in sorted(named):
        if day.weekday() >= _SATURDAY:
            found.add(_first(day, lambda one: one.weekday() < _SATURDAY and one not in found, _ONE_DAY))
    return frozenset(found)


class DueRule(StrEnum):
    """What becomes of a due day on a weekend or holiday."""

    NEXT = "next"
    SAME = "same"
    BEFORE = "before"


@dataclass(frozen=True, slots=True)
class Holidays:
    """The rules that make a year's holidays, and what the Government decided for single days."""

    solar: tuple[tuple[int, int], ...] = ()
    """Pairs of month and day."""
    lunar: tuple[tuple[int, int], ...] = ()
    tet_before: int = 1
    """Days off before the first day of Tết, and from it on."""
    tet_from: int = 4
    tet_of: tuple[tuple[int, int, int], ...] = ()
    """Years in which the Government divided Tết otherwise: year, days before, days from."""
    off: frozenset[date] = frozenset()
    """Single days off, declared."""
    working: frozenset[date] = frozenset()
    """Days worked in exchange, weekends or not."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked."""

    holidays: Holidays = field(default_factory=Holidays)

    def is_working(self, day: date) -> bool:
        """Whether offices are open."""
        if day in self.holidays.working:
            return True
        off = day.weekday() >= _SATURDAY or day in self.holidays.off or day in days_off(self.holidays, day.year)
        return not off

    def next_working(self, day: date) -> date:
        """This day, or the first working day after it."""
        return _first(day, self.is_working, _ONE_DAY)

    def last_working(self, day: date) -> date:
        """This day, or the last working day before it."""
        return _first(day, self.is_working, -_ONE_DAY)


def due_day(month: str, calendar: Calendar, *, rule: DueRule = DueRule.NEXT, day: int = LIST_DAY) -> date:
    """By which day the list of a month (`2026-12`) is due; it is dated its own day whatever the calendar says."""
    dated = list_day(month, day)
    if rule is DueRule.SAME:
        return dated
    return calendar.next_working(dated) if rule is DueRule.NEXT else calendar.last_working(dated)


def next_on(day_of_month: int, today: date) -> date:
    """The next day, today included, that has this number in its month (the last one where a month is shorter)."""
    this = list_day(f"{today:%Y-%m}", day_of_month)
    if this >= today:
        return this
    following = today.replace(day=1) + timedelta(days=32)
    return list_day(f"{following:%Y-%m}", day_of_month)


def holidays_from(data: Mapping[str, Any]) -> Holidays:
    """The rules as a calendar file (`resources/calendar/*.toml`, or a policy pack) has them. Raises `ValueError`."""
    try:
        years = [(int(year), int(one["before"]), int(one["from"])) for year, one in data.get("tet_of", {}).items()]
        return Holidays(
            solar=_pairs(data.get("solar", ())), lunar=_pairs(data.get("lunar", ())),
            tet_before=int(data["tet"]["before"]), tet_from=int(data["tet"]["from"]), tet_of=tuple(years),
            off=frozenset(days_in(data.get("off", ()))), working=frozenset(days_in(data.get("working", ()))),
        )  # fmt: skip
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("calendar") from error


def days_in(texts: Iterable[str]) -> Iterator[date]:
    """ISO days. Raises `ValueError` for anything else."""
    return (date.fromisoformat(str(one)) for one in texts)


def _pairs(texts: Iterable[str]) -> tuple[tuple[int, int], ...]:
    """`09-02` as month and day."""
    found = []
    for one in texts:
        month, day = (int(part) for part in str(one).split("-"))
        if not (1 <= month <= 12 and 1 <= day <= 31):
            raise ValueError("calendar")
        found.append((month, day))
    return tuple(found)


def _first(day: date, fits: Any, step: timedelta) -> date:
    while not fits(day):
        day += step
    return day

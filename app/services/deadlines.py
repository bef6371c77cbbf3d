"""By which day a list is due and when the bank comes: the calendar that is shipped, with this office's settings."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from app.domain.calendar import Calendar, DueRule, Holidays, days_in, due_day, holidays_from, next_on
from app.domain.month import list_day
from app.paths import resource
from app.settings import Settings


@dataclass(frozen=True, slots=True)
class Deadline:
    """What the calendar says of a month, seen from a day."""

    month: str
    dated: date
    """The day the list is dated and judged on."""
    due: date
    """The last day to hand it over."""
    days_left: int
    """Negative when it is over."""
    bank_on: date | None = None
    """The bank's next day in the commune, today included; None when nobody entered it."""
    bank_in: int = 0
    bank_point: str = ""
    """Where in the commune, as the office entered it."""
    bank_office: str = ""
    """Which office of the bank is in charge."""


def calendar(settings: Settings, declared: Mapping[str, Any] | None = None) -> Calendar:
    """The working days. `declared` is a calendar in the form of `resources/calendar/*.toml`, from a policy pack.

    Raises `ValueError` when that is none; what the office itself entered counts on top.
    """
    held = holidays_from(declared) if declared else _shipped()
    return Calendar(replace(
        held, off=held.off | set(days_in(settings.days_off.split())),
        working=held.working | set(days_in(settings.days_working.split())),
    ))  # fmt: skip


def due(settings: Settings, month: str, declared: Mapping[str, Any] | None = None) -> date:
    """By which day the list of a month (`2026-12`) is due; the same function for the first page and the board."""
    return due_day(month, calendar(settings, declared), rule=DueRule(settings.due_rule), day=settings.list_day)


def deadline(settings: Settings, month: str, today: date) -> Deadline:
    """What the first page counts down to."""
    last = due(settings, month)
    bank = next_on(settings.bank_day, today) if settings.bank_day else None
    return Deadline(
        month, list_day(month, settings.list_day), last, (last - today).days, bank, (bank - today).days if bank else 0,
        settings.bank_point, settings.bank_office,
    )  # fmt: skip


@lru_cache(maxsize=1)
def _shipped() -> Holidays:
    return holidays_from(tomllib.loads(resource("calendar", "holidays.toml").read_text("utf-8")))

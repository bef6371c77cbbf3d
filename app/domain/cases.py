"""Signs that somebody should be asked about a listing (M10). A sign is a question, never a verdict."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Sign(StrEnum):
    """What was noticed."""

    TWO_UNITS = "two_units"
    """The same number listed by two offices, without a move between them."""
    AFTER_LOAN = "after_loan"
    AFTER_MISUSE = "after_misuse"
    """Listed again after a loan was found not to be used as agreed."""
    WINDOW_PASSED = "window_passed"
    ONE_REPRESENTATIVE = "one_representative"


class CaseState(StrEnum):
    """How far looking into it has come."""

    NEW = "new"
    ASKED = "asked"
    EXPLAINED = "explained"
    CONFIRMED = "confirmed"


MANY_FOR_ONE: Final = 3
"""From so many people on, one household representative is worth a question."""


@dataclass(frozen=True, slots=True)
class Case:
    """One question: which sign, of whom, where and when; and what was found out."""

    key: str
    sign: Sign
    people: tuple[str, ...]
    """Identifiers."""
    names: tuple[str, ...]
    units: tuple[str, ...]
    months: tuple[str, ...]
    state: CaseState = CaseState.NEW
    note: str = ""
    at: str = ""
    user: str = ""

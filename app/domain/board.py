"""Which office sent which month when: one state for each cell, by one rule (contract §1, `board`)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final


class Cell(StrEnum):
    """What is known of one office's month."""

    ON_TIME = "on_time"
    LATE = "late"
    LATE_LINE = "late_line"
    """Sealed in time by its own date, arrived after: the line or the stick was late, not the office."""
    NIL = "nil"
    PAPER = "paper"
    MISSING = "missing"
    GAP = "gap"
    RETURNED = "returned"
    NOT_DUE = "not_due"


SENT: Final = frozenset({Cell.ON_TIME, Cell.LATE, Cell.LATE_LINE, Cell.NIL, Cell.PAPER})
"""The list is there, whenever it came."""
TO_PRESS: Final = (Cell.MISSING, Cell.GAP, Cell.RETURNED)
"""What an office is reminded of."""


@dataclass(frozen=True, slots=True)
class Held:
    """What the board needs of one batch."""

    unit: str
    month: str
    kind: str
    revision: int
    nil: bool
    part: int
    parts: int
    signer: str
    epoch: int
    number: int
    created: str
    received_on: str
    state: str
    digest: str


@dataclass(frozen=True, slots=True)
class PaperList:
    """A list that came on paper; its numbers are entered in the office's stead."""

    unit: str
    month: str
    entries: int
    received_on: str
    at: str
    user: str
    file: str = ""
    content: bytes | None = None


@dataclass(frozen=True, slots=True)
class OfficeFacts:
    """What is known of an office below beside its card: whom to call, which transaction office of the bank it has."""

    unit: str
    name: str = ""
    contact: str = ""
    phone: str = ""
    bank: str = ""
    expected_from: str = ""
    """The first month it is asked for, empty for as long as its unit exists."""


def cell(held: Sequence[Held], *, paper: bool, lost: bool, due: date, today: date) -> Cell:
    """The state of one office's month. `held` are all its batches of that month, `lost` that one of its numbers is
    missing where this month would stand.

    Judged by the day the store first held the batch; the newest revision decides whether it was returned. A nil month
    is `nil` whenever it came.
    """
    newest = newest_revision(held)
    if not newest:
        nothing = Cell.NOT_DUE if today <= due else Cell.GAP if lost else Cell.MISSING
        return Cell.PAPER if paper else nothing
    if len({one.part for one in newest}) < newest[0].parts:
        return Cell.GAP
    if all(one.state == "returned" for one in newest):
        return Cell.RETURNED
    if newest[0].nil:
        return Cell.NIL
    first = min(one.revision for one in held)
    return _timely([one for one in held if one.revision == first], due.isoformat())


def newest_revision(held: Sequence[Held]) -> list[Held]:
    """The parts of the newest revision; of two epochs with the same revision the newer one's."""
    if len(held) < 2:  # nearly every cell
        return list(held)
    newest = max((one.revision, one.epoch) for one in held)
    return [one for one in held if (one.revision, one.epoch) == newest]


def lost_months(chain: Sequence[Held], months: Sequence[str]) -> set[str]:
    """Months that a missing number of a chain may have held: the nearest ones before the number that came after it."""
    held = {one.month for one in chain}
    found: set[str] = set()
    ordered = sorted(chain, key=lambda one: one.number)
    last_number, last_month = 0, ""
    for one in ordered:
        missing = one.number - last_number - 1
        if missing > 0:
            between = [month for month in months if last_month <= month <= one.month and month not in held]
            found.update(between[-missing:])
        last_number, last_month = one.number, one.month
    return found


def months_between(first: str, last: str) -> list[str]:
    """Every month from one to another, both included; none when they are the wrong way round."""
    start, end = _index(first), _index(last)
    return [f"{place // 12:04}-{place % 12 + 1:02}" for place in range(start, end + 1)]


def on_time_share(cells: Iterable[Cell]) -> tuple[int, int, int]:
    """How many came in time, how many came at all, how many were due. Paper counts as it was handed over."""
    due = [one for one in cells if one is not Cell.NOT_DUE]
    in_time = sum(one in (Cell.ON_TIME, Cell.NIL, Cell.LATE_LINE, Cell.PAPER) for one in due)
    return in_time, sum(one in SENT for one in due), len(due)


def _timely(first: Sequence[Held], due: str) -> Cell:
    if max(one.received_on for one in first) <= due:
        return Cell.ON_TIME
    return Cell.LATE_LINE if max(one.created[:10] for one in first) <= due else Cell.LATE


def _index(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:]) - 1

"""Dates as papers have them: a day, a month or only a year, and the five-year arithmetic on them."""

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

_ISO: Final = re.compile(r"([0-9]{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12][0-9]|3[01]))?)?")
_WORDS: Final = re.compile(r"\b(?:ngày|tháng|năm|ngay|thang|nam|mồng|mùng)\b", re.IGNORECASE)
_PARTS: Final = re.compile(r"\s*[-/.,\s]\s*")
# Two typed digits of a year: 40 to 99 are the last century, for nobody of this register was born before 1940
# who would still borrow, and no sentence ends after 2039 in this century's forms.
_CENTURY_TURNS_AT: Final = 40


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date with the precision its paper has. `month` and `day` are 0 when unknown."""

    year: int
    month: int = 0
    day: int = 0

    def __post_init__(self) -> None:
        if not 1900 <= self.year <= 2199 or (self.day and not self.month):
            raise ValueError("date")
        date(self.year, self.month or 1, self.day or 1)

    @classmethod
    def of(cls, day: date) -> "PartialDate":
        """A date of which everything is known."""
        return cls(day.year, day.month, day.day)

    @property
    def iso(self) -> str:
        """`1988-05-17`, `1988-05` or `1988`."""
        if self.day:
            return f"{self.year:04}-{self.month:02}-{self.day:02}"
        return f"{self.year:04}-{self.month:02}" if self.month else f"{self.year:04}"

    @property
    def shown(self) -> str:
        """As an officer reads it: `17/05/1988`, `05/1988` or `1988`."""
        return "/".join(reversed(self.iso.split("-")))

    @property
    def whole(self) -> bool:
        """Whether the day itself is known."""
        return self.day != 0

    @property
    def earliest(self) -> date:
        """The first day this date can mean."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """The last day this date can mean."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])


@lru_cache(maxsize=20_000)  # a register has few days, and every record has several of them
def from_iso(value: str) -> PartialDate:
    """`1988-05-17`, `1988-05` or `1988`; anything else raises `ValueError`."""
    match = _ISO.fullmatch(value)
    if match is None:
        raise ValueError("date")
    return PartialDate(*(int(part) for part in match.groups(default="0")))


def from_typed(value: str) -> PartialDate:
    """What an officer types or has in a list: `5/3/88`, `05031988`, `17.5.1988`, `tháng 10/2026`, `1988`.

    Day before month, as everywhere in Vietnam. Raises `ValueError` for what is no date.
    """
    stripped = _WORDS.sub(" ", unicodedata.normalize("NFC", value)).strip().strip(" ./-,")
    if re.fullmatch(r"[0-9]{8}", stripped):
        stripped = f"{stripped[:2]}/{stripped[2:4]}/{stripped[4:]}"
    elif _ISO.fullmatch(stripped):
        return from_iso(stripped)
    parts = [part for part in _PARTS.split(stripped) if part]
    if not 1 <= len(parts) <= 3 or not all(re.fullmatch(r"[0-9]{1,4}", part) for part in parts):
        raise ValueError("date")
    if len(parts[-1]) not in (2, 4) or any(len(part) > 2 for part in parts[:-1]):
        raise ValueError("date")
    if len(parts) == 1 and len(parts[0]) != 4:
        raise ValueError("date")
    year = int(parts[-1])
    if len(parts[-1]) == 2:
        year += 1900 if year >= _CENTURY_TURNS_AT else 2000
    month = int(parts[-2]) if len(parts) > 1 else 0
    day = int(parts[-3]) if len(parts) > 2 else 0
    if (len(parts) > 1 and not month) or (len(parts) > 2 and not day):
        raise ValueError("date")
    return PartialDate(year, month, day)


def years_later(start: date, years: int) -> date:
    """The same day `years` later; 29 February becomes 28 February (Civil Code Art. 148.4)."""
    if (start.month, start.day) == (2, 29) and not calendar.isleap(start.year + years):
        return date(start.year + years, 2, 28)
    return start.replace(year=start.year + years)


def months_earlier(end: date, months: int) -> date:
    """The same day `months` earlier, or that month's last day when it has no such day."""
    index = end.year * 12 + end.month - 1 - months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(end.day, calendar.monthrange(year, month + 1)[1]))


def shown_day(day: date) -> str:
    """`05/12/2026`, as on every screen and paper."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"

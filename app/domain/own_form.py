"""Where what stands in an office's own workbook of Form 01: its lines, its columns, its one empty row."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_DAY: Final = re.compile(r"^([^,]{0,60},\s*)ngày\s*[\d.… ]+\s*tháng\s*[\d.… ]+\s*năm\s*[\d.… ]*$", re.IGNORECASE)
_MONTH: Final = re.compile(r"(?<!\d )(?<!… )(?<!\. )\b(tháng)\s*[\d.…]+\s*(?:/|năm)\s*[\d.…]+", re.IGNORECASE)
_COUNT: Final = re.compile(r"^\W*danh sách.{0,40}\b(có|gồm)\b.*người", re.IGNORECASE)


class Part(StrEnum):
    """Which part of the paper a line belongs to."""

    CORNER = "corner"
    LEFT = "left"
    RIGHT = "right"
    HEADING = "heading"
    FOOT = "foot"


@dataclass(frozen=True, slots=True)
class OwnLine:
    """A text outside the table, with placeholders for what changes from month to month."""

    row: int
    column: int
    text: str
    part: Part
    bold: bool = False
    italic: bool = False
    size: int = 13


@dataclass(frozen=True, slots=True)
class OwnColumn:
    """A column of the table; `key` is a column of `form_columns`, empty when no rule knows the heading."""

    index: int
    heading: str
    group: str
    width: int
    """Tenths of Excel's width."""
    key: str = ""


@dataclass(frozen=True, slots=True)
class OwnForm:
    """The layout of one sheet; `first` and `last` are the rows between the header and what stands below."""

    sheet: str
    first: int
    last: int
    landscape: bool
    columns: tuple[OwnColumn, ...]
    lines: tuple[OwnLine, ...]


def with_placeholders(text: str) -> str:
    """What changes every month as a placeholder: the place and day of the paper, the month of the list, its count."""
    if _COUNT.match(text):
        return "{closing}"
    day = _DAY.match(text)
    if day:
        return f"{day[1]}{{dated}}"
    return _MONTH.sub(r"\1 {month}", text)

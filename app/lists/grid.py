"""A sheet as plain values by row and column, the same from every kind of file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Cells = Mapping[int, Mapping[int, Any]]


@dataclass(frozen=True, slots=True)
class Area:
    """A merged range; rows and columns count from 1, both ends belong to it."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet. `rows` is sparse: a formatted but empty cell in the last row of a sheet costs nothing."""

    name: str
    rows: Cells
    merged: tuple[Area, ...] = ()
    date1904: bool = False
    fonts: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """By row and column the fonts from before Unicode; others are not mentioned."""
    runs: Mapping[tuple[int, int], tuple[tuple[str, str], ...]] = field(default_factory=dict)
    """By row and column the pieces, text and font, of a cell that mixes such a font with others."""
    bytes_read: bool = False
    """Whether the text came from a file that declares no encoding."""


def letter(column: int) -> str:
    """Column 1 is `A`, 27 is `AA`."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def index_of(letters: str) -> int:
    """Column `A` is 1, `AA` is 27."""
    number = 0
    for one in letters:
        number = number * 26 + ord(one) - 64
    return number


def sparse(lines: Iterable[Iterable[Any]], *, top: int = 1, left: int = 1) -> dict[int, dict[int, Any]]:
    """Full rows of values as sparse cells; empty ones are left out."""
    rows: dict[int, dict[int, Any]] = {}
    for row, line in enumerate(lines, start=top):
        cells = {column: value for column, value in enumerate(line, start=left) if value is not None and value != ""}
        if cells:
            rows[row] = cells
    return rows

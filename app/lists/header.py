"""Find the table of a sheet: the rows of its header and what each column means."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.domain.names import clean
from app.lists.grid import Area, Grid, letter
from app.lists.headings import NOT_NEEDED, ROW_NUMBER, Meaning, is_name, meaning, paper, plain

_LOOKED_AT: Final = 60
_DEEPEST: Final = 3
_DATA_LIKE: Final = re.compile(r"\d{4}|\d[/.-]\d")
Learnt = Mapping[str, Meaning]
_NOTHING_LEARNT: Final[Learnt] = {}
_TITLE: Final = re.compile(
    r"(danh sach|cong an|uy ban|ubnd|cong hoa|doc lap|mau|kem theo|ban hanh|theo quyet dinh|thang|ngay \d)"
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is read."""

    index: int
    field: str
    heading: str
    mark: str = ""
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Unused:
    """A column that is not read, and why: `not_needed`, `unknown`, `row_number` or `second`."""

    letter: str
    heading: str
    reason: str


@dataclass(frozen=True, slots=True)
class Header:
    """Where the table begins and what it holds."""

    rows: tuple[int, ...]
    columns: tuple[Column, ...]
    unused: tuple[Unused, ...]
    number_column: int | None

    @property
    def fits(self) -> int:
        """How many different fields were recognised."""
        return len({column.field for column in self.columns})


def find_header(grid: Grid, learnt: Learnt = _NOTHING_LEARNT) -> Header | None:
    """The header that fits best among the first rows, None when no row asks for names and something else.

    `learnt` are the headings of this office that no rule knows, by their plain text.
    """
    found = [
        header
        for row in sorted(grid.rows)[:_LOOKED_AT]
        for column, value in grid.rows[row].items()
        if isinstance(value, str) and is_name(value) and (header := _header_at(grid, row, column, learnt)).fits > 1
    ]
    return max(found, key=lambda header: header.fits, default=None)


def _header_at(grid: Grid, row: int, column: int, learnt: Learnt) -> Header:
    rows = _header_rows(grid, row, column)
    seen = _filled(grid, rows)
    columns: list[Column] = []
    unused: list[Unused] = []
    number_column = None
    before = ""
    for index, texts in sorted(_stacks(seen, rows).items()):
        own, above = texts[-1], " ".join(texts[:-1])
        found = learnt.get(plain(" ".join(texts))) or meaning(own, above, before)
        before = paper(f"{above} {own}", before)
        heading = " / ".join(texts)
        if found.field == ROW_NUMBER:
            number_column = number_column or index
        if found.field in ("", NOT_NEEDED, ROW_NUMBER):
            unused.append(Unused(letter(index), heading, found.field or "unknown"))
        else:
            columns.append(_column(index, heading, found))
    columns, second = _without_second(columns)
    unused += [Unused(letter(column.index), column.heading, "second") for column in second]
    unused.sort(key=lambda column: (len(column.letter), column.letter))
    return Header(rows, tuple(columns), tuple(unused), number_column)


def _column(index: int, heading: str, found: Meaning) -> Column:
    return Column(index, found.field, heading, found.mark, found.rank)


def _header_rows(grid: Grid, row: int, column: int) -> tuple[int, ...]:
    area = next((area for area in grid.merged if _holds(area, row, column)), Area(row, column, row, column))
    top, bottom = area.top, min(area.bottom, area.top + _DEEPEST - 1)
    while bottom - top + 1 < _DEEPEST and _is_below(grid, top, bottom + 1, column):
        bottom += 1
    while bottom - top + 1 < _DEEPEST and top > 1 and _is_above(grid, top - 1, column):
        top -= 1
    return tuple(range(top, bottom + 1))


def _holds(area: Area, row: int, column: int) -> bool:
    return area.top <= row <= area.bottom and area.left <= column <= area.right


def _is_below(grid: Grid, top: int, row: int, name_column: int) -> bool:
    """Whether a row still belongs to the header: only short words, at least one a known sub-heading."""
    cells = grid.rows.get(row, {})
    texts = {column: value for column, value in cells.items() if isinstance(value, str) and clean(value)}
    if not texts or len(texts) < len(cells) or any(_DATA_LIKE.search(text) for text in texts.values()):
        return False
    if name_column in texts and not is_name(texts[name_column]):
        return False
    above = _filled(grid, tuple(range(top, row)))
    return any(
        meaning(text, clean(str(above[row - 1].get(column) or _left_of(above[row - 1], column)))).field
        not in ("", ROW_NUMBER)
        for column, text in texts.items()
    )


def _is_above(grid: Grid, row: int, name_column: int) -> bool:
    """Whether a row holds headings over the headings, and not the title of the list."""
    texts = {column: value for column, value in grid.rows.get(row, {}).items() if isinstance(value, str)}
    if any(_TITLE.match(plain(text)) for text in texts.values()):
        return False
    return any(
        meaning(text).field not in ("", ROW_NUMBER, "name")
        for column, text in texts.items()
        if column != name_column
        and not any(_holds(area, row, column) and _holds(area, row, name_column) for area in grid.merged)
    )


def _filled(grid: Grid, rows: tuple[int, ...]) -> dict[int, dict[int, Any]]:
    """The header's cells, a merged text repeated over the cells that it covers."""
    seen = {row: dict(grid.rows.get(row, {})) for row in rows}
    for area in grid.merged:
        text = grid.rows.get(area.top, {}).get(area.left)
        if text is None:
            continue
        for row in set(rows) & set(range(area.top, area.bottom + 1)):
            for column in range(area.left, min(area.right, area.left + 200) + 1):
                seen[row][column] = text
    return seen


def _stacks(seen: Mapping[int, Mapping[int, Any]], rows: tuple[int, ...]) -> dict[int, list[str]]:
    """For each column its headings from the top down, each said once."""
    stacks: dict[int, list[str]] = {}
    for column in {column for row in rows for column in seen[row]}:
        texts: list[str] = []
        for row in rows:
            text = clean(str(seen[row].get(column, "")))
            if not text and _needs_more(seen, [lower for lower in rows if lower > row], column):
                text = clean(_left_of(seen[row], column))
            if text and (not texts or texts[-1] != text):
                texts.append(text)
        if texts:
            stacks[column] = texts
    return stacks


def _needs_more(seen: Mapping[int, Mapping[int, Any]], lower: list[int], column: int) -> bool:
    """Whether the first heading below says too little alone (`Nam`, `Số`, `Ngày`)."""
    own = next((clean(str(seen[row][column])) for row in lower if seen[row].get(column)), "")
    alone = meaning(own)
    return bool(own) and (not alone.field or alone == Meaning("birth", alone.mark))


def _left_of(cells: Mapping[int, Any], column: int) -> str:
    """A heading that was left unmerged, or lost its merging, stands over the first of its columns."""
    left = [index for index in cells if index < column]
    return str(cells[max(left)]) if left else ""


def _without_second(columns: list[Column]) -> tuple[list[Column], list[Column]]:
    """Of two columns of one field the better or the first is read; the second part of a name belongs to it."""
    best: dict[tuple[str, str], Column] = {}
    for column in columns:
        known = best.get(_claim(column))
        if known is None or column.rank < known.rank:
            best[_claim(column)] = column
    second = [column for column in columns if not _is_read(column, best[_claim(column)])]
    return [column for column in columns if column not in second], second


def _claim(column: Column) -> tuple[str, str]:
    """Columns for a man and a woman, for two kinds of certificate or of stay stand beside each other."""
    return column.field, "" if column.field == "amount" else column.mark


def _is_read(column: Column, chosen: Column) -> bool:
    return column is chosen or (column.field == "name" and column.index - chosen.index == 1)

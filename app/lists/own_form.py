"""Read an office's own workbook of Form 01 (U4): its lines, headings and widths, and which field each column shows."""

import io
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from app.domain.names import clean
from app.domain.own_form import OwnColumn, OwnForm, OwnLine, Part, with_placeholders
from app.errors import AppError
from app.lists.grid import Grid
from app.lists.header import Column, Header, find_header
from app.lists.headings import ROW_NUMBER, plain
from app.lists.table import Table
from app.lists.workbook import open_workbook

MAX_FILE: Final = 1024 * 1024
_USUAL_WIDTH: Final = 8.43
_WIDEST: Final = 100
_SAME: Final = frozenset(
    {
        *("name", "sex", "personal_number", "personal_number_issued_on", "personal_number_issued_by", "old_number"),
        *("certificate_date", "certificate_issuer", "finished_on", "purpose", "amount", "savings_group", "notes"),
    }
)
_RENAMED: Final = {"household_rep_name": "household_rep", "savings_union": "savings_group", "need": "purpose"}


def read_form(data: bytes, name: str) -> OwnForm:
    """The layout of the sheet with the table. Raises `import.*` and `template.no_table` for what is no such form."""
    if len(data) > MAX_FILE or not data.startswith(b"PK"):
        raise AppError("template.no_table", file=name)
    found = [(header, grid) for grid in open_workbook(Path(name), data) if (header := find_header(grid)) is not None]
    if not found:
        raise AppError("template.no_table", file=name)
    header, grid = max(found, key=lambda one: one[0].fits)
    return _layout(header, grid, _sheet(data, grid.name))


def emptied(data: bytes, form: OwnForm) -> bytes:
    """The same workbook with one empty row: no people, no other sheet, no formula, no remark, no author in it."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data), keep_links=False)
    for other in [sheet for sheet in book.worksheets if sheet.title != form.sheet]:
        book.remove(other)
    sheet: Any = book[form.sheet]
    for cell in [cell for row in sheet.iter_rows() for cell in row if type(cell).__name__ == "Cell"]:
        cell.comment = cell.hyperlink = None
        if form.first <= cell.row <= form.last or cell.data_type == "f":
            cell.value = None
    sheet.conditional_formatting = type(sheet.conditional_formatting)()
    sheet.data_validations.dataValidation = []
    book.defined_names.clear()
    book.properties = type(book.properties)()
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _sheet(data: bytes, name: str) -> Any:
    import openpyxl

    return openpyxl.load_workbook(io.BytesIO(data), keep_links=False)[name]


def _layout(header: Header, grid: Grid, sheet: Any) -> OwnForm:
    last_head = header.rows[-1]
    first = last_head + 1
    table = Table(grid, header)
    below: list[int] = []
    for row in sorted(row for row in grid.rows if row > last_head):
        why = table.no_person(row)
        if why == "numbers":
            first = row + 1
        if below or why in ("total", "footer"):
            below.append(row)
    columns = _columns(header, _widths(sheet))
    end = (below[0] if below else sheet.max_row + 1) - 1
    last = max((row for row in range(first, end + 1) if _in_table(sheet, row, columns)), default=first)
    lines = (*_above(grid, sheet, header.rows[0], columns), *_below(grid, sheet, below))
    return OwnForm(grid.name, first, last, sheet.page_setup.orientation == "landscape", columns, tuple(lines))


def _in_table(sheet: Any, row: int, columns: tuple[OwnColumn, ...]) -> bool:
    cells = [sheet.cell(row, column.index) for column in columns]
    return any(cell.value is not None or (cell.border.left and cell.border.left.style) for cell in cells)


def _columns(header: Header, widths: dict[int, float]) -> tuple[OwnColumn, ...]:
    known = {column.index: column for column in header.columns}
    seen: set[str] = set()
    found = []
    for index, heading in sorted(_headings(header)):
        *above, own = heading.split(" / ")
        key = _key(known[index], heading) if index in known else ""
        if index == header.number_column:
            key = "number"
        if key in seen:
            key = ""
        seen.add(key)
        width = round(min(max(widths.get(index, _USUAL_WIDTH), 1), _WIDEST) * 10)
        found.append(OwnColumn(index, clean(own), clean(" ".join(above)), width, key))
    return tuple(found)


def _headings(header: Header) -> Iterator[tuple[int, str]]:
    for column in header.columns:
        yield column.index, column.heading
    for unused in header.unused:
        if unused.reason != ROW_NUMBER or _number(unused.letter) == header.number_column:
            yield _number(unused.letter), unused.heading


def _number(letters: str) -> int:
    number = 0
    for each in letters:
        number = number * 26 + ord(each) - 64
    return number


def _key(column: Column, heading: str) -> str:
    words = plain(heading)
    if column.field == "birth":
        return {"male": "birth_male", "female": "birth_female"}.get(column.mark, "birth")
    if column.field == "village":
        return "village" if column.rank == 0 else "residence"
    if column.field == "certificate_number":
        return "certificate" if "ngay" in words else "certificate_number"
    if column.field == "certificate_date" and words.split(" ")[-1:] != ["so"] and "so ngay" in words:
        return "certificate"
    return column.field if column.field in _SAME else _RENAMED.get(column.field, "")


def _widths(sheet: Any) -> dict[int, float]:
    """Excel writes one entry for neighbours of the same width."""
    return {
        index: dimension.width
        for dimension in sheet.column_dimensions.values()
        for index in range(dimension.min or 0, (dimension.max or 0) + 1)
    }


def _above(grid: Grid, sheet: Any, head: int, columns: tuple[OwnColumn, ...]) -> Iterator[OwnLine]:
    """Two texts side by side are the office and the state; one across, or in the middle, belongs to the heading."""
    middle = (columns[0].index + columns[-1].index) / 2
    begun = False
    for row in sorted(row for row in grid.rows if row < head):
        texts = {column: clean(str(value)) for column, value in sorted(grid.rows[row].items()) if clean(str(value))}
        begun = begun or any(plain(text).startswith("danh sach") for text in texts.values())
        for column, text in texts.items():
            wide = _end(sheet, row, column) - column + 1 > len(columns) * 0.7
            side = Part.LEFT if column < middle - 1 else Part.RIGHT
            part = Part.CORNER if plain(text).startswith("mau so") else Part.HEADING if begun or wide else side
            yield _line(sheet, row, column, text, part=part)


def _end(sheet: Any, row: int, column: int) -> int:
    areas: Iterable[Any] = sheet.merged_cells.ranges
    return next((int(area.max_col) for area in areas if (area.min_row, area.min_col) == (row, column)), column)


def _below(grid: Grid, sheet: Any, rows: list[int]) -> Iterator[OwnLine]:
    for row in rows:
        for column, value in sorted(grid.rows[row].items()):
            if clean(str(value)):
                yield _line(sheet, row, column, clean(str(value)), part=Part.FOOT)


def _line(sheet: Any, row: int, column: int, text: str, *, part: Part) -> OwnLine:
    font = sheet.cell(row, column).font
    size = min(max(round(font.sz or 13), 8), 16)
    return OwnLine(row, column, with_placeholders(text), part, bool(font.b), bool(font.i), size)


def mapped(form: OwnForm, keys: dict[int, str]) -> OwnForm:
    """The form with the keys that somebody named for columns, by their index."""
    return replace(
        form, columns=tuple(replace(column, key=keys.get(column.index, column.key)) for column in form.columns)
    )

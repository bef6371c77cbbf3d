"""Form 01 in the office's own workbook (U4): its very sheet, with our rows in the place of its empty one."""

import io
from collections.abc import Mapping
from copy import copy
from typing import Any

from app.documents.form01_xlsx import settled
from app.documents.typeface import MM_PER_POINT, line_height, wrap
from app.domain.names import clean
from app.domain.own_form import OwnForm, Part
from app.domain.paper import PaperContent, Row, Style, fill

_MM_PER_CHARACTER = 7 / 96 * 25.4


def fill_in(workbook: bytes, form: OwnForm, content: PaperContent, values: Mapping[str, str]) -> bytes:
    """The workbook with these rows and values, the same bytes every time.

    `form` is its layout, its columns in the order of the content's.
    """
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(workbook), keep_links=False)
    sheet: Any = book[form.sheet]
    closing = " ".join(line.text for line in content.closing)
    for line in form.lines:
        _put(sheet.cell(line.row, line.column), fill(line.text, {**values, "closing": closing}))
    _make_room(sheet, form, len(content.rows))
    pattern = [copy(sheet.cell(form.first, column.index)._style) for column in form.columns]  # noqa: SLF001
    for offset, row in enumerate(content.rows):
        _write_row(sheet, form, form.first + offset, row, pattern)
    if not any(line.part is Part.FOOT for line in form.lines):
        _put(sheet.cell(form.first + len(content.rows) + 1, form.columns[0].index), closing)
    sheet.print_title_rows = sheet.print_title_rows or f"{form.first - 1}:{form.first - 1}"
    sheet.print_area = None
    properties = book.properties
    properties.title, properties.subject = content.title, content.subject
    target = io.BytesIO()
    book.save(target)
    return settled(target.getvalue(), content)


def _make_room(sheet: Any, form: OwnForm, rows: int) -> None:
    """Move what stands below the table; openpyxl moves cells, but neither merged areas nor heights."""
    below, shift = form.last + 1, form.first + rows - 1 - form.last
    areas = [area for area in sheet.merged_cells.ranges if area.min_row >= form.first]
    for area in areas:
        sheet.unmerge_cells(str(area))
    if shift and sheet.max_row >= below:
        heights = {row: sheet.row_dimensions[row].height for row in range(below, sheet.max_row + 1)}
        sheet.move_range(f"A{below}:{sheet.cell(1, sheet.max_column).column_letter}{sheet.max_row}", rows=shift)
        for row, height in heights.items():
            sheet.row_dimensions[row + shift].height = height
    for area in areas:
        if area.min_row >= below:
            area.shift(row_shift=shift)
            sheet.merge_cells(str(area))


def _write_row(sheet: Any, form: OwnForm, at: int, row: Row, pattern: list[Any]) -> None:
    texts = row.cells or (row.across.text if row.across else "", *[""] * (len(form.columns) - 1))
    needed = 0.0
    for column, style, text in zip(form.columns, pattern, texts, strict=True):
        cell = sheet.cell(at, column.index)
        cell._style = copy(style)  # noqa: SLF001 - openpyxl's own way to copy a style
        _put(cell, text)
        size = round(cell.font.sz or 11)
        room = max(column.width / 10 * _MM_PER_CHARACTER - 2, 5)
        lines = 1 if row.across else len(wrap(text, Style.PLAIN, size, room, 0))
        needed = max(needed, lines * line_height(size) * 1.05 / MM_PER_POINT + 4)
        if row.cells:
            cell.alignment = _wrapped(cell.alignment)
    if row.across:
        sheet.merge_cells(
            start_row=at, end_row=at, start_column=form.columns[0].index, end_column=form.columns[-1].index
        )
    sheet.row_dimensions[at].height = min(max(needed, 15), 409)


def _wrapped(alignment: Any) -> Any:
    found = copy(alignment)
    found.wrap_text = True
    return found


def _put(cell: Any, text: str) -> None:
    cell.value = clean(text) or None
    # Text whatever it looks like: "=1+1" in a name must never be calculated, not even after editing.
    if cell.value is not None:
        cell.data_type = "s"
        cell.quotePrefix = str(cell.value)[0] in "=+-@"

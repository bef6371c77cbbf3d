"""Form 01 in the office's own workbook (U4): its very sheet, with our rows in the place of its empty one."""

import io
from collections.abc import Mapping, Sequence
from copy import copy
from typing import Any

from app.documents.form01_xlsx import settled
from app.documents.typeface import MM_PER_POINT, line_height, wrap
from app.domain.names import clean
from app.domain.own_form import OwnColumn, OwnForm, Part
from app.domain.paper import PaperContent, Row, Style, fill

_MM_PER_CHARACTER = 7 / 96 * 25.4


def fill_in(
    workbook: bytes, form: OwnForm, content: PaperContent, values: Mapping[str, str], *, corrects: bool = False
) -> bytes:
    """The workbook with these rows and values, the same bytes every time.

    `form` is its layout, its columns in the order of the content's. A paper that `corrects` another says so where
    the workbook has its heading.
    """
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(workbook), keep_links=False)
    sheet: Any = book[form.sheet]
    closing = " ".join(line.text for line in content.closing)
    for line in form.lines:
        _put(sheet.cell(line.row, line.column), fill(line.text, {**values, "closing": closing}))
    if corrects:
        _write_heading(sheet, form, [line.text for line in (*content.heading, *content.body)])
    _make_room(sheet, form, len(content.rows))
    pattern = [copy(sheet.cell(form.first, column.index)._style) for column in form.columns]  # noqa: SLF001
    for offset, row in enumerate(content.rows):
        _write_row(sheet, form, form.first + offset, row, pattern)
    if not any(line.part is Part.FOOT for line in form.lines):
        _put(sheet.cell(form.first + len(content.rows) + 1, form.columns[0].index), closing)
    if corrects:
        _write_closing(sheet, form, len(content.rows), closing)
    _fit(sheet, form)
    sheet.print_title_rows = sheet.print_title_rows or f"{form.first - 1}:{form.first - 1}"
    sheet.print_area = None
    properties = book.properties
    properties.title, properties.subject = content.title, content.subject
    target = io.BytesIO()
    book.save(target)
    return settled(target.getvalue(), content)


def _write_heading(sheet: Any, form: OwnForm, texts: Sequence[str]) -> None:
    """The paper's own words over those of the workbook; what is too many stands in its last line of heading."""
    lines = [line for line in form.lines if line.part is Part.HEADING]
    for place, line in enumerate(lines):
        last = place == len(lines) - 1
        said = [clean(text) for text in (texts[place:] if last else texts[place : place + 1])]
        cell = sheet.cell(line.row, line.column)
        _put(cell, "")
        if said:
            cell.value, cell.data_type = "\n".join(said), "s"
            cell.alignment = _wrapped(cell.alignment)
            sheet.row_dimensions[line.row].height = min(len(said) * (line.size * 1.3 + 1) + 4, 409)


def _write_closing(sheet: Any, form: OwnForm, rows: int, closing: str) -> None:
    """What a correction says below its table takes several lines: over all columns, where nothing else stands."""
    shift = form.first + rows - 1 - form.last
    feet = [line.row + shift for line in form.lines if line.part is Part.FOOT and "{closing}" in line.text]
    at, (first, last) = feet[0] if feet else form.first + rows + 1, (form.columns[0].index, form.columns[-1].index)
    merged = any(area.min_row <= at <= area.max_row for area in sheet.merged_cells.ranges)
    if merged or any(sheet.cell(at, column).value for column in range(first + 1, last + 1)):
        return
    sheet.merge_cells(start_row=at, end_row=at, start_column=first, end_column=last)
    cell = sheet.cell(at, first)
    cell.alignment = _wrapped(cell.alignment)
    size = round(cell.font.sz or 11)
    lines = len(wrap(closing, Style.PLAIN, size, sum(map(_width, form.columns)) - 4))
    sheet.row_dimensions[at].height = lines * line_height(size) * 1.08 / MM_PER_POINT + 4


def _fit(sheet: Any, form: OwnForm) -> None:
    """A4 and one page wide, unless the office has chosen how it prints."""
    from openpyxl.worksheet.properties import PageSetupProperties

    setup = sheet.page_setup
    setup.paperSize = setup.paperSize or sheet.PAPERSIZE_A4
    room = (297 if form.landscape else 210) - (sheet.page_margins.left + sheet.page_margins.right) * 25.4
    chosen = sheet.sheet_properties.pageSetUpPr and sheet.sheet_properties.pageSetUpPr.fitToPage
    if not chosen and setup.scale in (None, 100) and sum(map(_width, form.columns)) > room:
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        setup.fitToWidth, setup.fitToHeight = 1, 0


def _width(column: OwnColumn) -> float:
    """Of a column on paper, in mm."""
    return column.width / 10 * _MM_PER_CHARACTER


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
        room = max(_width(column) - 2, 5)
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

"""A plain table as .xlsx, written row by row: a register of a million people never lies in memory as a workbook."""

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

_ROWS_OF_A_SHEET: Final = 1_000_000
"""Excel ends at 1,048,576 (ECMA-376 as Excel reads it); what is left goes on in the next sheet."""
_WIDTH: Final = 24
_NOT_IN_A_TITLE: Final = str.maketrans("", "", "[]:*?/\\")


def render(title: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """The table in one sheet or as many as it takes; every cell is text, also what begins like a formula."""
    from openpyxl import Workbook

    book, waiting, number = Workbook(write_only=True), iter(rows), 0
    more = True
    try:
        while more:
            number += 1
            name = title.translate(_NOT_IN_A_TITLE)[:25]
            more = _fill(book.create_sheet(name if number == 1 else f"{name} {number}"), headings, waiting)
    except BaseException:
        _forget(book)
        raise
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _fill(sheet: Any, headings: Sequence[str], rows: Iterator[Sequence[str]]) -> bool:
    """One sheet; whether there may be more than fits."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = "A2"
    for number in range(1, len(headings) + 1):
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTH
    head = [WriteOnlyCell(sheet, words) for words in headings]
    for cell in head:
        cell.font = Font(bold=True)
    sheet.append(head)
    for written, row in enumerate(rows, start=1):
        sheet.append([_text(WriteOnlyCell(sheet, words)) for words in row])
        if written == _ROWS_OF_A_SHEET:
            return True
    return False


def _forget(book: Any) -> None:
    """Given up: what openpyxl wrote so far lies in temporary files, which would stay until the program ends."""
    for sheet in book.worksheets:
        sheet.close()
        sheet._writer.cleanup()  # noqa: SLF001 - there is no public way


def _text(cell: Any) -> Any:
    cell.data_type = "s"  # what begins with = must not become a formula
    return cell

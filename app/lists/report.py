"""The report on an import: which cells were rejected, repaired or should be looked at, and why."""

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from app.domain.names import clean
from app.lists.people import Finding

# Colours that a black-and-white printer still tells apart by their grey.
_COLOURS: Final = {"rejected": "F8CBAD", "repaired": "E2EFDA", "warnings": "FFF2CC"}
_WIDTHS: Final = (8, 8, 30, 18, 70, 22)
_LINE: Final = 15.75
"""Height of one line in points at 11 pt."""


def error_workbook(
    findings: Mapping[str, Iterable[Finding]],
    *,
    headings: Sequence[str],
    outcomes: Mapping[str, str],
    sentences: Mapping[str, str],
    columns: Mapping[str, str],
) -> bytes:
    """An .xlsx with a line for each finding, by row and column of the source; every cell is text.

    `findings` by outcome (`rejected`, `repaired`, `warnings`); `headings` are the six of row, column, heading in
    the source, outcome, sentence and code; `outcomes` their words; `sentences` by code, with the findings' values
    in braces; `columns` the source's headings by letter.
    """
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    lines = sorted(
        ((one.row, len(one.column), one.column, outcome, one) for outcome, some in findings.items() for one in some),
        key=lambda line: line[:4],
    )
    _write(sheet, 1, headings, "D9D9D9")
    for number, (row, _, letter, outcome, finding) in enumerate(lines, start=2):
        sentence = _filled(sentences.get(finding.code, finding.code), finding.values)
        said = outcomes.get(outcome, outcome)
        texts = (str(row), letter, columns.get(letter, ""), said, sentence, finding.code)
        _write(sheet, number, texts, _COLOURS.get(outcome, "FFFFFF"))
    _set_up(sheet, len(lines) + 1)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _filled(sentence: str, values: Mapping[str, object]) -> str:
    for name, value in values.items():
        sentence = sentence.replace(f"{{{name}}}", str(value))
    return sentence


def _write(sheet: Any, row: int, texts: Sequence[str], colour: str) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    fill = PatternFill("solid", fgColor=colour)
    for column, text in enumerate(texts, start=1):
        cell = sheet.cell(row, column, clean(text))
        cell.data_type = "s"  # a heading that begins with = must not become a formula
        cell.fill = fill
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if row == 1:
            cell.font = Font(bold=True)
    # Without a height of its own a wrapped row is printed over the next one.
    lines = max(-(-len(text) // width) for text, width in zip(texts, _WIDTHS, strict=True))
    sheet.row_dimensions[row].height = _LINE * max(lines, 1)


def _set_up(sheet: Any, rows: int) -> None:
    for letter, width in zip("ABCDEF", _WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:F{rows}"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True

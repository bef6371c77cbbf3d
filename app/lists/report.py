"""The report on an import: every finding in a line, and the list itself with its bad cells coloured and explained."""

import io
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from app.domain.names import clean
from app.lists.cells import as_text
from app.lists.grid import Grid, letter
from app.lists.people import Finding

# Colours that a black-and-white printer still tells apart by their grey; the first of a cell counts.
_COLOURS: Final = {"rejected": "F8CBAD", "warnings": "FFF2CC", "repaired": "E2EFDA"}
_WIDTHS: Final = (8, 8, 30, 18, 70, 22)
_LINE: Final = 15.75
"""Height of one line in points at 11 pt."""
_MOST_COLUMNS: Final = 60
_MOST_ROWS: Final = 20_000


@dataclass(frozen=True, slots=True)
class ReportWords:
    """The words of a report, in the language of whoever asked for it.

    `headings` are the six of row, column, heading in the source, outcome, sentence and code; `outcomes` by outcome;
    `sentences` by code, with the findings' values in braces; `sheets` the names of the two sheets and of the column
    with the explanations.
    """

    headings: Sequence[str]
    outcomes: Mapping[str, str]
    sentences: Mapping[str, str]
    sheets: tuple[str, str, str]


@dataclass(slots=True)
class _Noted:
    """What is said of a row and of each of its cells."""

    cells: dict[str, tuple[str, list[str]]] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)


def error_workbook(
    findings: Mapping[str, Iterable[Finding]],
    words: ReportWords,
    columns: Mapping[str, str],
    grid: Grid | None = None,
) -> bytes:
    """An .xlsx: the findings (by outcome: `rejected`, `repaired`, `warnings`) in a line each, then the sheet `grid`
    with every cell of a finding coloured, commented and explained beside its row. Every cell is text.

    `columns` are the source's headings by letter.
    """
    from openpyxl import Workbook

    book = Workbook()
    sheet: Any = book.active
    some = {outcome: tuple(found) for outcome, found in findings.items()}
    sheet.title = words.sheets[1]
    _list(sheet, some, words, columns)
    if grid is not None:
        _copy(book.create_sheet(words.sheets[0]), grid, some, words)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _list(
    sheet: Any, findings: Mapping[str, Iterable[Finding]], words: ReportWords, columns: Mapping[str, str]
) -> None:
    lines = sorted(
        ((one.row, len(one.column), one.column, outcome, one) for outcome, some in findings.items() for one in some),
        key=lambda line: line[:4],
    )
    _write(sheet, 1, words.headings, "D9D9D9")
    for number, (row, _, at, outcome, finding) in enumerate(lines, start=2):
        said = words.outcomes.get(outcome, outcome)
        texts = (str(row), at, columns.get(at, ""), said, _sentence(finding, words), finding.code)
        _write(sheet, number, texts, _COLOURS.get(outcome, "FFFFFF"))
    _set_up(sheet, len(lines) + 1)


def _sentence(finding: Finding, words: ReportWords) -> str:
    sentence = words.sentences.get(finding.code, finding.code)
    for name, value in finding.values.items():
        sentence = sentence.replace(f"{{{name}}}", str(value))
    return sentence


def _copy(sheet: Any, grid: Grid, findings: Mapping[str, Iterable[Finding]], words: ReportWords) -> None:
    """The source's cells where they stood, so that somebody corrects them here and imports this very file."""
    from openpyxl.styles import Alignment, Font, PatternFill

    noted = _noted(findings, words)
    last = min(max((column for cells in grid.rows.values() for column in cells), default=1), _MOST_COLUMNS)
    fills = {outcome: PatternFill("solid", fgColor=colour) for outcome, colour in _COLOURS.items()}
    wrapped = Alignment(wrap_text=True, vertical="top")
    for row, cells in sorted(grid.rows.items())[:_MOST_ROWS]:
        of_row = noted.get(row, _Noted())
        for column in {*cells, *(_column(at) for at in of_row.cells if at)}:
            if column > last:
                continue
            cell = _text(sheet, row, column, cells.get(column))
            if letter(column) in of_row.cells:
                outcome, said = of_row.cells[letter(column)]
                cell.fill = fills[outcome]
                cell.comment = _comment("\n".join(said))
        if of_row.lines:
            note = _text(sheet, row, last + 1, "\n".join(of_row.lines))
            note.alignment, note.font = wrapped, Font(italic=True)
    first = min((row for row in noted if row > 1), default=2)
    if first - 1 not in noted:
        _text(sheet, first - 1, last + 1, words.sheets[2]).font = Font(bold=True)
    for area in grid.merged:
        if area.right <= last:
            sheet.merge_cells(None, area.top, area.left, area.bottom, area.right)
    for column in range(1, last + 1):
        sheet.column_dimensions[letter(column)].width = 16
    sheet.column_dimensions[letter(last + 1)].width = 60


def _noted(findings: Mapping[str, Iterable[Finding]], words: ReportWords) -> dict[int, _Noted]:
    noted: dict[int, _Noted] = defaultdict(_Noted)
    for outcome in _COLOURS:
        for finding in findings.get(outcome, ()):
            said = _sentence(finding, words)
            row = noted[finding.row]
            row.cells.setdefault(finding.column, (outcome, []))[1].append(said)
            if outcome != "repaired":
                row.lines.append(f"{finding.column}: {said}")
    return noted


def _comment(text: str) -> Any:
    from openpyxl.comments import Comment

    return Comment(text, "Hòa Nhập", height=20 + 18 * (1 + len(text) // 40), width=280)


def _text(sheet: Any, row: int, column: int, value: Any) -> Any:
    lines = value.splitlines() if isinstance(value, str) else [as_text(value)]
    text = "\n".join(clean(line) for line in lines)
    cell = sheet.cell(row, column, text or None)
    if text:
        cell.data_type = "s"  # what begins with = must not become a formula
    return cell


def _column(at: str) -> int:
    number = 0
    for one in at:
        number = number * 26 + ord(one) - 64
    return number


def _write(sheet: Any, row: int, texts: Sequence[str], colour: str) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    fill = PatternFill("solid", fgColor=colour)
    for column, text in enumerate(texts, start=1):
        cell = _text(sheet, row, column, text)
        cell.fill = fill
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if row == 1:
            cell.font = Font(bold=True)
    # Without a height of its own a wrapped row is printed over the next one.
    lines = max(-(-len(text) // width) for text, width in zip(texts, _WIDTHS, strict=True))
    sheet.row_dimensions[row].height = _LINE * max(lines, 1)


def _set_up(sheet: Any, rows: int) -> None:
    for at, width in zip("ABCDEF", _WIDTHS, strict=True):
        sheet.column_dimensions[at].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:F{rows}"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True

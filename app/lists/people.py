"""Read an officer's list of people: every row, or the cell that keeps it out."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from app.domain.names import clean
from app.errors import AppError
from app.lists.answers import NO_ANSWERS, Answers, Question
from app.lists.cells import CellRefusedError, as_date, is_ditto, read_cell, shown_value
from app.lists.date_order import DateOrder, date_orders, in_order
from app.lists.decoding import Texts, to_unicode
from app.lists.encodings import Decoded
from app.lists.fields import ANSWERS
from app.lists.grid import Grid, index_of, letter
from app.lists.header import Column, Header, Unused, find_header
from app.lists.table import Table
from app.lists.workbook import open_workbook, read_file

Told = Callable[[int, int], None]
_TOLD_EVERY: Final = 250
_LOOKED_AT: Final = 50
"""Rows, for an example of each column."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A cell that was rejected, repaired or should be looked at; `values` fill its sentence.

    `before` and `after` are for the screen and the report of whoever may read the list, never for a log.
    """

    row: int
    column: str
    code: str
    values: Mapping[str, object] = field(default_factory=dict)
    before: str = field(default="", repr=False)
    after: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that is no person, and why: `header`, `numbers`, `total`, `section` or `footer`."""

    row: int
    why: str


@dataclass(frozen=True, slots=True)
class PeopleRow:
    """One person of the list: parsed values by field, and the column letter each came from."""

    row: int
    values: Mapping[str, Any]
    columns: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Seen:
    """A column with anything in it: its heading, what it is read as, why it is not read, and a cell of it."""

    letter: str
    heading: str
    read_as: str = ""
    why: str = ""
    example: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class PeopleList:
    """What a file holds. Rows and letters are the sheet's own; blank rows are not mentioned."""

    sheet: str
    other_sheets: tuple[str, ...]
    """Sheets that also hold a list of people and were not read."""
    header_rows: tuple[int, ...]
    columns: Mapping[str, str]
    unused_columns: tuple[Unused, ...]
    rows: tuple[PeopleRow, ...]
    rejected: tuple[Finding, ...]
    repaired: tuple[Finding, ...]
    warnings: tuple[Finding, ...]
    skipped: tuple[Skipped, ...]
    digest: str
    """SHA-256 of the file, lowercase hex."""
    questions: tuple[Question, ...] = ()
    headings: Mapping[str, str] = field(default_factory=dict)
    """Every heading by the letter of its column."""
    seen: tuple[Seen, ...] = ()
    """Every column, also one without a heading."""
    grid: Grid | None = field(default=None, repr=False)
    """The sheet in Unicode, for a report that shows the cells."""


@dataclass(slots=True)
class _Reading:
    """A row while its cells are read."""

    row: int
    values: dict[str, Any] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    rejected: list[Finding] = field(default_factory=list)
    repaired: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Spot:
    """A column while its cells are read. Villages, answers and days repeat down it: `known` is what they said."""

    column: Column
    at: str
    order: DateOrder
    known: dict[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What is known of a sheet before its rows are read."""

    texts: Texts
    header: Header
    spots: tuple[_Spot, ...]


def _unheard(_done: int, _every: int) -> None:
    """Nobody asks how far it has come."""


def read_people(
    file: Path, *, sheet: str | None = None, answers: Answers = NO_ANSWERS, told: Told = _unheard
) -> PeopleList:
    """The people of a workbook or text table; the sheet whose header fits best unless one is named.

    `told` hears how many rows of how many are read.
    Raises `import.no_header`, `import.no_sheet`, `import.too_big`, `import.unreadable`, `file.missing`.
    """
    data = read_file(file)
    return people_of(open_workbook(file, data), data, file.name, sheet=sheet, answers=answers, told=told)


def people_of(
    grids: tuple[Grid, ...],
    data: bytes,
    name: str,
    *,
    sheet: str | None = None,
    answers: Answers = NO_ANSWERS,
    told: Told = _unheard,
) -> PeopleList:
    """The same from sheets already open; `data` is what the digest is of."""
    chosen = _named(grids, sheet) if sheet is not None else grids
    texts = [to_unicode(grid, answers.doubtful) for grid in chosen]
    headers = [(one, find_header(one.headings, answers.headings)) for one in texts]
    found = [(one, header) for one, header in headers if header is not None]
    if not found:
        raise AppError("import.no_header", file=name)
    best, header = max(found, key=lambda one: one[1].fits)
    others = tuple(other.grid.name for other, _ in found if other is not best)
    header = answers.applied(header)
    orders = date_orders(best.grid, header, answers.dates)
    spots = tuple(
        _Spot(column, letter(column.index), orders.get(column.index, DateOrder.DAY_FIRST)) for column in header.columns
    )
    return _read_table(_Sheet(best, header, spots), others, hashlib.sha256(data).hexdigest(), told)


def _named(grids: tuple[Grid, ...], sheet: str) -> tuple[Grid, ...]:
    wanted = clean(sheet).casefold()
    for grid in grids:
        if clean(grid.name).casefold() == wanted:
            return (grid,)
    raise AppError("import.no_sheet", sheet=sheet, sheets=", ".join(grid.name for grid in grids))


def _read_table(sheet: _Sheet, others: tuple[str, ...], digest: str, told: Told) -> PeopleList:
    grid, header = sheet.texts.grid, sheet.header
    readings: list[_Reading] = []
    skipped: list[Skipped] = []
    table = Table(grid, header)
    above: dict[int, Any] = {}
    below = sorted(row for row in grid.rows if row > header.rows[-1])
    for done, row in enumerate(below):
        if done % _TOLD_EVERY == 0:
            told(done, len(below))
        why = table.no_person(row)
        if why is None:
            readings.append(_read_row(sheet, row, above))
        elif why:
            skipped.append(Skipped(row, why))
    seen = _seen(sheet)
    return PeopleList(
        sheet=grid.name,
        other_sheets=others,
        header_rows=header.rows,
        columns=_letters(header),
        unused_columns=header.unused,
        rows=tuple(PeopleRow(one.row, one.values, one.columns) for one in readings if not one.rejected),
        rejected=tuple(finding for one in readings for finding in one.rejected),
        repaired=tuple(finding for one in readings for finding in one.repaired),
        warnings=tuple(finding for one in readings for finding in one.warnings),
        skipped=tuple(skipped),
        digest=digest,
        questions=_questions(sheet, readings),
        headings={one.letter: one.heading for one in seen},
        seen=seen,
        grid=grid,
    )


def _seen(sheet: _Sheet) -> tuple[Seen, ...]:
    grid, header = sheet.texts.grid, sheet.header
    below = [grid.rows[row] for row in sorted(row for row in grid.rows if row > header.rows[-1])[:_LOOKED_AT]]
    examples: dict[int, str] = {}
    for cells in below:
        for index, value in cells.items():
            examples.setdefault(index, shown_value(value))
    read = {column.index: Seen(letter(column.index), column.heading, column.field) for column in header.columns}
    unread = {one.letter: Seen(one.letter, one.heading, why=one.reason) for one in header.unused}
    indexes = sorted({*examples, *read, *map(index_of, unread)})
    return tuple(
        replace(
            read.get(index) or unread.get(letter(index)) or Seen(letter(index), "", why="unknown"),
            example=examples.get(index, ""),
        )
        for index in indexes
    )


def _questions(sheet: _Sheet, readings: list[_Reading]) -> tuple[Question, ...]:
    """What should be asked once: the encoding of doubtful cells, the order of a column's dates."""
    rejected = [finding for one in readings for finding in one.rejected]
    unsure = [finding for finding in rejected if finding.code == "import.encoding_unsure"]
    asked = [Question("encoding", unsure[0].column, len(unsure), unsure[0].before, unsure[0].after)] if unsure else []
    for column in sheet.header.columns:
        dates = [one for one in rejected if one.code == "date.unsure" and one.column == letter(column.index)]
        if dates:
            asked.append(Question("dates", dates[0].column, len(dates), dates[0].before))
    measures = Counter(one.values.get("measure", "") for one in readings)
    at = next((letter(column.index) for column in sheet.header.columns if column.field == "measure"), "")
    asked += [Question("measure", at, count, value) for value, count in sorted(measures.items()) if value]
    return tuple(asked)


def _letters(header: Header) -> dict[str, str]:
    letters: dict[str, str] = {}
    for column in header.columns:
        letters.setdefault(column.field, letter(column.index))
    return letters


def _read_row(sheet: _Sheet, row: int, above: dict[int, Any]) -> _Reading:
    reading = _Reading(row)
    cells = sheet.texts.grid.rows[row]
    for spot in sheet.spots:
        raw = cells.get(spot.column.index)
        if raw is not None:
            _read_one(reading, raw, spot, sheet, above)
    if any("." in name for name in reading.values):
        _join_dates(reading)
    if "name" not in reading.values and not any(_about_name(one) for one in reading.rejected):
        missing = next(column.index for column in sheet.header.columns if column.field == "name")
        reading.rejected.append(Finding(row, letter(missing), "name.missing"))
    return reading


def _about_name(finding: Finding) -> bool:
    return finding.code.startswith(("name.", "import.encoding"))


def _read_one(reading: _Reading, raw: Any, spot: _Spot, sheet: _Sheet, above: dict[int, Any]) -> None:
    """One cell with all that has to be known around it: its encoding, the row above, the dates of its column."""
    column, at = spot.column, spot.at
    place = (reading.row, column.index)
    unsure = sheet.texts.doubtful.get(place)
    if unsure is not None:
        raw = _told_by_its_words(unsure, column)
        if raw is None:
            reading.rejected.append(_unsure(reading.row, at, unsure))
            return
    converted = sheet.texts.converted.get(place)
    if converted is not None:
        code = f"encoding.{converted.encoding}"
        before = sheet.texts.before[place]
        reading.repaired.append(Finding(reading.row, at, code, {}, before, converted.text))
    known = spot.known.get(raw) if type(raw) is str else None
    if known is not None:
        above[column.index] = raw
        _take(reading, known, raw, spot)
        return
    if is_ditto(raw, column):
        if column.index not in above:
            reading.warnings.append(Finding(reading.row, at, "cell.ditto"))
            return
        reading.repaired.append(Finding(reading.row, at, "cell.ditto_filled", {}, str(raw), str(above[column.index])))
        raw = above[column.index]
    else:
        above[column.index] = raw
    _read_into(reading, raw, spot, date1904=sheet.texts.grid.date1904)


def _told_by_its_words(unsure: Decoded, column: Column) -> str | None:
    """The reading that is one of the few answers of a column such as sex or need; None where both or neither is."""
    if column.field not in ANSWERS:
        return None
    told = {text: read_cell(text, column).values for text in (unsure.suggestion, unsure.text)}
    fitting = [text for text, values in told.items() if values]
    alike = len(fitting) == 1 or told[unsure.suggestion] == told[unsure.text]
    return fitting[0] if fitting and alike else None


def _unsure(row: int, at: str, unsure: Decoded) -> Finding:
    values = {"confidence": unsure.confidence}
    return Finding(row, at, "import.encoding_unsure", values, unsure.text, unsure.suggestion)


def _read_into(reading: _Reading, raw: Any, spot: _Spot, *, date1904: bool) -> None:
    column, at = spot.column, spot.at
    try:
        ordered = in_order(raw, spot.order)
        cell = read_cell(ordered, column, date1904=date1904)
    except CellRefusedError as refused:
        reading.rejected.append(Finding(reading.row, at, refused.code, refused.values, shown_value(raw)))
        return
    if ordered is not raw:
        told = Finding(reading.row, at, "date.month_first", {}, shown_value(raw), shown_value(ordered))
        reading.repaired.append(told)
    if cell.repaired:
        after = shown_value(cell.values.get(column.field, ""))
        reading.repaired.append(Finding(reading.row, at, cell.repaired, {}, shown_value(ordered), after))
    if cell.warning:
        reading.warnings.append(Finding(reading.row, at, cell.warning, {}, shown_value(ordered)))
    if type(raw) is str and ordered is raw and not cell.repaired and not cell.warning:
        spot.known[raw] = cell.values
    _take(reading, cell.values, ordered, spot)


def _take(reading: _Reading, values: Mapping[str, Any], raw: Any, spot: _Spot) -> None:
    """What a cell says becomes the row's, unless another column has said it."""
    column, at = spot.column, spot.at
    for name, value in values.items():
        known = reading.values.get(name)
        if name == "name" and known:
            reading.values[name] = f"{known} {value}"  # family and given name in two columns
        elif known is None or (name == column.field and name == "certificate_kind"):
            reading.values[name] = value
            reading.columns[name] = at
        elif known != value and name in ("birth", "sex", "personal_number"):
            reading.warnings.append(Finding(reading.row, at, "value.unsure", {}, shown_value(raw)))


def _join_dates(reading: _Reading) -> None:
    """A date that stands in three columns: day, month, year."""
    for name in sorted({key.partition(".")[0] for key in reading.values if "." in key}):
        parts = [reading.values.pop(f"{name}.{part}", "") for part in ("day", "month", "year")]
        at = next(reading.columns.pop(key) for key in list(_parts_of(reading, name)))
        for key in list(_parts_of(reading, name)):
            del reading.columns[key]
        try:
            found = as_date("/".join(part for part in parts if part))
        except CellRefusedError as refused:
            reading.rejected.append(Finding(reading.row, at, refused.code))
            continue
        if found is not None:
            reading.values[name], reading.columns[name] = found, at


def _parts_of(reading: _Reading, name: str) -> Iterator[str]:
    return (key for key in reading.columns if key.startswith(f"{name}."))

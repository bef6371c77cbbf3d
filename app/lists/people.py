"""Read an officer's list of people: every row, or the cell that keeps it out."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.domain.names import clean
from app.errors import AppError
from app.lists.cells import CellRefusedError, as_date, read_cell
from app.lists.grid import Grid, letter
from app.lists.header import Column, Header, Unused, find_header
from app.lists.table import Table
from app.lists.workbook import open_workbook, read_file


@dataclass(frozen=True, slots=True)
class Finding:
    """A cell that was rejected, repaired or should be looked at; `values` fill its sentence."""

    row: int
    column: str
    code: str
    values: Mapping[str, object] = field(default_factory=dict)


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


@dataclass(slots=True)
class _Reading:
    """A row while its cells are read."""

    row: int
    values: dict[str, Any] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    rejected: list[Finding] = field(default_factory=list)
    repaired: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)


def read_people(file: Path, *, sheet: str | None = None) -> PeopleList:
    """The people of a workbook or text table; the sheet whose header fits best unless one is named.

    Raises `import.no_header`, `import.no_sheet`, `import.too_big`, `import.unreadable`, `file.missing`.
    """
    data = read_file(file)
    grids = open_workbook(file, data)
    headers = [(grid, find_header(grid)) for grid in (_named(grids, sheet) if sheet is not None else grids)]
    found = [(grid, header) for grid, header in headers if header is not None]
    if not found:
        raise AppError("import.no_header", file=file.name)
    grid, header = max(found, key=lambda one: one[1].fits)
    others = tuple(other.name for other, _ in found if other is not grid)
    return _read_table(grid, header, others, hashlib.sha256(data).hexdigest())


def _named(grids: tuple[Grid, ...], sheet: str) -> tuple[Grid, ...]:
    wanted = clean(sheet).casefold()
    for grid in grids:
        if clean(grid.name).casefold() == wanted:
            return (grid,)
    raise AppError("import.no_sheet", sheet=sheet, sheets=", ".join(grid.name for grid in grids))


def _read_table(grid: Grid, header: Header, others: tuple[str, ...], digest: str) -> PeopleList:
    readings: list[_Reading] = []
    skipped: list[Skipped] = []
    table = Table(grid, header)
    for row in sorted(row for row in grid.rows if row > header.rows[-1]):
        why = table.no_person(row)
        if why is None:
            readings.append(_read_row(grid, header, row))
        elif why:
            skipped.append(Skipped(row, why))
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
    )


def _letters(header: Header) -> dict[str, str]:
    letters: dict[str, str] = {}
    for column in header.columns:
        letters.setdefault(column.field, letter(column.index))
    return letters


def _read_row(grid: Grid, header: Header, row: int) -> _Reading:
    reading = _Reading(row)
    cells = grid.rows[row]
    for column in header.columns:
        raw = cells.get(column.index)
        if raw is not None:
            _read_into(reading, raw, column, date1904=grid.date1904)
    _join_dates(reading)
    if "name" not in reading.values and not any(one.code.startswith("name.") for one in reading.rejected):
        missing = next(column.index for column in header.columns if column.field == "name")
        reading.rejected.append(Finding(row, letter(missing), "name.missing"))
    return reading


def _read_into(reading: _Reading, raw: Any, column: Column, *, date1904: bool) -> None:
    at = letter(column.index)
    try:
        cell = read_cell(raw, column, date1904=date1904)
    except CellRefusedError as refused:
        reading.rejected.append(Finding(reading.row, at, refused.code, refused.values))
        return
    if cell.repaired:
        reading.repaired.append(Finding(reading.row, at, cell.repaired))
    if cell.warning:
        reading.warnings.append(Finding(reading.row, at, cell.warning))
    for name, value in cell.values.items():
        known = reading.values.get(name)
        if name == "name" and known:
            reading.values[name] = f"{known} {value}"  # family and given name in two columns
        elif known is None or (name == column.field and name == "certificate_kind"):
            reading.values[name] = value
            reading.columns[name] = at
        elif known != value and name in ("birth", "sex", "personal_number"):
            reading.warnings.append(Finding(reading.row, at, "value.unsure"))


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

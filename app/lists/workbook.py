"""Open an officer's file, whatever it is, within limits: every sheet as a `Grid`."""

import contextlib
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from app.errors import AppError
from app.lists.delimited import read_text
from app.lists.encodings import font_encoding
from app.lists.fonts import names_legacy_fonts, of_big_workbook, of_old_workbook
from app.lists.grid import Area, Grid, sparse

MAX_FILE: Final = 64 * 1024 * 1024
MAX_UNPACKED: Final = 256 * 1024 * 1024
MAX_MEMBERS: Final = 5_000
# From here on openpyxl takes too long: it reads about 4 MiB of sheet a second, calamine ten times as much.
BIG_SHEETS: Final = 6 * 1024 * 1024

_TEXT_FILES: Final = (".csv", ".tsv", ".txt")
_OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_CHUNK: Final = 1 << 20
# calamine shows an error cell as empty, and lays out every cell up to the farthest one: a single stray cell in
# column XFD of the last row would ask for all the memory there is.
# Both are searched for with little context: what only looks so is read by openpyxl, which takes longer.
_ERROR: Final = b't="e"'
_FAR: Final = re.compile(rb' r="(?:[A-Z]{3}|[D-Z][A-Z]|\d{5})\d')
_DATE1904: Final = re.compile(rb'date1904="(?:1|true)"')
# A damaged file makes openpyxl fail in its parsers, each in its own way.
_PARSERS_FAIL: Final = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    SyntaxError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)


def open_workbook(file: Path, data: bytes) -> tuple[Grid, ...]:
    """Every sheet of the file. Raises `import.too_big` before unpacking and `import.unreadable`."""
    if data.startswith(b"PK"):
        return _open_zip(file, data)
    if data.startswith(_OLE):
        return _old_workbook(file, data)
    if file.suffix.lower() in _TEXT_FILES:
        return (read_text(data, file.name),)
    raise AppError("import.unreadable", file=file.name)


def read_file(file: Path) -> bytes:
    """The file's bytes, read once so that the digest is of what was parsed."""
    try:
        if file.stat().st_size > MAX_FILE:
            raise AppError("import.too_big", file=file.name, limit=MAX_FILE >> 20)
        return file.read_bytes()
    except FileNotFoundError as error:
        raise AppError("file.missing", file=file.name) from error
    except OSError as error:
        raise AppError("import.unreadable", file=file.name) from error


def _open_zip(file: Path, data: bytes) -> tuple[Grid, ...]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED:
                raise AppError("import.too_big", file=file.name, limit=MAX_UNPACKED >> 20)
            is_xlsx = "xl/workbook.xml" in archive.namelist()
            sheets = [member for member in members if member.filename.startswith("xl/worksheets/sheet")]
            date1904 = is_xlsx and bool(_DATE1904.search(archive.read("xl/workbook.xml")))
            checked = [_error_or_far(archive, member) for member in (sheets if is_xlsx else members)]
            legacy, runs = names_legacy_fonts(archive) if is_xlsx else (False, False)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise AppError("import.unreadable", file=file.name) from error
    plain = not any(checked)
    if not is_xlsx or (plain and not runs and sum(sheet.file_size for sheet in sheets) > BIG_SHEETS):
        return _with_fonts(_with_calamine(file, data, date1904=date1904), of_big_workbook(data) if legacy else {})
    try:
        return tuple(_with_openpyxl(data, date1904=date1904, runs=runs))
    except _PARSERS_FAIL as error:
        if not plain:
            raise AppError("import.unreadable", file=file.name) from error
    # Other programs write styles that openpyxl refuses though the cells are sound.
    return _with_calamine(file, data, date1904=date1904)


def _error_or_far(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    """Also unpacks the member once, so a size or checksum that lies is found before calamine sees it."""
    found = False
    tail = b""
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            seen = tail + chunk
            found = found or _ERROR in seen or _FAR.search(seen) is not None
            tail = chunk[-20:]
    return found


def _old_workbook(file: Path, data: bytes) -> tuple[Grid, ...]:
    grids = _with_calamine(file, data, date1904=False)
    told = of_old_workbook(data)
    fonts = {name: fonts for name, (fonts, _) in told.items()}
    return tuple(
        replace(grid, runs=told[grid.name][1] if grid.name in told else {}) for grid in _with_fonts(grids, fonts)
    )


def _with_fonts(grids: tuple[Grid, ...], fonts: Mapping[str, Mapping[tuple[int, int], str]]) -> tuple[Grid, ...]:
    return tuple(replace(grid, fonts=fonts.get(grid.name, {})) for grid in grids)


def _with_openpyxl(data: bytes, *, date1904: bool, runs: bool) -> Iterator[Grid]:
    import openpyxl

    # It prints some of its doubts, and standard output belongs to the command's one JSON object.
    with warnings.catch_warnings(record=True) as notes, contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("always")
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True, keep_links=False, rich_text=runs)
    bad_dates = [re.search(r"Cell ([A-Z]+\d+) is marked as a date", str(note.message)) for note in notes]
    no_dates = {match[1] for match in bad_dates if match}
    legacy = {place: font.name for place, font in enumerate(book._fonts) if font_encoding(font.name or "")}  # type: ignore[attr-defined] # noqa: SLF001
    for sheet in book.worksheets:
        rows: dict[int, dict[int, Any]] = {}
        fonts: dict[tuple[int, int], str] = {}
        pieces: dict[tuple[int, int], tuple[tuple[str, str], ...]] = {}
        # iter_rows would create every cell up to the farthest one; the cells themselves are what is there.
        for (row, column), cell in sorted(sheet._cells.items()):  # noqa: SLF001
            if cell.value is not None and cell.value != "":
                # A number beyond all dates is a wrong date, not an error of a formula.
                unreal = cell.value == "#VALUE!" and cell.coordinate in no_dates
                rows.setdefault(row, {})[column] = "?#date" if unreal else _plain(cell.value)
                font = legacy.get(cell._style.fontId)  # type: ignore[attr-defined] # noqa: SLF001
                if font is not None and isinstance(cell.value, str):
                    fonts[row, column] = font
                if runs and isinstance(cell.value, list):
                    pieces[row, column] = _pieces(cell.value, font or "")
        merged = tuple(
            Area(area.min_row, area.min_col, area.max_row, area.max_col) for area in sheet.merged_cells.ranges
        )
        yield Grid(sheet.title, rows, merged, date1904, fonts, pieces)


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, list) else value


def _pieces(value: list[Any], font: str) -> tuple[tuple[str, str], ...]:
    """The runs of a rich text: openpyxl gives those in the cell's own font as plain text."""
    return tuple(
        (piece, font) if isinstance(piece, str) else (str(piece.text), piece.font.rFont or font) for piece in value
    )


def _with_calamine(file: Path, data: bytes, *, date1904: bool) -> tuple[Grid, ...]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with CalamineWorkbook.from_object(io.BytesIO(data)) as book:
            return tuple(_calamine_grid(book, name, date1904=date1904) for name in book.sheet_names)
    except (CalamineError, OSError, ValueError) as error:
        raise AppError("import.unreadable", file=file.name) from error


def _calamine_grid(book: Any, name: str, *, date1904: bool) -> Grid:
    sheet = book.get_sheet_by_name(name)
    top, left = sheet.start or (0, 0)
    rows = sparse(sheet.to_python(), top=top + 1, left=left + 1)
    merged = tuple(
        Area(first[0] + 1, first[1] + 1, last[0] + 1, last[1] + 1) for first, last in sheet.merged_cell_ranges or ()
    )
    return Grid(name, rows, merged, date1904)

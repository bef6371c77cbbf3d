"""Which cells are set in a font from before Unicode: what openpyxl is too slow for and calamine does not tell."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, Final
from xml.sax.saxutils import unescape

from app.lists.encodings import font_encoding

_FONT: Final = re.compile(rb"<font>.*?</font>|<font/>", re.DOTALL)
_NAME: Final = re.compile(rb'<name val="([^"]*)"')
_FORMATS: Final = re.compile(rb"<cellXfs\b.*?</cellXfs>", re.DOTALL)
_FORMAT: Final = re.compile(rb'<xf\b[^>]*?fontId="(\d+)"')
_CELL: Final = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})" s="(\d+)"')
_SHEET: Final = re.compile(rb'<sheet\b[^>]*?name="([^"]*)"[^>]*?r:id="([^"]*)"')
_PART: Final = re.compile(rb"<Relationship\b[^>]*>")
_LEGACY: Final = re.compile(rb'"(?:\.?vn[a-z]|vni\b|vps\b)', re.IGNORECASE)
_LEGACY_RUN: Final = re.compile(rb'<rFont val="(?:\.?vn[a-z]|vni\b|vps\b)', re.IGNORECASE)
_MOST_SEARCHED: Final = 8 * 1024 * 1024
# A .xls keeps the names of its fonts in one or in two bytes a letter.
_LEGACY_XLS: Final = re.compile(rb"\.Vn[A-Z]|VNI-|VPS |\.\0V\0n\0|V\0N\0I\0|V\0P\0S\0")


def names_legacy_fonts(archive: zipfile.ZipFile) -> tuple[bool, bool]:
    """Whether any style of an .xlsx, and whether any run inside a cell, is in such a font."""
    parts = archive.infolist()
    styles = [part for part in parts if part.filename == "xl/styles.xml"]
    # Excel keeps its texts in one part, other programs write them into the cells.
    texts = [part for part in parts if part.filename.startswith(("xl/sharedStrings", "xl/worksheets/sheet"))]
    return (
        any(_LEGACY.search(archive.read(part)) for part in styles),
        any(_LEGACY_RUN.search(archive.read(part)) for part in texts if part.file_size <= _MOST_SEARCHED),
    )


def of_big_workbook(data: bytes) -> dict[str, dict[tuple[int, int], str]]:
    """The legacy fonts of an .xlsx by sheet, read straight from its parts: a fifth of a second for 20,000 rows."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        styles = archive.read("xl/styles.xml") if "xl/styles.xml" in archive.namelist() else b""
        fonts = [_font_name(match[0]) for match in _FONT.finditer(styles)]
        formats = _FORMATS.search(styles)
        used = [int(match[1]) for match in _FORMAT.finditer(formats[0])] if formats else []
        legacy = {
            str(place).encode(): fonts[font]
            for place, font in enumerate(used)
            if font < len(fonts) and font_encoding(fonts[font])
        }
        if not legacy:
            return {}
        return {name: dict(_cells(archive.read(part), legacy)) for name, part in _sheets(archive)}


def _font_name(font: bytes) -> str:
    name = _NAME.search(font)
    return name[1].decode("utf-8", "replace") if name else ""


def _cells(sheet: bytes, legacy: Mapping[bytes, str]) -> Iterator[tuple[tuple[int, int], str]]:
    for match in _CELL.finditer(sheet):
        if match[3] in legacy:
            yield (int(match[2]), _column(match[1])), legacy[match[3]]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Each sheet's name and part, by the relations of the workbook."""
    parts = {}
    if "xl/_rels/workbook.xml.rels" in archive.namelist():
        for relation in _PART.findall(archive.read("xl/_rels/workbook.xml.rels")):
            told = dict(re.findall(rb'(\w+)="([^"]*)"', relation))
            parts[told.get(b"Id")] = told.get(b"Target", b"").decode("utf-8", "replace")
    for name, relation in _SHEET.findall(archive.read("xl/workbook.xml")):
        part = parts.get(relation, "")
        whole = part.lstrip("/") if part.startswith("/") else f"xl/{part}"
        if whole in archive.namelist():
            yield unescape(name.decode("utf-8", "replace"), {"&quot;": '"', "&apos;": "'"}), whole


def of_old_workbook(data: bytes) -> dict[str, tuple[dict[tuple[int, int], str], dict[tuple[int, int], Any]]]:
    """The legacy fonts of an .xls by sheet, and the runs of cells that mix fonts; {} when there are none."""
    if not _LEGACY_XLS.search(data):
        return {}
    import xlrd

    try:
        # It prints its doubts on standard output, which belongs to the command's one JSON object.
        with xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO()) as book:
            return {sheet.name: (_old_fonts(book, sheet), _old_runs(book, sheet)) for sheet in book.sheets()}
    except (xlrd.XLRDError, AssertionError, LookupError, ValueError, TypeError, AttributeError, OSError, MemoryError):
        return {}  # calamine has read the cells; content decides then


def _old_fonts(book: Any, sheet: Any) -> dict[tuple[int, int], str]:
    names = [font.name for font in book.font_list]
    legacy = {
        place: names[form.font_index]
        for place, form in enumerate(book.xf_list)
        if form.font_index < len(names) and font_encoding(names[form.font_index])
    }
    return {
        (row + 1, column + 1): legacy[form]
        for row in range(sheet.nrows)
        for column in range(sheet.row_len(row))
        if (form := sheet.cell_xf_index(row, column)) in legacy
    }


def _old_runs(book: Any, sheet: Any) -> dict[tuple[int, int], Any]:
    runs = {}
    for (row, column), starts in sheet.rich_text_runlist_map.items():
        text = str(sheet.cell_value(row, column))
        first = book.font_list[book.xf_list[sheet.cell_xf_index(row, column)].font_index].name
        marks = [(0, first), *((start, book.font_list[font].name) for start, font in starts), (len(text), "")]
        pieces = tuple((text[start:end], font) for (start, font), (end, _) in pairwise(marks) if start < end)
        if any(font_encoding(font) for _, font in pieces):
            runs[row + 1, column + 1] = pieces
    return runs

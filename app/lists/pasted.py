"""Cells copied in Excel or LibreOffice and pasted here: a table in HTML, which keeps fonts, or lines with tabs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

from app.errors import AppError
from app.lists.delimited import read_text
from app.lists.encodings import font_encoding
from app.lists.grid import Area, Grid

NAME: Final = "clipboard"
MAX_PASTED: Final = 8 * 1024 * 1024
"""Characters; 20,000 rows of ten columns are about three million."""
_MAX_SPAN: Final = 200
_CLASS: Final = re.compile(r"\.([\w-]+)\s*\{([^}]*)\}")
_FAMILY: Final = re.compile(r"font-family\s*:\s*[\"']?([^;,\"']+)", re.IGNORECASE)


def read_pasted(text: str, html: str = "") -> tuple[Grid, ...]:
    """The pasted cells as sheets: the tables of the HTML, else the text. Raises `import.too_big`, `import.no_header`.

    Excel's own formats in the cells are lost on the way: what is pasted is what was shown.
    """
    if len(text) + len(html) > MAX_PASTED:
        raise AppError("import.too_big", file=NAME, limit=MAX_PASTED >> 20)
    tables = tuple(_tables(html)) if "<t" in html.lower() else ()
    if tables:
        return tables
    if not text.strip():
        raise AppError("import.no_header", file=NAME)
    return (read_text(text.encode("utf-8", "replace"), NAME, separator="\t"),)


def _tables(html: str) -> Iterator[Grid]:
    reader = _Reader({name: font[1] for name, style in _CLASS.findall(html) if (font := _FAMILY.search(style))})
    reader.feed(html)
    reader.close()
    for table in reader.tables:
        if table.rows:
            yield Grid(NAME, table.rows, tuple(table.merged), fonts=table.fonts, runs=table.runs)


@dataclass(slots=True)
class _Table:
    """One table while it is read; rows and columns count from 1."""

    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    fonts: dict[tuple[int, int], str] = field(default_factory=dict)
    runs: dict[tuple[int, int], tuple[tuple[str, str], ...]] = field(default_factory=dict)
    row: int = 0
    column: int = 0
    covered: set[tuple[int, int]] = field(default_factory=set)


class _Reader(HTMLParser):
    """Reads cells with their fonts; whatever else stands in the page is passed over."""

    def __init__(self, classes: dict[str, str]) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Table] = []
        self._classes = classes
        self._fonts: list[str] = []
        self._runs: list[tuple[str, str]] | None = None
        self._span = (1, 1)
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a table, a row, a cell or a change of font."""
        told = {name: value or "" for name, value in attrs}
        if tag == "table":
            self.tables.append(_Table())
        elif tag in ("style", "script"):
            self._silent += 1
        elif tag == "tr" and self.tables:
            self.tables[-1].row += 1
            self.tables[-1].column = 0
        elif tag in ("td", "th") and self.tables:
            self._end_cell()
            self._runs = []
            self._span = (_number(told.get("rowspan")), _number(told.get("colspan")))
            self._fonts = [self._font(told)]
        elif tag in ("font", "span") and self._runs is not None:
            self._fonts.append(self._font(told) or self._fonts[-1])
        elif tag == "br" and self._runs is not None:
            self._runs.append((" ", self._fonts[-1]))

    def handle_endtag(self, tag: str) -> None:
        """Close what was open."""
        if tag in ("td", "th", "tr", "table"):
            self._end_cell()
        elif tag in ("style", "script"):
            self._silent = max(0, self._silent - 1)
        elif tag in ("font", "span") and len(self._fonts) > 1:
            self._fonts.pop()

    def handle_data(self, data: str) -> None:
        """Text of the open cell."""
        if self._runs is not None and not self._silent:
            self._runs.append((re.sub(r"[ \t\r\n]+", " ", data), self._fonts[-1]))

    def _font(self, told: dict[str, str]) -> str:
        style = _FAMILY.search(told.get("style", ""))
        return told.get("face") or (style[1].strip() if style else "") or self._classes.get(told.get("class", ""), "")

    def _end_cell(self) -> None:
        if self._runs is None or not self.tables:
            return
        table, runs = self.tables[-1], tuple(run for run in self._runs if run[0])
        self._runs = None
        table.row = max(table.row, 1)
        table.column += 1
        while (table.row, table.column) in table.covered:
            table.column += 1
        down, across = self._span
        place = (table.row, table.column)
        if down > 1 or across > 1:
            table.merged.append(Area(place[0], place[1], place[0] + down - 1, place[1] + across - 1))
            table.covered |= {(place[0] + y, place[1] + x) for y in range(down) for x in range(across)}
        text = "".join(text for text, _ in runs).strip()
        if text:
            table.rows.setdefault(place[0], {})[place[1]] = text
        fonts = {font for _, font in runs}
        if len(fonts) > 1 and any(font_encoding(font) for font in fonts):
            table.runs[place] = runs
        elif fonts and font_encoding(font := fonts.pop()):
            table.fonts[place] = font


def _number(value: str | None) -> int:
    return min(int(value), _MAX_SPAN) if value and value.isdigit() and int(value) > 0 else 1

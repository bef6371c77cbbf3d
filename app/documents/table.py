"""A table over many pages: cells wrapped once, rows shared out to pages, then drawn line by line.

fpdf2's own `table()` took 25 times as long and cannot split a row that is taller than a page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from app.documents.canvas import Canvas
from app.documents.page import ASCENT
from app.documents.typeface import MM_PER_POINT, line_height, width, wrap
from app.domain.paper import Align, Column, Row, Style

PADDING: Final = 1.0


@dataclass(frozen=True, slots=True)
class Piece:
    """What is drawn as one row: the wrapped lines of each cell, or one line across (`across`)."""

    cells: tuple[tuple[str, ...], ...]
    height: float
    across: bool = False
    style: Style = Style.PLAIN
    align: Align = Align.LEFT


class Table:
    """The measured table of a paper. Widths and heights are mm."""

    def __init__(self, columns: Sequence[Column], room: float, size: int) -> None:
        total = sum(column.width for column in columns)
        self.columns = tuple(columns)
        self.widths = tuple(column.width * room / total for column in columns)
        self.room = room
        self.size = size
        self._head = self._measured_head()

    @property
    def head_height(self) -> float:
        """Height of the header rows, repeated on every page."""
        return sum(self._head_heights())

    def pieces(self, rows: Sequence[Row], tallest: float) -> list[Piece]:
        """The rows measured, those taller than `tallest` split; raises `MissingGlyph`."""
        return [piece for row in rows for piece in self._split(row, tallest)]

    def draw_head(self, canvas: Canvas, x: float, y: float) -> float:
        """Draw the header rows and give the y below them."""
        top, bottom = self._head_heights()
        left = x
        for group, members in groupby(range(len(self.columns)), lambda index: self.columns[index].group):
            indexes = list(members)
            if group:
                span = sum(self.widths[index] for index in indexes)
                self._draw_cell(canvas, self._head[group], (left, y, span, top), Style.BOLD, Align.CENTER)
            for index in indexes:
                place = (
                    (left, y + top, self.widths[index], bottom)
                    if group
                    else (left, y, self.widths[index], top + bottom)
                )
                self._draw_cell(canvas, self._head[self.columns[index].key], place, Style.BOLD, Align.CENTER)
                left += self.widths[index]
        return y + top + bottom

    def draw_piece(self, canvas: Canvas, piece: Piece, x: float, y: float) -> float:
        """Draw one row and give the y below it."""
        if piece.across:
            self._draw_cell(canvas, piece.cells[0], (x, y, self.room, piece.height), piece.style, piece.align)
            return y + piece.height
        for lines, cell_width, column in zip(piece.cells, self.widths, self.columns, strict=True):
            self._draw_cell(canvas, lines, (x, y, cell_width, piece.height), piece.style, column.align)
            x += cell_width
        return y + piece.height

    def _split(self, row: Row, tallest: float) -> list[Piece]:
        if row.across is not None:
            lines = tuple(wrap(row.across.text, row.across.style, self.size, self.room - 2 * PADDING))
            return [
                Piece((lines,), self._height(len(lines)), across=True, style=row.across.style, align=row.across.align)
            ]
        cells = [
            wrap(text, row.style, self.size, cell_width - 2 * PADDING)
            for text, cell_width in zip(row.cells, self.widths, strict=True)
        ]
        most = max(row.least, *map(len, cells))
        fits = max(1, int((tallest - 2 * PADDING) / line_height(self.size)))
        return [
            Piece(
                tuple(tuple(lines[start : start + fits]) for lines in cells),
                self._height(min(fits, most - start)),
                style=row.style,
            )
            for start in range(0, most, fits)
        ]

    def _height(self, lines: int) -> float:
        return lines * line_height(self.size) + 2 * PADDING

    def _measured_head(self) -> dict[str, tuple[str, ...]]:
        wrapped = {}
        for group, members in groupby(range(len(self.columns)), lambda index: self.columns[index].group):
            indexes = list(members)
            if group:
                wrapped[group] = self._wrap_head(group, sum(self.widths[index] for index in indexes))
            for index in indexes:
                column = self.columns[index]
                wrapped[column.key] = self._wrap_head(column.heading, self.widths[index])
        return wrapped

    def _wrap_head(self, text: str, room: float) -> tuple[str, ...]:
        return tuple(wrap(text, Style.BOLD, self.size, room - 2 * PADDING))

    def _head_heights(self) -> tuple[float, float]:
        groups = [len(self._head[column.group]) for column in self.columns if column.group]
        below = [len(self._head[column.key]) for column in self.columns if column.group]
        alone = [len(self._head[column.key]) for column in self.columns if not column.group]
        if not groups:
            return 0.0, self._height(max(alone))
        top, bottom = self._height(max(groups)), self._height(max(below))
        return top, max(bottom, self._height(max(alone, default=0)) - top)

    def _draw_cell(
        self,
        canvas: Canvas,
        lines: Sequence[str],
        place: tuple[float, float, float, float],
        style: Style,
        align: Align,
    ) -> None:
        x, y, w, h = place
        canvas.box(x, y, w, h)
        step = line_height(self.size)
        # Headings stand in the middle of their cell, rows begin at the top so that the eye reads across.
        y += (h - len(lines) * step) / 2 if style is Style.BOLD and align is Align.CENTER else PADDING
        for index, text in enumerate(lines):
            spare = w - 2 * PADDING - width(text, style, self.size)
            shift = {Align.CENTER: spare / 2, Align.RIGHT: spare}.get(align, 0.0)
            baseline = y + index * step + self.size * MM_PER_POINT * ASCENT
            canvas.text(x + PADDING + shift, baseline, text, style, self.size)


def share_out(pieces: Sequence[Piece], first: float, full: float, tail: float) -> list[list[Piece]]:
    """The pieces page by page: `first` mm on page 1, `full` on the others, `tail` needed after the last.

    A line across stays with the row that follows it, and the tail takes at least one row with it to a new page.
    """
    pages: list[list[Piece]] = [[]]
    room = first
    for index, piece in enumerate(pieces):
        needed = piece.height
        if piece.across and index + 1 < len(pieces):
            needed += pieces[index + 1].height
        if needed > room + 1e-6 and (pages[-1] or room < full):
            pages.append([])
            room = full
        pages[-1].append(piece)
        room -= piece.height
    if tail > room + 1e-6:
        pages.append(_taken_along(pages[-1], full - tail))
    return pages


def _taken_along(last: list[Piece], room: float) -> list[Piece]:
    taken: list[Piece] = []
    while last and (not taken or last[-1].across):
        if sum(piece.height for piece in taken) + last[-1].height > room:
            break
        if len(last) == 1 and taken:
            break
        taken.insert(0, last.pop())
    return taken

"""Bring every text of a sheet to Unicode, and remember what was changed and what is doubtful."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from app.lists.encodings import SURE, VIQR, Decoded, decode, font_encoding, is_sound
from app.lists.grid import Grid

Place = tuple[int, int]
_NUMBERS: Final = re.compile(r"[0-9\s/.,:-]*")


class Doubtful(StrEnum):
    """What to do with cells whose encoding is doubtful: ask, take the other reading, or leave them as they are."""

    ASK = "ask"
    CONVERT = "convert"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Texts:
    """A sheet in Unicode: which cells were converted and which are doubtful, with their other reading."""

    grid: Grid
    converted: Mapping[Place, Decoded]
    doubtful: Mapping[Place, Decoded]
    before: Mapping[Place, str]
    """What the converted cells said as they stand in the file."""

    @property
    def headings(self) -> Grid:
        """The sheet with the more likely reading of every doubtful cell that makes no sense as it is: for headings."""
        better = {
            place: one.suggestion
            for place, one in self.doubtful.items()
            if one.suggested == VIQR or not is_sound(one.text)
        }
        return _changed(self.grid, better)


def to_unicode(grid: Grid, doubtful: Doubtful = Doubtful.ASK) -> Texts:
    """The sheet with every text in Unicode.

    A doubtful cell keeps its text when it is asked; headings take the more likely reading, for they are shown.
    """
    found = dict(_decoded(grid))
    sure_fonts = _believed(grid, found)
    present = frozenset(one.encoding for one in found.values() if one.encoding)
    converted: dict[Place, Decoded] = {}
    unsure: dict[Place, Decoded] = {}
    for place, one in found.items():
        taken = _settled(one, believed=grid.fonts.get(place, "") in sure_fonts, present=present)
        if taken.suggestion and doubtful is Doubtful.CONVERT:
            taken = Decoded(taken.suggestion, taken.suggested, taken.confidence)
        if taken.encoding:
            converted[place] = taken
        elif taken.suggestion and doubtful is Doubtful.ASK:
            unsure[place] = taken
    before = {(row, column): str(grid.rows[row][column]) for row, column in converted}
    texts = {place: one.text for place, one in converted.items()}
    return Texts(_changed(grid, texts), converted, unsure, before)


def _changed(grid: Grid, texts: Mapping[Place, str]) -> Grid:
    if not texts:
        return grid
    rows = {
        row: {column: texts.get((row, column), value) for column, value in cells.items()}
        for row, cells in grid.rows.items()
    }
    return replace(grid, rows=rows)


def _decoded(grid: Grid) -> Iterator[tuple[Place, Decoded]]:
    """Every cell that is or may be in another encoding."""
    for row, cells in grid.rows.items():
        for column, value in cells.items():
            if not isinstance(value, str):
                continue
            place = (row, column)
            font = grid.fonts.get(place, "") if grid.fonts else ""
            if not font and _NUMBERS.fullmatch(value):
                continue
            runs = grid.runs.get(place)
            found = _joined(runs) if runs else decode(value, font, bytes_read=grid.bytes_read)
            if found.encoding or found.suggestion:
                yield place, found


def _joined(runs: tuple[tuple[str, str], ...]) -> Decoded:
    """A cell of several fonts: each run by its own."""
    parts = [decode(text, font) for text, font in runs]
    encodings = [part.encoding or part.suggested for part in parts if part.encoding or part.suggested]
    text = "".join(part.text for part in parts)
    if not encodings:
        return Decoded(text)
    if any(part.suggestion for part in parts):
        said = "".join(
            part.suggestion if part.suggestion and (font_encoding(font) or not is_sound(part.text)) else part.text
            for part, (_, font) in zip(parts, runs, strict=True)
        )
        # A run is often cut inside a word: then the whole tells what the pieces cannot.
        if is_sound(said):
            return Decoded(said, encodings[0], SURE)
        return Decoded("".join(text for text, _ in runs), "", 80, said, encodings[0])
    return Decoded(text, encodings[0], min(part.confidence for part in parts))


def _believed(grid: Grid, found: Mapping[Place, Decoded]) -> frozenset[str]:
    """Legacy fonts in which cells are certainly legacy, and none is certainly Unicode already."""
    legacy: Counter[str] = Counter()
    modern: Counter[str] = Counter()
    for place, font in grid.fonts.items():
        one = found.get(place)
        value = grid.rows.get(place[0], {}).get(place[1])
        if one is not None and one.encoding and not str(value).isascii():
            legacy[font_encoding(font)] += 1
        elif one is None and isinstance(value, str) and not value.isascii():
            modern[font_encoding(font)] += 1
    return frozenset(
        font for font in set(grid.fonts.values()) if legacy[font_encoding(font)] and not modern[font_encoding(font)]
    )


def _settled(one: Decoded, *, believed: bool, present: frozenset[str]) -> Decoded:
    if not one.suggestion or not is_sound(one.text):
        return one
    if believed:
        return Decoded(one.suggestion, one.suggested, SURE)
    # Sound Vietnamese as it stands: without other text in that encoding there is nothing to ask.
    return one if one.suggested in present else Decoded(one.text)

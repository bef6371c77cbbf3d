"""Liberation Serif as papers use it: how wide text is, how it wraps, and whether it can be drawn at all."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from app.domain.names import clean
from app.domain.paper import Style
from app.paths import resource

MM_PER_POINT: Final = 25.4 / 72
_DASHES: Final = ("–", "—")
LINE_SPACING: Final = 1.17
_FILES: Final = {
    Style.PLAIN: "LiberationSerif-Regular.ttf",
    Style.BOLD: "LiberationSerif-Bold.ttf",
    Style.ITALIC: "LiberationSerif-Italic.ttf",
    Style.BOLD_ITALIC: "LiberationSerif-BoldItalic.ttf",
}


class MissingGlyph(ValueError):  # noqa: N818 - it names what is missing
    """A character that the typeface cannot draw: refused before printing, never left out silently."""

    def __init__(self, character: str) -> None:
        super().__init__(f"U+{ord(character):04X}")
        self.character = character


@dataclass(frozen=True, slots=True)
class Face:
    """One cut of the typeface: the width of every character it has, in thousandths of the size."""

    widths: dict[str, int]

    def width(self, text: str) -> int:
        """Width of `text` in thousandths of the size; raises `MissingGlyph`."""
        try:
            return sum([self.widths[char] for char in text])
        except KeyError as error:
            raise MissingGlyph(error.args[0]) from None


def font_file(style: Style) -> Path:
    """The bundled font file of a cut: offices' PCs need no font of their own."""
    return resource("fonts", _FILES[style])


@lru_cache
def face(style: Style) -> Face:
    """The metrics of a cut, read once per process."""
    from fpdf import FPDF

    pdf = FPDF()
    pdf.add_font("face", fname=font_file(style))
    font = pdf.fonts["face"]
    metrics = Face({chr(code): round(font.cw[code]) for code in font.cmap})  # type: ignore[union-attr, index]
    font.ttfont.close()  # type: ignore[union-attr] # fpdf2 leaves the font file open
    return metrics


def width(text: str, style: Style, size: float) -> float:
    """Width of one line of text in mm; raises `MissingGlyph`."""
    return _em(text, style) * size * MM_PER_POINT / 1000


def line_height(size: float) -> float:
    """Distance of two baselines in mm."""
    return size * MM_PER_POINT * LINE_SPACING


def wrap(text: str, style: Style, size: float, room: float, indent: float = 0) -> list[str]:
    """`text` in lines no wider than `room` mm, the first narrower by `indent`; a word too long is cut.

    The text is brought to NFC without invisible characters first: the font has no combining positions.
    Raises `MissingGlyph`.
    """
    per_mm = 1000 / (size * MM_PER_POINT)
    full, left = room * per_mm, (room - indent) * per_mm
    space = _em(" ", style)
    lines: list[str] = []
    line = ""
    for word in _pieces(clean(text), style, min(full, left)):
        needed = _em(word, style) + (space if line else 0)
        if line and needed > left:
            lines.append(line)
            line, left, needed = "", full, _em(word, style)
        line = f"{line} {word}" if line else word
        left -= needed
    return [*lines, line]


def wrap_evenly(text: str, style: Style, size: float, room: float) -> list[str]:
    """`wrap` in as many lines, none much longer than the others: for what stands in the middle of a page."""
    lines = wrap(text, style, size, room)
    if len(lines) < 2:
        return lines
    before, dash, after = clean(text).partition(" – ")
    if dash and len(lines) == 2 and all(width(part, style, size) <= room for part in (f"{before} –", after)):
        return [f"{before} –", after]
    least, most = width(text, style, size) / len(lines), room
    while most - least > 1:
        middle = (least + most) / 2
        tried = wrap(text, style, size, middle)
        if len(tried) == len(lines):
            lines, most = tried, middle
        else:
            least = middle
    return lines


def _pieces(text: str, style: Style, room: float) -> list[str]:
    pieces: list[str] = []
    for word in text.split(" "):
        if word in _DASHES and pieces and _em(f"{pieces[-1]} {word}", style) <= room:
            pieces[-1] += f" {word}"  # a dash ends a line, it does not begin one
        elif _em(word, style) <= room:
            pieces.append(word)
        else:
            pieces += _cut(word, style, room)
    return pieces


def _cut(word: str, style: Style, room: float) -> list[str]:
    parts = [""]
    for char in word:
        if parts[-1] and _em(parts[-1] + char, style) > room:
            parts.append("")
        parts[-1] += char
    return parts


@lru_cache(maxsize=50_000)
def _em(text: str, style: Style) -> int:
    return face(style).width(text)

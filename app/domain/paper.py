"""What a paper says, piece by piece, whatever draws it: lines, table, signature blocks. No fonts, no files."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from app.domain.month import Signer
from app.domain.names import clean

PLACEHOLDER: Final = re.compile(r"\{(\w+)\}")


class Style(StrEnum):
    """The four cuts of the one typeface that NĐ 30/2020 allows."""

    PLAIN = "plain"
    BOLD = "bold"
    ITALIC = "italic"
    BOLD_ITALIC = "bold_italic"


class Align(StrEnum):
    """Where a line stands between its edges."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"
    JUSTIFY = "justify"


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph: text, size in points, gap above and first-line indent in mm."""

    text: str
    style: Style = Style.PLAIN
    size: int = 13
    align: Align = Align.CENTER
    rule: int = 0
    """Length of the solid rule beneath, in percent of the text's own width; 0 for none."""
    gap: int = 0
    indent: int = 0
    when: str = ""
    """In a template: the fact that must hold for this line to be printed; empty for always."""
    each: str = ""
    """In a template: the line is repeated for each item of this name."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table: which value, under what heading, how wide against the others."""

    key: str
    heading: str
    width: int
    align: Align = Align.LEFT
    group: str = ""
    """Heading shared with the neighbours of the same group."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of cells in the order of the columns, or one line across all of them."""

    cells: tuple[str, ...] = ()
    across: Line | None = None
    least: int = 1
    """Lines of height it has at least: two where a hand writes."""
    style: Style = Style.PLAIN
    """How its cells are written: bold where they add up what stands above."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A4 and its margins in mm (NĐ 30/2020 Annex I: 20-25 top and bottom, 30-35 left, 15-20 right)."""

    landscape: bool = True
    top: int = 20
    right: int = 20
    bottom: int = 20
    left: int = 30
    table_size: int = 11
    """Points of the table's text."""


@dataclass(frozen=True, slots=True)
class Block:
    """A signature block or a list of recipients: lines, room in mm to sign in, and who signs."""

    lines: tuple[Line, ...] = ()
    room: int = 0
    name: Line | None = None
    side: str = ""
    """Who signs here: `police`, `committee`; empty where it does not matter."""


@dataclass(frozen=True, slots=True)
class SignatureRoom:
    """Where somebody signs on a finished paper: page from 0, tenths of mm from its top left corner."""

    side: str
    page: int
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class PaperContent:
    """Everything printed on one paper, in reading order, and what its file says of itself."""

    title: str
    subject: str
    dated: date
    sheet: Sheet
    left: tuple[Line, ...]
    right: tuple[Line, ...]
    heading: tuple[Line, ...]
    body: tuple[Line, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    closing: tuple[Line, ...]
    blocks: tuple[Block, ...]
    corner: tuple[Line, ...] = ()
    qr: str = ""
    qr_caption: str = ""
    watermark: str = ""


def fill(text: str, values: Mapping[str, str]) -> str:
    """`text` with each `{name}` replaced; `{NAME}` gives the value in capitals.

    Not `str.format`: a template may come from another office and must not reach into objects.
    Raises `KeyError` for a name that is not given.
    """
    return PLACEHOLDER.sub(lambda match: _value(match[1], values), text)


def fill_lines(lines: Iterable[Line], values: Mapping[str, str], facts: frozenset[str]) -> tuple[Line, ...]:
    """The lines whose fact holds, filled in; a line that comes out empty is left out."""
    filled = (
        replace(line, text=fill(line.text, values).strip(), when="")
        for line in lines
        if not line.when or line.when in facts
    )
    return tuple(line for line in filled if line.text)


def signer_lines(signer: Signer, body: str, head: str) -> tuple[str, ...]:
    """The capitals above a signature by the signer's authority (NĐ 30/2020 Art. 13).

    `body` is the collective signed for (`TM. ỦY BAN NHÂN DÂN`, empty for the police), `head` the office of
    its head. `TL` and `TUQ` sign for the head, not for the collective.
    """
    title = clean(signer.title).upper()
    head = head.upper()
    match signer.authority:
        case "KT":
            return tuple(line for line in (body, f"KT. {head}", title) if line)
        case "TL" | "TUQ":
            return tuple(line for line in (f"{signer.authority}. {head}", title) if line)
        case "Q":
            return tuple(line for line in (body, f"Q. {title or head}") if line)
        case _:
            return tuple(line for line in (body, title or head) if line)


def long_date(day: date) -> str:
    """`ngày 05 tháng 02 năm 2026`: days below 10 and the months 1 and 2 take a zero (NĐ 30/2020 Annex I)."""
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def _value(name: str, values: Mapping[str, str]) -> str:
    if name in values:
        return values[name]
    return values[name.lower()].upper()

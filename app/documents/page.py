"""The layout shared by all papers: headings side by side, paragraphs, signature blocks, page numbers."""

from typing import Final

from app.documents.canvas import Canvas
from app.documents.typeface import MM_PER_POINT, line_height, width, wrap, wrap_evenly
from app.domain.names import clean
from app.domain.paper import Align, Block, Line, PaperContent, SignatureRoom, Style

ASCENT: Final = 0.891
"""Height of the typeface above the baseline, in parts of its size."""
QR_SIDE: Final = 18.0
QR_RISE: Final = 3.0
"""How far the QR code at the foot reaches from the bottom margin into the page."""
_SIGNATURE_WIDTH: Final = 70.0
_SIGNATURE_HEIGHT: Final = 24.0
_LEAST_SIGNATURE: Final = 10.0
_BESIDE: Final = 3.0
"""What a signature block keeps free beside its longest line."""
_RULE_GAP: Final = 1.4
_NUMBER_SIZE: Final = 13
_CAPTION_SIZE: Final = 9


def lines_height(lines: tuple[Line, ...], room: float) -> float:
    """Height in mm of paragraphs set in a width of `room` mm; raises `MissingGlyph`."""
    return sum(_line_height(line, room) for line in lines)


def draw_lines(canvas: Canvas, lines: tuple[Line, ...], x: float, y: float, room: float) -> float:
    """Draw paragraphs from `y` downwards and give the y below them."""
    for line in lines:
        y += line.gap
        wrapped = _wrapped(line, room)
        for index, text in enumerate(wrapped):
            indent = line.indent if index == 0 else 0
            last = index == len(wrapped) - 1
            _draw_text(canvas, line, text, x + indent, y, room=room - indent, last=last)
            y += line_height(line.size)
        if line.rule:
            length = max(width(text, line.style, line.size) for text in wrapped) * line.rule / 100
            canvas.rule(x + (room - length) / 2, y + _RULE_GAP / 3, length)
            y += _RULE_GAP
    return y


def draw_head(canvas: Canvas, content: PaperContent) -> float:
    """Draw everything above the table on page 1 and give the y below it."""
    sheet = content.sheet
    room = canvas.page_width - sheet.left - sheet.right
    draw_lines(canvas, content.corner, sheet.left, sheet.top - _corner_height(content, room), room)
    half = room * 0.42
    below = (
        draw_lines(canvas, content.left, sheet.left, sheet.top, half),
        draw_lines(canvas, content.right, sheet.left + half, sheet.top, room - half),
    )
    y = draw_lines(canvas, content.heading, sheet.left, max(below), room)
    return draw_lines(canvas, content.body, sheet.left, y, room)


def head_height(content: PaperContent, room: float) -> float:
    """Height of what `draw_head` draws, for planning the pages."""
    half = room * 0.42
    sides = max(lines_height(content.left, half), lines_height(content.right, room - half))
    return sides + lines_height(content.heading, room) + lines_height(content.body, room)


def blocks_height(blocks: tuple[Block, ...], room: float) -> float:
    """Height of signature blocks side by side."""
    if not blocks:
        return 0.0
    return max(_block_height(block, each) for block, each in zip(blocks, _shares(blocks, room), strict=True))


def draw_blocks(canvas: Canvas, blocks: tuple[Block, ...], x: float, y: float, room: float) -> None:
    """Draw signature blocks side by side; all names stand on one line at the bottom."""
    bottom = y + blocks_height(blocks, room)
    for block, each in zip(blocks, _shares(blocks, room), strict=True):
        draw_lines(canvas, block.lines, x, y, each)
        if block.name:
            draw_lines(canvas, (block.name,), x, bottom - _line_height(block.name, each), each)
        x += each


def signature_rooms(
    blocks: tuple[Block, ...], x: float, y: float, room: float, *, page: int
) -> tuple[SignatureRoom, ...]:
    """The free room of each block that `draw_blocks` draws with the same values; of none where there is too little."""
    bottom = y + blocks_height(blocks, room)
    rooms = []
    for block, each in zip(blocks, _shares(blocks, room), strict=True):
        wide = min(each - 4, _SIGNATURE_WIDTH)
        top = y + lines_height(block.lines, each) + 1
        name = _line_height(block.name, each) if block.name else 0.0
        high = min(bottom - name - 1 - top, _SIGNATURE_HEIGHT)
        if high >= _LEAST_SIGNATURE:
            left = x + (each - wide) / 2
            rooms.append(SignatureRoom(block.side, page, *(round(mm * 10) for mm in (left, top, wide, high))))
        x += each
    return tuple(rooms)


def draw_page_number(canvas: Canvas, number: int) -> None:
    """The number alone, centred in the top margin, not on page 1 (NĐ 30/2020 Annex I)."""
    if number == 1:
        return
    text = str(number)
    x = (canvas.page_width - width(text, Style.PLAIN, _NUMBER_SIZE)) / 2
    canvas.text(x, canvas.sheet.top / 2 + 2, text, Style.PLAIN, _NUMBER_SIZE)


def draw_qr(canvas: Canvas, content: PaperContent) -> None:
    """Draw the small QR code and its caption at the foot of the page."""
    if not content.qr:
        return
    x = content.sheet.left
    y = canvas.page_height - content.sheet.bottom - QR_RISE
    canvas.qr(x, y, QR_SIDE, content.qr)
    caption = wrap(content.qr_caption, Style.ITALIC, _CAPTION_SIZE, 90)
    for index, text in enumerate(reversed(caption)):
        baseline = y + QR_SIDE - 0.6 - index * line_height(_CAPTION_SIZE)
        canvas.text(x + QR_SIDE + 3, baseline, text, Style.ITALIC, _CAPTION_SIZE)


def _corner_height(content: PaperContent, room: float) -> float:
    return lines_height(content.corner, room) + 1.5 if content.corner else 0.0


def _line_height(line: Line, room: float) -> float:
    return line.gap + len(_wrapped(line, room)) * line_height(line.size) + (_RULE_GAP if line.rule else 0)


def _wrapped(line: Line, room: float) -> list[str]:
    if line.align is Align.CENTER and not line.indent:
        return wrap_evenly(line.text, line.style, line.size, room)
    return wrap(line.text, line.style, line.size, room, line.indent)


def _shares(blocks: tuple[Block, ...], room: float) -> list[float]:
    """The width of each block: alike, but for one whose longest line would not fit while the others have some over."""
    if not blocks:
        return []
    even = room / len(blocks)
    needed = [max((width(line.text, line.style, line.size) for line in _all_lines(block)), default=0) + _BESIDE
              for block in blocks]  # fmt: skip
    wide = sum(need for need in needed if need > even)
    narrow = [need for need in needed if need <= even]
    if not narrow or wide + max(narrow) * len(narrow) > room:
        return [even] * len(blocks)
    return [need if need > even else (room - wide) / len(narrow) for need in needed]


def _all_lines(block: Block) -> tuple[Line, ...]:
    return (*block.lines, block.name) if block.name else block.lines


def _block_height(block: Block, room: float) -> float:
    name = (block.name,) if block.name else ()
    return lines_height(block.lines, room) + block.room + lines_height(name, room)


def _draw_text(canvas: Canvas, line: Line, text: str, x: float, y: float, *, room: float, last: bool) -> None:
    baseline = y + line.size * MM_PER_POINT * ASCENT
    spare = room - width(text, line.style, line.size)
    if line.align is Align.JUSTIFY and not last and " " in text:
        words = clean(text).split(" ")
        stretch = spare / (len(words) - 1)
        for word in words:
            canvas.text(x, baseline, word, line.style, line.size)
            x += width(f"{word} ", line.style, line.size) + stretch
        return
    shift = {Align.CENTER: spare / 2, Align.RIGHT: spare}.get(line.align, 0.0)
    canvas.text(x + shift, baseline, text, line.style, line.size)

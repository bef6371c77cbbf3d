"""Letters as PDF: the covering letter, the nil notice and every other paper of paragraphs without a table."""

from dataclasses import replace

from app import tidying
from app.documents.canvas import Canvas
from app.documents.page import (
    blocks_height,
    draw_blocks,
    draw_head,
    draw_lines,
    draw_page_number,
    draw_qr,
    head_height,
    lines_height,
)
from app.domain.paper import Line, PaperContent, Style

_ABOVE_BLOCKS = 6.0


def render(content: PaperContent) -> bytes:
    """The letter as PDF/A-1b, the same bytes every time; raises `MissingGlyph`."""
    with tidying.put_off(), Canvas(content) as canvas:
        _draw(canvas, content)
        return canvas.finish()


def _draw(canvas: Canvas, content: PaperContent) -> None:
    sheet = content.sheet
    room = canvas.page_width - sheet.left - sheet.right
    pages = _plan(content, room, canvas.page_height)
    y = 0.0
    for number, lines in enumerate(pages, start=1):
        canvas.add_page()
        draw_page_number(canvas, number)
        y = draw_head(canvas, replace(content, body=())) if number == 1 else float(sheet.top)
        y = draw_lines(canvas, lines, sheet.left, y, room)
    draw_blocks(canvas, content.blocks, sheet.left, y + _ABOVE_BLOCKS, room)
    draw_qr(canvas, content)


def _plan(content: PaperContent, room: float, page_height: float) -> list[tuple[Line, ...]]:
    """The paragraphs page by page; the signature never stands on a page without the last one."""
    full = page_height - content.sheet.top - content.sheet.bottom
    left = full - head_height(replace(content, body=()), room)
    tail = _ABOVE_BLOCKS + blocks_height(content.blocks, room)
    lines = (*content.body, *content.closing)
    pages: list[tuple[Line, ...]] = [()]
    for index, line in enumerate(lines):
        needed = lines_height((line,), room)
        below = tail if index == len(lines) - 1 else 0.0
        if line.style is Style.BOLD and not below:
            below = lines_height((lines[index + 1],), room)  # a heading stays with what it is over
        if needed + below > left:
            pages.append(())
            left = full
        pages[-1] = (*pages[-1], line)
        left -= needed
    return pages

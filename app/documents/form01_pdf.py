"""Form 01 as PDF: heading, table over as many pages as needed, closing line, signatures, QR code."""

from app import tidying
from app.documents.canvas import Canvas
from app.documents.page import (
    QR_RISE,
    blocks_height,
    draw_blocks,
    draw_head,
    draw_lines,
    draw_page_number,
    draw_qr,
    head_height,
    lines_height,
    signature_rooms,
)
from app.documents.table import Piece, Table, share_out
from app.domain.paper import PaperContent, SignatureRoom

_ABOVE_TABLE = 3.0
_ABOVE_BLOCKS = 3.0


def render(content: PaperContent) -> bytes:
    """The paper as PDF/A-1b, the same bytes every time; raises `MissingGlyph`."""
    return render_with_rooms(content)[0]


def render_with_rooms(content: PaperContent) -> tuple[bytes, tuple[SignatureRoom, ...]]:
    """The same, and where on it people sign."""
    with tidying.put_off(), Canvas(content) as canvas:
        rooms = _draw(canvas, content)
        return canvas.finish(), rooms


def _draw(canvas: Canvas, content: PaperContent) -> tuple[SignatureRoom, ...]:
    sheet = content.sheet
    room = canvas.page_width - sheet.left - sheet.right
    table = Table(content.columns, room, sheet.table_size)
    pages = _plan(content, table, canvas.page_height, room)
    for number, pieces in enumerate(pages, start=1):
        canvas.add_page()
        draw_page_number(canvas, number)
        y = draw_head(canvas, content) + _ABOVE_TABLE if number == 1 else float(sheet.top)
        if pieces:
            y = _draw_pieces(canvas, table, pieces, y)
    y = draw_lines(canvas, content.closing, sheet.left, y, room)
    draw_blocks(canvas, content.blocks, sheet.left, y + _ABOVE_BLOCKS, room)
    draw_qr(canvas, content)
    return signature_rooms(content.blocks, sheet.left, y + _ABOVE_BLOCKS, room, page=len(pages) - 1)


def _plan(content: PaperContent, table: Table, page_height: float, room: float) -> list[list[Piece]]:
    sheet = content.sheet
    full = page_height - sheet.top - sheet.bottom - table.head_height
    first = full - head_height(content, room) - _ABOVE_TABLE
    tail = lines_height(content.closing, room) + _ABOVE_BLOCKS + blocks_height(content.blocks, room)
    if content.qr:
        tail += QR_RISE
    return share_out(table.pieces(content.rows, full), first, full, tail)


def _draw_pieces(canvas: Canvas, table: Table, pieces: list[Piece], y: float) -> float:
    y = table.draw_head(canvas, canvas.sheet.left, y)
    for piece in pieces:
        y = table.draw_piece(canvas, piece, canvas.sheet.left, y)
    return y

"""One part of a key on paper: to be scanned or typed, of no use without the others."""

from datetime import date
from typing import Final

from app.documents.canvas import Canvas
from app.documents.page import draw_blocks, draw_lines
from app.domain.paper import Align, Block, Line, PaperContent, Sheet, Style
from app.i18n import text

_SHEET: Final = Sheet(landscape=False, top=20, right=20, bottom=20, left=30)
_GROUP: Final = 5
_PER_LINE: Final = 6
_QR_SIDE: Final = 62.0
_FRAME: Final = 6.0


def render(*, office: str, part: str, number: int, parts: int, made_on: date) -> bytes:
    """One A4 page as PDF/A-1b with the text of a part to read and as a QR code. Raises `MissingGlyph`."""
    with Canvas(_content(office, made_on)) as canvas:
        canvas.add_page()
        room = canvas.page_width - _SHEET.left - _SHEET.right
        y = draw_lines(canvas, _above(office, part, number, parts), _SHEET.left, _SHEET.top, room)
        y = _draw_part(canvas, part, y + 5, room)
        said = (text(f"paper.key_part.{name}") for name in ("use", "lose", "keep", "test"))
        lines = tuple(Line(f"{n}. {one}", align=Align.JUSTIFY, gap=2) for n, one in enumerate(said, start=1))
        y = draw_lines(canvas, lines, _SHEET.left, y + 4, room)
        draw_blocks(canvas, _signatures(), _SHEET.left, y + 5, room)
        return canvas.finish()


def _draw_part(canvas: Canvas, part: str, y: float, room: float) -> float:
    """The frame with the code, and the text beside it; gives the y below it."""
    head, body, check = part.rsplit("-", 2)
    groups = [body[start : start + _GROUP] for start in range(0, len(body), _GROUP)]
    rows = [" ".join(groups[start : start + _PER_LINE]) for start in range(0, len(groups), _PER_LINE)]
    written = (f"{head}-", *rows, f"-{check}")
    lines = tuple(Line(one, size=10, align=Align.LEFT, gap=1) for one in written)
    width = room - _QR_SIDE - 3 * _FRAME
    below = draw_lines(canvas, lines, _SHEET.left + _FRAME, y + _FRAME, width)
    height = max(below - y, _QR_SIDE + _FRAME) + _FRAME
    canvas.box(_SHEET.left, y, room, height)
    canvas.qr(_SHEET.left + room - _FRAME - _QR_SIDE, y + _FRAME, _QR_SIDE, part)
    return y + height


def _above(office: str, part: str, number: int, parts: int) -> tuple[Line, ...]:
    return (
        Line(office.upper(), Style.BOLD, 13, Align.CENTER),
        Line(text("paper.key_part.title"), Style.BOLD, 18, Align.CENTER, gap=8),
        Line(text("paper.key_part.which", number=number, parts=parts), Style.BOLD, 14, Align.CENTER, gap=1),
        Line(text("paper.key_part.key", key=part.split("-")[1]), Style.ITALIC, 12, Align.CENTER, gap=1),
        Line(text("paper.key_part.what", parts=parts), align=Align.JUSTIFY, gap=5),
    )


def _signatures() -> tuple[Block, ...]:
    hint = Line(text("paper.recovery.sign"), Style.ITALIC, 12, Align.CENTER)
    names = ("maker", "keeper")
    return tuple(
        Block((Line(text(f"paper.recovery.{name}"), Style.BOLD, 12, Align.CENTER), hint), room=20) for name in names
    )


def _content(office: str, made_on: date) -> PaperContent:
    """What the file says of itself: whose sheet it is, nothing of the key."""
    return PaperContent(
        title=f"{text('paper.key_part.title')} – {office}", subject=text("paper.key_part.title"), dated=made_on,
        sheet=_SHEET, left=(), right=(), heading=(), body=(), columns=(), rows=(), closing=(), blocks=(),
    )  # fmt: skip

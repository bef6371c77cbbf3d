"""The sheet with the recovery key: printed once, sealed, locked away; never a file that is kept."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from app.documents.canvas import Canvas
from app.documents.page import blocks_height, draw_blocks, draw_lines
from app.domain.paper import Align, Block, Line, PaperContent, Sheet, Style
from app.i18n import text

_SHEET: Final = Sheet(landscape=False, top=20, right=20, bottom=20, left=30)
_PER_LINE: Final = 4
_KEY_SIZE: Final = 20
_KEY_STEP: Final = 17.0
_QR_SIDE: Final = 46.0
_FRAME: Final = 6.0
_DOTS: Final = 37


def render(*, office: str, unit: str, key: str, made_on: date) -> bytes:
    """One A4 page as PDF/A-1b with `key` (groups joined by `-`) to read and as a QR code. Raises `MissingGlyph`."""
    with Canvas(_content(office, made_on)) as canvas:
        canvas.add_page()
        room = canvas.page_width - _SHEET.left - _SHEET.right
        y = draw_lines(canvas, _above(office, unit), _SHEET.left, _SHEET.top, room)
        y = _draw_key(canvas, key, y + 6, room)
        y = draw_lines(canvas, _numbered(("use", "lose", "keep", "rehearse", "change")), _SHEET.left, y + 4, room)
        y = draw_lines(canvas, (_line("date", align=Align.RIGHT, style=Style.ITALIC, gap=7),), _SHEET.left, y, room)
        draw_blocks(canvas, _signatures(), _SHEET.left, y + 2, room)
        below = y + 2 + blocks_height(_signatures(), room)
        dots = Line("…" * _DOTS, size=12, align=Align.LEFT, gap=2)
        opened = _line("opened", size=12, align=Align.LEFT, gap=4)
        draw_lines(canvas, (opened, dots, dots), _SHEET.left, below, room)
        return canvas.finish()


def _draw_key(canvas: Canvas, key: str, y: float, room: float) -> float:
    """The frame with the numbered groups beside their code; gives the y below it."""
    height = _QR_SIDE + 2 * _FRAME
    canvas.box(_SHEET.left, y, room, height)
    canvas.qr(_SHEET.left + room - _FRAME - _QR_SIDE, y + _FRAME, _QR_SIDE, key)
    each = (room - _QR_SIDE - 3 * _FRAME) / _PER_LINE
    below = draw_lines(canvas, (_line("key", size=12, style=Style.ITALIC),), _SHEET.left, y + _FRAME, each * _PER_LINE)
    for number, group in enumerate(key.split("-")):
        x = _SHEET.left + _FRAME / 2 + number % _PER_LINE * each
        lines = (Line(str(number + 1), size=9, gap=4), Line(group, Style.BOLD, _KEY_SIZE))
        draw_lines(canvas, lines, x, below + number // _PER_LINE * _KEY_STEP, each)
    return y + height


def _above(office: str, unit: str) -> tuple[Line, ...]:
    return (
        Line(office.upper(), Style.BOLD, 13),
        Line(text("paper.recovery.unit", unit=unit), size=12),
        _line("title", style=Style.BOLD, size=18, gap=8),
        _line("subtitle", style=Style.BOLD, size=14, gap=1),
        _line("what", align=Align.JUSTIFY, gap=6),
    )


def _numbered(names: Sequence[str]) -> tuple[Line, ...]:
    said = (text(f"paper.recovery.{name}") for name in names)
    return tuple(Line(f"{n}. {one}", align=Align.JUSTIFY, gap=2) for n, one in enumerate(said, start=1))


def _signatures() -> tuple[Block, ...]:
    hint = _line("sign", style=Style.ITALIC, size=12)
    return tuple(Block((_line(name, style=Style.BOLD, size=12), hint), room=20) for name in ("maker", "keeper"))


def _line(name: str, *, style: Style = Style.PLAIN, size: int = 13, align: Align = Align.CENTER, gap: int = 0) -> Line:
    return Line(text(f"paper.recovery.{name}"), style, size, align, gap=gap)


def _content(office: str, made_on: date) -> PaperContent:
    """What the file says of itself: whose sheet it is, nothing of the key."""
    return PaperContent(
        title=f"{text('paper.recovery.title')} – {office}", subject=text("paper.recovery.subtitle"), dated=made_on,
        sheet=_SHEET, left=(), right=(), heading=(), body=(), columns=(), rows=(), closing=(), blocks=(),
    )  # fmt: skip

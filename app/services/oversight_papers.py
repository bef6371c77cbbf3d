"""The frame of papers of the office above: its head, who signs, one table; as PDF and as workbook."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.documents import form01_pdf, form01_xlsx
from app.domain.paper import Align, Block, Column, Line, PaperContent, Row, Sheet, Style, long_date
from app.i18n import text
from app.services.papers import printable
from app.session import Session

_VI: Final = "vi"
_LANDSCAPE: Final = Sheet(table_size=10, left=25, right=15)
_PORTRAIT: Final = Sheet(landscape=False, right=15)


@dataclass(frozen=True, slots=True)
class Told:
    """What one paper says beside its table."""

    title: str
    dated: date
    heading: Sequence[str]
    body: Sequence[str] = ()
    closing: Sequence[str] = ()
    to: str = ""
    subject: str = ""
    """Above: what a letter is about (`V/v …`)."""
    copies: Sequence[str] = ()
    landscape: bool = True


def paper(session: Session, told: Told, columns: Sequence[Column], rows: Iterable[Row]) -> PaperContent:
    """A paper in the layout of NĐ 30/2020: parent and unit on the left, the nation on the right, signature below."""
    settings, place = session.settings, session.settings.locality
    head = [
        Line(settings.parent_name.upper(), size=12),
        Line(session.office.name.upper(), Style.BOLD, 12, rule=40),
        Line(text("paper.symbol", language=_VI, symbol=settings.symbol or "……………………"), gap=2),
    ]
    if told.subject:
        head.append(Line(told.subject, size=12, gap=1))
    dated = f"{place}, {long_date(told.dated)}" if place else long_date(told.dated).capitalize()
    heading = [Line(words, Style.BOLD, 14, gap=6 if place_ == 0 else 1) for place_, words in enumerate(told.heading)]
    if told.to:
        heading.append(Line(text("paper.to", language=_VI, to=told.to), size=14, gap=6))
    return PaperContent(
        title=told.title, subject=told.title, dated=told.dated,
        sheet=_LANDSCAPE if told.landscape else _PORTRAIT,
        left=tuple(line for line in head if line.text),
        right=(
            Line(text("paper.nation", language=_VI), Style.BOLD, 12),
            Line(text("paper.motto", language=_VI), Style.BOLD, 13, rule=100),
            Line(dated, Style.ITALIC, 13, gap=2),
        ),
        heading=tuple(heading), body=tuple(_paragraphs(told.body, 4)), columns=tuple(columns), rows=tuple(rows),
        closing=tuple(_paragraphs(told.closing, 2)), blocks=_signed(told),
    )  # fmt: skip


def files(name: str, content: PaperContent) -> dict[str, bytes]:
    """The paper as `name.pdf` and `name.xlsx`, the same bytes every time. Raises `paper.glyph`."""
    with printable():
        return {f"{name}.pdf": form01_pdf.render(content), f"{name}.xlsx": form01_xlsx.render(content)}


def across(words: str, style: Style = Style.BOLD) -> Row:
    """A line across the table."""
    return Row(across=Line(words, style, align=Align.LEFT))


def thousands(amount: int) -> str:
    """Whole đồng as papers write them: `50.000.000`."""
    return f"{amount:,}".replace(",", ".")


def _paragraphs(said: Sequence[str], gap: int) -> Iterable[Line]:
    for place, words in enumerate(said):
        yield Line(words, size=13, align=Align.JUSTIFY, indent=10, gap=gap if place == 0 else 1)


def _signed(told: Told) -> tuple[Block, ...]:
    copies = (
        Line(text("paper.copies", language=_VI), Style.BOLD_ITALIC, 12, Align.LEFT),
        *(Line(f"- {words}", size=11, align=Align.LEFT) for words in told.copies),
    )
    return (
        Block(lines=copies if told.copies else ()),
        Block(lines=(Line(text("paper.head", language=_VI), Style.BOLD, 13),
                     Line(text("paper.sign_here", language=_VI), Style.ITALIC, 12)), room=24),
    )  # fmt: skip

"""Công văn đôn đốc: the letter to offices that have not sent, with the list of months and whom to call (U45)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app import labels
from app.domain.access import Permission
from app.domain.month import shown_month
from app.domain.paper import Align, Column, Row
from app.i18n import text
from app.services import board
from app.services.oversight_papers import Told, files, paper
from app.session import Session

_VI: Final = "vi"


@dataclass(frozen=True, slots=True)
class Letter:
    """The finished files by name, and how many offices are named."""

    files: Mapping[str, bytes]
    offices: int


def letter(session: Session, first: str, last: str, *, today_units: bool = False) -> Letter:
    """The reminder of these months, dated today; no files when there is nobody to remind. Drawing it up is audited.

    With `today_units` it goes to the units of today for those that became part of them.
    """
    found = board.overdue(board.read(session, first, last, today_units=today_units))
    if not found:
        return Letter({}, 0)
    session.noted(Permission.READ_OFFICES, "board.remind", f"{first}…{last}", offices=len(found))

    def said(key: str, **values: object) -> str:
        return text(f"paper.remind.{key}", language=_VI, **values)

    rows = [
        Row((str(number), one.name, _months(one), one.facts.contact, one.facts.phone))
        for number, one in enumerate(found, start=1)
    ]
    months = shown_month(first) if first == last else f"{shown_month(first)} – {shown_month(last)}"
    told = Told(
        title=said("title"), subject=said("about"), dated=session.now().date(), heading=(), to=said("to"),
        body=(said("ground"), said("found", n=len(found), months=months)),
        closing=(said("ask"), said("contact")), copies=(said("copy_to"), said("copy_kept")), landscape=False,
    )  # fmt: skip
    columns = (
        Column("number", said("column.number"), 10, Align.CENTER), Column("office", said("column.office"), 55),
        Column("months", said("column.months"), 60), Column("contact", said("column.contact"), 35),
        Column("phone", said("column.phone"), 28),
    )  # fmt: skip
    return Letter(files(f"cong-van-don-doc-{first}-{last}", paper(session, told, columns, rows)), len(found))


def _months(one: board.Overdue) -> str:
    return "; ".join(
        f"{shown_month(month)} ({labels.label('board', cell.value).lower()})" for month, cell in one.months
    )

"""The papers that the month's tab shows, prints and saves: the list, what goes with it, and what needs no list."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from app.domain.month import Month
from app.i18n import text
from app.services import month_papers, papers
from app.session import Session

LIST: Final = "form01"
SCAN: Final = "scan"

_Make = Callable[[Session, str, int | None], bytes]


@dataclass(frozen=True, slots=True)
class PaperKind:
    """One paper of a month."""

    name: str
    make: _Make
    listed: bool = True
    """Whether there is none before the list is drawn up."""
    workbook: _Make | None = None

    @property
    def title(self) -> str:
        """What the user calls it."""
        return text(f"ui.paper.kind.{self.name}")

    def file_name(self, month: str) -> str:
        """What a file of it is called, without its ending."""
        return text(f"ui.paper.file.{self.name}", month=month)


def _today(make: Callable[..., bytes]) -> _Make:
    return lambda session, _month, _revision: make(session, session.now().date())


_ALL: Final = (
    PaperKind(
        LIST,
        lambda session, month, revision: papers.form01(session, month, papers.PDF, revision=revision),
        workbook=lambda session, month, revision: papers.form01(session, month, papers.XLSX, revision=revision),
    ),
    PaperKind("letter", lambda session, month, revision: papers.letter(session, month, revision=revision)),
    PaperKind("minutes", lambda session, month, revision: month_papers.minutes_bank(session, month, revision=revision)),
    PaperKind("answer", lambda session, month, revision: month_papers.answer_sheet(session, month, revision=revision)),
    PaperKind(SCAN, lambda session, month, revision: papers.scan(session, month, revision=revision)),
    PaperKind(
        "blank",
        lambda session, month, _: month_papers.blank_form(session, month, papers.PDF),
        listed=False,
        workbook=lambda session, month, _: month_papers.blank_form(session, month, papers.XLSX),
    ),
    PaperKind("expiring", _today(month_papers.expiring), listed=False),
    PaperKind("handover", _today(month_papers.minutes_work), listed=False),
)


def kinds(month: Month, *, listed: bool, scanned: bool) -> list[PaperKind]:
    """The papers there are of this month now; the bank gets no minutes of a month without a list."""
    gone = {
        name for name, there in ((SCAN, scanned), ("minutes", not month.nil), ("answer", not month.nil)) if not there
    }
    return [one for one in _ALL if one.name not in gone and (listed or not one.listed)]

"""What is on the register's screen, taken out of it: to the clipboard, or as a workbook. Both are audited by count."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.documents import table_xlsx
from app.domain.access import Permission
from app.errors import AppError
from app.files import write_whole
from app.session import CancelledError, Session

A_SCREEN: Final = 50
MOST_COPIED: Final = 5_000
"""People that fit on a clipboard without stopping the program; more are exported."""
_CHUNK: Final = 500
_BEGINS_A_FORMULA: Final = ("=", "+", "-", "@")
Cells = Callable[[Session, list[int]], list[Sequence[str]]]


@dataclass(frozen=True, slots=True)
class View:
    """Who is shown (row numbers of the register), under which headings, and how a row's cells are written."""

    title: str
    headings: tuple[str, ...]
    rows: Sequence[int]
    cells: Cells


def export(
    session: Session,
    view: View,
    target: Path,
    *,
    told: Callable[[int, int], None] = lambda *_: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> int:
    """Write the view as .xlsx; how many people it holds. `told` hears how many are done, of how many.

    Raises `CancelledError` when `cancelled` says so: nothing is written then. Raises `disk.*`.
    """
    session.require(Permission.READ_PEOPLE)
    content = table_xlsx.render(view.title, view.headings, _all_cells(session, view, told, cancelled))
    with session.change(Permission.READ_PEOPLE, "people.export", people=len(view.rows), columns=len(view.headings)):
        write_whole(target, content, mode=0o600)
    return len(view.rows)


def printed(session: Session, people: int) -> None:
    """Note in the trail that a command printed more people than a screen shows: that takes the register out too."""
    session.require(Permission.READ_PEOPLE)
    if people > A_SCREEN:
        session.noted(Permission.READ_PEOPLE, "people.export", people=people)


def copied(session: Session, view: View) -> str:
    """The rows with their headings, a tab between cells, for a spreadsheet. Raises `people.copy_too_many`."""
    session.require(Permission.READ_PEOPLE)
    if len(view.rows) > MOST_COPIED:
        raise AppError("people.copy_too_many", n=MOST_COPIED)
    session.noted(Permission.READ_PEOPLE, "people.copy", people=len(view.rows), columns=len(view.headings))
    lines = (view.headings, *_all_cells(session, view, lambda *_: None, lambda: False))
    return "\n".join("\t".join(_pasted(cell) for cell in line) for line in lines)


def _all_cells(
    session: Session, view: View, told: Callable[[int, int], None], cancelled: Callable[[], bool]
) -> Iterator[Sequence[str]]:
    for start in range(0, len(view.rows), _CHUNK):
        if cancelled():
            raise CancelledError
        yield from view.cells(session, list(view.rows[start : start + _CHUNK]))
        told(min(start + _CHUNK, len(view.rows)), len(view.rows))


def _pasted(cell: str) -> str:
    """A name that begins like a formula must not become one where it is pasted."""
    words = " ".join(cell.split())
    return f"'{words}" if words.startswith(_BEGINS_A_FORMULA) else words

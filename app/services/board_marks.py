"""What somebody entered at a cell of the board in an office's stead, and taking it back: a wrong cell is soon hit."""

from dataclasses import dataclass

from app.domain.access import Permission
from app.domain.board import PaperList
from app.session import Session


@dataclass(frozen=True, slots=True)
class Marks:
    """A list that came on paper and the code told by telephone, as far as there are any."""

    paper: PaperList | None
    code: str


def read(session: Session, unit: str, month: str) -> Marks:
    """What is entered now for an office's month."""
    with session.read(Permission.IMPORT_BATCH) as store:
        return Marks(store.oversight.paper(unit, month), store.oversight.notes(month, month).get((unit, month), ""))


def put_back(session: Session, unit: str, month: str, former: Marks) -> None:
    """Let stand what stood before: nothing, or an earlier entry."""
    with session.change(Permission.IMPORT_BATCH, "board.put_back", unit, month=month) as change:
        store = change.store.oversight
        store.drop_marks(unit, month)
        if former.paper is not None:
            store.put_paper(former.paper)
        if former.code:
            store.put_note(unit, month, code=former.code, at=session.time(), user=session.user.name)

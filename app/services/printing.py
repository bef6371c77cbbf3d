"""Orders to print: noted before the printer gets them, so that a power cut does not lose count (U42)."""

from app.domain.access import Permission
from app.domain.ids import new_id
from app.errors import AppError
from app.session import PrintOrder, Session

MOST_COPIES = 20


def order(session: Session, month: str, revision: int, *, pages: tuple[int, int], copies: int) -> PrintOrder:
    """Note that these pages of a month's paper go to the printer. Raises `print.pages`."""
    session.require(Permission.READ_PEOPLE)
    first, last = pages
    if not 1 <= first <= last or not 1 <= copies <= MOST_COPIES:
        raise AppError("print.pages", n=MOST_COPIES)
    made = PrintOrder(new_id(), session.time(), session.user.name, month, revision, first, last, copies)
    with session.change(Permission.READ_PEOPLE, "form01.order", month, revision=revision, copies=copies) as change:
        change.store.kept.close_orders(month, session.time())
        change.store.kept.add_order(made)
    return made


def finished(session: Session, month: str) -> None:
    """Somebody saw that all pages of this month came out."""
    with session.change(Permission.READ_PEOPLE, "form01.printed", month) as change:
        change.store.kept.close_orders(month, session.time())


def unfinished(session: Session) -> list[PrintOrder]:
    """Orders of which nobody said that they came out, newest first."""
    with session.read(Permission.READ_PEOPLE) as store:
        return store.kept.open_orders()

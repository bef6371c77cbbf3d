"""The recovery key of an office: its sheet, printed when the key was just made, and a new key in its place."""

from app.documents import recovery_sheet
from app.documents.typeface import MissingGlyph
from app.domain.access import Permission
from app.errors import AppError
from app.session import OFFICE, Cost, Session, new_recovery_key, unlock


def sheet(session: Session, key: str) -> bytes:
    """The sheet with this recovery key as PDF, to go to a printer and never to a file. Raises `paper.glyph`."""
    session.noted(Permission.MANAGE_USERS, "recovery.print")
    office = session.office
    try:
        return recovery_sheet.render(office=office.name, unit=office.unit, key=key, made_on=session.now().date())
    except MissingGlyph as error:
        raise AppError("paper.glyph", character=error.character) from error


def rehearse(session: Session, key: str) -> None:
    """Prove that this key opens the store as it is now; nothing changes. Raises `auth.recovery`, `auth.locked`."""
    session.require(Permission.BACKUP)
    unlock(session.store.folder, recovery_key=key)
    session.noted(Permission.BACKUP, "recovery.rehearse")


def renew(session: Session, *, cost: Cost = OFFICE) -> str:
    """A new recovery key, which is kept nowhere; the old one opens this store no more, only older backups."""
    key = new_recovery_key()
    with session.change(Permission.MANAGE_USERS, "recovery.renew") as change:
        change.store.set_secret("recovery", "", key, cost=cost)
    session.store.tidy_slots()
    return key

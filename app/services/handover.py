"""The sheet for a change of officer: what is handed over, what is still open, which keys and accounts change.

It names accounts and counts records; nobody of the register stands on it.
"""

from datetime import date

from app import labels
from app.documents import letter_pdf
from app.documents.templates import shipped
from app.documents.typeface import MissingGlyph
from app.domain.access import Permission
from app.domain.month import MonthState, shown_month
from app.domain.names import clean
from app.domain.sheet import SheetFacts, code_values, compose_sheet, read_sheet_template
from app.envelope import check_code
from app.errors import AppError
from app.i18n import text
from app.services import accounts, backups
from app.session import Session

_FINISHED = (MonthState.ACCEPTED, MonthState.ACCEPTED_PARTLY)


def sheet(session: Session, *, leaving: str, taking: str) -> bytes:
    """The sheet as PDF, from how the store stands now. Raises `usage.name`, `user.unknown`, `paper.glyph`."""
    session.require(Permission.MANAGE_USERS)
    known = [user for user in accounts.users(session) if user.disabled_at is None]
    if not clean(taking):
        raise AppError("usage.name")
    if not any(clean(leaving) == user.name for user in known):
        raise AppError("user.unknown", name=leaving)
    facts = _facts(session, clean(leaving), clean(taking))
    session.noted(Permission.MANAGE_USERS, "handover.print", clean(leaving))
    try:
        return letter_pdf.render(compose_sheet(read_sheet_template(shipped("handover"), "handover"), facts))
    except MissingGlyph as error:
        raise AppError("paper.glyph", character=error.character) from error


def open_tasks(session: Session) -> list[str]:
    """What the next officer finds unfinished, one sentence each; nobody is named."""
    with session.read(Permission.READ_MONTHS) as store:
        months = [month for month in store.months.all() if month.state not in _FINISHED]
        waiting = len(store.batches.waiting())
    tasks = [
        text(
            "handover.task.month", month=shown_month(month.month), state=labels.label("month.state", month.state.value)
        )
        for month in months
    ]
    tasks += [text("handover.task.bank", month=shown_month(month.month)) for month in months
              if month.state is not MonthState.DRAFTED and month.confirmation and month.delivery is None]  # fmt: skip
    if waiting:
        tasks.append(text("handover.task.waiting", n=waiting))
    tasks += [text(f"backup.reason.{reason}") for reason in backups.standing(session).reasons]
    return tasks or [text("handover.task.none")]


def _facts(session: Session, leaving: str, taking: str) -> SheetFacts:
    stands, office = backups.standing(session), session.office
    with session.store.reading():
        people = session.store.people.count()
        months = len(session.store.months.all())
    code = check_code(office.fingerprint)
    values = {
        "unit": office.name, "place": office.unit, "leaving": leaving, "taking": taking, "people": str(people),
        "months": str(months), "store": str(session.store.folder.name),
        "backup": _day(stands.newest.day) if stands.newest else text("handover.never"),
        "second": stands.second or text("handover.none"),
        "second_on": _day(stands.second_on) if stands.second_on else text("handover.never"),
        "rehearsed": _day(stands.rehearsed_on) if stands.rehearsed_on else text("handover.never"),
        **code_values(code, office.fingerprint),
    }  # fmt: skip
    users = [{"user": user.name, "roles": ", ".join(labels.role(role) for role in user.roles)}
             for user in accounts.users(session) if user.disabled_at is None]  # fmt: skip
    tasks = [{"task": task} for task in open_tasks(session)]
    return SheetFacts(session.now().date(), values, frozenset({office.kind.value}), {"users": users, "tasks": tasks})


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"

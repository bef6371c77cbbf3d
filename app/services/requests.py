"""What people ask about their own data (Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15), and by when it is answered."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from app.domain.access import Permission
from app.domain.names import clean
from app.errors import AppError
from app.services.deadlines import calendar
from app.session import Request, Session

KINDS: Final = ("access", "correct", "delete", "restrict", "object", "complain")
_WORKING_DAYS: Final = 2
"""An answer within two working days; the period as read in a copy of the decree, hence in one place."""
_LONGEST: Final = 500


def add(
    session: Session, kind: str, *, received_on: date | None = None, person_id: str = "", note: str = ""
) -> Request:
    """Enter a request; it is due two working days after it was received. Raises `request.kind`, `person.unknown`."""
    if kind not in KINDS:
        raise AppError("request.kind", kind=kind)
    day = received_on or session.now().date()
    with session.change(Permission.READ_PEOPLE, "request.add", person_id, kind=kind) as change:
        if person_id and change.store.people.get(person_id) is None:
            raise AppError("person.unknown")
        due = _due(session, day).isoformat()
        request = Request(0, kind, day.isoformat(), due, None, person_id, _short(note), "")
        request = replace(request, number=change.store.requests.put(request))
        change.note(number=request.number)
    return request


def listing(session: Session) -> list[Request]:
    """Every request, the unanswered first."""
    with session.read(Permission.READ_PEOPLE) as store:
        return store.requests.all()


def answer(session: Session, number: int, how: str, *, on: date | None = None) -> Request:
    """Note how and when a request was answered. Raises `request.unknown`, `reason.missing`."""
    if not clean(how):
        raise AppError("reason.missing")
    with session.change(Permission.READ_PEOPLE, "request.answer", number=number) as change:
        found = next((one for one in change.store.requests.all() if one.number == number), None)
        if found is None:
            raise AppError("request.unknown", number=number)
        day = (on or session.now().date()).isoformat()
        found = replace(found, answered_on=day, answer=_short(how))
        change.subject = found.person_id
        change.store.requests.put(found)
    return found


def _due(session: Session, day: date) -> date:
    days = calendar(session.settings)
    for _ in range(_WORKING_DAYS):
        day = days.next_working(day + timedelta(days=1))
    return day


def _short(words: str) -> str:
    words = clean(words)
    if len(words) > _LONGEST:
        raise AppError("input.too_long", field="note")
    return words

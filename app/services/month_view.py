"""A month as pages and the command line show it: its rows, what the office above returned, what to look at."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.documents.templates import shipped
from app.domain.eligibility import judge
from app.domain.month import Month, MonthState, Rows, list_day
from app.services import returned
from app.services.register import rules
from app.services.returned import Returned
from app.session import Session, Store


@dataclass(frozen=True, slots=True)
class Warned:
    """Something to look at that stops nothing; `person_id` is empty when it is about the whole month."""

    code: str
    person_id: str = ""


@dataclass(frozen=True, slots=True)
class MonthView:
    """One revision of a month."""

    month: Month
    rows: Rows
    warnings: tuple[Warned, ...]
    reviewed: bool
    returned: tuple[Returned, ...] = ()


def view(session: Session, store: Store, month: Month) -> MonthView:
    """A revision as it stands in the store."""
    rows = store.months.rows(month.month, month.revision)
    warnings: list[Warned] = []
    if list_day(month.month) > session.now().date():
        warnings.append(Warned("month.future"))
    if month.state in (MonthState.DRAFTED, MonthState.APPROVED):
        if shipped("form01")["compared"] is None:
            warnings.append(Warned("template.uncompared"))
        warnings += _row_warnings(session, store, month, rows)
    reviewed = store.months.reviewed(month.month)
    return MonthView(month, rows, tuple(warnings), reviewed, tuple(returned.of_month(store, month)))


def _row_warnings(session: Session, store: Store, month: Month, rows: Rows) -> Iterator[Warned]:
    held = rules(session, reviewed=store.months.reviewed(month.month))
    day = date.fromisoformat(month.as_of)
    for entry in rows.entries:
        person = store.people.get(entry.person_id)
        for code in judge(person, day, held).warnings if person else ():
            yield Warned(code, entry.person_id)

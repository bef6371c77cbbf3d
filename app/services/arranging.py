"""The order of a list that is not presented yet, as an officer wants it on paper."""

from collections.abc import Sequence
from dataclasses import replace

from app.domain.access import Permission
from app.domain.month import MonthState
from app.errors import AppError
from app.services.drafting import work_out
from app.services.month_view import MonthView, view
from app.session import Session


def arrange(session: Session, name: str, person_ids: Sequence[str]) -> MonthView:
    """Put the entries of a draft into this order; an approved one has to be approved again. Raises `month.state`."""
    with session.change(Permission.DRAFT_MONTH, "month.arrange", name) as change:
        month = change.store.months.get(name)
        if month is None or month.state not in (MonthState.DRAFTED, MonthState.APPROVED):
            state = MonthState.OPEN if month is None else month.state
            step = "drafted" if state is MonthState.OPEN else "corrected" if state.is_final_paper else "withdrawn"
            raise AppError("month.state", month=name, state=state.value, action="month.arrange", step=step)
        month = replace(month, order=tuple(dict.fromkeys(person_ids)), state=MonthState.DRAFTED)
        rows = work_out(session, change.store, month)
        change.store.months.put_rows(name, month.revision, rows)
        change.store.months.put(month)
        change.note(entries=len(rows.entries))
        return view(session, change.store, month)

"""What the office above returned is a task with three ends: corrected, taken off the list, or kept as it is (U15).

Nothing here stops the bank's track: the list stands until a correction says otherwise.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.domain.access import Kind, Permission
from app.domain.batch import BatchKind, OutBatch
from app.domain.month import ListEntry, Month, MonthState
from app.domain.names import clean
from app.errors import AppError
from app.services import batches
from app.session import Session, Store

CORRECTED: Final = "corrected"
WITHDRAWN: Final = "withdrawn"
KEPT: Final = "kept"
_LONGEST: Final = 1000


@dataclass(frozen=True, slots=True)
class Returned:
    """An entry that the office above sent back, by its number on the list, and why; how it ended, empty while open."""

    number: int
    reason: str
    end: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """A returned entry with its list and its name."""

    month: str
    revision: int
    name: str
    entry: Returned
    office: str = ""
    """On a consolidated list: the office that listed the person."""


def of_month(store: Store, month: Month) -> Iterator[Returned]:
    """What verified receipts say was sent back of a revision, and what became of it."""
    told = [
        (one["number"], one.get("reason") or "")
        for batch in store.batches.of_month(month.month, month.revision)
        for one in (store.batches.receipt(batch.digest) or {"entries": ()})["entries"]
        if one["state"] == "returned"
    ]
    if not told:
        return
    entries = {one.number: one for one in store.months.rows(month.month, month.revision).entries}
    later, accepted = _later(store, month), _accepted_since(store, month)
    kept = store.months.kept_entries(month.month, month.revision)
    for number, reason in told:
        entry = entries.get(number)
        end = KEPT if number in kept else _end(entry, later) if entry else ""
        if not end and entry and entry.person_id in accepted:
            end = CORRECTED
        yield Returned(number, reason, end)


def tasks(session: Session, *, every: bool = False) -> list[Task]:
    """Returned entries of all lists, newest first; without `every` only those nobody has seen to.

    Of an office that consolidates those of its lists upwards, until the next revision of that list is sealed.
    """
    if session.office.kind is Kind.RECEIVING:
        return _of_consolidations(session, every=every)
    with session.read(Permission.READ_MONTHS) as store:
        found = []
        for month in store.months.all():
            back = list(of_month(store, month)) if month.state.is_final_paper else []
            names = {one.number: one.name for one in store.months.rows(month.month, month.revision).entries if back}
            found += [Task(month.month, month.revision, names.get(one.number, ""), one) for one in back]
    return [one for one in found if every or not one.entry.end]


def _of_consolidations(session: Session, *, every: bool) -> list[Task]:
    with session.read(Permission.READ_INBOX) as store:
        sealed = [one for one in store.batches.all() if one.kind is BatchKind.CONSOLIDATION]
        newest: dict[str | None, int] = {}
        for one in sealed:
            newest[one.month] = max(newest.get(one.month, 0), one.revision or 1)
        found: list[Task] = []
        for batch in sealed:
            later = newest[batch.month] > (batch.revision or 1)
            back = [one for one in (store.batches.receipt(batch.digest) or {"entries": ()})["entries"]
                    if one["state"] == "returned"]  # fmt: skip
            if back and (every or not later):
                found += _named(store, batch, back, end=CORRECTED if later else "")
    return sorted(found, key=lambda task: (task.month, task.revision), reverse=True)


def _named(store: Store, batch: OutBatch, back: Iterable[Mapping[str, Any]], *, end: str) -> Iterator[Task]:
    """The returned rows of a batch of ours, by name: read from its own bytes, for nothing else keeps them."""
    records = batches.records_of(store, batch)
    rows = {record["number"]: record for record in records if record["type"] == "entry"}
    for one in back:
        row = rows.get(one["number"], {})
        entry = Returned(one["number"], one.get("reason") or "", end)
        office = str(row.get("office_name") or row.get("office") or "")
        yield Task(batch.month or "", batch.revision or 1, str(row.get("name") or ""), entry, office)


def open_months(store: Store, months: Iterable[Month]) -> list[str]:
    """Of these months one name for each returned entry that nobody has seen to."""
    partly = (one for one in months if one.state in (MonthState.ACCEPTED_PARTLY, MonthState.RETURNED))
    return [month.month for month in partly for one in of_month(store, month) if not one.end]


def keep(session: Session, name: str, number: int, reason: str) -> Returned:
    """Say why a returned entry of the newest list stays as it is. Raises `month.state`, `month.entry_unknown`,
    `reason.missing`, `input.too_long`.
    """
    session.require(Permission.DRAFT_MONTH)
    if not clean(reason):
        raise AppError("reason.missing")
    if len(reason) > _LONGEST:
        raise AppError("input.too_long", field="reason")
    with session.change(Permission.DRAFT_MONTH, "month.keep", name, entry=number) as change:
        months = [one for one in change.store.months.all() if one.month == name]
        for month in months:
            back = next((one for one in of_month(change.store, month) if one.number == number), None)
            if back is not None:
                change.store.months.keep_entry(
                    name, month.revision, number, reason=clean(reason), at=session.time(), user=session.user.name
                )
                change.note(revision=month.revision)
                return Returned(number, back.reason, KEPT)
        raise AppError("month.entry_unknown", number=number)


def _later(store: Store, month: Month) -> list[dict[str, ListEntry]]:
    """The lists that corrected this one since and were issued, oldest first, by person."""
    newest = store.months.get(month.month)
    found = []
    for revision in range(month.revision + 1, (newest.revision if newest else 0) + 1):
        held = store.months.get(month.month, revision)
        if held is not None and held.state.is_final_paper:
            found.append({one.person_id: one for one in store.months.rows(month.month, revision).entries})
    return found


def _accepted_since(store: Store, month: Month) -> set[str]:
    """Whom the office above accepted on a later revision: what was missing came beside the list."""
    newest = store.months.get(month.month)
    found = set()
    for revision in range(month.revision + 1, (newest.revision if newest else 0) + 1):
        people = {one.number: one.person_id for one in store.months.rows(month.month, revision).entries}
        for batch in store.batches.of_month(month.month, revision):
            told = (store.batches.receipt(batch.digest) or {"entries": ()})["entries"]
            found |= {people[one["number"]] for one in told if one["state"] == "accepted" and one["number"] in people}
    return found


def _end(entry: ListEntry, later: list[dict[str, ListEntry]]) -> str:
    for rows in later:
        if entry.person_id not in rows:
            return WITHDRAWN
        if rows[entry.person_id].change == "changed":
            return CORRECTED
    return ""

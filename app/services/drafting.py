"""Work out a month's list from the register: who is on it, who is not and why, what a correction changes."""

from dataclasses import replace
from datetime import date
from typing import Final

from app.domain.canonical import canonical
from app.domain.dates import PartialDate
from app.domain.eligibility import Reason, Verdict, judge
from app.domain.month import Exclusion, ListEntry, Month, MonthState, Rows, Withdrawal, list_day
from app.domain.person import Person
from app.domain.record import to_json
from app.services.register import rules
from app.session import Session, Store

# What tells one issue of a row from another on paper; numbers and versions do not.
_UNSHOWN: Final = ("number", "person_version", "new", "listed_before", "change")


def work_out(session: Session, store: Store, month: Month) -> Rows:
    """The rows of this revision as the register stands now, judged on the month's own day, never on today."""
    day = date.fromisoformat(month.as_of) if month.as_of else list_day(month.month, session.settings.list_day)
    held = rules(session, reviewed=store.months.reviewed(month.month))
    before = store.months.last_listed(month.month)
    former = _former(store, month)
    refused = _refused(store, month)
    listed = set(before) if session.settings.list_only_new else set()
    entries: list[ListEntry] = []
    excluded: list[Exclusion] = []
    for person in store.people.all():
        verdict = judge(person, day, held)
        verdict = _further(verdict, listed=person.id in listed, refused=person.id in refused)
        if verdict.listed and verdict.last_day is not None:
            entries.append(_entry(person, verdict.last_day, len(entries) + 1, before.get(person.id, "")))
        # Whose record is cleared counts as never convicted (U10): named here only for a list they were on.
        elif not person.record_cleared_on or person.id in former:
            excluded.append(_exclusion(person, verdict))
    entries = _ordered(entries, month.order)
    if month.revision == 1:
        return Rows(tuple(entries), tuple(excluded))
    return _compared(entries, excluded, former)


def _ordered(entries: list[ListEntry], order: tuple[str, ...]) -> list[ListEntry]:
    """The list as an officer arranged it: whoever came since stands at the end, by name."""
    places = {person_id: place for place, person_id in enumerate(order)}
    arranged = sorted(entries, key=lambda entry: places.get(entry.person_id, len(places)))
    return [replace(entry, number=number) for number, entry in enumerate(arranged, start=1)]


def redraft(session: Session, store: Store, name: str) -> None:
    """Bring a draft up to date after something it rests on changed; any other state is left alone."""
    month = store.months.get(name)
    if month is not None and month.state in (MonthState.DRAFTED, MonthState.APPROVED):
        rows = work_out(session, store, month)
        if not same_list(rows, store.months.rows(month.month, month.revision)):
            store.months.put(replace(month, state=MonthState.DRAFTED))
        store.months.put_rows(month.month, month.revision, rows)


def same_list(one: Rows, other: Rows) -> bool:
    """Whether two drafts put the same on paper; who is left out, and why, may differ."""
    return (_unversioned(one), one.withdrawals) == (_unversioned(other), other.withdrawals)


def _unversioned(rows: Rows) -> list[ListEntry]:
    """A note on somebody's record makes a new version of it, but no other list."""
    return [replace(entry, person_version=0) for entry in rows.entries]


def _former(store: Store, month: Month) -> dict[str, ListEntry]:
    if month.revision == 1:
        return {}
    return {entry.person_id: entry for entry in store.months.rows(month.month, month.revision - 1).confirmed}


def _refused(store: Store, month: Month) -> set[str]:
    """Whom the Committee refused in an earlier revision of this month: only a new month's list asks it again."""
    former = (store.months.rows(month.month, revision) for revision in range(1, month.revision))
    return {refusal.person_id for rows in former for refusal in rows.refusals}


def _further(verdict: Verdict, *, listed: bool, refused: bool) -> Verdict:
    reasons = list(verdict.reasons)
    if refused:
        reasons.append(Reason("committee.refused"))
    if listed:
        reasons.append(Reason("listed.before"))
    return replace(verdict, reasons=tuple(reasons))


def _exclusion(person: Person, verdict: Verdict) -> Exclusion:
    since = tuple((reason.code, reason.since.isoformat()) for reason in verdict.reasons if reason.since)
    return Exclusion(person.id, tuple(reason.code for reason in verdict.reasons), since)


def _compared(entries: list[ListEntry], excluded: list[Exclusion], former: dict[str, ListEntry]) -> Rows:
    reasons = {exclusion.person_id: exclusion.reasons for exclusion in excluded}
    marked = tuple(replace(entry, change=_change(entry, former.get(entry.person_id))) for entry in entries)
    kept = {entry.person_id for entry in entries}
    withdrawn = tuple(
        Withdrawal(
            entry.number, entry.person_id, entry.name, entry.birth, entry.personal_number,
            reasons.get(entry.person_id, ()),
        )
        for entry in former.values()
        if entry.person_id not in kept
    )  # fmt: skip
    return Rows(marked, tuple(excluded), withdrawn)


def _change(entry: ListEntry, former: ListEntry | None) -> str:
    if former is None:
        return "added"
    return "" if _shown(entry) == _shown(former) else "changed"


def _shown(entry: ListEntry) -> bytes:
    return canonical({name: value for name, value in to_json(entry).items() if name not in _UNSHOWN})


def _entry(person: Person, last_day: date, number: int, listed_before: str) -> ListEntry:
    term = person.newest_term
    assert term is not None  # noqa: S101 - a person without a term has no last day and is never listed
    return ListEntry(
        number=number, person_id=person.id, person_version=person.version, name=person.name, birth=person.birth,
        sex=person.sex, personal_number=person.personal_number,
        personal_number_issued_on=person.personal_number_issued_on,
        personal_number_issued_by=person.personal_number_issued_by, old_number=person.old_number, unit=person.unit,
        village=person.village, stay=person.stay, certificate_kind=term.kind, certificate_number=term.number,
        certificate_date=term.date, certificate_issuer=term.issuer, finished_on=term.finished_on,
        last_day=PartialDate.of(last_day), purpose=person.need.purpose,
        amount=person.need.amount, household_rep_name=person.household_rep.name,
        household_rep_relation=person.household_rep.relation, savings_group=person.savings_group,
        savings_union=person.savings_union, new=not listed_before, listed_before=listed_before,
    )  # fmt: skip

"""The month: draft, approve, present, confirm, hand to the bank, correct (contract §1 "Rules of the commands")."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import Any, Final

from app.domain.access import Permission
from app.domain.batch import record_line
from app.domain.dates import PartialDate, from_typed
from app.domain.month import (
    FOUND_BY,
    BankAnswer,
    Confirmation,
    Delivery,
    Month,
    MonthState,
    Refusal,
    Rows,
    Signer,
    is_month,
    list_day,
)
from app.domain.names import clean
from app.domain.person import Purpose
from app.domain.record import to_json
from app.envelope import rows_digest
from app.errors import AppError
from app.services import papers
from app.services.checks import LONGEST_REASON
from app.services.drafting import same_list, work_out
from app.services.month_view import MonthView, view
from app.session import Change, PersonChange, Session, Store

_SCAN_LIMIT: Final = 1024 * 1024
_DIGITS: Final = 13
_UNSETTLED: Final = frozenset({"conduct.unknown", "evils.unknown", "need.unknown"})
S = MonthState
_ISSUED: Final = tuple(state for state in MonthState if state.is_final_paper)


def show(session: Session, name: str, *, revision: int | None = None) -> MonthView:
    """A month as it stands; one that nobody touched is `open` and empty."""
    _check_name(name)
    with session.read(Permission.READ_MONTHS) as store:
        month = store.months.get(name, revision)
        if month is None and revision not in (None, 1):
            raise AppError("month.unknown", month=name)
        return view(session, store, month or Month(name))


def all_months(session: Session) -> list[Month]:
    """Every revision of every month, newest first."""
    with session.read(Permission.READ_MONTHS) as store:
        return store.months.all()


def draft(session: Session, name: str, *, as_of: date | None = None) -> MonthView:
    """Draw up the list from the register; drafting again replaces a draft."""
    with _step(session, Permission.DRAFT_MONTH, "month.draft", name, (S.OPEN, S.DRAFTED, S.APPROVED)) as (
        change,
        month,
    ):
        day = as_of or list_day(name, session.settings.list_day)
        month = replace(month, as_of=day.isoformat(), nil=False)
        rows = work_out(session, change.store, month)
        month = _moved(session, month, S.DRAFTED)
        change.store.months.put_rows(name, month.revision, rows)
        change.store.months.put(month)
        change.note(revision=month.revision, entries=len(rows.entries))
        return view(session, change.store, month)


def approve(session: Session, name: str) -> MonthView:
    """The chief approves a draft; a step of its own where two persons are wanted, and then not by who drafted it."""
    with _step(session, Permission.APPROVE_MONTH, "month.approve", name, (S.DRAFTED,)) as (change, month):
        drafted = next(step for step in reversed(month.steps) if step.state is S.DRAFTED)
        if session.settings.two_persons and drafted.by == session.user.name:
            raise AppError("auth.second_person")
        month = _moved(session, month, S.APPROVED)
        change.store.months.put(month)
        return view(session, change.store, month)


def present(session: Session, name: str) -> MonthView:
    """Freeze rows, template, signers, the papers' bytes and the chain head: this goes to the Committee."""
    with _step(session, Permission.PRESENT_MONTH, "month.present", name, _before_present(session)) as (change, month):
        month = _present(session, change, month, nil=False)
        return view(session, change.store, month)


def withdraw(session: Session, name: str, reason: str) -> MonthView:
    """Bring a presented list back to draft, before the Committee has answered."""
    reason = _given(reason)
    with _step(session, Permission.PRESENT_MONTH, "month.withdraw", name, (S.PRESENTED,)) as (change, month):
        change.store.months.drop_papers(name, month.revision)
        month = replace(month, qr="", rows_digest="", head="")
        month = month.at_step(S.DRAFTED, session.time(), session.user.name, reason)
        change.store.months.put(month)
        return view(session, change.store, month)


def nil(session: Session, name: str) -> MonthView:
    """Record that there is nobody this month. The chief's act; the Committee is not asked (U35)."""
    permission = Permission.APPROVE_MONTH if session.settings.two_persons else Permission.PRESENT_MONTH
    states = (S.OPEN, S.DRAFTED, S.APPROVED)
    with _step(session, permission, "month.nil", name, states) as (change, month):
        month = _drafted_for(session, month)
        change.store.months.put_rows(name, month.revision, work_out(session, change.store, month))
        month = _moved(session, _present(session, change, month, nil=True), S.CONFIRMED)
        change.store.months.put(month)
        return view(session, change.store, month)


def confirm(
    session: Session, name: str, answer: Confirmation, *,
    refusals: Mapping[int, str] | None = None, scan: bytes | None = None, as_nil: bool = False,
) -> MonthView:  # fmt: skip
    """Record the Committee's answer, entry by entry; a month still drafted is presented first.

    Raises `month.empty_unconfirmed`, `month.review_missing`, `month.entry_unknown`, `month.scan`, `month.state`.
    """
    if scan is not None and (len(scan) > _SCAN_LIMIT or not scan.startswith(b"%PDF-")):
        raise AppError("month.scan")
    states = (S.PRESENTED, *_before_present(session))
    with _step(session, Permission.CONFIRM_MONTH, "month.confirm", name, states) as (change, month):
        if month.state is not S.PRESENTED:
            session.require(Permission.PRESENT_MONTH)
            month = _present(session, change, month, nil=as_nil)
        rows = change.store.months.rows(name, month.revision)
        if as_nil and rows.entries:
            raise AppError("month.not_empty")
        rows = replace(rows, refusals=_refusals(rows, refusals or {}))
        change.store.months.put_rows(name, month.revision, rows)
        if scan is not None:
            change.store.months.put_paper(name, month.revision, "confirmed.pdf", scan, sha256(scan).hexdigest())
        month = _moved(session, replace(month, confirmation=answer, nil=as_nil), S.CONFIRMED)
        change.store.months.put(month)
        change.note(revision=month.revision, refused=len(rows.refusals), scan=scan is not None)
        return view(session, change.store, month)


def deliver(session: Session, name: str, delivery: Delivery) -> MonthView:
    """The list is in the bank's hands: the legal duty is done, whatever the office above says.

    This and the bank's answer go by the newest list that was issued: a correction under way holds up neither.
    """
    with _issued(session, Permission.DELIVER_MONTH, "month.deliver", name) as (change, month):
        if month.delivery is not None:
            raise AppError("month.delivered_already")
        month = replace(month, delivery=delivery)
        change.store.months.put(month)
        return view(session, change.store, month)


def answer(session: Session, name: str, on: PartialDate, answers: Iterable[BankAnswer]) -> MonthView:
    """What the bank said, row by row and as it comes; who got a loan leaves the coming lists (`loan.granted`)."""
    with _issued(session, Permission.DELIVER_MONTH, "month.answer", name) as (change, month):
        if month.delivery is None:
            raise AppError("month.not_delivered", month=name)
        said = {one.number: one for one in month.delivery.answers}
        entries = {entry.number: entry for entry in change.store.months.rows(name, month.revision).confirmed}
        for one in answers:
            if one.number not in entries:
                raise AppError("month.entry_unknown", number=one.number)
            before = said.get(one.number, BankAnswer(one.number, ""))
            _note_loan(
                session, change.store, entries[one.number].person_id, month=name,
                on=_lent_on(one, on), before=_lent_on(before, month.delivery.answered or on),
            )  # fmt: skip
            said[one.number] = one
        kept = tuple(said[number] for number in sorted(said))
        month = replace(month, delivery=replace(month.delivery, answered=on, answers=kept))
        change.store.months.put(month)
        change.note(rows=len(said))
        return view(session, change.store, month)


def correct(session: Session, name: str, reason: str, *, found_by: str = "") -> MonthView:
    """Open the next revision of an issued list, and say who found what is wrong; the former stays as it was."""
    reason = _given(reason)
    if found_by not in ("", *FOUND_BY):
        raise AppError("person.invalid", field="found_by")
    with _step(session, Permission.DRAFT_MONTH, "month.correct", name, _ISSUED) as (change, month):
        opened = Month(
            name, revision=month.revision + 1, reason=reason, as_of=month.as_of, found_by=found_by, order=month.order
        )
        opened = _moved(session, opened, S.OPEN)
        change.store.months.put(opened)
        change.note(revision=opened.revision)
        return view(session, change.store, opened)


def add_signer(session: Session, signer: Signer, valid_from: date) -> None:
    """From this day on, this is who signs for the police or the Committee (U19)."""
    if signer.side not in ("police", "committee") or not signer.title.strip():
        raise AppError("usage.signer")
    with session.change(Permission.MANAGE_SETTINGS, "signer.set", signer.side) as change:
        change.store.months.add_signer(signer, valid_from.isoformat())


def signers(session: Session) -> list[tuple[str, Signer]]:
    """Every signer with the day they begin, newest first."""
    with session.read(Permission.READ_MONTHS) as store:
        return store.months.signers()


def bank_answers(data: Any) -> list[BankAnswer]:
    """The rows of the bank's answer in a JSON file: `[{"number", "result", "on", "amount", "purpose", "reason"}]`."""
    items = data.get("entries", data.get("answers")) if isinstance(data, dict) else data
    if not isinstance(items, list):
        raise AppError("json.invalid")
    try:
        return [_bank_answer(item) for item in items]
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise AppError("json.invalid") from error


def _bank_answer(item: Mapping[str, Any]) -> BankAnswer:
    if item["result"] not in ("lent", "refused", "wrong"):
        raise ValueError("result")
    return BankAnswer(
        _count(item["number"]), item["result"], from_typed(item["on"]) if item.get("on") else None,
        _count(item["amount"]) if item.get("amount") is not None else None,
        Purpose(item["purpose"]) if item.get("purpose") else None, clean(str(item.get("reason") or "")),
    )  # fmt: skip


def _count(value: Any) -> int:
    """A row or an amount: never a fraction cut off, nor a sign."""
    text = str(value)
    if isinstance(value, bool) or not (text.isascii() and text.isdecimal()) or len(text) > _DIGITS:
        raise ValueError("count")
    return int(text)


def _present(session: Session, change: Change, month: Month, *, nil: bool) -> Month:
    store = change.store
    rows = work_out(session, store, month)
    if month.state is S.APPROVED and not same_list(rows, store.months.rows(month.month, month.revision)):
        raise AppError("month.changed_since_approval")
    _check_complete(store, month, rows, nil=nil)
    store.months.put_rows(month.month, month.revision, rows)
    lines = [record_line({"type": "entry", **to_json(entry)}) for entry in rows.entries]
    digest = rows_digest(lines)
    receiver = store.offices.receiver()
    last = receiver and store.batches.head(session.office.fingerprint, receiver.unit, session.office.epoch)
    month = replace(
        month, nil=nil, rows_digest=digest, head=last.digest if last else "",
        police=store.months.signer("police", month.as_of), committee=store.months.signer("committee", month.as_of),
    )  # fmt: skip
    month = papers.freeze(session, store, month, rows)
    month = _moved(session, month, S.PRESENTED)
    store.months.put(month)
    change.note(revision=month.revision, entries=len(rows.entries), digest=digest)
    return month


def _check_complete(store: Store, month: Month, rows: Rows, *, nil: bool) -> None:
    """What must be so before a list goes out: the review was done, and an empty list is meant to be empty."""
    unsettled = bool(rows.entries) or any(set(one.reasons) <= _UNSETTLED for one in rows.excluded)
    if unsettled and not store.months.reviewed(month.month):
        raise AppError("month.review_missing", month=month.month)
    if nil and rows.entries:
        raise AppError("month.not_empty")
    if not nil and not rows.entries and not rows.withdrawals:
        raise AppError("month.empty_unconfirmed")


def _before_present(session: Session) -> tuple[MonthState, ...]:
    return (S.APPROVED,) if session.settings.two_persons else (S.DRAFTED, S.APPROVED)


def _drafted_for(session: Session, month: Month) -> Month:
    return replace(month, as_of=month.as_of or list_day(month.month, session.settings.list_day).isoformat())


@contextmanager
def _step(
    session: Session, permission: Permission, act: str, name: str, states: tuple[MonthState, ...]
) -> Iterator[tuple[Change, Month]]:
    """A change of the newest revision, allowed from these states only."""
    _check_name(name)
    with session.change(permission, act, name) as change:
        month = change.store.months.get(name) or Month(name)
        if month.state not in states:
            raise _wrong_state(month, act, states[0])
        yield change, month


@contextmanager
def _issued(session: Session, permission: Permission, act: str, name: str) -> Iterator[tuple[Change, Month]]:
    """A change of the newest revision that the Committee has answered, whatever was opened after it."""
    _check_name(name)
    with session.change(permission, act, name) as change:
        newest = change.store.months.get(name) or Month(name)
        older = (change.store.months.get(name, revision) for revision in range(newest.revision, 0, -1))
        issued = next((month for month in older if month is not None and month.state.is_final_paper), None)
        if issued is None:
            raise _wrong_state(newest, act, S.CONFIRMED)
        yield change, issued


def _wrong_state(month: Month, act: str, needed: MonthState) -> AppError:
    """The refusal, naming the step that comes first from here."""
    step = needed.value
    if month.state.is_final_paper:
        step = "corrected"
    elif month.state is S.PRESENTED:
        step = "withdrawn" if needed in (S.OPEN, S.DRAFTED) else "confirmed"
    elif month.state is S.OPEN:
        step = S.DRAFTED.value
    return AppError("month.state", month=month.month, state=month.state.value, action=act, step=step)


def _moved(session: Session, month: Month, state: MonthState) -> Month:
    return month.at_step(state, session.time(), session.user.name)


def _refusals(rows: Rows, refused: Mapping[int, str]) -> tuple[Refusal, ...]:
    by_number = {entry.number: entry for entry in rows.entries}
    for number in refused:
        if number not in by_number:
            raise AppError("month.entry_unknown", number=number)
    return tuple(Refusal(number, by_number[number].person_id, _given(refused[number])) for number in sorted(refused))


def _lent_on(answer: BankAnswer, on: PartialDate) -> PartialDate | None:
    return (answer.on or on) if answer.result == "lent" else None


def _note_loan(
    session: Session, store: Store, person_id: str, *, month: str, on: PartialDate | None, before: PartialDate | None
) -> None:
    """Note a loan, or take back the one that an earlier answer about this row had brought."""
    person = store.people.get(person_id)
    if person is not None and on != person.loan_granted_on and person.loan_granted_on in (None, before):
        lent = replace(person, loan_granted_on=on, version=person.version + 1)
        step = PersonChange(session.time(), session.user.name, "month.answer", month)
        store.people.put(lent, step, origin=session.office.unit)


def _check_name(name: str) -> None:
    if not is_month(name):
        raise AppError("month.invalid", month=name)


def _given(reason: str) -> str:
    reason = clean(reason)
    if not reason:
        raise AppError("reason.missing")
    if len(reason) > LONGEST_REASON:
        raise AppError("input.too_long", field="reason")
    return reason

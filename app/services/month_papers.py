"""Papers around the list, as PDF: to the bank with it, for a change of officer, for who must hurry, the blank form."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from app.documents import form01_pdf, letter_pdf, paper_pdf
from app.documents.templates import shipped
from app.domain.access import Permission
from app.domain.dates import months_earlier
from app.domain.eligibility import last_eligible_day
from app.domain.form01 import FormFacts, compose, head_values, read_template
from app.domain.letter import compose_letter
from app.domain.month import ListEntry, Month, MonthState, Rows, list_day, shown_month
from app.domain.month_papers import (
    PaperFacts,
    compose_paper,
    counted,
    handed_over,
    read_paper_template,
)
from app.domain.person import Answer, Person
from app.domain.template import Template
from app.errors import AppError
from app.i18n import text
from app.services import papers, templates
from app.session import Session, Store

BLANK_ROWS: Final = 12
_LISTED: Final = (MonthState.OPEN, MonthState.DRAFTED, MonthState.APPROVED)


def minutes_bank(session: Session, name: str, *, revision: int | None = None) -> bytes:
    """Minutes of handing a month's list to the bank. Raises `month.unknown`. Handing it out is audited."""
    month, rows, form = _listed(session, name, revision, "minutes_bank")
    confirmed_on = month.confirmation.on.shown if month.confirmation else ""
    values, holds = handed_over(form, rows.confirmed, confirmed_on, month.delivery)
    return _render("minutes_bank", PaperFacts(form.dated, values, holds))


def answer_sheet(session: Session, name: str, *, revision: int | None = None) -> bytes:
    """The sheet on which the bank answers row by row (U36); what was already entered with `month answer` is filled in.

    Raises `month.unknown`. Handing it out is audited.
    """
    month, rows, form = _listed(session, name, revision, "answer")
    values, holds = handed_over(form, rows.confirmed, "", month.delivery)
    facts = PaperFacts(form.dated, values, holds, tuple(_answer_rows(month, rows.confirmed)))
    return _render("answer", facts)


def _answer_rows(month: Month, entries: Iterable[ListEntry]) -> Iterator[dict[str, str]]:
    said = {one.number: one for one in (month.delivery.answers if month.delivery else ())}
    for entry in entries:
        row = {
            "number": str(entry.number), "name": entry.name, "birth": entry.birth.shown if entry.birth else "",
            "personal_number": entry.personal_number or entry.old_number, "village": entry.village,
        }  # fmt: skip
        answer = said.get(entry.number)
        if answer is not None:
            row |= {
                "result": _vi(f"bank.answer.{answer.result}"), "reason": answer.reason,
                "on": answer.on.shown if answer.on else "",
                "amount": f"{answer.amount:,}".replace(",", ".") if answer.amount else "",
            }  # fmt: skip
        yield row


def expiring(session: Session, as_of: date, *, months: int = 6) -> bytes:
    """Everyone living here whose five years end within so many months after `as_of`, the soonest first."""
    with session.change(Permission.READ_PEOPLE, "paper.print", as_of.isoformat(), kind="expiring") as change:
        last_listed = change.store.months.last_listed("9999-12")
        ending = _ending(change.store, as_of, months, session.settings.window_years)
        form = _form(session, change.store, as_of)
    rows = [
        {
            "number": str(number), "name": person.name, "birth": person.birth.shown if person.birth else "",
            "personal_number": person.personal_number or person.old_number, "village": person.village,
            "finished_on": term.finished_on.shown if (term := person.newest_term) and term.finished_on else "",
            "last_day": last.strftime("%d/%m/%Y"), "days": str((last - as_of).days),
            "need": _vi(f"answer.{person.need.value.value}"),
            "listed": shown_month(last_listed[person.id]) if person.id in last_listed else "",
        }
        for number, (last, person) in enumerate(ending, start=1)
    ]  # fmt: skip
    values = {**head_values(form), "months": str(months), **counted(count=len(rows))}
    return _render("expiring", PaperFacts(as_of, values, rows=rows, signers={"police": form.police}))


def _ending(store: Store, as_of: date, months: int, years: int) -> list[tuple[date, Person]]:
    found = []
    for person in store.people.all():
        last = last_eligible_day(person, years)
        held = person.closed_on is None and person.loan_granted_on is None
        if held and last is not None and last >= as_of >= months_earlier(last, months):
            found.append((last, person))
    return sorted(found, key=lambda one: (one[0], one[1].name))


def minutes_work(session: Session, as_of: date, *, giver: str = "", taker: str = "") -> bytes:
    """Minutes of handing over the work when the officer changes; counts only, nobody's name but the two officers'."""
    with session.change(Permission.READ_PEOPLE, "paper.print", as_of.isoformat(), kind="minutes_work") as change:
        store = change.store
        people = list(store.people.all())
        ending = _ending(store, as_of, 6, session.settings.window_years)
        all_months = store.months.all()
        form = _form(session, store, as_of)
    kept = [person for person in people if person.closed_on is None]
    listed = [month for month in all_months if month.state not in _LISTED]
    newest = max(listed, key=lambda month: (month.month, month.revision), default=None)
    unfinished = sorted({shown_month(one.month) for one in all_months if one.state in _LISTED[1:]})
    values = {
        **head_values(form), "giver": giver, "taker": taker, **counted(people=len(kept)),
        "wanting": str(sum(person.need.value is Answer.YES for person in kept)), "expiring": str(len(ending)),
        "closed": str(len(people) - len(kept)), "open": ", ".join(unfinished),
        "month": shown_month(newest.month) if newest else "",
        "month_state": _vi(f"month.state.{newest.state.value}") if newest else "",
    }  # fmt: skip
    truth = {"giver": giver, "no_giver": not giver, "taker": taker, "no_taker": not taker, "listed": newest,
             "empty": newest is None, "open": unfinished, "none_open": not unfinished}  # fmt: skip
    holds = frozenset(name for name, held in truth.items() if held)
    return _render("minutes_work", PaperFacts(as_of, values, holds, signers={"police": form.police}))


def blank_form(session: Session, name: str, kind: str, *, rows: int = BLANK_ROWS) -> bytes:
    """Form 01 of a month without anybody on it, to be filled in by hand. `kind` is `papers.PDF` or `papers.XLSX`."""
    with session.read(Permission.READ_PEOPLE) as store:
        form = _nobody(session, store, name, rows)
        data, own = templates.with_workbook(store, "form01", form.dated)
    content = compose(read_template(data), form)
    with papers.printable():
        return form01_pdf.render(content) if kind == papers.PDF else papers.workbook_of(own, content, form)


def blank_in(session: Session, template: Template, name: str) -> bytes:
    """The blank form, or a letter without a list, of a month in any template as PDF: what a preview shows."""
    with session.read(Permission.MANAGE_SETTINGS) as store:
        form = _nobody(session, store, name, BLANK_ROWS)
    with papers.printable():
        if template.kind != "form01":
            month = Month(name, as_of=form.as_of.isoformat())
            return letter_pdf.render(compose_letter(template, papers.letter_facts(form, month, Rows())))
        return form01_pdf.render(compose(template, form))


def _nobody(session: Session, store: Store, name: str, rows: int) -> FormFacts:
    month = Month(name, as_of=list_day(name, session.settings.list_day).isoformat())
    return replace(papers.facts(session, store, month, Rows()), blank_rows=rows, qr="")


def _vi(key: str) -> str:
    """Papers are in Vietnamese whatever the screen speaks."""
    return text(key, language="vi")


def _listed(session: Session, name: str, revision: int | None, kind: str) -> tuple[Month, Rows, FormFacts]:
    with session.change(Permission.READ_PEOPLE, "form01.print", name, kind=f"{kind}.pdf") as change:
        month = change.store.months.get(name, revision)
        if month is None or month.state is MonthState.OPEN:
            raise AppError("month.unknown", month=name)
        change.note(revision=month.revision)
        rows = change.store.months.rows(name, month.revision)
        return month, rows, papers.facts(session, change.store, month, rows)


def _form(session: Session, store: Store, day: date) -> FormFacts:
    """The words of the office for a paper that belongs to no month's list."""
    month = Month(day.isoformat()[:7], as_of=day.isoformat(), police=store.months.signer("police", day.isoformat()))
    return replace(papers.facts(session, store, month, Rows()), dated=day)


def _render(kind: str, facts: PaperFacts) -> bytes:
    with papers.printable():
        return paper_pdf.render(compose_paper(read_paper_template(shipped(kind), kind), facts))

"""The month's review (Rà soát tháng): who lives here, obeys the law, keeps out of social evils, wants a loan.

One act for many people, dated and with its basis; a month is presented only after it (contract §1).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.domain.access import Permission
from app.domain.dates import PartialDate, from_typed
from app.domain.month import is_month, list_day
from app.domain.person import Answer, Judgement, Need, Person, Residence
from app.errors import AppError
from app.services.drafting import redraft
from app.session import PersonChange, Session


@dataclass(frozen=True, slots=True)
class Judged:
    """What a review says of one person; None leaves a thing as it is."""

    person_id: str
    residence: Residence | None = None
    conduct: Answer | None = None
    evils: Answer | None = None
    need: Answer | None = None


@dataclass(frozen=True, slots=True)
class Reviewed:
    """How many people an act covered, and how many of their records it changed."""

    persons: int
    changed: int


def all_still_good(session: Session, month: str, *, basis: str, on: date | None = None) -> Reviewed:
    """Everyone living here who is not judged otherwise is judged good, the not yet judged included."""

    def apply(person: Person, judgement: Callable[[Answer], Judgement]) -> Person | None:
        if person.closed_on is not None or person.residence is not Residence.LIVING_HERE:
            return None
        if person.conduct.value is not Answer.NO:
            person = replace(person, conduct=judgement(Answer.YES))
        if person.evils.value is not Answer.YES:
            person = replace(person, evils=judgement(Answer.NO))
        return person

    return _act(session, month, basis=basis, on=on, apply=apply)


def judge_some(
    session: Session, month: str, judged: Iterable[Judged], *, basis: str, on: date | None = None
) -> Reviewed:
    """What the review says of these people; unknown ids are refused with `person.unknown`."""
    wanted = {one.person_id: one for one in judged}

    def apply(person: Person, judgement: Callable[[Answer], Judgement]) -> Person | None:
        said = wanted.pop(person.id, None)
        return None if said is None else _with(person, said, judgement)

    def done() -> None:
        if wanted:
            raise AppError("person.unknown")

    return _act(session, month, basis=basis, on=on, apply=apply, done=done)


def from_plain(data: Any) -> list[Judged]:
    """The judgements of a JSON file: a list of `{"person_id", "residence", "conduct", "evils", "need"}`."""
    items = data.get("people") if isinstance(data, dict) else data
    if not isinstance(items, list):
        raise AppError("json.invalid")
    return [_judged(item) for item in items]


def people(session: Session) -> list[Person]:
    """Everybody whose record is open, for the grid of the review."""
    with session.read(Permission.READ_PEOPLE) as store:
        return [person for person in store.people.all() if person.closed_on is None]


def _act(
    session: Session, month: str, *, basis: str, on: date | None,
    apply: Callable[[Person, Callable[[Answer], Judgement]], Person | None], done: Callable[[], None] = lambda: None,
) -> Reviewed:  # fmt: skip
    if not is_month(month):
        raise AppError("month.invalid")
    if not basis.strip():
        raise AppError("reason.missing")
    day = on or list_day(month, session.settings.list_day)
    dated = PartialDate(day.year, day.month, day.day)
    with session.change(Permission.WRITE_PEOPLE, "month.review", month) as change:

        def judgement(value: Answer) -> Judgement:
            return Judgement(value, dated, session.user.name, basis.strip())

        covered, changed = 0, []
        for person in list(change.store.people.all()):
            judged = apply(person, judgement)
            if judged is not None:
                covered += 1
                if judged != person:
                    changed.append(replace(judged, version=person.version + 1))
        done()
        step = PersonChange(session.time(), session.user.name, "month.review", month)
        change.store.people.put_many(changed, step, origin=session.office.unit)
        change.store.months.add_review(
            month, at=session.time(), user=session.user.name, dated=dated.iso, basis=basis.strip(), persons=covered
        )
        redraft(session, change.store, month)
        change.note(persons=covered, changed=len(changed))
    return Reviewed(covered, len(changed))


def _with(person: Person, said: Judged, judgement: Callable[[Answer], Judgement]) -> Person:
    if said.residence is not None and said.residence is not person.residence:
        person = replace(person, residence=said.residence, residence_since=judgement(Answer.YES).on)
    if said.conduct is not None:
        person = replace(person, conduct=judgement(said.conduct))
    if said.evils is not None:
        person = replace(person, evils=judgement(said.evils))
    if said.need is not None and said.need is not person.need.value:
        need: Need = replace(person.need, value=said.need, stated_on=judgement(said.need).on, withdrawn_on=None)
        person = replace(person, need=need)
    return person


def _judged(item: Any) -> Judged:
    if not isinstance(item, Mapping):
        raise AppError("json.invalid")
    person_id = item.get("person_id", item.get("id"))
    if not isinstance(person_id, str):
        raise AppError("json.invalid")
    try:
        return Judged(
            person_id,
            residence=Residence(item["residence"]) if item.get("residence") else None,
            **{name: Answer(item[name]) for name in ("conduct", "evils", "need") if item.get(name)},
        )
    except ValueError as error:
        raise AppError("json.invalid") from error


def day_of(typed: str | None) -> date | None:
    """The day somebody typed for a review, or None."""
    if not typed:
        return None
    try:
        return from_typed(typed).earliest
    except ValueError as error:
        raise AppError("date.invalid") from error

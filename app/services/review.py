"""The month's review (Rà soát tháng): who lives here, obeys the law, keeps out of social evils, wants a loan.

One act for many people, dated and with its basis; a month is presented only after it (contract §1).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from app.domain.access import Permission
from app.domain.dates import PartialDate, from_typed
from app.domain.eligibility import is_stale
from app.domain.month import MonthState, is_month, list_day
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
    """How many people an act covered, how many of their records it changed, and what takes it back."""

    persons: int
    changed: int
    mark: int = field(default=0, compare=False)
    versions: tuple[tuple[str, int], ...] = field(default=(), compare=False)
    """Whose record it changed, and the version that it made."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands before the review: the judgements that are out of date, and whether all is judged."""

    person: Person
    stale: frozenset[str]
    """Of `conduct`, `evils`."""

    @property
    def judged(self) -> bool:
        """Whether nothing about this person is left to be judged or asked."""
        person = self.person
        answers = (person.conduct.value, person.evils.value, person.need.value)
        return not self.stale and Answer.UNKNOWN not in answers


def all_still_good(session: Session, month: str, *, basis: str, on: date | None = None) -> Reviewed:
    """Everyone living here who is not judged otherwise is judged good, the not yet judged included."""
    return _act(session, month, basis=basis, on=on, apply=_still_good)


def judge_some(
    session: Session, month: str, judged: Iterable[Judged], *,
    basis: str, on: date | None = None, rest_good: bool = False,
) -> Reviewed:  # fmt: skip
    """What the review says of these people; unknown ids are refused with `person.unknown`.

    With `rest_good` everybody else who lives here is judged as by `all_still_good`, in the same act.
    """
    wanted = {one.person_id: one for one in judged}

    def apply(person: Person, judgement: Callable[[Answer], Judgement]) -> Person | None:
        said = wanted.pop(person.id, None)
        judged = person if said is None else _with(person, said, judgement)
        good = _still_good(judged, judgement) if rest_good else None
        return good or (None if said is None else judged)

    def done() -> None:
        if wanted:
            raise AppError("person.unknown")

    return _act(session, month, basis=basis, on=on, apply=apply, done=done)


def take_back(session: Session, month: str, done: Reviewed) -> int:
    """Undo an act of the review, while its month is not presented: how many records are as they were before.

    A record that was changed since stays as it is. Raises `month.state`.
    """
    with session.change(Permission.WRITE_PEOPLE, "month.review_undo", month) as change:
        held = change.store.months.get(month)
        if held is not None and held.state not in (MonthState.OPEN, MonthState.DRAFTED, MonthState.APPROVED):
            step = "corrected" if held.state.is_final_paper else "withdrawn"
            raise AppError("month.state", month=month, state=held.state.value, action="month.review", step=step)
        former = []
        for person_id, version in done.versions:
            now, before = change.store.people.get(person_id), change.store.people.at_version(person_id, version - 1)
            if now is not None and before is not None and now.version == version:
                former.append(replace(before, version=version + 1))
        undone = PersonChange(session.time(), session.user.name, "month.review_undo", month)
        change.store.people.put_many(former, undone, origin=session.office.unit)
        change.store.months.drop_review(done.mark)
        redraft(session, change.store, month)
        change.note(persons=len(former))
    return len(former)


def grid(session: Session, month: str) -> list[Standing]:
    """Everybody whose record is open, who is not yet judged first, with the judgements the month's day finds old."""
    settings = session.settings
    day = list_day(month, settings.list_day)

    def standing(person: Person) -> Standing:
        made = {"conduct": person.conduct, "evils": person.evils}
        old = (name for name, one in made.items() if is_stale(one, day, settings.judgement_months))
        return Standing(person, frozenset(old))

    found = [standing(person) for person in people(session)]
    return sorted(found, key=lambda one: (one.judged, one.person.residence is not Residence.LIVING_HERE))


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
    dated = PartialDate.of(day)
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
        mark = change.store.months.add_review(
            month, at=session.time(), user=session.user.name, dated=dated.iso, basis=basis.strip(), persons=covered
        )
        redraft(session, change.store, month)
        change.note(persons=covered, changed=len(changed))
    return Reviewed(covered, len(changed), mark, tuple((person.id, person.version) for person in changed))


def _still_good(person: Person, judgement: Callable[[Answer], Judgement]) -> Person | None:
    """Good in both, unless somebody judged otherwise; None for whoever does not live here."""
    if person.closed_on is not None or person.residence is not Residence.LIVING_HERE:
        return None
    if person.conduct.value is not Answer.NO:
        person = replace(person, conduct=judgement(Answer.YES))
    if person.evils.value is not Answer.YES:
        person = replace(person, evils=judgement(Answer.NO))
    return person


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

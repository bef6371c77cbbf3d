"""Find, add, correct, close and reopen the people of the register."""

import re
from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from app.domain.access import Permission
from app.domain.dates import PartialDate, from_typed
from app.domain.eligibility import Rules, Verdict, judge
from app.domain.ids import new_id
from app.domain.names import clean
from app.domain.person import Person, cleaned
from app.domain.record import from_json, to_json
from app.errors import AppError
from app.services.checks import LONGEST_REASON, check_person
from app.session import PersonChange, Query, Session, Store

_MANAGED: Final = frozenset({"id", "version", "type", "closed_on", "closed_reason", "loan_granted_on"})
_NUMBERS: Final = frozenset({"personal_number", "old_number"})
_BETWEEN_DIGITS: Final = re.compile(r"[\s.\-]")
_DATES: Final = frozenset({
    "birth", "personal_number_issued_on", "came_home_on", "record_cleared_on", "residence_since", "date",
    "finished_on", "on", "stated_on", "withdrawn_on",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Saved:
    """A stored person and what should be looked at again (codes of contract §4)."""

    person: Person
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A person with their history and what the list of a day would say."""

    person: Person
    history: tuple[tuple[int, str, str, str, str], ...]
    """Version, time, user, act, reason; newest first."""
    verdict: Verdict
    listed_in: tuple[tuple[str, int, int], ...]
    versions: tuple[Person, ...] = ()
    """The record after each step of the history."""


@dataclass(frozen=True, slots=True)
class Found:
    """How many fit, and the first of them."""

    total: int
    people: tuple[Person, ...]


def add(session: Session, data: Mapping[str, Any]) -> Saved:
    """Add a person from plain values (the names of the Person record; dates as ISO or as typed).

    Raises `person.*`, `id.length`, `date.invalid`, `person.duplicate_id`; nothing is stored then.
    """
    blank = Person(new_id(), 1, "", unit=session.office.unit)
    with session.change(Permission.WRITE_PEOPLE, "person.add", blank.id) as change:
        saved = _checked(change.store, _with(blank, _kept(session, data)))
        _put(session, change.store, saved.person, act="person.add")
    return saved


def change(
    session: Session, person_id: str, data: Mapping[str, Any], reason: str, *, version: int | None = None
) -> Saved:
    """Correct a person: `data` holds only what changes. `version` guards against a colleague's change meanwhile."""
    reason = _given(reason)
    with session.change(Permission.WRITE_PEOPLE, "person.change", person_id) as work:
        person = _known(work.store, person_id)
        if version is not None and version != person.version:
            raise AppError("person.changed_meanwhile")
        saved = _checked(work.store, _with(person, _kept(session, data)))
        if saved.person != person:
            saved = replace(saved, person=replace(saved.person, version=person.version + 1))
            _put(session, work.store, saved.person, act="person.change", reason=reason)
        work.note(version=saved.person.version)
    return saved


def close(session: Session, person_id: str, reason: str, *, on: PartialDate | None = None) -> Person:
    """End the keeping of a person's record, with a reason; nothing is deleted."""
    reason = _given(reason)
    with session.change(Permission.WRITE_PEOPLE, "person.close", person_id) as change:
        person = _known(change.store, person_id)
        if person.closed_on is not None:
            raise AppError("person.closed")
        day = on or from_typed(session.now().strftime("%d/%m/%Y"))
        person = replace(person, closed_on=day, closed_reason=reason, version=person.version + 1)
        _put(session, change.store, person, act="person.close", reason=reason)
    return person


def reopen(session: Session, person_id: str, reason: str) -> Person:
    """Take up the record of a person again."""
    reason = _given(reason)
    with session.change(Permission.WRITE_PEOPLE, "person.reopen", person_id) as change:
        person = _known(change.store, person_id)
        if person.closed_on is None:
            raise AppError("person.not_closed")
        person = replace(person, closed_on=None, closed_reason="", version=person.version + 1)
        _put(session, change.store, person, act="person.reopen", reason=reason)
    return person


def show(session: Session, person_id: str, *, day: date | None = None, reason: str = "") -> Shown:
    """A person's whole record. Looking at it is audited; an inspector must say why (`reason.missing`)."""
    permission = Permission.READ_PEOPLE if session.may(Permission.READ_PEOPLE) else Permission.INSPECT_PEOPLE
    session.require(permission)
    said = {"reason": _given(reason)} if reason or permission is Permission.INSPECT_PEOPLE else {}
    with session.change(permission, "person.show", person_id, **said) as change:
        person = _known(change.store, person_id)
        history = change.store.people.history(person_id)
        listed = change.store.months.listed_in(person_id)
    steps = tuple((one.version, one.change.at, one.change.user, one.change.act, one.change.reason) for one in history)
    verdict = judge(person, day or session.now().date(), rules(session))
    return Shown(person, steps, verdict, tuple(listed), tuple(one.person for one in history))


def find(session: Session, query: Query, *, limit: int = 50) -> Found:
    """People who fit, the accented spelling first, then in the order of a list."""
    with session.read(Permission.READ_PEOPLE) as store:
        rows = store.people.search(query)
        return Found(len(rows), tuple(store.people.page(rows[:limit])))


def names(session: Session, person_ids: Sequence[str]) -> dict[str, str]:
    """The names of these people by id, as far as the user may read the register and they are in it."""
    if not person_ids or not session.may(Permission.READ_PEOPLE):
        return {}
    with session.read(Permission.READ_PEOPLE) as store:
        return store.people.names(person_ids)


def rows(session: Session, query: Query, cancelled: Callable[[], bool] = lambda: False) -> "array[int]":
    """Row numbers of everybody who fits, for a table that pages through them.

    Raises `CancelledError` soon after `cancelled` says that nobody waits any more.
    """
    with session.read(Permission.READ_PEOPLE) as store:
        if not query.text:  # everybody by name out of a million rows takes SQL four times as long as to make the index
            store.people.prepare(cancelled)
        return store.people.search(query, cancelled)


def first_rows(session: Session, query: Query, limit: int) -> "array[int] | None":
    """The first of these rows at once; None when that cannot be told without all of them."""
    with session.read(Permission.READ_PEOPLE) as store:
        return store.people.first(query, limit)


def prepare(session: Session, cancelled: Callable[[], bool] = lambda: False, *, query: Query | None = None) -> None:
    """Make the first rows of coming searches among those `query` filters quick; given up when `cancelled` says so."""
    with session.read(Permission.READ_PEOPLE) as store:
        store.people.prepare(cancelled, query)


def page(session: Session, row_numbers: list[int]) -> list[Person]:
    """The records of these rows."""
    with session.read(Permission.READ_PEOPLE) as store:
        return store.people.page(row_numbers)


def look_alikes(session: Session, *, name: str, birth: str, number: str, but: str = "") -> list[Person]:
    """People who may be the same: same number, or same folded name and birth. For a warning while typing."""
    with session.read(Permission.READ_PEOPLE) as store:
        found = store.people.with_number(number) if number else []
        if name and birth:
            found += store.people.same_name_and_birth(name, birth)
    return list({person.id: person for person in found if person.id != but}.values())


def rules(session: Session, *, reviewed: bool = False) -> Rules:
    """The rules of eligibility as this office has them set."""
    settings = session.settings
    return Rules(settings.window_years, settings.warn_months, settings.judgement_months, reviewed)


def merged(person: Person, data: Mapping[str, Any]) -> Person:
    """`person` with plain values laid over it, in one spelling. Raises `person.invalid`, `date.invalid`."""
    return _with(person, data)


def _kept(session: Session, data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Refuse the ethnicity (sensitive data) unless the office decided to keep it. Raises `person.ethnicity`."""
    if data.get("ethnicity") and not session.settings.keep_ethnicity:
        raise AppError("person.ethnicity")
    return data


def _with(person: Person, data: Mapping[str, Any]) -> Person:
    known = to_json(person)
    unknown = set(data) - set(known) - _MANAGED
    if unknown:
        raise AppError("person.invalid", field=min(unknown))
    new = {key: _typed(key, value) for key, value in data.items() if key not in _MANAGED}
    for key, value in new.items():
        old = known[key]
        known[key] = {**old, **value} if isinstance(old, dict) and isinstance(value, dict) else value
    try:
        return cleaned(from_json(Person, known))
    except ValueError as error:
        raise AppError("person.invalid", field=str(error)) from error


def _typed(key: str, value: Any) -> Any:
    """Dates and numbers as somebody types them: dates become ISO, numbers lose the signs between their digits."""
    if isinstance(value, dict):
        return {name: _typed(name, item) for name, item in value.items()}
    if isinstance(value, list):
        return [_typed(key, item) for item in value]
    if key in _NUMBERS and isinstance(value, str):
        return _BETWEEN_DIGITS.sub("", value)
    if key in _DATES and isinstance(value, str):
        try:
            return from_typed(value).iso if value.strip() else None
        except ValueError as error:
            raise AppError("date.invalid", field=key) from error
    return value


def _checked(store: Store, person: Person) -> Saved:
    warnings = check_person(person)
    if person.personal_number:
        others = [one for one in store.people.with_number(person.personal_number) if one.id != person.id]
        if others:
            birth = others[0].birth
            raise AppError("person.duplicate_id", name=others[0].name, birth=birth.shown if birth else "")
    return Saved(person, warnings)


def _put(session: Session, store: Store, person: Person, *, act: str, reason: str = "") -> None:
    change = PersonChange(session.time(), session.user.name, act, reason)
    store.people.put(person, change, origin=session.office.unit)


def _known(store: Store, person_id: str) -> Person:
    person = store.people.get(person_id)
    if person is None:
        raise AppError("person.unknown")
    return person


def _given(reason: str) -> str:
    reason = clean(reason)
    if not reason:
        raise AppError("reason.missing")
    if len(reason) > LONGEST_REASON:
        raise AppError("input.too_long", field="reason")
    return reason

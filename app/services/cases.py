"""Trường hợp cần xác minh: what the lists together make one ask about, with what was found out (M10)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Final

from app.domain.access import Permission
from app.domain.cases import MANY_FOR_ONE, Case, CaseState, Sign
from app.domain.dates import PartialDate, from_iso
from app.domain.month import list_day
from app.domain.person import Person
from app.errors import AppError
from app.services import board, catalogue
from app.session import Session, Store

_LONGEST_NOTE: Final = 2000
Listing = tuple[str, str, str, str]
"""Person, name, unit, month."""


def current(session: Session) -> list[Case]:
    """Every question, those not looked into first. Reading them is audited."""
    with session.change(Permission.READ_INBOX, "case.list") as change:
        held = change.store.oversight.cases()
        found = [
            replace(one, state=CaseState(held[one.key][0]), note=held[one.key][1], at=held[one.key][2],
                    user=held[one.key][3]) if one.key in held else one
            for one in _found(session, change.store)
        ]  # fmt: skip
        change.note(cases=len(found))
    order = list(CaseState)
    return sorted(found, key=lambda one: (order.index(one.state), list(Sign).index(one.sign), one.names))


def settle(session: Session, key: str, state: CaseState, note: str) -> None:
    """Say how far looking into a question has come, with a note. Raises `case.unknown`, `input.too_long`."""
    session.require(Permission.DECIDE_BATCH)
    if len(note) > _LONGEST_NOTE:
        raise AppError("input.too_long", field="note")
    with session.change(Permission.DECIDE_BATCH, "case.settle", key, state=state.value) as change:
        if key not in {one.key for one in _found(session, change.store)}:
            raise AppError("case.unknown", key=key)
        change.store.oversight.put_case(
            key, state=state.value, note=note.strip(), at=session.time(), user=session.user.name
        )


def record_misuse(session: Session, who: str, found_on: PartialDate, note: str) -> Person:
    """Keep that the loan of somebody (an identifier or a personal number) was found not to be used as agreed.

    Whoever is listed in a later month raises a question. Raises `person.unknown`, `date.invalid`, `input.too_long`.
    """
    if len(note) > _LONGEST_NOTE:
        raise AppError("input.too_long", field="note")
    with session.change(Permission.DECIDE_BATCH, "case.misuse", who) as change:
        people = change.store.people
        person = people.get(who) or next(iter(people.with_number(who) if who.isdecimal() else ()), None)
        if person is None:
            raise AppError("person.unknown")
        change.subject = person.id
        change.store.signs.put_misuse(
            person.id, found_on.iso, note=note.strip(), at=session.time(), user=session.user.name
        )
    return person


def _found(session: Session, store: Store) -> Iterator[Case]:
    twice = defaultdict(list)
    for number, listing in store.signs.two_units():
        twice[number].append(listing)
    units, said = catalogue.of(session), store.oversight.successors()
    moved = store.signs.moved({one[0] for listings in twice.values() for one in listings})
    for every in twice.values():
        listings = _not_explained(every, moved, session.settings.list_day)
        # An office that went on for another lists its people as a matter of course; in the same month it does not.
        offices = {(board.successor(units, said, unit), month) for _person, _name, unit, month in listings}
        if len({unit for unit, _month in offices}) > 1 or len(offices) < len({one[2:] for one in listings}):
            yield _case(Sign.TWO_UNITS, listings)
    for sign, found in (
        (Sign.AFTER_LOAN, store.signs.after_loan()), (Sign.AFTER_MISUSE, store.signs.after_misuse()),
        (Sign.WINDOW_PASSED, store.signs.window_passed(session.settings.list_day)),
    ):  # fmt: skip
        by_person = defaultdict(list)
        for listing in found:
            by_person[listing[0]].append(listing)
        for listings in by_person.values():
            yield _case(sign, listings)
    shared = defaultdict(list)
    for number, person, name, unit in store.signs.representatives(MANY_FOR_ONE):
        shared[number].append((person, name, unit, ""))
    for listings in shared.values():
        yield _case(Sign.ONE_REPRESENTATIVE, listings)


def _not_explained(listings: list[Listing], moved: Mapping[str, str], day: int) -> list[Listing]:
    """Without what somebody's old office listed before they moved, when nobody else had listed them by then (U12)."""

    def before(listing: Listing, since: str) -> bool:
        return not since or list_day(listing[3], day) < from_iso(since).earliest

    left = listings
    for person in sorted({one[0] for one in listings} & moved.keys(), key=lambda one: moved[one]):
        since = moved[person]
        if not (since and any(one[0] != person and before(one, since) for one in left)):
            left = [one for one in left if one[0] != person or not before(one, since)]
    return left


def _case(sign: Sign, listings: list[Listing]) -> Case:
    def told(place: int) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one[place] for one in listings if one[place]))

    people = told(0)
    # Named by whom and what, not by when: another month of the same is the same question.
    name = "|".join([sign.value, *sorted(people)])
    return Case(sha256(name.encode()).hexdigest()[:16], sign, people, told(1), told(2), told(3))

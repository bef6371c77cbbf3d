"""What a person's record must satisfy, and what in it should be looked at again."""

import re
from collections.abc import Iterator
from typing import Any, Final

from app.domain.batch import travelling
from app.domain.dates import PartialDate
from app.domain.identity import number_errors, number_warnings
from app.domain.person import Person, Residence
from app.domain.record import to_json
from app.envelope.schemas import misfit
from app.errors import AppError

LONGEST_NAME: Final = 200
LONGEST_REASON: Final = 500  # reasons travel, as the schemas of what travels allow
_LONGEST_TEXT: Final = 2000
# A whole row pasted into the name, or signs that no name has.
_UNUSUAL: Final = re.compile(r"[0-9|;\t@#_=<>{}\[\]]")
_OLD_NUMBER_DIGITS: Final = 9


def check_person(person: Person, *, fits: bool = False) -> tuple[str, ...]:
    """Warnings of a record (`id.*`, `name.unusual`), without those an officer has confirmed; errors are raised.

    `fits` says that every text is known to be short and of its kind: an importer asks for thousands of people.

    Raises `person.name_missing`, `input.too_long`, `id.length`, `id.old_length`, `date.order`, `person.invalid`.
    """
    if not person.name:
        raise AppError("person.name_missing")
    if not fits:
        _check_lengths(person)
    for code in number_errors(person.personal_number) if person.personal_number else ():
        raise AppError(code, n=sum(char.isdecimal() for char in person.personal_number))
    old = person.old_number
    if old and not (old.isascii() and old.isdecimal() and len(old) in (_OLD_NUMBER_DIGITS, 12)):
        raise AppError("id.old_length", n=len(old))
    _check_order(person)
    need = person.need.amount
    if need is not None and not 0 <= need <= 10**12:
        raise AppError("person.invalid", field="need.amount")
    if not fits:
        _check_may_travel(person)
    found = number_warnings(person.personal_number, person.sex, person.birth) if person.personal_number else ()
    odd = ("name.unusual",) if _UNUSUAL.search(person.name) else ()
    return tuple(code for code in (*odd, *found) if code not in person.checked)


def _check_lengths(person: Person) -> None:
    for field, length in _lengths("", to_json(person)):
        if length > (LONGEST_NAME if field == "name" else _LONGEST_TEXT):
            raise AppError("input.too_long", field=field)


def _check_may_travel(person: Person) -> None:
    """What could not be sealed must not be entered: it would show only when the Committee has confirmed the list."""
    found = misfit("record.person", travelling(person))
    if found is not None:
        field, rule = found
        raise AppError("input.too_long" if rule == "maxLength" else "person.invalid", field=field)


def _lengths(field: str, value: Any) -> Iterator[tuple[str, int]]:
    """Every text of a record by its field (`need.plan`), with its length; a list counts as a text of that length."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _lengths(f"{field}.{name}" if field else name, item)
    elif isinstance(value, (str, list)):
        yield field, len(value)
        for item in value if isinstance(value, list) else ():
            yield from _lengths(field, item)


def _check_order(person: Person) -> None:
    """A date that must come later may not lie wholly before the earlier one."""
    finished = [term.finished_on for term in person.terms]
    later: list[PartialDate | None] = [person.came_home_on, person.record_cleared_on, *finished]
    if person.residence is Residence.DEAD:
        later.append(person.residence_since)
    if person.birth is not None and any(day is not None and day.latest < person.birth.earliest for day in later):
        raise AppError("date.order")

"""What a person's record must satisfy, and what in it should be looked at again."""

from typing import Final

from app.domain.dates import PartialDate
from app.domain.identity import number_errors, number_warnings
from app.domain.person import Person, Residence
from app.errors import AppError

LONGEST_NAME: Final = 200
_LONGEST_TEXT: Final = 2000
_OLD_NUMBER_DIGITS: Final = 9


def check_person(person: Person) -> tuple[str, ...]:
    """Warnings of a record (`id.*`), without those an officer has confirmed; errors are raised.

    Raises `person.name_missing`, `input.too_long`, `id.length`, `id.old_length`, `date.order`, `person.invalid`.
    """
    if not person.name:
        raise AppError("person.name_missing")
    _check_lengths(person)
    for code in number_errors(person.personal_number) if person.personal_number else ():
        raise AppError(code, n=len(person.personal_number))
    old = person.old_number
    if old and not (old.isascii() and old.isdecimal() and len(old) in (_OLD_NUMBER_DIGITS, 12)):
        raise AppError("id.old_length", n=len(old))
    _check_order(person)
    need = person.need.amount
    if need is not None and not 0 <= need <= 10**12:
        raise AppError("person.invalid", field="need.amount")
    found = number_warnings(person.personal_number, person.sex, person.birth) if person.personal_number else ()
    return tuple(code for code in found if code not in person.checked)


def _check_lengths(person: Person) -> None:
    if len(person.name) > LONGEST_NAME:
        raise AppError("input.too_long", field="name")
    for name in ("other_names", "village", "old_address", "notes", "savings_group", "savings_union", "ethnicity",
                 "phone", "personal_number_issued_by", "closed_reason"):  # fmt: skip
        if len(getattr(person, name)) > _LONGEST_TEXT:
            raise AppError("input.too_long", field=name)


def _check_order(person: Person) -> None:
    """A date that must come later may not lie wholly before the earlier one."""
    finished = [term.finished_on for term in person.terms]
    later: list[PartialDate | None] = [person.came_home_on, person.record_cleared_on, *finished]
    if person.residence is Residence.DEAD:
        later.append(person.residence_since)
    if person.birth is not None and any(day is not None and day.latest < person.birth.earliest for day in later):
        raise AppError("date.order")

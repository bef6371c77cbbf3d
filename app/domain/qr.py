"""The code on an identity card, as a scanner types it or a photo shows it.

Chip card of 2021: seven fields between `|` (number, old number, name, birth ddmmyyyy, sex, address, issued ddmmyyyy);
a variant without the old number has six; the card of 2024 (NĐ 70/2024 Art. 12.1) has up to eleven, of which only the
first seven are understood and kept. Scanners and Unikey spoil letters, never digits: number, dates and sex are
believed, name and address are only proposed. The code is neither stored nor logged anywhere.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from app.domain.dates import PartialDate
from app.domain.identity import explain_number
from app.domain.names import clean, fold
from app.domain.person import Sex
from app.domain.telex import from_telex

SEPARATOR: Final = "|"
LONGEST: Final = 1500
"""More characters than any card's code has."""
_MOST_FIELDS: Final = 20
_NUMBER: Final = re.compile(r"[0-9]{12}")
_OLD: Final = re.compile(r"([0-9]{9}|[0-9]{12})?")
_DATE: Final = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{4})")
_YEAR: Final = re.compile(r"[0-9]{4}")
_NAME_LONGEST: Final = 200
_PLACES_ABOVE: Final = 3  # commune, district, province on cards of before 7/2025


@dataclass(frozen=True, slots=True)
class Card:
    """What a card's code fills in. `doubtful` names the fields that somebody must compare with the card."""

    personal_number: str
    old_number: str = ""
    name: str = ""
    birth: PartialDate | None = None
    sex: Sex | None = None
    address: str = ""
    issued_on: PartialDate | None = None
    doubtful: tuple[str, ...] = ()

    @property
    def village(self) -> str:
        """The part of the address below the commune."""
        parts = [part.strip() for part in self.address.split(",") if part.strip()]
        above = _PLACES_ABOVE if len(parts) > _PLACES_ABOVE else 2
        return ", ".join(parts[:-above]) if len(parts) > above else self.address


def read_code(payload: str) -> Card:
    """What a card's code says. Raises `ValueError` for what is none; the message never holds any of it."""
    if len(payload) > LONGEST:
        raise ValueError("code")
    fields = [clean(part) for part in unicodedata.normalize("NFC", payload).split(SEPARATOR)]
    if not 5 <= len(fields) <= _MOST_FIELDS or not _NUMBER.fullmatch(fields[0]):
        raise ValueError("code")
    at = _birth_place(fields)
    name = fields[at - 1]
    old = fields[1] if at == 3 else ""
    if not _OLD.fullmatch(old) or not name or len(name) > _NAME_LONGEST:
        raise ValueError("code")
    number = fields[0]
    address = fields[at + 2] if len(fields) > at + 2 else ""
    return Card(
        personal_number=number, old_number=old, name=_name(name), birth=_date(fields[at]),
        sex=_sex(fields[at + 1] if len(fields) > at + 1 else "", number), address=address,
        issued_on=_issued(fields[at + 3 : at + 4]), doubtful=("name", "village") if address else ("name",),
    )  # fmt: skip


def looks_like_code(typed: str) -> bool:
    """Whether what was typed so far can only be the beginning of a card's code: twelve digits and the sign."""
    return len(typed) > 12 and typed[12] == SEPARATOR and _NUMBER.fullmatch(typed[:12]) is not None


def _birth_place(fields: list[str]) -> int:
    """Where the birth date stands: third, or second where the old number is left out."""
    for at in (3, 2):
        if len(fields) > at and (_DATE.fullmatch(fields[at]) or _YEAR.fullmatch(fields[at])):
            return at
    raise ValueError("code")


def _date(digits: str) -> PartialDate:
    """`15052002`; a day or a month of zeros is one that the card does not know."""
    whole = _DATE.fullmatch(digits)
    if whole is None:
        return PartialDate(int(digits))
    day, month, year = (int(part) for part in whole.groups())
    return PartialDate(year, month, day if month else 0)


def _issued(fields: list[str]) -> PartialDate | None:
    """The day of issue; one that cannot be read is left out, for nothing rests on it."""
    try:
        return _date(fields[0]) if fields and _DATE.fullmatch(fields[0]) else None
    except ValueError:
        return None


def _sex(said: str, number: str) -> Sex | None:
    word = fold(said)
    if word == "nam":
        return Sex.MALE
    return Sex.FEMALE if word == "nu" else explain_number(number).sex


def _name(said: str) -> str:
    """The name in the officer's spelling: cards shout it, and Telex keys may have stayed in it."""
    name = from_telex(said)
    return name.title() if name.isupper() else name

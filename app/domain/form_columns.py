"""The values Form 01 can show of a list entry: every column a template may choose, by its key."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from app.domain.dates import PartialDate
from app.domain.month import ListEntry
from app.domain.names import clean
from app.domain.paper import fill
from app.domain.person import Purpose, Sex, Stay
from app.domain.template import Phrases

Show = Callable[[ListEntry, Phrases, str], str]


def cell(key: str, entry: ListEntry, phrases: Phrases, place: str) -> str:
    """The text of one column for one entry; unknown values are empty, to be written in by hand.

    `place` is the commune as an address says it (`xã Đồng Đăng`).
    """
    return clean(_COLUMNS[key](entry, phrases, place))


def _day(date: PartialDate | None) -> str:
    return date.shown if date else ""


def _sex(entry: ListEntry, phrases: Phrases, _place: str) -> str:
    return {Sex.MALE: phrases.male, Sex.FEMALE: phrases.female}[entry.sex] if entry.sex else ""


def _residence(entry: ListEntry, phrases: Phrases, place: str) -> str:
    address = ", ".join(part for part in (entry.village, place) if part)
    return f"{address} {phrases.temporary}" if entry.stay is Stay.TEMPORARY else address


def _certificate(entry: ListEntry, phrases: Phrases, _place: str) -> str:
    dated = fill(phrases.dated, {"date": _day(entry.certificate_date)}) if entry.certificate_date else ""
    return f"{entry.certificate_number} {dated} {_amnesty(entry, phrases)}"


def _certificate_number(entry: ListEntry, phrases: Phrases, _place: str) -> str:
    return f"{entry.certificate_number} {_amnesty(entry, phrases)}"


def _amnesty(entry: ListEntry, phrases: Phrases) -> str:
    return phrases.amnesty if entry.certificate_kind == "amnesty" else ""


def _purpose(entry: ListEntry, phrases: Phrases, _place: str) -> str:
    words = {Purpose.TRAINING: phrases.training, Purpose.BUSINESS: phrases.business}
    return words[entry.purpose] if entry.purpose else ""


def _amount(entry: ListEntry, _phrases: Phrases, _place: str) -> str:
    return f"{entry.amount:,}".replace(",", ".") if entry.amount is not None else ""


def _representative(entry: ListEntry, _phrases: Phrases, _place: str) -> str:
    relation = f" ({entry.household_rep_relation})" if entry.household_rep_relation else ""
    return f"{entry.household_rep_name}{relation}"


def _savings_group(entry: ListEntry, _phrases: Phrases, _place: str) -> str:
    return ", ".join(part for part in (entry.savings_group, entry.savings_union) if part)


_COLUMNS: Final[Mapping[str, Show]] = MappingProxyType(
    {
        "number": lambda entry, _phrases, _place: str(entry.number),
        "name": lambda entry, _phrases, _place: entry.name,
        "birth": lambda entry, _phrases, _place: _day(entry.birth),
        "birth_male": lambda entry, _phrases, _place: _day(entry.birth) if entry.sex is Sex.MALE else "",
        "birth_female": lambda entry, _phrases, _place: _day(entry.birth) if entry.sex is Sex.FEMALE else "",
        "sex": _sex,
        "personal_number": lambda entry, _phrases, _place: entry.personal_number or entry.old_number,
        "personal_number_issued_on": lambda entry, _p, _place: _day(entry.personal_number_issued_on),
        "personal_number_issued_by": lambda entry, _p, _place: entry.personal_number_issued_by,
        "old_number": lambda entry, _phrases, _place: entry.old_number,
        "village": lambda entry, _phrases, _place: entry.village,
        "residence": _residence,
        "certificate": _certificate,
        "certificate_number": _certificate_number,
        "certificate_date": lambda entry, _phrases, _place: _day(entry.certificate_date),
        "certificate_issuer": lambda entry, _phrases, _place: entry.certificate_issuer,
        "finished_on": lambda entry, _phrases, _place: _day(entry.finished_on),
        "last_day": lambda entry, _phrases, _place: _day(entry.last_day),
        "purpose": _purpose,
        "amount": _amount,
        "household_rep": _representative,
        "savings_group": _savings_group,
        # For what is written by hand, as a signature of who received the paper.
        **dict.fromkeys(("blank_1", "blank_2", "blank_3"), lambda _entry, _phrases, _place: ""),
    }
)
NOTES: Final = "notes"
BLANKS: Final = ("blank_1", "blank_2", "blank_3")
COLUMN_KEYS: Final = frozenset(_COLUMNS) | {NOTES}

"""Why two records may be one person: each sign with its weight. The sum decides; people read the signs."""

from enum import StrEnum
from typing import Final, NamedTuple

from rapidfuzz.distance import OSA, Indel

from app.matching.record import Prepared


class Level(StrEnum):
    """How sure the sum of the signs is."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"


class Signal(NamedTuple):
    """One sign: its name (words: `match.<name>`) and its weight; below zero it speaks against."""

    name: str
    weight: int


_LEVELS: Final = ((Level.CERTAIN, 80), (Level.LIKELY, 50), (Level.POSSIBLE, 40))

_NUMBER_SAME: Final = Signal("number.same", 60)
_NUMBER_ZERO: Final = Signal("number.zero_lost", 56)
_NUMBER_OLD: Final = Signal("number.old_same", 50)
_NUMBER_DIGIT: Final = Signal("number.one_digit", 30)
_NUMBER_SWAP: Final = Signal("number.swapped", 34)
_NUMBER_OTHER: Final = Signal("number.other", -45)
_OLD_DIGIT: Final = Signal("number.old_near", 22)

_NAME_SAME: Final = Signal("name.same", 30)
_NAME_FOLDED: Final = Signal("name.folded", 28)
_NAME_MIDDLE: Final = Signal("name.middle_dropped", 24)
_NAME_ORDER: Final = Signal("name.order", 24)
_NAME_NEAR: Final = Signal("name.near", 16)
_NAME_PART: Final = Signal("name.part", 8)
_NAME_OTHER: Final = Signal("name.other", -25)
_RARE: Final = Signal("name.rare", 2)
_COMMON: Final = Signal("name.common", -7)

_BIRTH_SAME: Final = Signal("birth.same", 26)
_BIRTH_SWAPPED: Final = Signal("birth.swapped", 22)
_BIRTH_YEAR: Final = Signal("birth.year_only", 10)
_BIRTH_DIGIT: Final = Signal("birth.one_digit", 14)
_BIRTH_PART: Final = Signal("birth.year_same", 2)
_BIRTH_OTHER: Final = Signal("birth.other", -20)

_VILLAGE: Final = Signal("village.same", 14)
_VILLAGE_NAME: Final = Signal("village.name", 6)
_UNIT: Final = Signal("unit.same", 4)
_SEX_OTHER: Final = Signal("sex.other", -12)
_NUMBER_FITS: Final = Signal("number.fits", 3)
_NUMBER_UNFIT: Final = Signal("number.unfit", -12)


def level_of(weight: int) -> Level | None:
    """How sure a sum is; None below what is worth a look."""
    return next((level for level, least in _LEVELS if weight >= least), None)


def other_people(one: Prepared, other: Prepared) -> bool:
    """Whether two numbers that have nothing in common outweigh whatever else may be the same. Most pairs end here."""
    return _number(one, other) is _NUMBER_OTHER


def compare(one: Prepared, other: Prepared, rarity: int = 0) -> tuple[Signal, ...]:
    """Every sign for and against these two being one person. `rarity`: 1 a rare name, -1 a common one."""
    number = _number(one, other)
    name = _name(one, other)
    birth = _birth(one, other)
    found = [sign for sign in (number, name, birth, _place(one, other)) if sign is not None]
    if rarity and name.weight >= _NAME_ORDER.weight:
        found.append(_RARE if rarity > 0 else _COMMON)
    if one.sex and other.sex and one.sex != other.sex:
        found.append(_SEX_OTHER)
    if number is None and (fits := _fits(one, other)) is not None:
        found.append(fits)
    return tuple(found)


def _number(one: Prepared, other: Prepared) -> Signal | None:
    if one.number and other.number:
        if one.number == other.number:
            return _NUMBER_ZERO if one.zero_lost or other.zero_lost else _NUMBER_SAME
        near = _near(one.number, other.number)
        if near is not None:
            return near
        if not one.old_number or one.old_number != other.old_number:
            return _NUMBER_OTHER
    if one.old_number and other.old_number:
        if one.old_number == other.old_number:
            return _NUMBER_OLD
        return _NUMBER_OTHER if _near(one.old_number, other.old_number) is None else _OLD_DIGIT
    return None


def _near(one: str, other: str) -> Signal | None:
    """One digit different, or two neighbours swapped, of two numbers of one kind."""
    if OSA.distance(one, other, score_cutoff=1) > 1:
        return None
    return _NUMBER_SWAP if sorted(one) == sorted(other) else _NUMBER_DIGIT


def _name(one: Prepared, other: Prepared) -> Signal:
    if one.folded == other.folded:
        return _NAME_SAME if one.name == other.name else _NAME_FOLDED
    if one.core == other.core:
        return _NAME_MIDDLE
    if one.key == other.key:
        return _NAME_ORDER
    return _near_name(one, other)


def _near_name(one: Prepared, other: Prepared) -> Signal:
    if OSA.distance(one.plain, other.plain, score_cutoff=1) <= 1:
        return _NAME_NEAR
    shorter, longer = sorted((one.core, other.core), key=len)
    if len(shorter) >= 2 and len(longer) > len(shorter) and set(shorter) <= set(longer):
        return _NAME_MIDDLE if shorter[0] == longer[0] and shorter[-1] == longer[-1] else _NAME_PART
    if Indel.normalized_similarity(one.plain, other.plain, score_cutoff=0.86):
        return _NAME_NEAR if one.given == other.given or one.core[0] == other.core[0] else _NAME_PART
    return _NAME_OTHER


def _birth(one: Prepared, other: Prepared) -> Signal | None:
    if not one.year or not other.year:
        return None
    if one.birth == other.birth:
        return _BIRTH_SAME if one.day else _BIRTH_YEAR
    if not one.month or not other.month:
        return _BIRTH_YEAR if one.year == other.year else _BIRTH_OTHER
    if one.year == other.year and one.day == other.month and one.month == other.day:
        return _BIRTH_SWAPPED
    if not one.day or not other.day:
        return _BIRTH_YEAR if (one.year, one.month) == (other.year, other.month) else _BIRTH_OTHER
    return _near_birth(one, other)


def _near_birth(one: Prepared, other: Prepared) -> Signal:
    different = sum(mine != theirs for mine, theirs in zip(one.birth, other.birth, strict=True))
    if different == 1:
        return _BIRTH_DIGIT
    parts = sum(
        mine != theirs
        for mine, theirs in ((one.year, other.year), (one.month, other.month), (one.day, other.day))
    )  # fmt: skip
    if parts == 1 and _neighbours(one, other):
        return _BIRTH_DIGIT
    return _BIRTH_PART if one.year == other.year else _BIRTH_OTHER


def _neighbours(one: Prepared, other: Prepared) -> bool:
    """19 and 20, 09 and 10, 1989 and 1990: one day, month or year apart, or two digits swapped."""
    for mine, theirs in ((one.year, other.year), (one.month, other.month), (one.day, other.day)):
        if mine != theirs:
            return abs(int(mine) - int(theirs)) == 1 or sorted(mine) == sorted(theirs)
    return False


def _place(one: Prepared, other: Prepared) -> Signal | None:
    same_unit = bool(one.unit) and one.unit == other.unit
    if one.village and one.village == other.village:
        return _VILLAGE if same_unit else _VILLAGE_NAME
    return _UNIT if same_unit else None


def _fits(one: Prepared, other: Prepared) -> Signal | None:
    """A 12-digit number against a record that has none: its digits say sex and year of birth (Decree 137/2015)."""
    with_number, without = (one, other) if one.number else (other, one)
    number = with_number.number
    if not number or not without.year:
        return None
    century = 1900 + 100 * (int(number[3]) // 2)
    years = abs(century + int(number[4:6]) - int(without.year))
    sex = without.sex
    if sex and (int(number[3]) % 2 == 1) is not (sex == "female"):
        return _NUMBER_UNFIT
    return _NUMBER_FITS if years == 0 else None

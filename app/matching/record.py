"""What is compared of a person, prepared once: names without Vietnamese spelling habits, dates and numbers in parts."""

import re
from dataclasses import dataclass
from functools import lru_cache
from sys import intern
from typing import Final, NamedTuple

from app.domain.names import fold

# Middle names that papers drop or add freely.
_DROPPED: Final = frozenset({"thi", "van"})
# In `Nghĩa Hoàng Văn` the order is swapped; with other marks (`Vân`) it may be a given name.
_LAST_WHEN_SWAPPED: Final = frozenset({"thị", "văn"})
_NO_DIGIT: Final = re.compile(r"[^0-9]")
# An i written y, as spelling reforms and clerks do: `Lý` and `Lí`, `Vy` and `Vi`; not in a diphthong (`Thúy`, `Huy`).
_Y: Final = re.compile(r"(?<![aeou])y$")


@dataclass(frozen=True, slots=True)
class Record:
    """One person as a register or a list has them. Dates are ISO of any precision, unknown text is empty."""

    id: str
    name: str
    birth: str = ""
    number: str = ""
    old_number: str = ""
    unit: str = ""
    village: str = ""
    sex: str = ""


class Prepared:
    """A record ready for comparing: everything that depends on it alone.

    What many have in common, a name, a date or a village, is there once: of a million people the memory is the limit.
    """

    __slots__ = (
        "birth", "core", "day", "family", "folded", "given", "id", "initials", "key", "month", "name", "number",
        "old_number", "plain", "sex", "unit", "village", "year", "zero_lost",
    )  # fmt: skip

    def __init__(self, record: Record) -> None:
        self.id, self.unit, self.sex = record.id, intern(record.unit), intern(record.sex)
        self.name, self.folded, self.core, self.plain, self.key, self.family, self.given, self.initials = _name(
            record.name
        )
        self.birth, self.year, self.month, self.day = _date(record.birth)
        digits = _digits(record.number)
        self.zero_lost = len(digits) == 11
        self.number = f"0{digits}" if self.zero_lost else digits if len(digits) == 12 else ""
        old = digits if len(digits) == 9 else _digits(record.old_number)
        self.old_number = old if len(old) == 9 else f"0{old}" if len(old) == 8 else ""
        self.village = _village(record.village)


class _Name(NamedTuple):
    """A name as it is; then without spelling habits: whole, without `Thị` and `Văn`, that as text, in any order, and
    its ends."""

    name: str
    folded: str
    core: tuple[str, ...]
    plain: str
    key: str
    family: str
    given: str
    initials: str


@lru_cache(maxsize=200_000)
def _name(text: str) -> _Name:
    words = text.split()
    if len(words) > 2 and words[-1].casefold() in _LAST_WHEN_SWAPPED:
        words.pop()
    tokens = tuple(habitless(word) for word in words)
    core = _core(tokens)
    family, given = (core[0], core[-1]) if core else ("", "")
    initials = min(family, given)[:1] + max(family, given)[:1]
    return _Name(text, " ".join(tokens), core, " ".join(core), " ".join(sorted(core)), family, given, initials)


def forget_names() -> None:
    """Let go of the names that were kept while many were prepared: a search is over, the program goes on for days."""
    _name.cache_clear()


@lru_cache(maxsize=50_000)
def _date(birth: str) -> tuple[str, str, str, str]:
    """As it is, year, month, day; what it does not say is empty."""
    year, month, day, *_ = (*birth.split("-"), "", "")
    return birth, year, month, day


@lru_cache(maxsize=50_000)
def habitless(word: str) -> str:
    """A syllable as every habit of spelling writes it: no marks, đ as d, y as i at the end of an open syllable."""
    return _Y.sub("i", fold(word))


@lru_cache(maxsize=50_000)
def _village(name: str) -> str:
    return " ".join(habitless(word) for word in re.split(r"[^\w]+", name) if word)


def _core(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """Family and given names without `Thị` and `Văn`; whoever is called just that keeps it."""
    kept = (*tokens[:1], *(word for word in tokens[1:-1] if word not in _DROPPED), *tokens[1:][-1:])
    # With the order swapped (`Thị Hoa Nguyễn`) the dropped word may stand first.
    return kept[1:] if len(kept) > 2 and kept[0] in _DROPPED else kept


def _digits(text: str) -> str:
    return text if text.isdecimal() and text.isascii() else _NO_DIGIT.sub("", text)

"""Search a whole register for people who are there twice: only records that share a key are compared."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from app.matching.record import Prepared, Record, forget_names
from app.matching.signals import Level, Signal, compare, level_of, other_people

# A key that so many share says nothing (an empty register's default, a number typed for everybody).
_CROWD: Final = 400
# A name is rare when no more than this many of 100,000 bear it, common above the second figure.
_RARE, _COMMON = 12, 45

Progress = Callable[[int, int], None]
"""Called with how many steps are done of how many."""


@dataclass(frozen=True, slots=True)
class Found:
    """Two records that may be one person. `first` is the smaller identifier."""

    first: str
    second: str
    weight: int
    level: Level
    signals: tuple[Signal, ...]


def find(
    records: Iterable[Record],
    *,
    only: Collection[str] | None = None,
    progress: Progress | None = None,
) -> list[Found]:
    """Every pair worth a look, the surest first. With `only`, pairs in which at least one of these takes part.

    Time and memory grow a little faster than the number of records: see `tests/bench/bench_duplicates.py`.
    """
    prepared = [Prepared(record) for record in records]
    forget_names()
    rarity = _rarity(prepared)
    names = None if only is None else frozenset(only)
    wanted = None if names is None else {place for place, one in enumerate(prepared) if one.id in names}
    found = []
    for one, other in _candidates(prepared, wanted, progress):
        pair = _judged(one, other, rarity.get(one.key, 0))
        if pair is not None:
            found.append(pair)
    found.sort(key=lambda pair: (-pair.weight, pair.first, pair.second))
    return found


def around(record: Record, others: Iterable[Record]) -> list[Found]:
    """Who of some thousand others may be this person: for the form in which somebody is just being entered."""
    one = Prepared(record)
    pairs = (_judged(one, Prepared(other), 0) for other in others if other.id != record.id)
    return sorted((pair for pair in pairs if pair is not None), key=lambda pair: (-pair.weight, pair.second))


def _judged(one: Prepared, other: Prepared, rarity: int) -> Found | None:
    if other_people(one, other):
        return None
    signals = compare(one, other, rarity)
    weight = sum(signal.weight for signal in signals)
    level = level_of(weight)
    if level is None:
        return None
    first, second = sorted((one.id, other.id))
    return Found(first, second, weight, level, signals)


def _rarity(prepared: Sequence[Prepared]) -> dict[str, int]:
    """Names that say more, and names that say less, than the others of this register."""
    borne = Counter(one.key for one in prepared)
    scale = max(len(prepared), 10_000) / 100_000
    rare, common = max(2, _RARE * scale), max(4, _COMMON * scale)
    return {key: 1 if times <= rare else -1 for key, times in borne.items() if times <= rare or times > common}


def _candidates(
    prepared: Sequence[Prepared], wanted: AbstractSet[int] | None, progress: Progress | None
) -> Iterator[tuple[Prepared, Prepared]]:
    """Pairs that share a key and may be one person, each once, `wanted` in each of them.

    One kind of key at a time: the keys of all would fill the memory, and so would the pairs of other people.
    """
    size = len(prepared)
    pairs: set[int] = set()
    for done, make in enumerate(_KEYS):
        if progress is not None:
            progress(done, len(_KEYS))
        for group in _groups(prepared, make):
            pairs.update(one * size + other for one, other in _worth_a_look(prepared, combinations(group, 2), wanted))
    for place, others in _year_only(prepared):
        both = ((min(place, other), max(place, other)) for other in others if other != place)
        pairs.update(one * size + other for one, other in _worth_a_look(prepared, both, wanted))
    for pair in pairs:
        first, second = divmod(pair, size)
        yield prepared[first], prepared[second]


def _worth_a_look(
    prepared: Sequence[Prepared], pairs: Iterable[tuple[int, int]], wanted: AbstractSet[int] | None
) -> Iterator[tuple[int, int]]:
    """Those with somebody who is wanted, whose numbers do not say that they are other people."""
    for one, other in pairs:
        if wanted is not None and one not in wanted and other not in wanted:
            continue
        if not other_people(prepared[one], prepared[other]):
            yield one, other


def _groups(prepared: Sequence[Prepared], make: Callable[[Prepared], object]) -> Iterator[list[int]]:
    """Places of records with the same key, in order; groups too big to say anything are left out."""
    first: dict[object, int] = {}
    groups: dict[int, list[int]] = {}
    for place, one in enumerate(prepared):
        key = make(one)
        if key is None:
            continue
        begun = first.setdefault(key, place)
        if begun != place:
            groups.setdefault(begun, [begun]).append(place)
    return (group for group in groups.values() if len(group) <= _CROWD)


def _year_only(prepared: Sequence[Prepared]) -> Iterator[tuple[int, list[int]]]:
    """Records whose birth is known by the year only, each with everybody of that name and year."""
    alone = [place for place, one in enumerate(prepared) if one.year and not one.day and one.core]
    same: dict[tuple[str, str], list[int]] = {(prepared[place].key, prepared[place].year): [] for place in alone}
    if same:
        for place, one in enumerate(prepared):
            found = same.get((one.key, one.year))
            if found is not None:
                found.append(place)
    for place in alone:
        found = same[prepared[place].key, prepared[place].year]
        if len(found) <= _CROWD:
            yield place, found


# What two records of one person share although one slip (or two) was made: a number, the random end of a number,
# name and two parts of the birth date, the birth date and a part of the name. Each as a small key, None for none.
_KEYS: Final[tuple[Callable[[Prepared], object], ...]] = (
    lambda one: one.number or None,
    lambda one: one.old_number or None,
    lambda one: (one.number[6:], one.year) if one.number else None,
    lambda one: (one.number[:6], one.key) if one.number else None,
    lambda one: (one.number[6:9], one.birth) if one.number and one.day else None,
    lambda one: (one.number[9:], one.birth) if one.number and one.day else None,
    lambda one: (one.key, one.village) if one.village and one.key else None,
    lambda one: (one.family, one.year, one.village, one.unit) if one.village and one.year else None,
    lambda one: (one.key, one.year, one.month) if one.day else None,
    lambda one: (one.key, one.month, one.day) if one.day else None,
    lambda one: (one.key, one.year, one.day) if one.day else None,
    lambda one: (one.key, one.year, min(one.day, one.month), max(one.day, one.month)) if one.day else None,
    lambda one: (one.birth, one.initials) if one.day else None,
    lambda one: (one.birth, one.given) if one.day else None,
    lambda one: (one.birth, one.family, one.unit) if one.day else None,
    lambda one: (one.year, min(one.day, one.month), max(one.day, one.month), one.given) if one.day else None,
)

"""Administrative units of today and of before 1/7/2025, and what became of the old ones.

The same code can name one commune before that day and a larger one after it: a unit's identity is its
code together with its period.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import islice
from typing import Final

from app.domain.unit_search import WordIndex, places_set


class Kind(StrEnum):
    """What a unit is, in the words of its own name."""

    PROVINCE = "tỉnh"
    CITY = "thành phố"
    URBAN_DISTRICT = "quận"
    DISTRICT = "huyện"
    TOWN = "thị xã"
    COMMUNE = "xã"
    WARD = "phường"
    TOWNSHIP = "thị trấn"
    SPECIAL_ZONE = "đặc khu"


_KINDS: Final = {kind.value: kind for kind in Kind}
_TITLES: Final = {kind: kind.value.capitalize() for kind in Kind}
# As written on papers and envelopes; one-letter ones (P. Q. H. X.) are beginnings of the word anyway.
_SHORT: Final = {Kind.CITY: "tp", Kind.TOWN: "tx", Kind.TOWNSHIP: "tt", Kind.SPECIAL_ZONE: "đk"}


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit: GSO code (2 digits province, 3 old district, 5 commune), bare name, code of what it lies in.

    `valid_from` is None when the source does not say since when; `valid_to`, the last day, is None today.
    """

    code: str
    name: str
    kind: Kind
    parent: str
    valid_from: date | None = None
    valid_to: date | None = None
    successors: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """`Xã Đồng Đăng`, `Phường 1`."""
        return f"{_TITLES[self.kind]} {self.name}"

    @property
    def is_commune(self) -> bool:
        """Whether it is of the lowest level; an old island district without communes is both levels."""
        return len(self.code) == 5 or (len(self.code) == 3 and bool(self.successors))

    @property
    def today(self) -> bool:
        """Whether the unit exists now."""
        return self.valid_to is None


@dataclass(frozen=True, slots=True)
class UnitChange:
    """What a pack of rules says of one unit from a day on: that it is so, or (with `into`) that it is no more."""

    code: str
    kind: str = ""
    name: str = ""
    parent: str = ""
    into: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A unit found by typing; an old one comes with the units of today among which the officer chooses."""

    unit: Unit
    full_name: str
    successors: tuple[Unit, ...] = ()


class Catalogue:
    """All units, by code and period and by typing.

    Rows are `[code, kind, name, parent code, *codes of successors]`, parents before children.
    """

    def __init__(self, today: Iterable[Sequence[str]], before: Iterable[Sequence[str]], changed_on: date) -> None:
        last = changed_on - timedelta(days=1)
        self._changed_on = changed_on
        self._today = {row[0]: Unit(row[0], row[2], _KINDS[row[1]], row[3], changed_on) for row in today}
        self._before = {
            row[0]: Unit(row[0], row[2], _KINDS[row[1]], row[3], None, last, tuple(row[4:])) for row in before
        }
        self._ended: dict[str, Unit] = {}

    def changed(self, changes: Iterable[tuple[date, UnitChange]]) -> "Catalogue":
        """This catalogue with later changes, in their order, each from its day on; what does not fit is left out.

        A commune that is no more keeps its code and names those that took it over; an earlier name is not kept.
        """
        new = Catalogue((), (), self._changed_on)
        new._today, new._before, new._ended = dict(self._today), dict(self._before), dict(self._ended)
        for day, change in changes:
            if new.fits(change):
                new._enter(day, change)
        return new

    def fits(self, change: UnitChange) -> bool:
        """Whether a change names units of today, and a kind that there is."""
        if change.into:
            known = len(change.code) == 5 and change.code not in change.into
            return known and all(code in self._today for code in (change.code, *change.into))
        return bool(change.name) and change.kind in _KINDS and (not change.parent or change.parent in self._today)

    def unit(self, code: str, on: date | None = None) -> Unit | None:
        """The unit that has this code today, or had it on that day; None when there is none.

        Without a day also one that a later change ended: its people are still under its code.
        """
        found = self._period(on).get(code)
        ended = self._ended.get(code)
        if found is None and ended is not None and ended.valid_to and (on is None or on <= ended.valid_to):
            return ended
        return found

    def provinces(self, on: date | None = None) -> tuple[Unit, ...]:
        """The provinces of today or of that day, by code."""
        return tuple(unit for unit in self._period(on).values() if not unit.parent)

    def parent(self, unit: Unit) -> Unit | None:
        """What the unit lies in, in its own period; None for a province."""
        return self._period(unit.valid_to).get(unit.parent)

    def children(self, unit: Unit) -> tuple[Unit, ...]:
        """What lies directly in the unit, by code."""
        return tuple(self._children.get((unit.code, unit.today), ()))

    def province_of(self, unit: Unit) -> Unit:
        """The province of the unit's own period; a province is its own."""
        above = self.parent(unit)
        return unit if above is None else self.province_of(above)

    def full_name(self, unit: Unit) -> str:
        """`Xã Đồng Đăng, Tỉnh Lạng Sơn`; an old one with its district: `Xã …, Huyện …, Tỉnh …`."""
        above = self.parent(unit)
        return unit.title if above is None else f"{unit.title}, {self.full_name(above)}"

    def successors(self, old: Unit) -> tuple[Unit, ...]:
        """The units of today that took over the old one: several when it was split; none for today's."""
        return tuple(self._today[code] for code in dict.fromkeys(self._now(old.successors)))

    def predecessors(self, new: Unit) -> tuple[Unit, ...]:
        """The old units of which all or a part lies in this unit of today, by code."""
        return tuple(self._ancestry.get(new.code, ())) if new.today else ()

    def search(
        self,
        typed: str,
        *,
        limit: int = 20,
        province: str | None = None,
        include_old: bool = True,
        communes_only: bool = False,
    ) -> tuple[Hit, ...]:
        """Units with every typed word, or a beginning of it, in their full name, or with the typed code.

        Without tone marks, words in any order. First those with the very tone marks typed, then those whose
        own name is typed in full, then today's before old ones. `province` is a code: of today's province
        (the old ones merged into it count too), or of an old one that is no more. `communes_only` leaves out
        provinces and districts, but not the island districts that had no communes.
        """
        within = self._inside(province)
        within &= within if include_old else self._all_today
        within &= self._communes if communes_only else within
        places = self._index.find(typed, within=within, first=self._all_today)
        units = (self._units[place] for place in islice(places, max(limit, 0)))
        return tuple(Hit(unit, self.full_name(unit), self.successors(unit)) for unit in units)

    def _enter(self, day: date, change: UnitChange) -> None:
        if change.into:
            last = self._today.pop(change.code)
            self._ended[change.code] = replace(last, valid_to=day - timedelta(days=1), successors=change.into)
            return
        self._ended.pop(change.code, None)
        held = self._today.get(change.code)  # renamed, it has been there all the same
        since = held.valid_from if held else day
        self._today[change.code] = Unit(change.code, change.name, _KINDS[change.kind], change.parent, since)

    def _now(self, codes: Iterable[str]) -> Iterator[str]:
        """The units of today that these are, or became since."""
        for code in codes:
            if code in self._today:
                yield code
            else:
                yield from self._now(self._ended[code].successors)

    def _is_new(self, unit: Unit) -> bool:
        """Whether a unit's place is among the provinces of today."""
        return unit.today or self._ended.get(unit.code) is unit

    def _period(self, on: date | None) -> dict[str, Unit]:
        return self._today if on is None or on >= self._changed_on else self._before

    def _inside(self, province: str | None) -> int:
        if province is None:
            return (1 << len(self._units)) - 1
        current = self._today.get(province)
        roots = [current, *self.predecessors(current)] if current else [self._before.get(province)]
        inside = 0
        for root in roots:
            inside |= self._members.get((root.code, root.today), 0) if root else 0
        return inside

    # What only searching and predecessors need is made when first asked for: start-up stays short.

    @cached_property
    def _ancestry(self) -> dict[str, list[Unit]]:
        found: dict[str, list[Unit]] = defaultdict(list)
        for old in (*self._before.values(), *self._ended.values()):
            for new in self.successors(old):
                found[new.code].append(old)
        return found

    @cached_property
    def _children(self) -> dict[tuple[str, bool], list[Unit]]:
        found: dict[tuple[str, bool], list[Unit]] = defaultdict(list)
        for unit in (*self._today.values(), *self._before.values()):
            found[unit.parent, unit.today].append(unit)
        return found

    @cached_property
    def _units(self) -> list[Unit]:
        return [*self._today.values(), *self._before.values(), *self._ended.values()]

    @cached_property
    def _all_today(self) -> int:
        return (1 << len(self._today)) - 1

    @cached_property
    def _communes(self) -> int:
        communes = (place for place, unit in enumerate(self._units) if unit.is_commune)
        return places_set(communes, len(self._units))

    @cached_property
    def _members(self) -> dict[tuple[str, bool], int]:
        """Each province and old district with the set of what lies in it, itself too."""
        inside: dict[tuple[str, bool], list[int]] = {}
        for place, unit in enumerate(self._units):
            if len(unit.code) < 5:
                inside[unit.code, unit.today] = [place]
            above = unit.parent
            while above:
                inside[above, self._is_new(unit)].append(place)
                above = self._period(unit.valid_to)[above].parent
        return {key: places_set(places, len(self._units)) for key, places in inside.items()}

    @cached_property
    def _index(self) -> WordIndex:
        units, size = self._units, len(self._units)
        kinds: dict[Kind, list[int]] = defaultdict(list)
        codes: dict[str, list[int]] = defaultdict(list)
        for place, unit in enumerate(units):
            kinds[unit.kind].append(place)
            codes[unit.code].append(place)
        above = (
            ((self._today if today else self._before)[code], members)
            for (code, today), members in self._members.items()
        )
        return WordIndex(
            [unit.name for unit in units],
            kinds=[(_typed(kind), places_set(places, size)) for kind, places in kinds.items()],
            around=[(f"{_typed(unit.kind)} {unit.name}", members) for unit, members in above],
            codes=codes,
        )


def _typed(kind: Kind) -> str:
    return f"{kind.value} {_SHORT.get(kind, '')}"

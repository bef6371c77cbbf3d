"""Figures of the whole register for pictures and for the telephone: counted in SQL, named without anybody's name."""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final

from app import labels
from app.domain.access import Permission
from app.domain.board import SENT
from app.domain.dates import shown_day
from app.domain.units import Catalogue
from app.i18n import text
from app.services import board, catalogue
from app.session import Session

GROUPS: Final = ("unit", "sex", "age", "purpose", "month")


@dataclass(frozen=True, slots=True)
class Figures:
    """Totals by name, and counts by group: `(key, people, đồng)`."""

    day: date
    totals: dict[str, int]
    groups: dict[str, tuple[tuple[str, int, int], ...]]
    offices: int
    of: int
    names: dict[str, str]
    """Names of offices, by unit."""
    rolled: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Units of today, each with the codes it is counted from; empty when offices stand as they sent."""


def read(session: Session, *, on: date | None = None, month: str = "", today_units: bool = False) -> Figures:
    """The figures as they stand, or stood at the end of a day before today. `month` is the one of "of so many offices".

    With `today_units` people whom an office of before a merger brought are counted under the unit of today.
    """
    today = session.now().date()
    day = on or today
    month = month or f"{day:%Y-%m}"
    until = (day + timedelta(days=1)).isoformat() if day < today else ""
    with session.read(Permission.READ_INBOX) as store:
        counted = store.figures.count(day.isoformat(), soon(day).isoformat(), until=until)
        named = board.names(session, store)
        said = store.oversight.successors()
    rows = board.read(session, month, month, today_units=today_units, on=day if until else None).offices
    sent = sum(row.cells[month] in SENT for row in rows)
    groups = {name: tuple(counted.groups[name]) for name in GROUPS}
    asked = sum(month in row.asked for row in rows)
    found = Figures(day, counted.totals, groups, sent, asked, named)
    return _rolled_up(found, catalogue.of(session), said) if today_units else found


def behind(found: Figures, group: str, key: str) -> tuple[str, str]:
    """What `Query.behind` takes for the people of one row of a picture (or, without a group, of a total)."""
    if group == "unit":
        return group, json.dumps(found.rolled.get(key, (key,)))
    return (group, key) if group else (key, "")


def soon(day: date) -> date:
    """Up to when a window counts as ending: half a year on."""
    place = day.year * 12 + day.month - 1 + 6
    return date(place // 12, place % 12 + 1, min(day.day, 28))


def _rolled_up(found: Figures, units: Catalogue, said: Mapping[str, str]) -> Figures:
    people: Counter[str] = Counter()
    amounts: Counter[str] = Counter()
    rolled: dict[str, list[str]] = defaultdict(list)
    for unit, count, amount in found.groups["unit"]:
        today = board.successor(units, said, unit)
        people[today] += count
        amounts[today] += amount
        rolled[today].append(unit)
    rows = sorted(((unit, count, amounts[unit]) for unit, count in people.items()), key=lambda row: (-row[1], row[0]))
    named = found.names | {unit: one.title for unit in people if (one := units.unit(unit)) and unit not in found.names}
    origins = {unit: tuple(members) for unit, members in rolled.items()}
    return replace(found, groups=found.groups | {"unit": tuple(rows)}, names=named, rolled=origins)


def quick(found: Figures) -> str:
    """The figures as text for the telephone or a message: no names of people (U43)."""
    lines = [text("figures.title", day=shown_day(found.day))]
    lines += [f"{text(f'figures.total.{name}')}: {labels.number(value)}" for name, value in found.totals.items()]
    lines.append(text("figures.covers", n=found.offices, of=found.of))
    return "\n".join(lines)


def table(found: Figures, group: str) -> list[tuple[str, int, int]]:
    """The rows of one picture: words, people, đồng."""
    return [(word(found, group, key), people, amount) for key, people, amount in found.groups[group]]


def word(found: Figures, group: str, key: str) -> str:
    """What a key of a group is called."""
    if group == "unit":
        place = found.names.get(key, key).removeprefix("Công an ")
        return place[:1].upper() + place[1:]
    if group == "month":
        return f"{key[5:]}/{key[:4]}"
    return text(f"figures.{group}.{key or 'unknown'}")

"""Figures of the whole register for pictures and for the telephone: counted in SQL, named without anybody's name."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from app.domain.access import Permission
from app.domain.board import SENT
from app.domain.dates import shown_day
from app.i18n import text
from app.services import board
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


def read(session: Session, *, on: date | None = None, month: str = "") -> Figures:
    """The figures as they stand; ages and windows are reckoned to a day. `month` is the one of "of so many offices"."""
    day = on or session.now().date()
    month = month or f"{day:%Y-%m}"
    with session.read(Permission.READ_INBOX) as store:
        totals = store.figures.totals(day.isoformat(), _months_on(day, 6).isoformat())
        groups = {name: tuple(getattr(store.figures, f"by_{name}")(day.year)) for name in GROUPS}
        named = board.names(session, store)
    rows = board.read(session, month, month).offices
    sent = sum(row.cells[month] in SENT for row in rows)
    return Figures(day, totals, groups, sent, len(rows), named)


def quick(found: Figures) -> str:
    """The figures as text for the telephone or a message: no names of people (U43)."""
    lines = [text("figures.title", day=shown_day(found.day))]
    lines += [f"{text(f'figures.total.{name}')}: {value:,}".replace(",", ".") for name, value in found.totals.items()]
    lines.append(text("figures.covers", n=found.offices, of=found.of))
    return "\n".join(lines)


def table(found: Figures, group: str) -> list[tuple[str, int, int]]:
    """The rows of one picture: words, people, đồng."""
    return [(word(found, group, key), people, amount) for key, people, amount in found.groups[group]]


def word(found: Figures, group: str, key: str) -> str:
    """What a key of a group is called."""
    if group == "unit":
        return found.names.get(key, key).removeprefix("Công an ")
    if group == "month":
        return f"{key[5:]}/{key[:4]}"
    return text(f"figures.{group}.{key or 'unknown'}")


def _months_on(day: date, months: int) -> date:
    place = day.year * 12 + day.month - 1 + months
    return date(place // 12, place % 12 + 1, min(day.day, 28))

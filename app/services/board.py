"""The board: which office sent which month when, whom to press, lists on paper, notes by telephone."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from app.domain.access import Kind, Permission
from app.domain.board import SENT, TO_PRESS, Cell, Held, OfficeFacts, PaperList, cell, lost_months, months_between
from app.domain.month import LIST_DAY, is_month, list_day
from app.domain.names import clean
from app.domain.office import CardState
from app.domain.units import Catalogue, Unit
from app.errors import AppError
from app.files import read_file
from app.services import catalogue, deadlines
from app.session import Session, Store
from app.settings import Settings

_MOST_MONTHS: Final = 240
_LARGEST_PAPER: Final = 4 * 1024 * 1024
LAST_OLD_DAY: Final = date(2025, 6, 30)
_FIRST_NEW_MONTH: Final = "2025-07"
_CODE: Final = re.compile(r"[0-9]{8}")
_LONGEST: Final = 200
# Of several old units that became one, the row shows what there is most to do about.
_WORST_FIRST: Final = (
    Cell.MISSING, Cell.GAP, Cell.RETURNED, Cell.LATE, Cell.LATE_LINE, Cell.PAPER, Cell.ON_TIME, Cell.NIL, Cell.NOT_DUE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One office over the months asked for. `noted` are months of which it told by telephone that they are made."""

    unit: str
    name: str
    cells: Mapping[str, Cell]
    noted: Mapping[str, str]
    facts: OfficeFacts
    old_units: tuple[str, ...] = ()
    asked: frozenset[str] = frozenset()
    """Months for which its list is asked, or came: its unit existed, and nobody else went on for it yet."""


@dataclass(frozen=True, slots=True)
class Board:
    """Offices by months; `due` is the last day in time of each month."""

    months: tuple[str, ...]
    due: Mapping[str, date]
    offices: tuple[Row, ...]
    asks: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    """Old units that were split and of which nobody said where they belong: code, name, codes to choose among."""


@dataclass(frozen=True, slots=True)
class Overdue:
    """What one office is to be reminded of: months with what is wrong, and whom to call."""

    unit: str
    name: str
    months: tuple[tuple[str, Cell], ...]
    facts: OfficeFacts


def read(session: Session, first: str, last: str, *, today_units: bool = False, on: date | None = None) -> Board:
    """The board of these months, as of today or by what had come `on` a day. With `today_units` offices of before
    1/7/2025 stand in the row of their successor.

    Judged by the day this store first held a batch. Raises `month.invalid`, and `store.kind` in a commune.
    """
    if session.office.kind is not Kind.RECEIVING:
        raise AppError("store.kind")
    months = _months(first, last)
    settings, today, units = session.settings, on or session.now().date(), catalogue.of(session)
    with session.read(Permission.READ_OFFICES) as store:
        held, papers_held = store.oversight.held(first, last), store.oversight.papers(first, last)
        named = names(session, store)
        noted, facts = store.oversight.notes(first, last), store.oversight.facts()
        said, ended = store.oversight.successors(), store.oversight.successions()
        # A district's police, say: its card tells that it is there, whatever became of the district.
        offices = {card.unit for card in store.offices.cards() if card.kind is Kind.RECEIVING}
        broken = _broken(store)
    if on is not None:
        held = [one for one in held if one.received_on <= on.isoformat()]
        papers_held = [one for one in papers_held if one.received_on <= on.isoformat()]
    papers = {(one.unit, one.month) for one in papers_held}
    for unit in [*(one.unit for one in held), *(unit for unit, _month in papers), *facts]:
        named.setdefault(unit, _unit_name(units, unit))
    named |= {unit: one.name for unit, one in facts.items() if one.name}
    due = {month: due_day(month, settings) for month in months}
    by_office: dict[str, dict[str, list[Held]]] = defaultdict(lambda: defaultdict(list))
    for one in held:
        by_office[one.unit][one.month].append(one)
    rows = []
    for unit, name in named.items():
        lost = _lost(by_office[unit], broken.get(unit, ()), months)
        known = facts.get(unit, OfficeFacts(unit))
        asked_for = _since(known, months) if unit in offices else _expected(units, known, months)
        expected = asked_for & _between(unit, ended, by_office[unit], months)
        cells = {
            month: _asked(
                cell(by_office[unit].get(month, ()), paper=(unit, month) in papers, lost=month in lost,
                     due=due[month], today=today),
                expected=month in expected,
            )
            for month in months
        }  # fmt: skip
        told = {month: noted[unit, month] for month in months if (unit, month) in noted and cells[month] in TO_PRESS}
        asked = expected | {month for month in months if cells[month] in SENT or cells[month] in TO_PRESS}
        rows.append(Row(unit, name, cells, told, known, asked=frozenset(asked)))
    board = Board(tuple(months), due, tuple(sorted(rows, key=lambda row: row.unit)))
    return _rolled_up(board, units, said) if today_units else board


def overdue(board: Board) -> list[Overdue]:
    """Offices with months to be reminded of; one that told by telephone is left alone for that month."""
    found = []
    for row in board.offices:
        months = tuple((month, row.cells[month]) for month in board.months
                       if row.cells[month] in TO_PRESS and month not in row.noted)  # fmt: skip
        if months:
            found.append(Overdue(row.unit, row.name, months, row.facts))
    return found


def record_paper(
    session: Session, unit: str, month: str, entries: int, *, file: Path | None = None, received_on: date | None = None
) -> PaperList:
    """Record a list that came on paper (or as a workbook, which is kept) in the office's stead.

    Its numbers are summed apart. Raises `month.invalid`, `unit.unknown`, `file.*`, `number.invalid`.
    """
    if not 0 <= entries <= 1_000_000:
        raise AppError("number.invalid")
    content = read_file(file, limit=_LARGEST_PAPER) if file else None
    with session.change(Permission.IMPORT_BATCH, "inbox.paper", unit, month=month, entries=entries) as change:
        _check(session, change.store, unit, month)
        paper = PaperList(
            unit, month, entries, (received_on or session.now().date()).isoformat(), session.time(),
            session.user.name, f"{unit}-{month}{file.suffix.lower()}" if file else "", content,
        )  # fmt: skip
        change.store.oversight.put_paper(paper)
    return replace(paper, content=None)


def paper_file(session: Session, unit: str, month: str) -> tuple[str, bytes]:
    """Name and content of the workbook kept of a list on paper. Looking at it is audited. Raises `board.no_file`."""
    with session.change(Permission.READ_INBOX, "board.paper", unit, month=month) as change:
        held = change.store.oversight.paper(unit, month)
        if held is None or not held.content:
            raise AppError("board.no_file", unit=unit, month=month)
        return held.file, held.content


def note(session: Session, unit: str, month: str, code: str) -> None:
    """Note that an office told by telephone that its list is made, with the 8 digits its first page shows.

    Raises `month.invalid`, `unit.unknown`, `note.code`.
    """
    session.require(Permission.IMPORT_BATCH)
    code = re.sub(r"[\s.\-]", "", code)
    if not _CODE.fullmatch(code):
        raise AppError("note.code")
    with session.change(Permission.IMPORT_BATCH, "board.note", unit, month=month) as change:
        _check(session, change.store, unit, month)
        change.store.oversight.put_note(unit, month, code=code, at=session.time(), user=session.user.name)


def set_facts(session: Session, unit: str, **told: str) -> OfficeFacts:
    """Keep whom to call at an office (`contact`, `phone`), its transaction office of the bank (`bank`), its `name`
    and the first month it is asked for (`expected_from`); what is not told stays. Raises `unit.unknown`.
    """
    with session.change(Permission.IMPORT_BATCH, "board.office", unit) as change:
        _check(session, change.store, unit, told.get("expected_from") or "2026-12")
        held = change.store.oversight.facts().get(unit, OfficeFacts(unit))
        if any(len(value) > _LONGEST for value in told.values()):
            raise AppError("input.too_long", field="name")
        facts = replace(held, **{name: clean(value) for name, value in told.items()})
        change.store.oversight.put_facts(facts)
    return facts


def set_successor(session: Session, old: str, new: str) -> None:
    """Say which unit of today an old, split one is counted under. Raises `unit.unknown`, `unit.not_successor`."""
    session.require(Permission.IMPORT_BATCH)
    units = catalogue.of(session)
    before = _old(units, old)
    if before is None:
        raise AppError("unit.unknown", unit=old)
    if new not in _now(units, before):
        raise AppError("unit.not_successor", old=old, new=new, units=", ".join(_now(units, before)) or "–")
    with session.change(Permission.IMPORT_BATCH, "unit.successor", old, new=new) as change:
        change.store.oversight.put_successor(old, new, at=session.time(), user=session.user.name)


def successor(units: Catalogue, said: Mapping[str, str], unit: str) -> str:
    """The unit of today that an office's rows are counted under; itself when it exists, or was split unanswered."""
    told = unit
    while told in said:  # never in a circle: whoever says so is refused
        told = said[told]
    before = _old(units, unit) if told == unit else units.unit(told)
    after = _now(units, before) if before else ()
    return after[0] if len(after) == 1 else told


def _old(units: Catalogue, unit: str) -> Unit | None:
    """The unit of this code that is no more: of before 1/7/2025, or ended since by a pack of rules."""
    found = units.unit(unit)
    return found if found and found.successors else units.unit(unit, LAST_OLD_DAY)


def _now(units: Catalogue, old: Unit) -> tuple[str, ...]:
    return tuple(one.code for one in units.successors(old))


def due_day(month: str, settings: Settings) -> date:
    """The last day in time: the day every list is due (`deadlines.due`, as on a commune's first page), plus grace."""
    return deadlines.due(settings, month) + timedelta(days=settings.grace_days)


def _months(first: str, last: str) -> list[str]:
    if not is_month(first) or not is_month(last) or first > last:
        raise AppError("month.invalid")
    months = months_between(first, last)
    if len(months) > _MOST_MONTHS:
        raise AppError("month.invalid")
    return months


def names(session: Session, store: Store) -> dict[str, str]:
    """Offices below us: whose card was ever trusted here and who is neither we nor the office above."""
    found: dict[str, str] = {}
    for card in store.offices.cards():
        if card.unit != session.office.unit and not card.receiver and card.state is not CardState.OWN:
            found.setdefault(card.unit, card.name)
    above = store.offices.receiver()
    if above is not None:
        found.pop(above.unit, None)
    return found


def _broken(store: Store) -> dict[str, list[tuple[str, int]]]:
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for signer, unit, epoch in store.inbox.broken_chains():
        found[unit].append((signer, epoch))
    return found


def _lost(held: Mapping[str, Sequence[Held]], chains: Iterable[tuple[str, int]], months: Sequence[str]) -> set[str]:
    every = [one for batches in held.values() for one in batches]
    return {
        month
        for signer, epoch in chains
        for month in lost_months([one for one in every if (one.signer, one.epoch) == (signer, epoch)], months)
    }


def _expected(units: Catalogue, facts: OfficeFacts, months: Sequence[str]) -> set[str]:
    """Months in which the office's unit existed and it was asked for; an office whose code is no unit's always."""
    before, now = units.unit(facts.unit, LAST_OLD_DAY) is not None, units.unit(facts.unit)
    known = before or now is not None
    # A unit of today, or one that a pack of rules made or ended since: the list's day as text, for many are compared.
    since = now.valid_from.isoformat() if now and now.valid_from else ""
    until = now.valid_to.isoformat() if now and now.valid_to else "9"
    return {
        month
        for month in months
        if month >= facts.expected_from
        and (
            not known
            or (now is not None and since <= f"{month}-{LIST_DAY:02}" <= until if month >= _FIRST_NEW_MONTH else before)
        )
    }


def _since(facts: OfficeFacts, months: Sequence[str]) -> set[str]:
    return {month for month in months if month >= facts.expected_from}


def _between(
    unit: str, ended: Sequence[tuple[str, str, str]], held: Mapping[str, Sequence[Held]], months: Sequence[str]
) -> set[str]:
    """Months of an office before another went on for it, and from the day on which it went on for another.

    An office that had sent lists before that day was there already: it took the other in.
    """
    last = min((since for old, _new, since in ended if old == unit), default="")
    first = min((since for _old, new, since in ended if new == unit), default="")
    if first and any(month < first[:7] for month in held):
        first = ""
    return {
        month for month in months
        if (not last or list_day(month).isoformat() < last) and (not first or list_day(month).isoformat() >= first)
    }  # fmt: skip


def _asked(found: Cell, *, expected: bool) -> Cell:
    return Cell.NOT_DUE if not expected and found in (Cell.MISSING, Cell.GAP) else found


def _rolled_up(board: Board, units: Catalogue, said: Mapping[str, str]) -> Board:
    rows: dict[str, list[Row]] = defaultdict(list)
    asks = []
    for row in board.offices:
        target = successor(units, said, row.unit)
        rows[target].append(row)
        before, now = _old(units, row.unit), units.unit(row.unit)
        after = _now(units, before) if before and not (now and now.today) else ()
        if len(after) > 1 and target == row.unit:
            asks.append((row.unit, row.name, after))
    merged = []
    for unit, members in rows.items():
        own = next((row for row in members if row.unit == unit), None)
        cells = {month: min((row.cells[month] for row in members), key=_WORST_FIRST.index) for month in board.months}
        noted = {month: code for row in members for month, code in row.noted.items()}
        facts = own.facts if own else OfficeFacts(unit)
        name = own.name if own else _unit_name(units, unit)
        old = tuple(row.unit for row in members if row.unit != unit)
        asked = frozenset[str]().union(*(row.asked for row in members))
        merged.append(Row(unit, name, cells, noted, facts, old, asked))
    return replace(board, offices=tuple(sorted(merged, key=lambda row: row.unit)), asks=tuple(asks))


def _unit_name(units: Catalogue, unit: str) -> str:
    found = units.unit(unit) or units.unit(unit, LAST_OLD_DAY)
    return found.title if found else unit


def _check(session: Session, store: Store, unit: str, month: str) -> None:
    if not is_month(month):
        raise AppError("month.invalid")
    units = catalogue.of(session)
    known = units.unit(unit) or units.unit(unit, LAST_OLD_DAY) or unit in names(session, store)
    if not known:
        raise AppError("unit.unknown", unit=unit)

"""Consolidation: the accepted entries of a month as one list on paper, and sealed upwards as a batch."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from app.domain.access import Permission
from app.domain.batch import BatchKind, OutBatch, record_line, travelling
from app.domain.consolidation import Item, Total, in_force, ordered, totals, whole
from app.domain.dates import from_iso
from app.domain.month import is_month, list_day, shown_month
from app.domain.office import CardState, OfficeCard
from app.domain.paper import Align, Column, PaperContent, Row, Style
from app.envelope import rows_digest
from app.errors import AppError
from app.i18n import text
from app.services import batches, board, catalogue
from app.services.oversight_papers import Told, across, files, paper, thousands
from app.session import Session, Store

_VI: Final = "vi"
_GROUPS: Final = ("office", "bank", "purpose")


@dataclass(frozen=True, slots=True)
class Consolidated:
    """A month of all offices: accepted entries in order, what they add up to, and who is in it."""

    month: str
    items: tuple[Item, ...]
    total: Total
    offices: int
    """Offices with an accepted list or nil notice of that month."""
    asked: int
    """Offices that had to send one."""
    on_paper: int
    """People on lists that came on paper; they are summed apart."""
    paper_lists: int


def read(session: Session, month: str, *, today_units: bool = False) -> Consolidated:
    """What the offices' accepted entries of a month come to. Raises `month.invalid`.

    With `today_units` entries of an office that became part of another stand under that one.
    """
    if not is_month(month):
        raise AppError("month.invalid")
    with session.read(Permission.READ_INBOX) as store:
        counted = in_force(store.oversight.held(month, month))
        items = _items(session, store, counted)
        sent = {one.unit for one in counted}
        # A list that came on paper first and was accepted as a batch since is in the sum already.
        papers = [one for one in store.oversight.papers(month, month) if one.unit not in sent]
        if today_units:
            items = _under_successors(session, store, items)
            sent = {board.successor(catalogue.of(session), store.oversight.successors(), unit) for unit in sent}
    rows = board.read(session, month, month, today_units=today_units).offices
    # An office whose unit did not exist in that month is not asked; one whose day has not come yet is.
    asked = sum(month in row.asked or row.unit in sent for row in rows)
    return Consolidated(
        month, tuple(items), whole(items), len(sent), asked,
        sum(one.entries for one in papers), len(papers),
    )  # fmt: skip


def write(session: Session, month: str, *, today_units: bool = False) -> dict[str, bytes]:
    """The list and its sums, each as PDF and as workbook; the same bytes from the same accepted batches, wherever and
    whenever (what they say of offices asked, transaction offices and lists on paper is as it was entered here).

    Drawing it up is audited. Raises `month.invalid`, `paper.glyph`.
    """
    found = read(session, month, today_units=today_units)
    session.noted(Permission.READ_INBOX, "consolidate", month, people=found.total.people)
    return {
        **files(f"tong-hop-{month}", list_content(session, found)),
        **files(f"tong-hop-{month}-so-lieu", sums_content(session, found)),
    }


def seal(session: Session, month: str) -> list[OutBatch]:
    """Seal a month upwards; the very same batches again while nothing was decided since, else the next revision.

    Raises `office.no_receiver`, `month.invalid`.
    """
    found = read(session, month)
    with session.change(Permission.SEAL_BATCH, "batch.seal", month) as change:
        receiver = change.store.offices.receiver()
        if receiver is None or receiver.state is not CardState.TRUSTED:
            raise AppError("office.no_receiver")
        entries = [_sent(number, item) for number, item in enumerate(found.items, start=1)]
        digest = rows_digest(map(record_line, entries))
        last = change.store.oversight.consolidation(month)
        if last is not None and last[1] == digest:
            return change.store.batches.of_month(month, last[0])
        revision = last[0] + 1 if last else 1
        former = change.store.batches.of_month(month, revision - 1) if last else []
        persons = _persons(session, change.store, receiver, found.items)
        contents = batches.Contents(
            BatchKind.CONSOLIDATION, [*persons, *entries], {}, month=month,
            revision=revision, nil=not entries, corrects=former[0].digest if former else None,
        )  # fmt: skip
        sealed = batches.seal_to(session, change.store, receiver, contents)
        versions = {one["id"]: one["version"] for one in persons}
        change.store.batches.mark_sent(receiver.unit, session.office.epoch, versions)
        change.store.oversight.put_consolidation(month, revision, digest, session.time())
        change.note(revision=revision, digests=[batch.digest for batch in sealed], entries=len(entries))
    return sealed


def list_content(session: Session, found: Consolidated) -> PaperContent:
    """The list itself, by transaction office and office."""
    rows: list[Row] = []
    people = Counter((item.bank, item.unit) for item in found.items)
    bank = office = None
    for number, item in enumerate(found.items, start=1):
        if item.bank != bank:
            bank, office = item.bank, None
            rows.append(across(_said("bank", name=item.bank or _said("no_bank"))))
        if item.unit != office:
            office = item.unit
            rows.append(across(f"{item.office} ({people[item.bank, item.unit]})"))
        rows.append(_row(number, item.entry))
    told = Told(
        title=_said("title", month=shown_month(found.month)), dated=list_day(found.month),
        heading=(_said("heading"), _said("of_month", month=shown_month(found.month))), body=(_said("not_for_loans"),),
        closing=_closing(found), copies=(_said("copy_kept"),),
    )  # fmt: skip
    return paper(session, told, _list_columns(), rows or [across(_said("nobody"))])


def sums_content(session: Session, found: Consolidated) -> PaperContent:
    """What the list adds up to: by office, by transaction office, by purpose."""
    rows: list[Row] = []
    for letter, group in zip("ABC", _GROUPS, strict=True):
        rows.append(across(f"{letter}. {_said(f'by.{group}')}"))
        rows += [_sum_row(one, group) for one in totals(found.items, group)]
    together = _sum_row(replace(found.total, name=_said("together")), "office")
    rows.append(replace(together, style=Style.BOLD))
    told = Told(
        title=_said("sums_title", month=shown_month(found.month)), dated=list_day(found.month),
        heading=(_said("sums_heading"), _said("of_month", month=shown_month(found.month))),
        body=(_said("not_for_loans"),), closing=_closing(found), copies=(_said("copy_kept"),), landscape=False,
    )  # fmt: skip
    columns = (
        Column("name", _said("column.group"), 70), Column("offices", _said("column.offices"), 22, Align.RIGHT),
        Column("people", _said("column.people"), 22, Align.RIGHT),
        Column("training", _said("column.training"), 24, Align.RIGHT),
        Column("business", _said("column.business"), 28, Align.RIGHT),
        Column("amount", _said("column.amount"), 34, Align.RIGHT),
    )  # fmt: skip
    return paper(session, told, columns, rows)


def _items(session: Session, store: Store, counted: Iterable[Any]) -> list[Item]:
    sent = {one.digest: one for one in counted}
    facts, names = store.oversight.facts(), board.names(session, store)
    items = []
    for digest, number, _person, state, data in store.oversight.entries(sent):
        if state != "accepted":
            continue
        entry = _parsed(data, number)
        # In a consolidated list from below the office that listed somebody is named in the entry, in no other.
        told = entry if sent[digest].kind == BatchKind.CONSOLIDATION else {}
        unit = str(told.get("office") or sent[digest].unit)
        known = facts.get(unit)
        office = str(told.get("office_name") or names.get(unit) or (known.name if known else "") or unit)
        bank = (known.bank if known else "") or str(told.get("bank") or "")
        items.append(Item(unit, office, bank, entry))
    return ordered(items)


def _under_successors(session: Session, store: Store, items: Iterable[Item]) -> list[Item]:
    units, said = catalogue.of(session), store.oversight.successors()
    facts, names = store.oversight.facts(), board.names(session, store)
    moved = []
    for item in items:
        unit = board.successor(units, said, item.unit)
        if unit != item.unit:
            known, found = facts.get(unit), units.unit(unit)
            office = names.get(unit) or (known.name if known else "") or (found.title if found else unit)
            item = replace(item, unit=unit, office=office, bank=(known.bank if known else "") or item.bank)
        moved.append(item)
    # One after another as the old offices listed them: their numbers would interleave.
    return sorted(moved, key=lambda item: (item.bank == "", item.bank, item.unit))


def _parsed(data: str, number: int) -> dict[str, Any]:
    import json

    return {**json.loads(data), "number": number}


def _sent(number: int, item: Item) -> dict[str, Any]:
    """An entry as it goes upwards: numbered in the whole list, with the office that listed it."""
    named = {"office": item.unit, "office_name": item.office, "bank": item.bank}
    return {**item.entry, "type": "entry", "number": number, **{key: value for key, value in named.items() if value}}


def _persons(session: Session, store: Store, receiver: OfficeCard, items: Iterable[Item]) -> list[dict[str, Any]]:
    """Who travels (contract §2): who is on this list, and whoever of an earlier one changed since, as by moving."""
    sent = store.batches.sent_versions(receiver.unit, session.office.epoch)
    listed = {item.entry["person_id"] for item in items}
    held = store.people.held(sorted(listed | store.oversight.consolidated_people()))
    wanted = [name for name, (version, _origin) in held.items() if name in listed or version > sent.get(name, 0)]
    people = [person for name in sorted(wanted) if (person := store.people.get(name)) is not None]
    return [travelling(one) for one in people if one.id in listed or one.record_cleared_on is None]


def _closing(found: Consolidated) -> tuple[str, ...]:
    total = found.total
    said = [
        _said("together_line", people=total.people, training=total.training, business=total.business,
              amount=thousands(total.amount)),
        _said("covers", n=found.offices, of=max(found.asked, found.offices)),
    ]  # fmt: skip
    if found.paper_lists:
        said.append(_said("on_paper", n=found.on_paper, lists=found.paper_lists))
    return tuple(said)


def _list_columns() -> tuple[Column, ...]:
    widths = {"number": 10, "name": 38, "birth": 21, "personal_number": 28, "village": 32, "certificate": 34,
              "finished_on": 22, "last_day": 22, "purpose": 36, "amount": 25}  # fmt: skip
    right = {"number": Align.CENTER, "amount": Align.RIGHT}
    return tuple(
        Column(key, _said(f"column.{key}"), width, right.get(key, Align.LEFT)) for key, width in widths.items()
    )


def _row(number: int, entry: Mapping[str, Any]) -> Row:
    def day(name: str) -> str:
        return from_iso(value).shown if (value := entry.get(name)) else ""

    certificate = ", ".join(part for part in (entry["certificate_number"], day("certificate_date")) if part)
    purpose = entry.get("purpose")
    return Row((
        str(number), entry["name"], day("birth"), entry["personal_number"] or entry["old_number"], entry["village"],
        certificate, day("finished_on"), day("last_day"), _said(f"purpose.{purpose}") if purpose else "",
        thousands(entry["amount"]) if entry.get("amount") else "",
    ))  # fmt: skip


def _sum_row(one: Total, group: str) -> Row:
    name = one.name
    if group == "bank":
        name = one.key or _said("no_bank")
    elif group == "purpose":
        name = _said(f"purpose.{one.key}") if one.key else _said("no_purpose")
    numbers = (one.offices, one.people, one.training, one.business)
    return Row((name, *map(str, numbers), thousands(one.amount)))


def _said(key: str, **values: object) -> str:
    return text(f"paper.consolidation.{key}", language=_VI, **values)

"""What Form 01 says: its heading, rows, closing lines and signatures - not how it looks."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from app.domain.counting import in_words, two_digits
from app.domain.dates import shown_day
from app.domain.form_columns import COLUMN_KEYS, NOTES, cell
from app.domain.month import ListEntry, Signer, Withdrawal, shown_month
from app.domain.names import clean
from app.domain.paper import (
    Align,
    Block,
    Column,
    Line,
    PaperContent,
    Row,
    Style,
    fill,
    fill_lines,
    long_date,
    signer_lines,
)
from app.domain.template import SignaturePlace, Template, Vocabulary, read

_GIVE_TO_NOTES: Final = ("purpose", "residence", "certificate_issuer")
_COUNTS: Final = ("count", "added", "changed", "withdrawn", "shown")
VOCABULARY: Final = Vocabulary(
    kind="form01",
    values=frozenset(
        {
            *("unit", "parent", "committee", "place", "place_kind", "locality", "symbol", "addressee"),
            *("month", "year", "dated", "as_of", "as_of_long", "correction", "reason"),
            *("corrected_on", "corrected_symbol"),
            *_COUNTS,
            *(f"{name}_words" for name in _COUNTS),
        }
    ),
    facts=frozenset(
        {
            *("first", "correction", "later_correction", "listed", "empty", "nil", "not_nil"),
            *("symbol", "no_symbol", "addressee", "uncompared"),
        }
    ),
    columns=COLUMN_KEYS,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What every paper of a month knows: whose it is, of which revision of which list, of which day."""

    month: str
    dated: date
    as_of: date
    unit_name: str
    """`Công an xã Đồng Đăng`; `parent_name` is `Công an tỉnh Lạng Sơn`, `place` is `xã Đồng Đăng`."""
    parent_name: str
    committee_name: str
    place: str
    locality: str
    police: Signer
    entries: tuple[ListEntry, ...] = ()
    revision: int = 1
    reason: str = ""
    symbol: str = ""
    addressee: str = ""
    practice: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FormFacts(Head):
    """What one revision of one month puts on its Form 01, all of it frozen when the list is presented."""

    committee: Signer
    withdrawals: tuple[Withdrawal, ...] = ()
    former: tuple[ListEntry, ...] = ()
    """In a correction: the entries it corrects, so that a changed row can say old and new."""
    corrected_on: date | None = None
    corrected_symbol: str = ""
    maker: Signer | None = None
    qr: str = ""
    nil: bool = False
    blank_rows: int = 0
    """More than 0: the form without anybody on it, with so many numbered rows, to be filled in by hand."""


def read_template(data: Any) -> Template:
    """The Form 01 template that parsed JSON describes; raises `ValueError` naming what does not fit."""
    return read(data, VOCABULARY)


def compose(template: Template, facts: FormFacts) -> PaperContent:
    """Form 01 of these facts in this template; from revision 2 on only what changed, was added or withdrawn."""
    values = paper_values(facts)
    if facts.revision > 1 and template.phrases.undated:
        # A correction is made on some later day, and no clock is asked which: it is written by hand.
        values["dated"] = template.phrases.undated
    holds = _holds(template, facts)
    title = fill(template.title, values)
    return PaperContent(
        title=title,
        subject=f"{template.id} {template.version}",
        dated=facts.dated,
        sheet=template.sheet,
        corner=fill_lines(template.corner, values, holds),
        left=fill_lines(template.left, values, holds),
        right=fill_lines(template.right, values, holds),
        heading=fill_lines(template.heading, values, holds),
        body=fill_lines(template.body, values, holds),
        columns=_columns(template, facts),
        rows=_rows(template, facts),
        closing=fill_lines(template.closing, values, holds),
        blocks=_blocks(template, facts, values, holds),
        qr=facts.qr,
        qr_caption=template.qr_caption,
        watermark=template.watermark if facts.practice else "",
    )


def _columns(template: Template, facts: FormFacts) -> tuple[Column, ...]:
    """A correction's notes say old and new: columns of words give them a fifth of their width."""
    if facts.revision == 1 or all(column.key != NOTES for column in template.columns):
        return template.columns
    given = {column.key: column.width // 5 for column in template.columns if column.key in _GIVE_TO_NOTES}
    taken = {NOTES: -sum(given.values())}
    return tuple(
        replace(column, width=column.width - {**given, **taken}.get(column.key, 0)) for column in template.columns
    )


def note(template: Template, entry: ListEntry, as_of: date) -> str:
    """What the notes say of a row: listed before or not (U16), and whether the bank must hurry (U50)."""
    phrases = template.phrases
    before = {"month": shown_month(entry.listed_before)} if entry.listed_before else {}
    parts = [fill(phrases.listed_before, before) if before else phrases.new if entry.new else ""]
    if is_near(entry, as_of, template.near_days):
        parts.append(fill(phrases.near, {"date": entry.last_day.shown}))
    return "; ".join(part for part in parts if part)


def is_near(entry: ListEntry, as_of: date, days: int) -> bool:
    """Whether fewer than `days` remain to this person's last eligible day."""
    return (entry.last_day.earliest - as_of).days < days


def signature(place: SignaturePlace, signer: Signer | None, values: dict[str, str], holds: frozenset[str]) -> Block:
    """One signature block: the lines above, the signer's capacity, the hint below, room, and the name."""
    capacity: tuple[str, ...] = ()
    if signer is not None:
        capacity = signer_lines(signer, fill(place.body, values), fill(place.head, values))
    name = clean(f"{signer.rank} {signer.name}") if signer is not None and signer.name else ""
    return Block(
        lines=(
            *fill_lines(place.above, values, holds),
            *(Line(text, Style.BOLD) for text in capacity),
            *fill_lines(place.below, values, holds),
        ),
        room=place.room,
        name=Line(name, Style.BOLD) if name else None,
        side=place.side,
    )


def head_values(facts: Head) -> dict[str, str]:
    """What the placeholders stand for that all papers of a month share."""
    return {
        "unit": clean(facts.unit_name),
        "parent": clean(facts.parent_name),
        "committee": clean(facts.committee_name),
        "place": clean(facts.place),
        "place_kind": place_kind(facts.place),
        "locality": clean(facts.locality),
        "symbol": clean(facts.symbol),
        "addressee": clean(facts.addressee),
        "month": shown_month(facts.month),
        "year": facts.month[:4],
        "dated": long_date(facts.dated),
        "as_of": shown_day(facts.as_of),
        "as_of_long": long_date(facts.as_of),
        "correction": str(facts.revision - 1),
        "reason": clean(facts.reason).rstrip("."),
    }


def paper_values(facts: FormFacts) -> dict[str, str]:
    """What the placeholders of a template stand for."""
    changes = Counter(entry.change for entry in facts.entries)
    counts = {
        "count": len(facts.entries),
        "added": changes["added"],
        "changed": changes["changed"],
        "withdrawn": len(facts.withdrawals),
        "shown": changes["added"] + changes["changed"] + len(facts.withdrawals),
    }
    return {
        **head_values(facts),
        "corrected_on": long_date(facts.corrected_on) if facts.corrected_on else "",
        "corrected_symbol": clean(facts.corrected_symbol),
        **{name: "……" if facts.blank_rows else two_digits(number) for name, number in counts.items()},
        **{f"{name}_words": "…" * 8 if facts.blank_rows else in_words(number) for name, number in counts.items()},
    }


def _holds(template: Template, facts: FormFacts) -> frozenset[str]:
    correction = facts.revision > 1
    truth = {
        "first": not correction,
        "correction": correction,
        "later_correction": facts.revision > 2,
        "listed": not correction and bool(facts.entries or facts.blank_rows),
        "empty": not correction and not facts.entries and not facts.blank_rows,
        "nil": facts.nil,
        "not_nil": not facts.nil,
        "symbol": bool(facts.symbol),
        "no_symbol": not facts.symbol,
        "addressee": bool(facts.addressee),
        "uncompared": template.compared is None,
    }
    return frozenset(name for name, held in truth.items() if held)


def place_kind(place: str) -> str:
    """`xã Đồng Đăng` → `xã`, `đặc khu Phú Quý` → `đặc khu`: the words before the name."""
    words = place.split()
    name = next((index for index, word in enumerate(words) if word[:1].isupper()), len(words))
    return " ".join(words[:name])


def _blocks(template: Template, facts: FormFacts, values: dict[str, str], holds: frozenset[str]) -> tuple[Block, ...]:
    signers = {"police": facts.police, "committee": facts.committee, "maker": facts.maker}
    return tuple(
        signature(place, signers.get(place.side), values, holds)
        for place in template.signatures
        if not place.when or place.when in holds
    )


def _rows(template: Template, facts: FormFacts) -> tuple[Row, ...]:
    if facts.blank_rows:
        rows = tuple(_blank_rows(template, facts.blank_rows))
    elif facts.revision > 1:
        rows = tuple(_correction_rows(template, facts))
    else:
        rows = tuple(_row(template, entry, facts, note(template, entry, facts.as_of)) for entry in facts.entries)
    return rows or (Row(across=Line(template.phrases.none, Style.ITALIC)),)


def _blank_rows(template: Template, count: int) -> Iterable[Row]:
    first = next((place for place, column in enumerate(template.columns) if column.key == "number"), -1)
    for number in range(1, count + 1):
        yield Row(tuple(str(number) if place == first else "" for place in range(len(template.columns))), least=2)


def _row(template: Template, entry: ListEntry, facts: FormFacts, notes: str) -> Row:
    place = clean(facts.place)
    return Row(
        tuple(
            notes if column.key == NOTES else cell(column.key, entry, template.phrases, place)
            for column in template.columns
        )
    )


def _correction_rows(template: Template, facts: FormFacts) -> Iterable[Row]:
    phrases = template.phrases
    former = {entry.person_id: entry for entry in facts.former}
    groups = (
        (
            phrases.added,
            [
                _row(template, entry, facts, note(template, entry, facts.as_of))
                for entry in facts.entries
                if entry.change == "added"
            ],
        ),
        (
            phrases.changed,
            [
                _row(template, entry, facts, _changed_note(template, entry, former, facts))
                for entry in facts.entries
                if entry.change == "changed"
            ],
        ),
        (phrases.withdrawn, [_withdrawn_row(template, one, former, facts) for one in facts.withdrawals]),
    )
    filled = [(heading, rows) for heading, rows in groups if rows]
    for letter, (heading, rows) in zip("ABC", filled, strict=False):
        yield Row(across=Line(f"{letter}. {heading}", Style.BOLD, align=Align.LEFT))
        yield from rows


def _changed_note(template: Template, entry: ListEntry, former: dict[str, ListEntry], facts: FormFacts) -> str:
    old = former.get(entry.person_id)
    blank = template.phrases.blank
    parts = []
    for column in template.columns if old else ():
        if column.key in {NOTES, "number"}:
            continue
        was, now = (cell(column.key, one, template.phrases, clean(facts.place)) for one in (old, entry) if one)
        if was != now:
            parts.append(
                fill(template.phrases.was, {"heading": column.heading, "old": was or blank, "new": now or blank})
            )
    near = is_near(entry, facts.as_of, template.near_days)
    if near:
        parts.append(fill(template.phrases.near, {"date": entry.last_day.shown}))
    return "; ".join(parts)


def _withdrawn_row(template: Template, withdrawal: Withdrawal, former: dict[str, ListEntry], facts: FormFacts) -> Row:
    words = {reason.code: reason.text for reason in template.reasons}
    said = [words[code] for code in withdrawal.reasons if code in words]
    notes = ": ".join(part for part in (template.phrases.withdrawn_note, "; ".join(said)) if part)
    old = former.get(withdrawal.person_id)
    if old is not None:
        return _row(template, replace(old, number=withdrawal.number), facts, notes)
    known = {
        "number": str(withdrawal.number),
        "name": clean(withdrawal.name),
        "birth": withdrawal.birth.shown if withdrawal.birth else "",
        "personal_number": clean(withdrawal.personal_number),
        NOTES: notes,
    }
    return Row(tuple(known.get(column.key, "") for column in template.columns))

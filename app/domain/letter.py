"""The covering letter to the bank and the notice of a month without a list: what they say."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

from app.domain.counting import in_words, two_digits
from app.domain.dates import PartialDate
from app.domain.form01 import Head, head_values, is_near, signature
from app.domain.month import ListEntry
from app.domain.names import clean
from app.domain.paper import Line, PaperContent, fill, fill_lines
from app.domain.person import Purpose
from app.domain.template import Template, Vocabulary, read

_COUNTS: Final = ("count", "new", "before", "training", "business", "refused", "near", "unmet")
_VALUES: Final = frozenset(
    {
        *("unit", "parent", "committee", "place", "place_kind", "locality", "symbol", "addressee"),
        *("month", "year", "dated", "as_of", "confirmed_on", "correction", "reason", "list_symbol"),
        *_COUNTS,
        *(f"{name}_words" for name in _COUNTS),
        *("number", "name", "last_day"),
    }
)
_FACTS: Final = frozenset(
    {
        *("first", "correction", "listed", "empty", "near", "refused", "confirmed", "unconfirmed"),
        *("symbol", "no_symbol", "addressee", "unmet", "uncompared"),
    }
)
LETTER: Final = Vocabulary("letter", _VALUES, _FACTS, lists=frozenset({"near"}))
NIL: Final = Vocabulary("nil", _VALUES, _FACTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFacts(Head):
    """What a letter says of one revision of one month; `entries` are the frozen rows, refused ones included."""

    refused: frozenset[int] = frozenset()
    """Numbers on the list that the Committee did not confirm."""
    confirmed_on: PartialDate | None = None
    list_symbol: str = ""
    unmet: int = 0
    """In a nil notice: how many wish for a loan but do not qualify yet; 0 says nothing of them."""


def read_letter_template(data: Any) -> Template:
    """The template of the covering letter; raises `ValueError` naming what does not fit."""
    return read(data, LETTER)


def read_nil_template(data: Any) -> Template:
    """The template of the nil notice; raises `ValueError` naming what does not fit."""
    return read(data, NIL)


def compose_letter(template: Template, facts: LetterFacts) -> PaperContent:
    """The covering letter or the nil notice, whichever the template is."""
    confirmed = tuple(entry for entry in facts.entries if entry.number not in facts.refused)
    near = tuple(entry for entry in confirmed if is_near(entry, facts.as_of, template.near_days))
    values = _values(facts, confirmed, near)
    holds = _holds(template, facts, confirmed, near)
    return PaperContent(
        title=fill(template.title, values),
        subject=f"{template.id} {template.version}",
        dated=facts.dated,
        sheet=template.sheet,
        left=fill_lines(template.left, values, holds),
        right=fill_lines(template.right, values, holds),
        heading=fill_lines(template.heading, values, holds),
        body=tuple(_body(template.body, values, holds, near)),
        columns=(),
        rows=(),
        closing=fill_lines(template.closing, values, holds),
        blocks=tuple(
            signature(place, facts.police if place.side == "police" else None, values, holds)
            for place in template.signatures
            if not place.when or place.when in holds
        ),
        watermark=template.watermark if facts.practice else "",
    )


def _body(
    lines: Iterable[Line], values: dict[str, str], holds: frozenset[str], near: tuple[ListEntry, ...]
) -> Iterable[Line]:
    for line in lines:
        if not line.each:
            yield from fill_lines((line,), values, holds)
            continue
        for entry in near:
            row = {"number": str(entry.number), "name": clean(entry.name), "last_day": entry.last_day.shown}
            yield from fill_lines((replace(line, each=""),), {**values, **row}, holds)


def _values(facts: LetterFacts, confirmed: tuple[ListEntry, ...], near: tuple[ListEntry, ...]) -> dict[str, str]:
    purposes = Counter(entry.purpose for entry in confirmed)
    counts = {
        "count": len(confirmed),
        "new": sum(entry.new for entry in confirmed),
        "before": sum(not entry.new for entry in confirmed),
        "training": purposes[Purpose.TRAINING],
        "business": purposes[Purpose.BUSINESS],
        "refused": len(facts.entries) - len(confirmed),
        "near": len(near),
        "unmet": facts.unmet,
    }
    return {
        **head_values(facts),
        "confirmed_on": facts.confirmed_on.shown if facts.confirmed_on else "",
        "list_symbol": clean(facts.list_symbol),
        **dict.fromkeys(("number", "name", "last_day"), ""),
        **{name: two_digits(number) for name, number in counts.items()},
        **{f"{name}_words": in_words(number) for name, number in counts.items()},
    }


def _holds(
    template: Template,
    facts: LetterFacts,
    confirmed: tuple[ListEntry, ...],
    near: tuple[ListEntry, ...],
) -> frozenset[str]:
    truth = {
        "first": facts.revision == 1,
        "correction": facts.revision > 1,
        "listed": bool(confirmed),
        "empty": not confirmed,
        "near": bool(near),
        "refused": len(confirmed) < len(facts.entries),
        "confirmed": facts.confirmed_on is not None,
        "unconfirmed": facts.confirmed_on is None,
        "symbol": bool(facts.symbol),
        "no_symbol": not facts.symbol,
        "addressee": bool(facts.addressee),
        "unmet": facts.unmet > 0,
        "uncompared": template.compared is None,
    }
    return frozenset(name for name, held in truth.items() if held)

"""Papers around the list: minutes of handing it over, the bank's answer sheet, minutes of handing over the work, the
list of people whose five years end soon. What they say, not how they look."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from app.domain.counting import in_words, two_digits
from app.domain.form01 import FormFacts, head_values, signature
from app.domain.month import Delivery, ListEntry, Signer
from app.domain.names import clean
from app.domain.paper import Line, PaperContent, Row, Style, fill, fill_lines
from app.domain.template import Template, Vocabulary, read

_OFFICE: Final = ("unit", "parent", "committee", "place", "place_kind", "locality", "addressee", "dated", "as_of")
_MONTH: Final = (*_OFFICE, "month", "correction", "confirmed_on", "delivered_on", "delivered_to", "count",
                 "count_words", "refused", "refused_words")  # fmt: skip
_MONTH_FACTS: Final = ("first", "correction", "confirmed", "unconfirmed", "refused", "delivered", "not_delivered",
                       "addressee", "no_addressee")  # fmt: skip
PAPERS: Final[Mapping[str, Vocabulary]] = {
    "minutes_bank": Vocabulary("minutes_bank", frozenset(_MONTH), frozenset(_MONTH_FACTS)),
    "answer": Vocabulary(
        "answer", frozenset(_MONTH), frozenset(_MONTH_FACTS),
        frozenset({"number", "name", "birth", "personal_number", "village", "purpose", "information", "result",
                   "amount", "on", "reason"}),
    ),
    "minutes_work": Vocabulary(
        "minutes_work",
        frozenset({*_OFFICE, "giver", "taker", "people", "people_words", "wanting", "expiring", "closed", "month",
                   "month_state", "open"}),
        frozenset({"giver", "no_giver", "taker", "no_taker", "listed", "empty", "open", "none_open"}),
    ),
    "expiring": Vocabulary(
        "expiring", frozenset({*_OFFICE, "months", "count", "count_words"}), frozenset(),
        frozenset({"number", "name", "birth", "personal_number", "village", "finished_on", "last_day", "days", "need",
                   "listed", "notes"}),
    ),
}  # fmt: skip
"""By kind, what a template of it can fill in."""


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """What one of these papers says: values for placeholders, facts that hold, rows by column, who signs where."""

    dated: date
    values: Mapping[str, str]
    holds: frozenset[str] = frozenset()
    rows: Sequence[Mapping[str, str]] = ()
    signers: Mapping[str, Signer] = field(default_factory=dict)
    practice: bool = False


def read_paper_template(data: Any, kind: str) -> Template:
    """The template of a paper of `PAPERS`; raises `ValueError` naming what does not fit."""
    return read(data, PAPERS[kind])


def compose_paper(template: Template, facts: PaperFacts) -> PaperContent:
    """The paper in this template."""
    values = {**dict.fromkeys(PAPERS[template.kind].values, ""), **facts.values}

    def lines(part: tuple[Line, ...]) -> tuple[Line, ...]:
        return fill_lines(part, values, facts.holds)

    return PaperContent(
        title=fill(template.title, values), subject=f"{template.id} {template.version}", dated=facts.dated,
        sheet=template.sheet, left=lines(template.left), right=lines(template.right),
        heading=lines(template.heading), body=lines(template.body), columns=template.columns,
        rows=tuple(_rows(template, facts)), closing=lines(template.closing), corner=lines(template.corner),
        blocks=tuple(
            signature(place, facts.signers.get(place.side), values, facts.holds)
            for place in template.signatures if not place.when or place.when in facts.holds
        ),
        watermark=template.watermark if facts.practice else "",
    )  # fmt: skip


def counted(**numbers: int) -> dict[str, str]:
    """Each number in two digits, and in words as `<name>_words`."""
    words = {f"{name}_words": in_words(number) for name, number in numbers.items()}
    return {**{name: two_digits(number) for name, number in numbers.items()}, **words}


def handed_over(form: FormFacts, confirmed: Sequence[ListEntry], confirmed_on: str, delivery: Delivery | None) -> tuple[
    dict[str, str], frozenset[str]
]:  # fmt: skip
    """Values and facts of the papers that go with a month's list to the bank."""
    refused = len(form.entries) - len(confirmed)
    values = {
        **head_values(form),
        "confirmed_on": confirmed_on, "delivered_on": delivery.delivered_on.shown if delivery else "",
        "delivered_to": clean(delivery.to) if delivery else "", **counted(count=len(confirmed), refused=refused),
    }  # fmt: skip
    truth = {
        "first": form.revision == 1, "correction": form.revision > 1, "confirmed": bool(confirmed_on),
        "unconfirmed": not confirmed_on, "refused": refused > 0, "delivered": delivery is not None,
        "not_delivered": delivery is None, "addressee": bool(form.addressee), "no_addressee": not form.addressee,
    }  # fmt: skip
    return values, frozenset(name for name, held in truth.items() if held)


def _rows(template: Template, facts: PaperFacts) -> Iterable[Row]:
    if template.columns and not facts.rows:
        yield Row(across=Line(template.phrases.none, Style.ITALIC))
    for row in facts.rows:
        yield Row(tuple(clean(row.get(column.key, "")) for column in template.columns))

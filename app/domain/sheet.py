"""Papers about the exchange itself: the check sheet of a card, the cover sheet of a batch, the guide to checking.

None of them holds personal data.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from app.domain.counting import in_words
from app.domain.form01 import signature
from app.domain.paper import Line, PaperContent, fill, fill_lines
from app.domain.template import Template, Vocabulary, read

_HEX_GROUP: Final = 8
_CARD_VALUES: Final = ("unit", "code", "dated", "hex_first", "hex_last", "code_first", "code_last")
SHEETS: Final = {
    "card": Vocabulary(
        "card",
        frozenset({*_CARD_VALUES, "made_on", "place", "number", "group", "spoken"}),
        frozenset({"commune", "receiving"}),
        lists=frozenset({"groups"}),
    ),
    "cover": Vocabulary(
        "cover",
        frozenset(
            {
                *_CARD_VALUES,
                *("receiver", "receiver_code", "kind", "month", "revision", "number", "epoch", "part", "parts"),
                *("created", "entries", "persons", "digest", "previous", "rows_digest", "sha256", "file"),
            }
        ),
        frozenset({"list", "correction", "nil", "parts", "whole", "first", "later", "file"}),
    ),
    "guide": Vocabulary("guide", frozenset({"dated"}), frozenset()),
    "handover": Vocabulary(
        "handover",
        frozenset(
            {
                *_CARD_VALUES,
                *("place", "leaving", "taking", "store", "people", "months", "backup", "second", "second_on"),
                *("rehearsed", "user", "roles", "task"),
            }
        ),
        frozenset({"commune", "receiving"}),
        lists=frozenset({"users", "tasks"}),
    ),
}


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What one sheet says: values for placeholders, which facts hold, the items of its lists."""

    dated: date
    values: Mapping[str, str]
    holds: frozenset[str] = frozenset()
    items: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)
    qr: str = ""


def read_sheet_template(data: Any, kind: str) -> Template:
    """The template of a sheet (`card`, `cover`, `guide`); raises `ValueError` naming what does not fit."""
    return read(data, SHEETS[kind])


def compose_sheet(template: Template, facts: SheetFacts) -> PaperContent:
    """The sheet as a paper of paragraphs."""
    values = {**dict.fromkeys(SHEETS[template.kind].values, ""), **facts.values}
    return PaperContent(
        title=fill(template.title, values), subject=f"{template.id} {template.version}", dated=facts.dated,
        sheet=template.sheet, left=fill_lines(template.left, values, facts.holds),
        right=fill_lines(template.right, values, facts.holds),
        heading=fill_lines(template.heading, values, facts.holds),
        body=tuple(_body(template.body, values, facts)), columns=(), rows=(),
        closing=fill_lines(template.closing, values, facts.holds),
        blocks=tuple(signature(place, None, values, facts.holds) for place in template.signatures),
        qr=facts.qr, qr_caption=template.qr_caption,
    )  # fmt: skip


def code_values(check_code: str, fingerprint: str) -> dict[str, str]:
    """A fingerprint as a sheet prints it: the check code and the hex, each in two lines."""
    groups = check_code.split(" ")
    hexes = [fingerprint[start : start + _HEX_GROUP] for start in range(0, len(fingerprint), _HEX_GROUP)]
    return {
        "code": check_code,
        "code_first": "   ".join(groups[: len(groups) // 2]),
        "code_last": "   ".join(groups[len(groups) // 2 :]),
        "hex_first": " ".join(hexes[: len(hexes) // 2]),
        "hex_last": " ".join(hexes[len(hexes) // 2 :]),
    }


def spoken_groups(check_code: str) -> list[dict[str, str]]:
    """Each group of a check code with the words to read it aloud, digit by digit: `05 → không năm`."""
    return [
        {"number": str(number), "group": group, "spoken": " ".join(in_words(int(digit)) for digit in group)}
        for number, group in enumerate(check_code.split(" "), start=1)
    ]


def _body(lines: Iterable[Line], values: dict[str, str], facts: SheetFacts) -> Iterable[Line]:
    for line in lines:
        if not line.each:
            yield from fill_lines((line,), values, facts.holds)
            continue
        for item in facts.items[line.each]:
            yield from fill_lines((replace(line, each=""),), {**values, **item}, facts.holds)

"""The texts of a template as one list, so that an editor can show them line by line and put them back."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from app.domain.paper import Line
from app.domain.template import Template

PARTS: Final = ("corner", "left", "right", "heading", "body", "closing")


@dataclass(frozen=True, slots=True)
class Placed:
    """A line and where it stands: one of `PARTS`, or `above`/`below` of the signature block `block`."""

    part: str
    line: Line
    block: int = -1


def lines_of(template: Template) -> tuple[Placed, ...]:
    """Every line in reading order."""
    return tuple(_lines(template))


def with_lines(template: Template, placed: Iterable[Placed]) -> Template:
    """The template with these lines instead of its own, in this order within each part."""
    lines = [one for one in placed if one.line.text.strip()]

    def of(part: str, block: int = -1) -> tuple[Line, ...]:
        return tuple(one.line for one in lines if (one.part, one.block) == (part, block))

    places = tuple(
        replace(place, above=of("above", block), below=of("below", block))
        for block, place in enumerate(template.signatures)
    )
    corner, left, right, heading, body, closing = (of(part) for part in PARTS)
    return replace(
        template, corner=corner, left=left, right=right, heading=heading, body=body, closing=closing, signatures=places
    )


def _lines(template: Template) -> Iterator[Placed]:
    for part in PARTS:
        yield from (Placed(part, line) for line in getattr(template, part))
    for block, place in enumerate(template.signatures):
        yield from (Placed("above", line, block) for line in place.above)
        yield from (Placed("below", line, block) for line in place.below)

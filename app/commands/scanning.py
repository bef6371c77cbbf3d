"""`people qr`: what the lines of a card scanner would fill in. Nothing is stored."""

import sys
from collections.abc import Iterator
from typing import Any

from app import labels
from app.commands.running import Answer, Run
from app.domain.qr import LONGEST, Card, read_code
from app.errors import AppError
from app.i18n import text


def qr(_: Run) -> Answer:
    """Read scanner lines from standard input; a line that is no card's code is told by its number only."""
    cards: list[dict[str, Any]] = []
    refused: list[dict[str, Any]] = []
    said: list[str] = []
    for number, line in enumerate(_lines(), start=1):
        try:
            card = read_code(line)
        except ValueError:
            refused.append({"line": number, "code": "qr.unreadable"})
            said.append(text("cli.people.qr_refused", line=number))
        else:
            cards.append({"line": number, "fills": fills(card), "check": list(card.doubtful)})
            said += [text("cli.people.qr_line", line=number), *_shown(card)]
    if not cards:
        raise AppError("qr.unreadable")
    return Answer({"cards": cards, "rejected": refused}, said)


def fills(card: Card) -> dict[str, Any]:
    """The fields of a person as `people add` takes them; what the card does not say is left out."""
    found = {
        "personal_number": card.personal_number, "old_number": card.old_number, "name": card.name,
        "birth": card.birth.iso if card.birth else "", "sex": card.sex.value if card.sex else "",
        "village": card.village, "personal_number_issued_on": card.issued_on.iso if card.issued_on else "",
    }  # fmt: skip
    return {name: value for name, value in found.items() if value}


def _shown(card: Card) -> Iterator[str]:
    for name, value in fills(card).items():
        if name == "sex":
            value = labels.label("sex", value)
        elif name in ("birth", "personal_number_issued_on"):
            value = "/".join(reversed(value.split("-")))
        check = f" ({text('cli.people.qr_check')})" if name in card.doubtful else ""
        yield f"  {text(f'field.{name}')}: {value}{check}"


def _lines() -> Iterator[str]:
    """Lines as a scanner ends them; a longer one than any card's is cut, and so refused."""
    stream = getattr(sys.stdin, "buffer", None)
    if stream is None:
        return
    for raw in iter(lambda: stream.readline(4 * LONGEST), b""):
        line = raw.decode("utf-8", errors="replace").lstrip("\ufeff").strip()
        if line:
            yield line

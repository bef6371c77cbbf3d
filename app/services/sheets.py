"""Papers about the exchange: the check sheet of our card, the cover sheet of a batch, the guide for outsiders."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from app import labels
from app.documents import letter_pdf
from app.documents.templates import shipped
from app.documents.typeface import MissingGlyph
from app.domain.access import Permission
from app.domain.dates import from_iso
from app.domain.month import shown_month
from app.domain.sheet import SheetFacts, code_values, compose_sheet, read_sheet_template, spoken_groups
from app.envelope import check_code
from app.errors import AppError
from app.services import offices
from app.session import Session

# The words of the guide are of this day; the same guide is the same file on every day.
_GUIDE_OF: Final = date(2026, 12, 1)


def card_sheet(session: Session) -> bytes:
    """The check sheet of our own card as PDF: check code with its spoken form, hex, and the hex as QR code."""
    session.noted(Permission.READ_OFFICES, "office.sheet", session.office.fingerprint)
    card = offices.own_card(session)
    code = check_code(card.fingerprint)
    facts = SheetFacts(
        from_iso(card.made_on[:10]).earliest,
        {"unit": card.name, "place": card.unit, "made_on": from_iso(card.made_on[:10]).shown,
         **code_values(code, card.fingerprint)},
        frozenset({card.kind.value}), {"groups": spoken_groups(code)},
        # Capitals make a smaller code, and a scanner types it where the fingerprint is asked for.
        qr=card.fingerprint.upper(),
    )  # fmt: skip
    return _render("card", facts)


def cover_sheet(checked: Mapping[str, Any], *, receiver: str = "", file: str = "") -> bytes:
    """The cover sheet of a batch as PDF, from what `checking` found of it; it holds no personal data."""
    month, revision = checked["month"], checked["revision"] or 1
    values = {
        "unit": checked["office"], "receiver": receiver or checked["recipient"], "file": file,
        "kind": labels.label("batch.kind", checked["kind"]), "month": shown_month(month) if month else "",
        "revision": labels.revision(revision), "created": _moment(checked["created"]),
        **{name: str(checked[name]) for name in ("entries", "persons", "number", "epoch", "part", "parts")},
        "digest": checked["digest"], "previous": checked["previous"] or "",
        "rows_digest": checked["rows_digest"] or "",
        **code_values(check_code(checked["fingerprint"]), checked["fingerprint"]),
    }  # fmt: skip
    truth = {
        "list": bool(month), "correction": revision > 1, "nil": bool(checked["nil"]), "file": bool(file),
        "parts": checked["parts"] > 1, "whole": bool(month) and checked["parts"] == 1,
        "first": checked["previous"] is None, "later": checked["previous"] is not None,
    }  # fmt: skip
    holds = frozenset(name for name, held in truth.items() if held)
    day = from_iso(checked["created"][:10]).earliest
    return _render("cover", SheetFacts(day, values, holds, qr=_paper_text(checked)))


def guide() -> bytes:
    """One page for a bank or an inspector: how to check a plain copy with public tools."""
    return _render("guide", SheetFacts(_GUIDE_OF, {}))


def _paper_text(checked: Mapping[str, Any]) -> str:
    """The same text as on Form 01, so that either paper can be held against the file."""
    if not checked["month"] or checked["parts"] > 1:
        return ""
    parts = (checked["unit"], checked["month"], str(checked["revision"]), checked["rows_digest"])
    return "|".join(("HN1", *parts, checked["previous"] or "-"))


def _moment(iso: str) -> str:
    return f"{iso[11:16]} {from_iso(iso[:10]).shown}"


def _render(kind: str, facts: SheetFacts) -> bytes:
    try:
        return letter_pdf.render(compose_sheet(read_sheet_template(shipped(kind), kind), facts))
    except MissingGlyph as error:
        raise AppError("paper.glyph", character=error.character) from error

"""Form 01 and its companions of a month: frozen when presented, the same bytes ever after."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import Final, Protocol

from app.documents import form01_pdf, form01_xlsx, letter_pdf
from app.documents.typeface import MissingGlyph
from app.domain.access import Permission
from app.domain.canonical import canonical
from app.domain.form01 import FormFacts, compose, read_template
from app.domain.letter import LetterFacts, compose_letter, read_letter_template, read_nil_template
from app.domain.month import Month, MonthState, Rows, Signer, list_day
from app.domain.paper import PaperContent
from app.domain.record import to_json
from app.errors import AppError
from app.services import catalogue, own_forms, templates
from app.session import Session, Store


class Renderer(Protocol):
    """A module that turns a paper's content into a file."""

    def render(self, content: PaperContent) -> bytes:
        """The file's bytes. Raises `MissingGlyph`."""


PDF: Final = "form01.pdf"
XLSX: Final = "form01.xlsx"
TEMPLATE: Final = "template.json"
ROOMS: Final = "form01.rooms.json"
"""Where on the frozen PDF people sign: a list of `SignatureRoom`."""
SIGNED: Final = "form01-signed.pdf"
_SCAN: Final = "confirmed.pdf"
_NO_WISH: Final = frozenset({"need.none", "need.unknown", "closed"})


@contextmanager
def printable() -> Iterator[None]:
    """Say which character a paper cannot print: `paper.glyph`."""
    try:
        yield
    except MissingGlyph as error:
        raise AppError("paper.glyph", character=error.character) from error


def freeze(session: Session, store: Store, month: Month, rows: Rows) -> Month:
    """Keep the papers and the template of a list that is being presented; returns the month with its QR text."""
    template, workbook = templates.with_workbook(store, "form01", list_day(month.month, session.settings.list_day))
    month = replace(month, template=f"{template['id']} {template['version']}", qr=qr_text(session, month))
    form = facts(session, store, month, rows)
    content = compose(read_template(template), form)
    with printable():
        pdf, rooms = form01_pdf.render_with_rooms(content)
    papers = {
        PDF: pdf, XLSX: workbook_of(workbook, content, form), TEMPLATE: canonical(template),
        ROOMS: canonical([to_json(room) for room in rooms]),
    }  # fmt: skip
    for kind, paper in papers.items():
        store.months.put_paper(month.month, month.revision, kind, paper, sha256(paper).hexdigest())
    return month


def form01(session: Session, name: str, kind: str, *, revision: int | None = None) -> bytes:
    """Form 01 of a month: the frozen bytes once presented, a preview without check code before.

    `kind` is `PDF` or `XLSX`. Raises `month.unknown`. Handing a paper out is audited.
    """
    with session.change(Permission.READ_PEOPLE, "form01.print", name, kind=kind) as change:
        month = change.store.months.get(name, revision)
        if month is None or month.state is MonthState.OPEN:
            raise AppError("month.unknown", month=name)
        change.note(revision=month.revision)
        paper = change.store.months.paper(name, month.revision, kind)
        if paper is None:
            rows = change.store.months.rows(name, month.revision)
            day = list_day(name, session.settings.list_day)
            template, workbook = templates.with_workbook(change.store, "form01", day)
            form = facts(session, change.store, month, rows)
            content = compose(read_template(template), form)
            paper = _rendered(form01_pdf, content) if kind == PDF else workbook_of(workbook, content, form)
    return paper


def letter(session: Session, name: str, *, revision: int | None = None) -> bytes:
    """The covering letter of a month's list as PDF, or the nil notice of a month without one.

    Raises `month.unknown`. It is not frozen: it says what the Committee answered since. Handing it out is audited.
    """
    with session.change(Permission.READ_PEOPLE, "form01.print", name, kind="letter.pdf") as change:
        month = change.store.months.get(name, revision)
        if month is None or month.state is MonthState.OPEN:
            raise AppError("month.unknown", month=name)
        change.note(revision=month.revision)
        rows = change.store.months.rows(name, month.revision)
        form = facts(session, change.store, month, rows)
        kind = "nil" if month.nil else "letter"
        data = templates.template_for(change.store, kind, form.dated)
    template = (read_nil_template if month.nil else read_letter_template)(data)
    return _rendered(letter_pdf, compose_letter(template, letter_facts(form, month, rows)))


def letter_facts(form: FormFacts, month: Month, rows: Rows) -> LetterFacts:
    """What the letter says of a list, from what its Form 01 says."""
    return LetterFacts(
        month=form.month, dated=form.dated, as_of=form.as_of, unit_name=form.unit_name, parent_name=form.parent_name,
        committee_name=form.committee_name, place=form.place, locality=form.locality, addressee=form.addressee,
        police=form.police, entries=rows.entries, refused=frozenset(one.number for one in rows.refusals),
        confirmed_on=month.confirmation.on if month.confirmation else None, revision=month.revision,
        reason=month.reason, symbol=form.symbol, list_symbol=form.symbol,
        unmet=sum(_NO_WISH.isdisjoint(one.reasons) for one in rows.excluded) if month.nil else 0,
    )  # fmt: skip


def scan(session: Session, name: str, *, revision: int | None = None) -> bytes:
    """The Committee's signed paper as it was filed, which is audited. Raises `month.unknown`, `paper.no_scan`."""
    with session.change(Permission.READ_PEOPLE, "form01.print", name, kind=_SCAN) as change:
        month = change.store.months.get(name, revision)
        if month is None:
            raise AppError("month.unknown", month=name)
        change.note(revision=month.revision)
        found = change.store.months.paper(name, month.revision, _SCAN)
        if found is None:
            raise AppError("paper.no_scan")
        return found


def scanned(session: Session, month: Month) -> bool:
    """Whether the Committee's signed paper was filed."""
    with session.read(Permission.READ_MONTHS) as store:
        return store.months.paper(month.month, month.revision, _SCAN) is not None


def qr_text(session: Session, month: Month) -> str:
    """What the code on the paper says (contract §2 "Paper"): unit, month, revision, rows digest, chain head."""
    parts = ("HN1", session.office.unit, month.month, str(month.revision), month.rows_digest, month.head or "-")
    return "|".join(parts)


def place_of(session: Session) -> str:
    """The commune in a sentence: `xã Đồng Đăng`."""
    unit = catalogue.of(session).unit(session.office.unit)
    if unit is not None:
        return f"{unit.kind.value} {unit.name}"
    return session.settings.committee_name.removeprefix("Ủy ban nhân dân ")


def facts(session: Session, store: Store, month: Month, rows: Rows) -> FormFacts:
    """What the papers of this revision are made of."""
    settings = session.settings
    former_month = store.months.get(month.month, month.revision - 1) if month.revision > 1 else None
    former = store.months.rows(month.month, month.revision - 1).confirmed if former_month else ()
    place = place_of(session)
    kind = place.split(" ")[0] if place else ""
    return FormFacts(
        month=month.month, dated=list_day(month.month, settings.list_day), as_of=date.fromisoformat(month.as_of),
        unit_name=session.office.name, parent_name=settings.parent_name, committee_name=settings.committee_name,
        place=place, locality=settings.locality,
        police=month.police or Signer("police", title=f"Trưởng Công an {kind}".strip()),
        committee=month.committee or Signer("committee", authority="TM", title="Chủ tịch"),
        entries=rows.entries, revision=month.revision, reason=month.reason, symbol=settings.symbol,
        addressee=settings.addressee, withdrawals=rows.withdrawals, former=former,
        corrected_on=list_day(month.month, settings.list_day) if former_month else None,
        qr=month.qr if settings.paper_qr else "", nil=month.nil, practice=session.practice,
    )  # fmt: skip


def _rendered(renderer: Renderer, content: PaperContent) -> bytes:
    with printable():
        return renderer.render(content)


def workbook_of(own: bytes | None, content: PaperContent, form: FormFacts) -> bytes:
    """The office's own workbook filled in, where it has one that fits this paper; otherwise ours."""
    with printable():
        filled = own_forms.filled(own, content, form) if own else None
        return filled or form01_xlsx.render(content)

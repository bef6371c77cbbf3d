"""Form 01 with electronic signatures: a copy beside the frozen paper, which stays as it is."""

import json
from collections.abc import Iterable
from hashlib import sha256
from typing import Final

from app.documents import signature_stamp
from app.domain.access import Permission
from app.domain.month import Month, MonthState
from app.domain.paper import SignatureRoom
from app.domain.record import from_json
from app.envelope import Signs, fingerprint, keys
from app.envelope.pdf_signing import SignatureField, sign_pdf, signed_fields
from app.errors import AppError
from app.i18n import text
from app.services import authorities, official, papers
from app.session import Session, Store

POLICE: Final = "police"
COMMITTEE: Final = "committee"


def sign_form01(
    session: Session, name: str, place: official.KeyPlace, *, revision: int | None = None, side: str = POLICE
) -> bytes:
    """Sign the presented Form 01 for a side (`police`, then `committee`); gives the signed copy.

    The police's signature leaves a field for the Committee; the Committee's is added behind it, and both hold. Each
    side signs once: later calls give the copy that was kept, without asking the key. Raises `month.unknown`,
    `month.state` before the list is presented, `paper.official_only`, `paper.no_fields`, `paper.police_first`,
    `token.*`, `authority.*`.
    """
    kept = signed_form01(session, name, revision=revision)
    if kept is not None and side in signed_fields(kept):
        return kept
    if kept is None and side != POLICE:
        raise AppError("paper.police_first")
    with session.change(Permission.PRESENT_MONTH, "form01.sign", name, side=side) as change:
        month = _presented(change.store, name, revision)
        with official.for_papers(session, place) as key:
            signed = _signed(session, change.store, month, key, side=side)
        digest = sha256(signed).hexdigest()
        change.store.months.put_paper(month.month, month.revision, papers.SIGNED, signed, digest)
        change.note(revision=month.revision, certificate=fingerprint(key.certificate_pem), sha256=digest)
    return signed


def signed_form01(session: Session, name: str, *, revision: int | None = None) -> bytes | None:
    """The signed copy as it was kept, or None. Handing it out is audited."""
    with session.read(Permission.READ_PEOPLE) as store:
        month = store.months.get(name, revision)
        kept = store.months.paper(name, month.revision, papers.SIGNED) if month else None
    if kept is not None and month is not None:
        session.noted(Permission.READ_PEOPLE, "form01.print", name, kind=papers.SIGNED, revision=month.revision)
    return kept


def _presented(store: Store, name: str, revision: int | None) -> Month:
    month = store.months.get(name, revision)
    if month is None or month.state is MonthState.OPEN:
        raise AppError("month.unknown", month=name)
    if store.months.paper(name, month.revision, papers.PDF) is None:
        raise AppError("month.state", month=name, state=month.state.value, action="form01.sign", step="presented")
    return month


def _signed(session: Session, store: Store, month: Month, key: Signs, *, side: str) -> bytes:
    paper = store.months.paper(month.month, month.revision, papers.PDF if side == POLICE else papers.SIGNED)
    places = {one.name: one for one in _fields(store, month)}
    if paper is None or side not in places:
        raise AppError("paper.no_fields")
    own = places.pop(side)
    office = session.office.name if side == POLICE else session.settings.committee_name or text("paper.committee")
    lines = (
        text("paper.signature.signed_by", name=keys.holder(key.certificate_pem)),
        text("paper.signature.office", name=office),
        text("paper.signature.time", time=f"{session.now():%H:%M:%S, %d/%m/%Y}"),
    )
    with papers.printable():
        stamp = signature_stamp.render(lines, own.width, own.height)
    return sign_pdf(paper, key, authorities.held(store), at=own, stamp=stamp, empty=list(places.values()))


def _fields(store: Store, month: Month) -> Iterable[SignatureField]:
    kept = store.months.paper(month.month, month.revision, papers.ROOMS)
    for data in json.loads(kept or b"[]"):
        room = from_json(SignatureRoom, data)
        if room.side in (POLICE, COMMITTEE):
            sides = (side / 10 for side in (room.x, room.y, room.width, room.height))
            yield SignatureField(room.side, text(f"paper.signature.{room.side}"), room.page, *sides)

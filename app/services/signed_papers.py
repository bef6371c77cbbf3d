"""Form 01 with electronic signatures: a copy beside the frozen paper, which stays as it is."""

import json
from collections.abc import Iterable
from hashlib import sha256

from app.documents import signature_stamp
from app.domain.access import Permission
from app.domain.month import Month, MonthState
from app.domain.paper import SignatureRoom
from app.domain.record import from_json
from app.envelope import Signs, fingerprint, keys
from app.envelope.pdf_signing import SignatureField, sign_pdf
from app.errors import AppError
from app.i18n import text
from app.services import authorities, official, papers
from app.session import Session, Store


def sign_form01(session: Session, name: str, place: official.KeyPlace, *, revision: int | None = None) -> bytes:
    """Sign the presented Form 01 for the police, leaving a field for the Committee; gives the signed copy.

    It is signed once: later calls give the copy that was kept, without asking the key. Raises `month.unknown`,
    `month.state` before the list is presented, `paper.official_only`, `paper.no_fields`, `token.*`, `authority.*`.
    """
    kept = signed_form01(session, name, revision=revision)
    if kept is not None:
        return kept
    with session.change(Permission.PRESENT_MONTH, "form01.sign", name) as change:
        month = _presented(change.store, name, revision)
        with official.for_papers(session, place) as key:
            signed = _signed(session, change.store, month, key)
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


def _signed(session: Session, store: Store, month: Month, key: Signs) -> bytes:
    frozen = store.months.paper(month.month, month.revision, papers.PDF)
    places = {one.name: one for one in _fields(store, month)}
    if frozen is None or "police" not in places:
        raise AppError("paper.no_fields")
    police = places.pop("police")
    lines = (
        text("paper.signature.signed_by", name=keys.holder(key.certificate_pem)),
        text("paper.signature.office", name=session.office.name),
        text("paper.signature.time", time=f"{session.now():%H:%M:%S, %d/%m/%Y}"),
    )
    with papers.printable():
        stamp = signature_stamp.render(lines, police.width, police.height)
    return sign_pdf(frozen, key, authorities.held(store), at=police, stamp=stamp, empty=list(places.values()))


def _fields(store: Store, month: Month) -> Iterable[SignatureField]:
    kept = store.months.paper(month.month, month.revision, papers.ROOMS)
    for data in json.loads(kept or b"[]"):
        room = from_json(SignatureRoom, data)
        if room.side in ("police", "committee"):
            sides = (side / 10 for side in (room.x, room.y, room.width, room.height))
            yield SignatureField(room.side, text(f"paper.signature.{room.side}"), room.page, *sides)

"""Examine an office's store and its surroundings: what is in order, and what somebody should look at."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from app.domain.access import Permission
from app.envelope import fingerprint
from app.errors import AppError
from app.paths import resource
from app.places import connect
from app.services import places
from app.session import Session

_ENOUGH_MB: Final = 500
_MB: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Check:
    """One thing examined: `error` says what is wrong and what to do; `values` are counts worth showing."""

    check: str
    error: AppError | None = None
    values: dict[str, object] = field(default_factory=dict)


def examine(session: Session) -> list[Check]:
    """Everything, in the order in which one would repair it. Nothing is changed; places are tried."""
    session.require(Permission.READ_MONTHS)
    simple: dict[str, Callable[[Session], dict[str, object]]] = {
        "store": _store, "keys": _keys, "audit": _audit, "disk": _disk, "clock": _clock,
        "fonts": lambda _session: _fonts(),
    }  # fmt: skip
    return [*(_tried(name, look, session) for name, look in simple.items()), *_places(session)]


def _tried(name: str, look: Callable[[Session], dict[str, object]], session: Session) -> Check:
    try:
        return Check(name, values=look(session))
    except AppError as error:
        return Check(name, error)


def _store(session: Session) -> dict[str, object]:
    if not session.store.integrity():
        raise AppError("store.damaged")
    return {}


def _keys(session: Session) -> dict[str, object]:
    """The office key and age identity are there and fit the card others hold; somebody holds the recovery key."""
    with session.store.reading():
        pair = session.store.offices.key(session.office.fingerprint)
        identities = session.store.offices.identities()
        card = session.store.offices.card(session.office.fingerprint)
    kinds = {slot.kind for slot in session.store.slots()}
    whole = pair is not None and fingerprint(pair[1]) == session.office.fingerprint and identities and card
    if not whole or "recovery" not in kinds:
        raise AppError("doctor.keys")
    return {}


def _audit(session: Session) -> dict[str, object]:
    with session.store.reading():
        broken, head = session.store.audit.broken_at(), session.store.audit.head()
    if broken is not None:
        raise AppError("audit.broken", n=broken)
    return {"rows": head.rows}


def _disk(session: Session) -> dict[str, object]:
    free = shutil.disk_usage(session.store.folder).free // _MB
    if free < _ENOUGH_MB:
        raise AppError("doctor.disk", mb=free, needed=_ENOUGH_MB)
    return {"free_mb": free}


def _clock(session: Session) -> dict[str, object]:
    """The device's clock is a note only, but one that stands before the newest act was set back."""
    with session.store.reading():
        newest = next(session.store.audit.rows(limit=1, newest_first=True), None)
    if newest is not None and session.now() < datetime.fromisoformat(newest.at):
        raise AppError("doctor.clock", date=newest.at[:10])
    return {}


def _fonts() -> dict[str, object]:
    found = list(resource("fonts").glob("*.ttf"))
    if not found:
        raise AppError("doctor.fonts")
    return {"fonts": len(found)}


def _places(session: Session) -> Iterator[Check]:
    known = places.listing(session)
    if not known:
        yield Check("places", AppError("doctor.no_places"))
    for place in known:
        try:
            connect(place.url, places.access(session, place)).folders()
            yield Check("places", values={"name": place.name})
        except AppError as error:
            yield Check("places", error, {"name": place.name})
    if session.may(Permission.SYNC):
        with session.read(Permission.SYNC) as store:
            yield Check("waiting", values={"waiting": len(store.batches.waiting())})

"""One office goes on for another: what the old one says of itself, and what the office above makes of it (U33).

The closing batch is a `transfer` of the whole office to the office above: who changed since the last list, and in its
manifest a field `successor`. Earlier programs ignore that field and take it in as a file without a list.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from app.domain.access import Kind, Permission
from app.domain.batch import BatchKind, InBatch, OutBatch
from app.domain.dates import from_iso
from app.domain.month import Rows
from app.domain.names import clean
from app.domain.office import CardState
from app.errors import AppError
from app.services import batches, board, catalogue
from app.session import Change, Session, Store

_META: Final = "successor"
_UNIT: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,31}")
_LONGEST: Final = 300


@dataclass(frozen=True, slots=True)
class Successor:
    """Which office goes on for another, from which ISO day on."""

    unit: str
    name: str
    since: str


def successor(session: Session) -> Successor | None:
    """The office that goes on for this one, once the closing batch was sealed."""
    with session.read(Permission.READ_OFFICES) as store:
        said = store.accounts.meta(_META)
    return Successor(said["unit"], said["name"], said["since"]) if said else None


def close(session: Session, unit: str, *, name: str = "", since: date | None = None) -> list[OutBatch]:
    """Seal the closing batch of a commune: it tells the office above who goes on for this one, and from when.

    Nothing ends here: months under way can still be finished and sealed. The very same batch again for the same
    successor and day; another successor is told by another batch. Raises `office.no_receiver`, `unit.unknown`.
    """
    session.require(Permission.MERGE_STORES)
    if session.office.kind is not Kind.COMMUNE:
        raise AppError("store.kind")
    told = Successor(unit, clean(name) or _named(session, unit), (since or session.now().date()).isoformat())
    with session.read(Permission.MERGE_STORES) as store:
        said = store.accounts.meta(_META) or {}
        sealed = [one for digest in said.get("batches", ()) if (one := store.batches.get(digest)) is not None]
    if sealed and (said["unit"], said["since"]) == (told.unit, told.since):
        return sealed
    if told.unit == session.office.unit:
        raise AppError("office.own")
    with session.change(Permission.MERGE_STORES, "office.succeed", session.office.unit, new=unit) as change:
        sealed = _seal_closing(session, change.store, told)
        change.store.accounts.set_meta(_META, {**_json(told), "batches": [one.digest for one in sealed]})
        change.note(digests=[one.digest for one in sealed])
    return sealed


def name(session: Session, old: str, new: str, *, since: date | None = None) -> Successor:
    """At the office above: one office goes on for another from a day on; what the old one sent stays as it is.

    For an office whose closing batch never came. Raises `unit.unknown`, `succession.circle`.
    """
    session.require(Permission.TRUST_OFFICE)
    if session.office.kind is not Kind.RECEIVING:
        raise AppError("store.kind")
    told = Successor(new, _named(session, new), (since or session.now().date()).isoformat())
    _named(session, old)
    with session.change(Permission.TRUST_OFFICE, "office.succeed", old, new=new) as change:
        _enter(session, change.store, old, told)
    return told


def arrive(session: Session, change: Change, batch: InBatch, manifest: Mapping[str, Any]) -> None:
    """Keep what a closing batch says, when one does. Raises `batch.schema` for what no office says of itself."""
    said = manifest.get(_META)
    if said is None:
        return
    told = _read(said)
    if told is None:
        raise AppError("batch.schema", n=0)
    try:
        _enter(session, change.store, batch.unit, told)
    except AppError as error:
        raise AppError("batch.schema", n=0) from error
    change.note(successor=told.unit)


def told(session: Session) -> dict[str, str]:
    """Which offices became part of which, by code, with the name of the one that goes on."""
    with session.read(Permission.READ_OFFICES) as store:
        said = store.oversight.successors()
    return {old: _name_of(session, new) or new for old, new in said.items()}


def gone_into(session: Session, store: Store, unit: str, origins: Iterable[str]) -> frozenset[str]:
    """Of these offices those whose people a unit brings now: its own, and those that became part of it."""
    others = {one for one in origins if one != unit}
    if not others:
        return frozenset({unit})
    units, said = catalogue.of(session), store.oversight.successors()
    return frozenset({unit, *(one for one in others if board.successor(units, said, one) == unit)})


def _seal_closing(session: Session, store: Store, told: Successor) -> list[OutBatch]:
    receiver = store.offices.receiver()
    if receiver is None or receiver.state is not CardState.TRUSTED:
        raise AppError("office.no_receiver")
    people = batches.changed_since(store, receiver, Rows(), session.office.epoch)
    contents = batches.Contents(BatchKind.TRANSFER, people, {}, successor=_json(told))
    sealed = batches.seal_to(session, store, receiver, contents)
    store.batches.mark_sent(receiver.unit, session.office.epoch, {one["id"]: one["version"] for one in people})
    return sealed


def _enter(session: Session, store: Store, old: str, told: Successor) -> None:
    said = store.oversight.successors()
    after = told.unit
    while after in said and after != old:
        after = said[after]
    if after == old:
        raise AppError("succession.circle", old=old, new=told.unit)
    store.oversight.put_successor(old, told.unit, at=session.time(), user=session.user.name, since=told.since)


def _named(session: Session, unit: str) -> str:
    name_ = _name_of(session, unit)
    if not name_:
        raise AppError("unit.unknown", unit=unit)
    return name_


def _name_of(session: Session, unit: str) -> str:
    """The name on an office's card, else that of its unit; empty for what nobody knows."""
    with session.read(Permission.READ_OFFICES) as store:
        cards = {one.unit: one.name for one in store.offices.cards()}
    found = catalogue.of(session).unit(unit) or catalogue.of(session).unit(unit, board.LAST_OLD_DAY)
    return cards.get(unit) or (found.title if found else "")


def _json(told: Successor) -> dict[str, str]:
    return {"unit": told.unit, "name": told.name, "since": told.since}


def _read(said: Any) -> Successor | None:
    """What a manifest says, when it is of that form."""
    if not isinstance(said, dict) or not all(isinstance(said.get(key), str) for key in ("unit", "name", "since")):
        return None
    try:
        whole = from_iso(said["since"]).whole
    except ValueError:
        return None
    if not whole or not _UNIT.fullmatch(said["unit"]) or len(said["name"]) > _LONGEST:
        return None
    return Successor(said["unit"], clean(said["name"]), said["since"])

"""What we left on a stick, signed; and what others left there that is not there any more."""

import re
from collections.abc import Collection
from hashlib import sha256
from typing import Final

from app.domain.access import Kind, Permission
from app.domain.office import CardState
from app.envelope import OfficeKey
from app.envelope.stick_index import Listed, read_index, with_part
from app.errors import AppError
from app.places.stick import INDEX, StickPlace
from app.session import Session

_BATCH: Final = re.compile(r"[0-9A-Za-z]{2,12}-\d{5,}-[a-z]+-([0-9a-f]{12})\.asice\.age")
_UNIT: Final = re.compile(r"[0-9A-Za-z]{2,12}")


def write(session: Session, stick: StickPlace) -> None:
    """Bring our part of the index up to date; an index that is right already is not written. Raises `stick.*`."""
    session.require(Permission.SYNC)
    before = _content(stick)
    with session.read(Permission.SYNC) as store:
        pair = store.offices.key(session.office.fingerprint)
        assert pair is not None  # noqa: S101 - a store is made together with its key
    files = [one for folder in _written_by_us(session, stick) for one in _listed(stick, folder)]
    if not files and not before:
        return
    after = with_part(before, unit=session.office.unit, key=OfficeKey(*pair), files=files, made_on=session.time())
    if after is not before:
        stick.put_new(INDEX, after)


def missing(session: Session, stick: StickPlace, folders: Collection[str], *, place: str) -> list[str]:
    """Files for us that an office we trust left on the stick and that are gone, or torn, before we took them in."""
    session.require(Permission.SYNC)
    parts = read_index(_content(stick))
    with session.read(Permission.SYNC) as store:
        cards = {card.fingerprint: card for card in store.offices.cards()}
        believed = [
            one
            for part in parts
            if part.fingerprint in cards
            and cards[part.fingerprint].unit == part.unit
            and cards[part.fingerprint].state in (CardState.TRUSTED, CardState.REPLACED)
            for one in part.files
            if one.name.rpartition("/")[0] in folders
        ]
        return [
            one.name.rpartition("/")[2]
            for one in believed
            if stick.stat(one.name) != one.size and not store.batches.fetched(place, one.name)
        ]


def _content(stick: StickPlace) -> bytes:
    try:
        return stick.get(INDEX)
    except AppError as error:
        if error.code in ("place.missing", "batch.too_big"):
            return b""
        raise


def _written_by_us(session: Session, stick: StickPlace) -> list[str]:
    own = session.office.unit
    folders = [f"{own}/up"]
    if session.office.kind is Kind.RECEIVING:
        folders += [f"{unit}/down" for unit in stick.folders() if _UNIT.fullmatch(unit) and unit != own]
    return folders


def _listed(stick: StickPlace, folder: str) -> list[Listed]:
    """The whole batch files of a folder: a torn one is not what its name says."""
    found = []
    for name in stick.names(folder):
        named = _BATCH.fullmatch(name)
        content = stick.get(f"{folder}/{name}") if named else b""
        digest = sha256(content).hexdigest()
        if named and digest.startswith(named[1]):
            found.append(Listed(f"{folder}/{name}", len(content), digest))
    return found

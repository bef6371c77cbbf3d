"""Send what waits and fetch what came, by network or by stick; the store is never held while a place talks.

Upload is at least once, its effect exactly once: files are immutable and named by content, and the importer
knows every digest. States move on evidence only.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Final

from app.domain.access import Kind, Permission
from app.domain.batch import OutBatch, OutState
from app.errors import AppError
from app.places import PlaceConnection, connect
from app.places.stick import INDEX, Foreign, StickPlace, foreign, from_device, open_stick
from app.services import batches, receipts, stick_index
from app.services.inbox import SUFFIX, Taken, explained, look_for_duplicates, opener, take_in
from app.session import Session

_NO_PLACE: Final = "USB"
_STICK_IS_BAD: Final = frozenset({"place.unreachable", "stick.read_only", "stick.unsafe", "stick.foreign"})
_UNIT: Final = re.compile(r"[0-9A-Za-z]{2,12}")
# A file that failed so may be believed another day: after its card is trusted, its epoch accepted, an update.
_MAY_CHANGE: Final = frozenset(
    {"batch.untrusted", "batch.suspended", "batch.new_epoch", "batch.version", "batch.decrypt"}
)


@dataclass(frozen=True, slots=True)
class Failed:
    """A file (or, with an empty name, a whole place) that did not work this time."""

    file: str
    error: AppError


@dataclass(slots=True)
class Outcome:
    """What a round did. `waiting` counts batches that are not known to have left."""

    sent: list[str] = field(default_factory=list)
    fetched: list[Taken] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)
    waiting: int = 0
    foreign: Foreign = field(default_factory=Foreign)
    """What else lies on a stick."""


def run(session: Session, *, place: str | None = None) -> Outcome:
    """One round with every place (or one): seal due receipts, send, fetch, answer what was fetched.

    A place that fails does not stop the next; one bad file does not stop the others. An idle round writes nothing.
    """
    session.require(Permission.SYNC)
    with session.read(Permission.SYNC) as store:
        known = store.offices.places()
    chosen = [one for one in known if place in (None, one.name)]
    if place is not None and not chosen:
        raise AppError("place.unknown", name=place)
    outcome, reached = Outcome(), []
    receipts.seal_outstanding(session)
    for one in chosen:
        try:
            connection = connect(one.url)
            if not _push(session, connection, outcome, where_read=len(known) > 1):
                continue
            _pull(session, connection, one.name, outcome)
            if receipts.seal_outstanding(session):
                _push(session, connection, outcome, where_read=len(known) > 1)
            reached.append(connection)
        except AppError as error:
            outcome.failed.append(Failed("", error))
    if 1 < len(known) == len(reached):
        _push(session, reached[0], outcome)
    outcome.waiting = waiting(session)
    return outcome


def waiting(session: Session) -> int:
    """How many batches are not known to have left."""
    with session.read(Permission.SYNC) as store:
        return len(store.batches.waiting())


def write_stick(session: Session, folder: Path, *, read_back: Callable[[Path], bytes] = from_device) -> Outcome:
    """Put what waits on a stick; a state moves only when all of it was read back from the device at the end.

    Lists that no receipt has answered are written again, and so are receipts to offices whose folder is on it.
    Raises `place.unreachable`, `stick.*`.
    """
    session.require(Permission.SYNC)
    outcome = Outcome()
    stick = open_stick(folder, make=True, read_back=read_back)
    receipts.seal_outstanding(session)
    _write_out(session, stick, outcome)
    outcome.foreign = foreign(folder)
    outcome.waiting = waiting(session)
    return outcome


def read_stick(session: Session, folder: Path) -> Outcome:
    """Take in what a stick carries for us, and tell what it lost on the way; other files on it are never opened."""
    session.require(Permission.SYNC)
    outcome = Outcome()
    stick = open_stick(folder)
    _pull(session, stick, _NO_PLACE, outcome)
    gone = stick_index.missing(session, stick, list(_folders(session, stick)), place=_NO_PLACE)
    outcome.failed += [Failed(file, AppError("stick.missing")) for file in gone]
    outcome.foreign = foreign(folder)
    outcome.waiting = waiting(session)
    return outcome


def _write_out(session: Session, stick: StickPlace, outcome: Outcome) -> None:
    with session.read(Permission.SYNC) as store:
        due = store.batches.unanswered(stick.folders())
        receiver = store.offices.receiver()
    above = receiver.unit if receiver else ""
    written = []
    for batch in due:
        name = _name(session, batch, above)
        if batch.state is OutState.UPLOADED and stick.holds(name, batch.content):
            continue
        try:
            _check_own(session, batch)
            stick.put_new(name, batch.content)
            written.append((batch, name))
        except AppError as error:
            outcome.failed.append(Failed(batch.file, error))
            if error.code in _STICK_IS_BAD:
                break
    try:
        stick_index.write(session, stick)
    except AppError as error:
        outcome.failed.append(Failed(INDEX, error))
    # Once more, all of it: a stick that pretends to be bigger overwrites the first files with the last.
    for batch, name in written:
        if stick.holds(name, batch.content):
            _sent(session, batch, outcome)
        else:
            outcome.failed.append(Failed(batch.file, AppError("stick.unsafe")))


def _check_own(session: Session, batch: OutBatch) -> None:
    """What goes on a stick is what we signed: `batch.signature` for a store that holds something else."""
    with session.store.reading():
        opened = opener(session)(batch.content, frozenset({batch.receiver_fingerprint}))
    if opened.digest != batch.digest:
        raise AppError("batch.signature")


def _sent(session: Session, batch: OutBatch, outcome: Outcome) -> None:
    with session.change(Permission.SYNC, "batch.upload", batch.digest) as change:
        batches.move(session, change.store, batch, OutState.UPLOADED)
    outcome.sent.append(batch.file)


def _push(session: Session, connection: PlaceConnection, outcome: Outcome, *, where_read: bool = False) -> bool:
    """Send what is due; whether the place is still there afterwards.

    `where_read`: answers go only where their office has put something, for that is where it looks for them.
    """
    with session.read(Permission.SYNC) as store:
        due = store.batches.waiting()
        receiver = store.offices.receiver()
    above = receiver.unit if receiver else ""
    for batch in due:
        try:
            if where_read and batch.receiver != above and not connection.names(f"{batch.receiver}/up"):
                continue
            connection.put_new(_name(session, batch, above), batch.content)
        except AppError as error:
            outcome.failed.append(Failed(batch.file, error))
            if error.code == "place.unreachable":
                return False
            continue
        _sent(session, batch, outcome)
    return True


def _name(session: Session, batch: OutBatch, above: str) -> str:
    """`{unit}/up/` is written by the office below, `{unit}/down/` by the one above (contract §2 "Places")."""
    upward = batch.receiver == above
    return f"{session.office.unit}/up/{batch.file}" if upward else f"{batch.receiver}/down/{batch.file}"


def _pull(session: Session, connection: PlaceConnection, place: str, outcome: Outcome) -> None:
    for folder in _folders(session, connection):
        for name in connection.names(folder):
            # Names that are no text are nobody's batch.
            if name.endswith(SUFFIX) and name.isprintable() and not _known(session, place, f"{folder}/{name}"):
                _fetch(session, connection.get, place, f"{folder}/{name}", outcome)
    if outcome.fetched:
        outcome.fetched += explained(session)
        look_for_duplicates(session, outcome.fetched)


def _folders(session: Session, connection: PlaceConnection) -> Iterator[str]:
    yield f"{session.office.unit}/down"
    if session.office.kind is Kind.RECEIVING:
        units = (name for name in connection.folders() if _UNIT.fullmatch(name) and name != session.office.unit)
        yield from (f"{unit}/up" for unit in units)


def _fetch(session: Session, get: Callable[[str], bytes], place: str, name: str, outcome: Outcome) -> None:
    file = name.rpartition("/")[2]
    try:
        data = get(name)
    except AppError as error:
        outcome.failed.append(Failed(file, error))
        return
    taken = take_in(session, file, data)
    if taken.result == "quarantined" and taken.error is not None:
        outcome.failed.append(Failed(file, taken.error))
    elif taken.result == "imported":
        outcome.fetched.append(taken)
    digest = sha256(data).hexdigest()
    # Only a file that is what its name says is done with; a half-written one is looked at again next time.
    settled = taken.code is None or taken.code not in _MAY_CHANGE
    if settled and file.endswith(f"-{digest[:12]}{SUFFIX}"):
        with session.store.transaction():
            session.store.batches.mark_fetched(place, name, digest)


def _known(session: Session, place: str, name: str) -> bool:
    with session.store.reading():
        return session.store.batches.fetched(place, name)

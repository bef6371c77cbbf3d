"""Send what waits and fetch what came, by network or by stick; the store is never held while a place talks.

Upload is at least once, its effect exactly once: files are immutable and named by content, and the importer
knows every digest. States move on evidence only.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from app.domain.access import Kind, Permission
from app.domain.batch import OutBatch, OutState
from app.domain.office import Place
from app.errors import AppError
from app.places import PlaceConnection, connect
from app.places.pieces import get_whole
from app.places.stick import INDEX, Foreign, StickPlace, foreign, from_device, open_stick
from app.services import batches, desks, policies, receipts, stick_index
from app.services.asking import Ask
from app.services.inbox import opener
from app.services.places import access, usable
from app.services.talk import Failed, Outcome, Talk, Watch, facts, folders_for, look_over, readable, take
from app.session import Session

__all__ = ["Failed", "Foreign", "Outcome", "Watch", "read_stick", "round_with", "run", "waiting", "write_stick"]

_NO_PLACE: Final = "USB"
_STICK_IS_BAD: Final = frozenset({"place.unreachable", "stick.read_only", "stick.unsafe", "stick.foreign"})


def run(session: Session, *, place: str | None = None, watch: Watch | None = None) -> Outcome:
    """One round with every place (or one): seal due receipts, send, fetch, answer what was fetched.

    A place that fails does not stop the next; one bad file does not stop the others. An idle round writes nothing.
    """
    return round_with(lambda work: work(session), place=place, watch=watch)


def round_with(ask: Ask, *, place: str | None = None, watch: Watch | None = None) -> Outcome:
    """The same for a store that lives on another thread: it is asked, and free while a place talks."""
    known = ask(_places)
    chosen = [one for one in known if place in (None, one.name)]
    if place is not None and not chosen:
        raise AppError("place.unknown", name=place)
    outcome, watch = Outcome(), watch or Watch()
    ask(policies.apply_due)
    ask(receipts.seal_outstanding)
    reached: list[Place] = []
    for one in chosen:
        try:
            if _talk(ask, one, outcome, watch, several=len(known) > 1):
                reached.append(one)
        except AppError as error:
            outcome.failed.append(Failed("", error))
            if error.code == "sync.stopped":
                break
    if 1 < len(known) == len(reached):
        with _connected(ask, reached[0], watch) as connection:
            Talk(ask, reached[0].name, connection, outcome, watch).push()
    outcome.reached = [one.name for one in reached]
    outcome.waiting = ask(waiting)
    return outcome


def _talk(ask: Ask, place: Place, outcome: Outcome, watch: Watch, *, several: bool) -> bool:
    """Everything there is to say to one place; whether it listened to the end."""
    with _connected(ask, place, watch) as connection:
        talk = Talk(ask, place.name, connection, outcome, watch)
        _settle(ask, connection, outcome)
        if not talk.push(where_read=several):
            return False
        talk.look_after()
        talk.pull()
        return not ask(receipts.seal_outstanding) or talk.push(where_read=several)


def _settle(ask: Ask, connection: PlaceConnection, outcome: Outcome) -> None:
    """Where this office has several desks: agree on whose decisions count, and answer with ours."""
    if not ask(lambda session: session.office.kind is Kind.RECEIVING and session.settings.several_desks):
        return
    try:
        outcome.superseded += desks.settle(ask, connection)
    except AppError as error:
        outcome.failed.append(Failed("", error))
    ask(receipts.seal_outstanding)


@contextmanager
def _connected(ask: Ask, place: Place, watch: Watch) -> Iterator[PlaceConnection]:
    connection = connect(place.url, ask(lambda session: access(session, place)), moved=watch.moved)
    try:
        yield connection
    finally:
        connection.close()


def _places(session: Session) -> list[Place]:
    with session.read(Permission.SYNC) as store:
        return usable(session, store)


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
    folders = list(folders_for(facts(session), stick))
    _pull(session, stick, folders, outcome)
    gone = stick_index.missing(session, stick, folders, place=_NO_PLACE)
    outcome.failed += [Failed(file, AppError("stick.missing")) for file in gone]
    outcome.foreign = foreign(folder)
    outcome.waiting = waiting(session)
    return outcome


def _write_out(session: Session, stick: StickPlace, outcome: Outcome) -> None:
    with session.read(Permission.SYNC) as store:
        due = store.batches.unanswered(stick.folders())
    office = facts(session)
    written = []
    for batch in due:
        name = f"{office.folder(batch.receiver)}/{batch.file}"
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


def _pull(session: Session, stick: StickPlace, folders: list[str], outcome: Outcome) -> None:
    for folder in folders:
        files = readable(stick, folder)
        new = session.store.outbox.unknown(_NO_PLACE, [f"{folder}/{file}" for file in files])
        for name in new:
            file = name.rpartition("/")[2]
            try:
                content = get_whole(stick, folder, file, files[file])
            except AppError as error:
                outcome.failed.append(Failed(file, error))
                continue
            take(session, _NO_PLACE, name, content, outcome)
    look_over(session, outcome)

"""One round with one place: put there what it should hold, fetch what came. The store is asked, never held.

`Ask` runs a short piece of work where the store lives (here, or on the window's store thread); everything that waits
for a server happens between two asks. One bad file never stops the next; a place that is gone ends the round with it.
"""

import random
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from itertools import zip_longest
from typing import Any, Final

from app.domain.access import Kind, Permission
from app.domain.batch import OutState
from app.errors import AppError
from app.places import PlaceConnection, Readable
from app.places.pieces import SIZE as PIECE
from app.places.pieces import get_rest, piece_names, put_pieces, whole_files
from app.places.stick import Foreign
from app.services import batches
from app.services.asking import Ask
from app.services.inbox import SUFFIX, Taken, explained, look_for_duplicates, take_in
from app.session import Due, Session

_UNIT: Final = re.compile(r"[0-9A-Za-z]{2,12}")
# A file that failed so may be believed another day: after its card is trusted, its epoch accepted, an update.
_MAY_CHANGE: Final = frozenset(
    {"batch.untrusted", "batch.suspended", "batch.new_epoch", "batch.version", "batch.decrypt"}
)
# Nothing more can be had from this place now.
_GONE: Final = frozenset(
    {"place.unreachable", "place.auth", "place.clock", "place.tls", "place.proxy", "place.certificate", "place.full",
     "place.kind", "sync.stopped"}
)  # fmt: skip
_BROKE_OFF: Final = frozenset({"place.timeout", "place.busy", "place.lied", "place.unreachable"})
_IN_A_ROW: Final = 3
_LIVES: Final = 4
"""A line that breaks before it carried so many files of this size is too weak for whole files."""


_LOOKED_AT: Final = 4
_ROUNDS: Final = 16
"""In so many rounds every office's answers were looked at once, by chance."""
_REMEMBERED: Final = timedelta(days=90)


class Watch:
    """Who looks on: told of every byte, and able to stop a transfer between two of them."""

    def __init__(self, told: Callable[["Watch"], Any] = lambda _watch: None) -> None:
        self.file, self.size, self.moved_here, self.moved_all = "", 0, 0, 0
        self._told = told
        self._stop = threading.Event()

    def begins(self, file: str, size: int) -> None:
        """A file goes or comes; `size` is 0 when nobody knows it yet."""
        self.file, self.size, self.moved_here = file, size, 0
        self.moved(0)

    def moved(self, count: int) -> None:
        """So many more bytes went either way. Raises `sync.stopped` once somebody wants an end."""
        if self._stop.is_set():
            raise AppError("sync.stopped")
        self.moved_here += count
        self.moved_all += count
        self._told(self)

    def stop(self) -> None:
        """End at the next byte; what is half there goes on another time."""
        self._stop.set()


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
    reached: list[str] = field(default_factory=list)
    """Places that answered to the end."""
    superseded: list[str] = field(default_factory=list)
    """Batches on which another desk of this office decided before this one."""
    foreign: Foreign = field(default_factory=Foreign)
    """What else lies on a stick."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What sending needs to know of this office."""

    unit: str
    kind: Kind
    above: str

    def folder(self, receiver: str) -> str:
        """`{unit}/up` is written by the office below, `{unit}/down` by the one above (contract §2 "Places")."""
        return f"{self.unit}/up" if receiver == self.above else f"{receiver}/down"


def facts(session: Session) -> Facts:
    """Of the office whose store this is."""
    with session.read(Permission.SYNC) as store:
        receiver = store.offices.receiver()
    return Facts(session.office.unit, session.office.kind, receiver.unit if receiver else "")


class Talk:
    """One place in one round."""

    def __init__(self, ask: Ask, name: str, connection: PlaceConnection, outcome: Outcome, watch: Watch) -> None:
        self._ask = ask
        self._name = name
        self._connection = connection
        self._outcome = outcome
        self._watch = watch
        self._facts = ask(facts)
        self._weak = False
        self._alive_since = watch.moved_all
        self._read_here: dict[str, bool] = {}

    def push(self, *, where_read: bool = False) -> bool:
        """Send what is due; whether the place is still there afterwards.

        `where_read`: answers go only where their office has put something, for that is where it looks for them.
        """
        due = self._ask(lambda session: _take_up(session, self._name))
        self._weak = any(one.broke_off for one in due)
        in_a_row = 0
        for one in due:
            try:
                if where_read and not self._is_read(one.receiver):
                    continue
                self._send(one)
                in_a_row = 0
            except AppError as error:
                in_a_row += 1
                self._fail(one, error)
                if error.code in _GONE or (error.code in _BROKE_OFF and in_a_row == _IN_A_ROW):
                    return False
        return True

    def look_after(self) -> None:
        """Put again what a place lost before a receipt came, and sweep what broken transfers left in our folder."""
        if self._facts.kind is Kind.RECEIVING:
            self._look_down()
            return
        folder = f"{self._facts.unit}/up"
        put = self._ask(lambda session: _unanswered(session, self._name))
        if not put:
            return
        there = set(self._connection.names(folder))
        for one in put:
            if one.file not in there and not there.issuperset(piece_names(one.file, one.size)):
                self._send(one)
        waiting = self._ask(lambda session: _take_up(session, self._name))
        self._connection.sweep(folder, {name for one in waiting for name in _names_of(one)})

    def _look_down(self) -> None:
        """The same for answers: a few offices in each round, for every look is a request, and offices are many."""
        put = self._ask(lambda session: _put_down(session, self._name))
        offices = sorted({one.receiver for one in put})
        chosen = random.sample(offices, min(len(offices), max(_LOOKED_AT, len(offices) // _ROUNDS)))
        for unit in chosen:
            there = set(self._connection.names(f"{unit}/down"))
            for one in put:
                if one.receiver == unit and one.file not in there and not there.issuperset(_names_of(one)[1:]):
                    self._send(one)

    def pull(self) -> None:
        """Fetch what is new: one file of each office in turn, each office's in the order of its numbers."""
        found = {folder: self._listed(folder) for folder in self._folders()}
        names = [f"{folder}/{file}" for folder, files in found.items() for file in files]
        new = set(self._ask(lambda session: session.store.outbox.unknown(self._name, names)))
        by_office = [
            [(folder, file, parts) for file, parts in files.items() if f"{folder}/{file}" in new]
            for folder, files in found.items()
        ]
        self._fetch_in_turn(by_office)
        self._ask(lambda session: look_over(session, self._outcome))

    def _fetch_in_turn(self, by_office: list[list[tuple[str, str, list[str]]]]) -> None:
        in_a_row = 0
        for turn in zip_longest(*by_office):
            for folder, file, parts in (one for one in turn if one is not None):
                in_a_row = 0 if self._fetch(folder, file, parts) else in_a_row + 1
                if in_a_row == _IN_A_ROW:
                    return

    def _is_read(self, receiver: str) -> bool:
        if receiver == self._facts.above:
            return True
        if receiver not in self._read_here:
            self._read_here[receiver] = bool(self._connection.names(f"{receiver}/up"))
        return self._read_here[receiver]

    def _send(self, one: Due) -> None:
        content = self._ask(lambda session: session.store.outbox.content(one.digest))
        folder = self._facts.folder(one.receiver)
        self._watch.begins(one.file, len(content))
        if (one.broke_off or self._weak) and len(content) > PIECE:
            self._put_pieces(folder, one, content)
        else:
            self._put_whole(folder, one, content)
        self._ask(lambda session: _sent(session, self._name, one))
        self._outcome.sent.append(one.file)

    def _put_whole(self, folder: str, one: Due, content: bytes) -> None:
        try:
            self._connection.put_new(f"{folder}/{one.file}", content)
        except AppError as error:
            if error.code != "place.timeout" or self._connection.is_disk or len(content) <= PIECE:
                raise
            self._weak = self._watch.moved_all - self._alive_since < _LIVES * len(content)
            self._alive_since = self._watch.moved_all
            self._ask(lambda session: _failed(session, self._name, one, "place.timeout", broke_off=True))
            self._put_pieces(folder, one, content)

    def _put_pieces(self, folder: str, one: Due, content: bytes) -> None:
        """Goes on as long as something arrives between two breaks."""
        arrived = [0]
        failures = 0
        while True:
            before = len(arrived)
            try:
                put_pieces(self._connection, folder, one.file, content, arrived=lambda: arrived.append(1))
            except AppError as error:
                failures = failures + 1 if len(arrived) == before else 1
                if error.code not in _BROKE_OFF - {"place.unreachable"} or failures == _IN_A_ROW:
                    raise
            else:
                return

    def _fail(self, one: Due, error: AppError) -> None:
        self._outcome.failed.append(Failed(one.file, error))
        self._ask(lambda session: _failed(session, self._name, one, error.code, broke_off=False))

    def _folders(self) -> Iterator[str]:
        return folders_for(self._facts, self._connection)

    def _listed(self, folder: str) -> dict[str, list[str]]:
        """Files that can be read in a folder; one office's folder that fails does not hide the others."""
        try:
            return readable(self._connection, folder)
        except AppError as error:
            if error.code in _GONE:
                raise
            self._outcome.failed.append(Failed("", error))
            return {}

    def _fetch(self, folder: str, file: str, parts: list[str]) -> bool:
        """Whether the place gave the file; what the file is worth is another matter."""
        self._watch.begins(file, 0)
        name = f"{folder}/{file}"
        before = self._ask(lambda session: session.store.outbox.begun(self._name, name))
        begun = bytearray(before)
        try:
            content = get_rest(self._connection, folder, file, parts, begun)
        except AppError as error:
            kept = bytes(begun) if error.code in _BROKE_OFF | {"sync.stopped"} else b""
            self._ask(lambda session: _begun(session, self._name, name, before, kept))
            if error.code in _GONE:
                raise
            self._outcome.failed.append(Failed(file, error))
            return error.code not in _BROKE_OFF
        self._ask(lambda session: take(session, self._name, name, content, self._outcome))
        self._ask(lambda session: _begun(session, self._name, name, before, b""))
        return True


def readable(place: Readable, folder: str) -> dict[str, list[str]]:
    """The batch files in a folder with the names that hold each; names that are no text are nobody's batch."""
    return whole_files(name for name in place.names(folder) if name.isprintable())


def folders_for(office: Facts, place: Readable) -> Iterator[str]:
    """Where others put what is for this office."""
    yield f"{office.unit}/down"
    if office.kind is Kind.RECEIVING:
        yield from (f"{unit}/up" for unit in place.folders() if _UNIT.fullmatch(unit) and unit != office.unit)


def take(session: Session, place: str, name: str, data: bytes, outcome: Outcome) -> None:
    """Take in a file of a place, once: what is settled is not asked for again."""
    file = name.rpartition("/")[2]
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


def look_over(session: Session, outcome: Outcome) -> None:
    """What came may explain what waits in quarantine, and may be known from elsewhere."""
    if outcome.fetched:
        outcome.fetched += explained(session)
        look_for_duplicates(session, outcome.fetched)


def _names_of(one: Due) -> list[str]:
    return [one.file, *piece_names(one.file, one.size)]


def _take_up(session: Session, place: str) -> list[Due]:
    """What is due at a place; from now on all of it is in the outbox."""
    with session.read(Permission.SYNC) as store:
        due = store.outbox.due(place)
    if any(one.state is OutState.SEALED for one in due):
        with session.store.transaction():
            session.store.outbox.queue()
    return due


def _unanswered(session: Session, place: str) -> list[Due]:
    with session.read(Permission.SYNC) as store:
        return store.outbox.unanswered(place)


def _put_down(session: Session, place: str) -> list[Due]:
    since = (session.now() - _REMEMBERED).isoformat(timespec="seconds")
    with session.read(Permission.SYNC) as store:
        return store.outbox.put_down(place, since=since)


def _sent(session: Session, place: str, one: Due) -> None:
    """The place holds it, as its size says. Evidence moves the state; a batch put again is further already."""
    with session.read(Permission.SYNC) as store:
        batch = store.batches.get(one.digest)
    if batch is None:
        return
    with session.change(Permission.SYNC, "batch.upload", batch.digest) as change:
        batches.move(session, change.store, batch, OutState.UPLOADED)
        change.store.outbox.sent(one.digest, place, at=session.time())


def _begun(session: Session, place: str, name: str, before: bytes, now: bytes) -> None:
    """Keep what came of a file, when it is worth a request of its own; forget it when it is of no more use."""
    if len(now) >= PIECE and now != before:
        with session.store.transaction():
            session.store.outbox.begin(place, name, now, at=session.time())
    elif before and not now:
        with session.store.transaction():
            session.store.outbox.end(place, name)


def _failed(session: Session, place: str, one: Due, code: str, *, broke_off: bool) -> None:
    with session.store.transaction():
        session.store.outbox.failed(one.digest, place, code=code, broke_off=broke_off, at=session.time())

"""Exchanges over spoiled lines: what must hold after every single fault, on every server."""

from contextlib import nullcontext
from dataclasses import dataclass, field

from app.domain.batch import BatchKind, OutState
from app.places import Access, connect
from app.places.pieces import piece_names
from app.services import batches, places, sync
from app.services.batches import Contents
from app.session import Store
from tests.lines import Front, Line
from tests.shares import FAULTS as SHARE
from tests.shares import Share

TCP = ("refuse", "drop", "stall")
HTTP = ("500", "503", "429", "401", "413", "507", "lost", "truncated", "old_listing", "other_office", "swapped", "lied",
        "half_stored")  # fmt: skip
_STEP = 3000  # bytes between two points where a connection is cut


def faults_of(server):
    """What can go wrong with this kind of place; of what TLS hides only connections can be spoiled."""
    if server.name == "folder":
        return SHARE
    return TCP if server.tls else (*TCP, *HTTP)


@dataclass
class Tried:
    """What one fault did on one server."""

    n: int = 0
    lost: int = 0
    doubled: int = 0
    stuck: int = 0
    overstated: list = field(default_factory=list)


def seal_some(commune, *months):
    """Batches that are quick to make: nil months, sealed as months are."""
    with commune.store.transaction():
        store: Store = commune.store
        receiver = store.offices.receiver()
        return [
            batches.seal_to(
                commune, store, receiver, Contents(BatchKind.MONTH, [], {}, month=month, revision=1, nil=True)
            )[0]
            for month in months
        ]


def months_from(year=2030):
    while True:
        for month in range(1, 13):
            yield f"{year}-{month:02}"
        year += 1


def enter(session, place):
    """Give an office its only place, again and again another."""
    for known in places.listing(session):
        places.remove(session, known.name)
    places.add(session, place)


def quick(session, seconds="1"):
    with session.store.transaction():
        session.store.accounts.set_setting("line_seconds", int(seconds))


def empty(server, **access):
    """Take away what other tests left on a server."""
    place = server.place(**access)
    direct = connect(place.url, Access(place.login, place.secret, place.ca))
    for unit in direct.folders():
        for folder in (f"{unit}/up", f"{unit}/down"):
            direct.sweep(folder, set())
            for name in direct.names(folder):
                direct.remove_own(f"{folder}/{name}")
    direct.close()


class Exchange:
    """A commune and the office above, a server, and one fault after the other."""

    def __init__(self, pair, server):
        self.commune, self.receiving = pair
        self.server = server
        self._months = months_from()
        for session in pair:
            quick(session)
        self.empty()

    def empty(self):
        """Take away what another exchange left on the server."""
        empty(self.server)

    def _direct(self):
        place = self.server.place(self.receiving.office.unit)
        return connect(place.url, Access(place.login, place.secret, place.ca))

    def try_fault(self, fault, *, limit=200):
        """n = 1, 2, 3 … until the fault comes too late to matter."""
        tried = Tried()
        for n in range(1, limit + 1):
            with self._spoiler(fault, n) as line:
                if not self._once(line, tried):
                    break
                tried.n = n
        return tried

    def _spoiler(self, fault, n):
        if self.server.name == "folder":
            return Share(self.server.data, fault, n)
        if fault == "refuse":
            return Line(self.server.port, refuse=n)
        if fault == "drop":
            return Line(self.server.port, drop_at=n * _STEP)
        if fault == "stall":
            return Line(self.server.port, stall_at=n * _STEP)
        return Front(self.server.port, fault, n)

    def _once(self, line, tried):
        """One exchange over the spoiled line, then clean ones; whether the fault came to pass."""
        enter(self.commune, self.server.place(self.commune.office.unit, port=line.port))
        enter(self.receiving, self.server.place(self.receiving.office.unit, port=line.port))
        made = seal_some(self.commune, next(self._months), next(self._months))
        for session in (self.commune, self.receiving, self.commune):
            sync.run(session)
            with getattr(line, "looked_at", nullcontext)():
                tried.overstated += [one.file for one in made if not self._is_true(one)]
        fired = line.fired
        line.heal()
        outcomes = [sync.run(session) for session in (self.commune, self.receiving, self.commune, self.receiving)]
        held = [one.digest for one in self.receiving.store.inbox.all()]
        for one in made:
            tried.lost += one.digest not in held
            tried.doubled += held.count(one.digest) > 1
            tried.stuck += self._state(one) is not OutState.RECEIVED
        tried.stuck += outcomes[-2].waiting + outcomes[-1].waiting
        tried.stuck += sum(len(one.failed) for one in outcomes[-2:])
        return fired

    def _state(self, batch):
        return self.commune.store.batches.get(batch.digest).state

    def _is_true(self, batch):
        """Whether the state of a batch claims no more than what is the case, as the server itself says."""
        state = self._state(batch)
        if state in (OutState.SEALED, OutState.QUEUED):
            return True
        direct = self._direct()
        names = set(direct.names(f"{self.commune.office.unit}/up"))
        direct.close()
        there = batch.file in names or names.issuperset(piece_names(batch.file, len(batch.content)))
        held = self.receiving.store.inbox.get(batch.digest) is not None
        return there if state is OutState.UPLOADED else held

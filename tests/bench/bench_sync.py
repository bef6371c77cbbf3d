"""Many communes, one place, one or two receiving desks: seconds, bytes, requests, and the same registers.

python -m tests.bench.bench_sync desks 200 12          two desks at once, one SeaweedFS
python -m tests.bench.bench_sync webdav 200 12         one desk, one Apache with TLS
python -m tests.bench.bench_sync idle 200 2000         an empty round of so many offices, each kind of server
"""

import hashlib
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

from app import session
from app.domain.access import Kind
from app.domain.batch import BatchKind, travelling
from app.domain.record import to_json
from app.services import batches, desks, inbox, offices, places, sync
from app.services.batches import Contents
from app.services.drafting import _entry
from app.services.escrow import export_identity
from tests import servers
from tests.bench.offices import made, person
from tests.invented import NOW, PASSWORD, PROVINCE, USER
from tests.lines import Front, Line
from tests.spoiled import months_from

PEOPLE = 3


@dataclass
class Played:
    """What a run measured."""

    seconds: dict = field(default_factory=dict)
    megabytes: float = 0.0
    registers: list = field(default_factory=list)
    batches: int = 0
    superseded: int = 0


def open_store(folder):
    return session.sign_in(folder, USER, PASSWORD, now=lambda: NOW)


def make_desks(folder, count):
    """The first desk, and others that share its age identity; each trusts the others' cards."""
    opened = [made(folder / f"desk{number}", Kind.RECEIVING, PROVINCE) for number in range(count)]
    identity = export_identity(opened[0], PASSWORD)
    for one in opened[1:]:
        desks.join(one, identity, PASSWORD)
    if count > 1:
        with opened[0].store.transaction():
            opened[0].store.accounts.set_setting("several_desks", value=True)
    for one in opened:
        for other in opened:
            if other is not one:
                offices.trust(one, offices.own_card(other).card, other.office.fingerprint)
    return opened


def make_commune(folder, unit, cards, place, months):
    """A commune's store with sealed months; its own card. No papers: what travels are records."""
    commune = made(folder, Kind.COMMUNE, unit)
    for fingerprint, card in cards:
        offices.trust(commune, card, fingerprint)
    offices.set_receiver(commune, cards[0][0])
    places.add(commune, place)
    people = [person(unit, int(unit) * 10 + number) for number in range(PEOPLE)]
    for number, month in zip(range(months), months_from(2026), strict=False):
        records = [travelling(one) for one in people] if number == 0 else []
        entries = [{"type": "entry", **to_json(_entry(one, NOW.date(), at, ""))} for at, one in enumerate(people, 1)]
        with commune.store.transaction():
            store = commune.store
            contents = Contents(BatchKind.MONTH, [*records, *entries], {}, month, 1)
            batches.seal_to(commune, store, store.offices.receiver(), contents)
    card = offices.own_card(commune)
    commune.close()
    return card.card, card.fingerprint


def round_of(folder):
    """One round of a store in whatever process: seconds, failures."""
    opened = open_store(folder)
    began = time.monotonic()
    try:
        outcome = sync.run(opened)
        return time.monotonic() - began, [one.error.code for one in outcome.failed], len(outcome.superseded)
    finally:
        opened.close()


def decide_some(folder, every, returned):
    """Decide on every n-th batch; one desk accepts, the other returns."""
    opened = open_store(folder)
    try:
        for number, view in enumerate(inbox.listing(opened)):
            if number % every == 0 and view.batch.decided_at is None:
                inbox.decide(opened, view.batch.digest, {1: "Thiếu giấy"} if returned else {})
    finally:
        opened.close()


def register_digest(folder):
    """Everything that two registers must have in common: people, batches, what was decided of each entry."""
    opened = open_store(folder)
    try:
        db, digest = opened.store._db, hashlib.sha256()
        for sql in (
            "SELECT id, version, origin, data FROM people ORDER BY id",
            "SELECT digest, unit, number, month, revision, state FROM inbox WHERE kind = 'month' ORDER BY digest",
            "SELECT digest, number, person_id, state, reason, data FROM inbox_rows ORDER BY digest, number",
        ):
            for row in db.execute(sql):
                digest.update(repr(tuple(row)).encode())
        count = db.execute("SELECT count(*) FROM inbox WHERE kind = 'month'").fetchone()[0]
        return digest.hexdigest()[:16], count
    finally:
        opened.close()


def play(folder, server, communes, months, desk_count):
    """The whole exchange: communes send, desks take in at the same time, decide against each other, answer."""
    played = Played()
    with Line(server.port) as line, get_context("spawn").Pool(2) as pool:

        def timed(name, work):
            began = time.monotonic()
            found = work()
            played.seconds[name] = time.monotonic() - began
            return found

        opened = make_desks(folder, desk_count)
        cards = [(one.office.fingerprint, offices.own_card(one).card) for one in opened]
        units = [f"{30000 + number}" for number in range(communes)]
        for unit in units:
            server.prepare(unit)
        jobs = [
            (folder / unit, unit, cards, server.place(server.login(unit), port=line.port), months) for unit in units
        ]
        made_cards = timed("make", lambda: pool.starmap(make_commune, jobs, chunksize=4))
        for one in opened:
            places.add(one, server.place(PROVINCE, port=line.port))
            for card, fingerprint in made_cards:
                offices.trust(one, card, fingerprint)
            one.close()
        desk_folders = [folder / f"desk{number}" for number in range(desk_count)]
        stores = [folder / unit for unit in units]
        bad = timed("send", lambda: pool.map(round_of, stores, chunksize=4))
        with ThreadPoolExecutor(desk_count) as both:
            bad += timed("take in", lambda: list(both.map(lambda one: pool.apply(round_of, (one,)), desk_folders)))
            list(both.map(lambda at: pool.apply(decide_some, (desk_folders[at], 2 + at, bool(at))), range(desk_count)))
            rounds = timed("decide", lambda: [list(both.map(lambda one: pool.apply(round_of, (one,)), desk_folders))
                                              for _ in range(2)])  # fmt: skip
        played.superseded = sum(one[2] for some in rounds for one in some)
        bad += timed("answers", lambda: pool.map(round_of, stores, chunksize=4))
        assert not [one[1] for one in bad if one[1]], [one[1] for one in bad if one[1]][:5]
        digests = [register_digest(one) for one in desk_folders]
        played.registers, played.batches = [one[0] for one in digests], digests[0][1]
        played.megabytes = line.passed / 1e6
    return played


def idle(folder, make, count):
    """An empty round: requests and seconds of the receiving office."""
    server = make()
    try:
        (desk,) = make_desks(folder, 1)
        for number in range(count):
            server.prepare(f"{30000 + number}", filled=True)
        with Front(server.port) as front:
            places.add(desk, server.place(PROVINCE, port=front.port))
            sync.run(desk)
            front.requests = 0
            sync.run(desk)
            requests = front.requests
        places.remove(desk, "kho")
        places.add(desk, server.place(PROVINCE))
        began = time.monotonic()
        sync.run(desk)
        seconds = time.monotonic() - began
        desk.close()
        return requests, seconds
    finally:
        server.stop()


def main(what, *numbers):
    numbers = [int(one) for one in numbers]
    with tempfile.TemporaryDirectory() as folder:
        if what == "idle":
            for make in (servers.apache, servers.seaweedfs):
                for count in numbers:
                    requests, seconds = idle(Path(folder, f"{make.__name__}{count}"), make, count)
                    print(f"{make.__name__:10} {count:5} offices: {requests:5} requests, {seconds:6.2f} s", flush=True)
            return
        server = servers.seaweedfs() if what == "desks" else servers.apache(tls=True)
        try:
            played = play(Path(folder, "play"), server, *numbers, 2 if what == "desks" else 1)
        finally:
            server.stop()
        print(f"{server.name}: {numbers[0]} communes x {numbers[1]} months, {played.batches} batches, "
              f"{played.megabytes:.1f} MB over the line, {played.superseded} decisions gave way")  # fmt: skip
        print(
            "registers "
            + ("the same: " if len(set(played.registers)) == 1 else "DIFFER: ")
            + " ".join(played.registers)
        )
        print("  ".join(f"{name} {seconds:.0f} s" for name, seconds in played.seconds.items()))


if __name__ == "__main__":
    main(*(sys.argv[1:] or ["desks", "20", "3"]))

"""What a bad line costs: 20 MB when it breaks every 3 MB, and one part over 2 kB/s in lives of 3 minutes.

    python -m tests.bench.bench_lines [breaks] [weak] [weak-true] [apache nginx wsgidav seaweedfs]

`weak` runs ten times faster (20 kB/s, lives of 18 s): the same bytes fit into a life. `weak-true` is the real time,
six to nine minutes a server.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

from app.domain.access import Kind
from app.domain.batch import BatchKind
from app.services import batches, sync
from app.services.batches import Contents
from tests import servers
from tests.bench.offices import made
from tests.exchange import introduce
from tests.invented import COMMUNE, PROVINCE
from tests.lines import Line
from tests.spoiled import enter, months_from, quick

PART = 500 * 1024
ALL = (servers.apache, servers.nginx, servers.wsgidav, servers.seaweedfs)


def seal_parts(commune, count, size=PART):
    """Batches of about 512 KiB that do not compress."""
    store = commune.store
    with store.transaction():
        receiver = store.offices.receiver()
        for _, month in zip(range(count), months_from(), strict=False):
            contents = Contents(BatchKind.MONTH, [], {"form01.pdf": os.urandom(size)}, month, 1, nil=True)
            batches.seal_to(commune, store, receiver, contents)
        return sum(len(one.content) for one in store.batches.waiting())


def carried(commune, server, line, *, seconds=3600):
    """Rounds until nothing waits: bytes up, rounds, seconds."""
    enter(commune, server.place(COMMUNE, port=line.port))
    began, rounds = time.monotonic(), 0
    while sync.waiting(commune) and time.monotonic() - began < seconds:
        rounds += 1
        sync.run(commune)
        time.sleep(0.2)
    assert not sync.waiting(commune), "it did not arrive"
    return line.sent, rounds, time.monotonic() - began


def breaks(folder, make, count=40, every=3_000_000):
    """Many parts over a line that breaks all the time."""
    commune = _commune(folder)
    size = seal_parts(commune, count)
    server = make()
    try:
        with Line(server.port, drop_every=every) as line:
            sent, rounds, seconds = carried(commune, server, line)
        told = (
            f"{server.name:10} {size / 1e6:6.1f} MB in parts, a break every {every / 1e6:.1f} MB: "
            f"{line.breaks} breaks, sent {sent / size:.2f} x, {rounds} rounds, {seconds:.1f} s"
        )
        return told, sent / size
    finally:
        server.stop()
        commune.close()


def weak(folder, make, *, rate=20_000, lives=18.0):
    """One part over a line that carries less than the part in a life."""
    commune = _commune(folder)
    quick(commune, 10)
    size = seal_parts(commune, 1)
    server = make()
    try:
        with Line(server.port, rate=rate, lives=lives, dark=1.0) as line:
            sent, rounds, seconds = carried(commune, server, line)
        told = (
            f"{server.name:10} {size / 1e3:.0f} kB at {rate / 1000:.0f} kB/s in lives of {lives:.0f} s: "
            f"{line.breaks} breaks, sent {sent / size:.2f} x, {rounds} rounds, {seconds:.0f} s"
        )
        return told, sent / size
    finally:
        server.stop()
        commune.close()


def _commune(folder):
    folder.mkdir(parents=True)
    commune = made(folder / "commune", Kind.COMMUNE, COMMUNE)
    receiving = made(folder / "receiving", Kind.RECEIVING, PROVINCE)
    introduce(commune, receiving)
    receiving.close()
    return commune


def main(wanted):
    named = [make for make in ALL if make.__name__ in wanted]
    with tempfile.TemporaryDirectory() as folder:
        for number, make in enumerate(named or ALL):
            if "breaks" in wanted:
                print(breaks(Path(folder, f"b{number}"), make)[0], flush=True)
            if "weak" in wanted:
                print(weak(Path(folder, f"w{number}"), make)[0], flush=True)
            if "weak-true" in wanted:
                print(weak(Path(folder, f"t{number}"), make, rate=2000, lives=180.0)[0], flush=True)


if __name__ == "__main__":
    main(sys.argv[1:] or ["breaks", "weak"])

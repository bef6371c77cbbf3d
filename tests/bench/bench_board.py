"""The board of 200 offices over 60 months: from the store to the finished rows, and how it grows.

python -m tests.bench.bench_board
"""

import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from app.domain.access import Kind
from app.domain.batch import BatchKind, InBatch, InState
from app.domain.board import months_between
from app.services import board, catalogue
from tests.bench.offices import made


def fill(session, offices, months):
    """Rows as taking in leaves them, each with half a megabyte that the board must not read."""
    units = sorted(catalogue.load()._today)[500 : 500 + offices]
    content = bytes(20_000)
    with session.store.transaction():
        for place, unit in enumerate(units):
            for number, month in enumerate(months, start=1):
                if (place + number) % 17 == 0:
                    continue
                digest = f"{place:08x}{number:056x}"
                session.store.inbox.add(InBatch(
                    digest, digest, f"{place:064x}", unit, 1, number, None, BatchKind.MONTH, month, 1, False, 1, 1,
                    f"{month}-05T08:00:00+07:00", f"{month}-0{4 + number % 6}", f"{month}-06T08:00:00+07:00",
                    InState.ACCEPTED, "", None, None, "{}",
                ), content)  # fmt: skip


def bench(offices, months):
    with TemporaryDirectory() as folder:
        session = made(Path(folder) / "store", Kind.RECEIVING, "20")
        names = months_between("2027-01", "2099-12")[:months]
        fill(session, offices, names)
        times = []
        for _ in range(5):
            start, used = time.perf_counter(), time.process_time()
            found = board.read(session, names[0], names[-1])
            times.append((time.perf_counter() - start, time.process_time() - used))
        cells = sum(len(row.cells) for row in found.offices)
        print(f"{offices:>5} offices × {months:>3} months {cells:>9,} cells   first {times[0][0] * 1000:7.1f} ms"
              f"   best {min(times)[0] * 1000:7.1f} ms   processor {min(one[1] for one in times) * 1000:7.1f} ms",
              file=sys.stderr)  # fmt: skip
        session.close()


if __name__ == "__main__":
    for offices_, months_ in ((20, 60), (200, 12), (200, 60), (400, 120), (2000, 60)):
        bench(offices_, months_)

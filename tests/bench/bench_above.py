"""The register of an office above: search as in a commune, the figures, and the people behind them.

    python -m tests.bench.bench_above [PEOPLE]     (500,000 when not said)

A store filled by 65 communes, every third person in two versions (made in the folder that ABOVE_STORE names, and kept,
or in a temporary one; half a million take about two minutes). Typing is measured as in `bench_register`, by its
limit. Figures and the people behind one of them are asked for once each, in the store's own thread when a window asks.
"""

import os
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

from app.domain.access import Kind
from app.services import figures, register, setup
from app.session import PersonChange, Query, row_as_read, sign_in
from db.keyslots import TESTING
from tests.bench.bench_register import NOW, PASSWORD, USER, measure, people
from tests.bench.measured import again
from ui.pages.register_lines import lines

MODULE = "tests.bench.bench_above"
AT_ONCE = 5000


def made(folder, count):
    """A store of so many people, brought by 65 communes."""
    new = setup.NewOffice(Kind.RECEIVING, "20", "Công an tỉnh Lạng Sơn", USER, PASSWORD)
    session, _ = setup.init(folder, new, now=NOW, anywhere=True, cost=TESTING)
    step, crowd, part = PersonChange(NOW, USER, "batch.import", ""), people(count), 0
    while some := list(islice(crowd, AT_ONCE)):
        origin, part = f"{6000 + part % 65:05}", part + 1
        later = [{**one, "version": 2, "village": "Khu tái định cư"} for one in some[::3]]
        with session.store.transaction():
            session.store.people.put_rows([row_as_read(one, origin) for one in some], step)
            session.store.people.put_rows([row_as_read(one, origin) for one in later], step)
    session.close()


def timed_figures(folder):
    """All figures at once, and the people behind some of them: everybody, some, one commune's, one sex."""
    session = sign_in(folder, USER, PASSWORD)
    start, used = time.perf_counter(), time.process_time()
    found = figures.read(session)
    told("figures", start, used)
    register.prepare(session)  # as the page does when it has come up
    day = session.now().date()
    for group, key in [("", "people"), ("", "ending"), *((name, found.groups[name][0][0]) for name in ("unit", "sex"))]:
        query = Query("", (), day=day.isoformat(), soon=figures.soon(day).isoformat(),
                      behind=figures.behind(found, group, key))  # fmt: skip
        start, used = time.perf_counter(), time.process_time()
        rows = register.rows(session, query)
        lines(session, list(rows[:40]))
        told(f"{len(rows):>9,} people behind {group or key}", start, used)
    session.close()


def told(name, start, used):
    """One line: wall and processor."""
    print(f"{name:40}{time.perf_counter() - start:8.2f} s   processor {time.process_time() - used:8.2f} s", flush=True)


def main(count):
    """Make, type, count."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(os.environ.get("ABOVE_STORE") or Path(folder, "store"))
        if not (place / "keys.json").exists():
            subprocess.run(again(MODULE, count, place), check=True)
        quick = measure(place, count)
        timed_figures(place)
        return quick


if __name__ == "__main__":
    asked = int(sys.argv[1]) if len(sys.argv) > 1 else 500_000
    if len(sys.argv) > 2:
        made(Path(sys.argv[2]), asked)
    else:
        sys.exit(not main(asked))

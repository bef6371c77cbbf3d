"""How fast the window comes up: `python -m tests.bench.bench_start [--frozen PROGRAM] [--people 100000]`.

One run measures, alternately, a bare PySide6 window and ours up to its first paint (limit 1.5 times); then the first
page after sign-in without the password's Argon2id (limit 0.5 s), and memory with many people (limit 250 MiB).
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.measured import again, own_peak

ROUNDS = 9
_PAINTED = """
import sys, time
from PySide6.QtCore import QEvent, QObject
class First(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.UpdateRequest:
            import os
            from PySide6.QtCore import QTimer
            QTimer.singleShot(0, lambda: os._exit(0))  # painted; closing is not measured
        return False
"""
BARE = f"""{_PAINTED}
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
window = QMainWindow()
first = First()
window.installEventFilter(first)
window.show()
app.exec()
"""
OURS = f"""
from app.start import unhurried
unhurried()
{_PAINTED}
from ui.main import application, store_folder
from ui.window import Window
app = application()
window = Window(store_folder())
first = First()
window.installEventFilter(first)
window.show()
app.exec()
"""


def seconds(command, surroundings):
    """The time of a process on the wall, and the processor's, which other work on the machine disturbs less."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, env=surroundings, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def installed(folder):
    """What an installed program has and a source tree under `PYTHONDONTWRITEBYTECODE` has not: compiled modules."""
    found = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOANHAP_STORE": str(folder),
             "PYTHONPYCACHEPREFIX": str(folder.with_name("compiled"))}  # fmt: skip
    found.pop("PYTHONDONTWRITEBYTECODE", None)
    return found


def cold_start(folder):
    """Medians of bare and ours, wall and processor, alternately in one run."""
    surroundings = installed(folder)
    for program in (BARE, OURS):
        seconds([sys.executable, "-c", program], surroundings)
    bare, ours = [], []
    for _ in range(ROUNDS):
        bare.append(seconds([sys.executable, "-c", BARE], surroundings))
        ours.append(seconds([sys.executable, "-c", OURS], surroundings))
    return [[statistics.median(one) for one in zip(*measured, strict=True)] for measured in (bare, ours)]


def frozen_start(program, folder):
    """The frozen program until it is told to close after its first second, less that second."""
    surroundings = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOANHAP_STORE": str(folder),
                    "HOANHAP_CLOSE_AFTER": "1"}  # fmt: skip
    return statistics.median(seconds([program], surroundings)[0] for _ in range(ROUNDS))


def first_page(folder):
    """Seconds from the open store to the painted first page, wall and processor, and the process's memory in MiB."""
    done = subprocess.run(
        again("tests.bench.bench_start", "--step", folder), check=True, capture_output=True, text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    return [float(one) for one in done.stdout.split()[-3:]]


def step(folder):
    """Inside the measured process: open, then the first page."""
    from PySide6.QtCore import QEventLoop

    from app.session import sign_in
    from tests.ui.conftest import PASSWORD, pump
    from ui.main import application
    from ui.window import Window

    app = application()
    window = Window(Path(folder))
    window.show()
    pump()
    while not window._warm or window.tasks.waiting:  # a user still types the password
        pump()
    session = sign_in(Path(folder), "Nông Văn Sơn", PASSWORD, channel="window")
    start, busy = time.perf_counter(), time.process_time()
    window._enter(session)
    page = window.frame.page
    while page._shown is None:
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)  # to wait is no work
    pump()
    print(time.perf_counter() - start, time.process_time() - busy, own_peak())
    os._exit(0)


def filled(folder, people):
    """A commune with so many people."""
    from app.domain.access import Kind
    from tests.exchange import register_many
    from tests.ui.conftest import make

    session = make(folder, Kind.COMMUNE)
    register_many(session, people)
    session.close()


def main():
    """Print every figure beside its limit; the exit status says whether all hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frozen")
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--step")
    asked = parser.parse_args()
    if asked.step:
        step(asked.step)
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder, "store")
        filled(store, asked.people)
        bare, ours = cold_start(store)
        for name, floor, measured in zip(("wall", "processor"), bare, ours, strict=True):
            print(f"{name}: bare window {floor:.3f} s, sign-in window {measured:.3f} s: {measured / floor:.2f} times"
                  " (limit 1.5)")  # fmt: skip
        if asked.frozen:
            print(f"frozen program, first paint and end: {frozen_start(asked.frozen, store):.2f} s")
        page, busy, memory = first_page(store)
        print(f"first page after sign-in {page:.2f} s, processor {busy:.2f} s (limit 0.5)")
        print(f"peak memory {memory:.0f} MiB (limit 250) at {asked.people:,} people")
    return 0 if ours[1] <= 1.5 * bare[1] and busy <= 0.5 and memory <= 250 else 1


if __name__ == "__main__":
    sys.exit(main())

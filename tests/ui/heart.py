"""A timer that beats every 10 ms while a window is busy: between two beats its thread did nothing else."""

import gc
import sys
import time
from contextlib import contextmanager

from PySide6.QtCore import QTimer

from tests.ui.conftest import NOW, PASSWORD
from ui.breathing import Breathing
from ui.tasks import Tasks

LONGEST = 0.1
"""Seconds for which the UI thread may be away."""


class Heart:
    """How long the longest time between two beats was, and the most that the UI thread worked between two."""

    def __init__(self):
        self.longest, self.beats, self._last = 0.0, 0, time.perf_counter()
        self.busiest, self._worked = 0.0, time.thread_time()
        self._timer = QTimer(interval=10)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self):
        now, worked = time.perf_counter(), time.thread_time()
        self.longest, self._last = max(self.longest, now - self._last), now
        self.busiest, self._worked = max(self.busiest, worked - self._worked), worked
        self.beats += 1

    def stop(self):
        self._timer.stop()
        return self

    def __str__(self):
        return f"longest silence {self.longest * 1000:.0f} ms, most work at a time {self.busiest * 1000:.0f} ms"


@contextmanager
def living(window_over, qtbot, errors, folder, user):
    """A window as the program makes it, with the store's thread, signed in."""
    tasks = Tasks(errors.append)
    before = sys.getswitchinterval()
    breathing = Breathing(tasks)
    window = window_over(folder, tasks=tasks)
    page = window.centralWidget()
    page.name.set_value(user)
    page.password.line.setText(PASSWORD)
    page.submit()
    qtbot.waitUntil(lambda: window._desk is not None, timeout=20_000)
    window._desk._session.now = lambda: NOW
    breathing.rest()
    yield window
    window.close()
    tasks.close()
    sys.setswitchinterval(before)
    gc.unfreeze()

"""Dead objects are looked for where the widgets live, and nowhere else."""

import gc
import sys
import threading
import weakref

import pytest
from PySide6.QtWidgets import QDialog

from ui.breathing import Breathing
from ui.tasks import Tasks


@pytest.fixture
def tasks(errors):
    pause = sys.getswitchinterval()
    made = Tasks(errors.append)
    yield made
    made.close()
    sys.setswitchinterval(pause)
    gc.unfreeze()


class Ring(QDialog):
    """A dialog in a circle, as a page with its own callbacks is; it remembers which thread destroyed it."""

    def __init__(self, died):
        super().__init__()
        self.me = self
        weakref.finalize(self, lambda: died.append(threading.get_ident()))


def crowded():
    """So many objects that the interpreter would look for dead ones of its own accord."""
    return len([[] for _ in range(200_000)])


def test_the_store_s_thread_never_destroys_a_widget(tasks, qtbot):
    gc.enable()
    Breathing(tasks)
    died, done = [], []
    Ring(died)
    tasks.run(crowded, done.append)
    qtbot.waitUntil(lambda: bool(done))
    assert died in ([], [threading.get_ident()])
    qtbot.waitUntil(lambda: bool(died), timeout=20_000)
    assert died == [threading.get_ident()]


def test_the_same_happens_to_a_widget_that_only_the_work_knows(tasks, qtbot):
    """The thread has let go of what it was given before the answer is told; the last to hold it is this thread."""
    died = []
    for _ in range(200):
        dialog = QDialog()
        weakref.finalize(dialog, lambda: died.append(threading.get_ident()))
        tasks.run(dialog.objectName, dialog.setObjectName)
        del dialog
    qtbot.waitUntil(lambda: len(died) == 200)
    assert set(died) == {threading.get_ident()}


def test_many_young_objects_are_looked_at_while_work_goes_on(tasks, qtbot):
    breathing = Breathing(tasks)
    died, gate = [], threading.Event()
    tasks.run(lambda: gate.wait(30), lambda _: None)
    Ring(died)
    alive = [[] for _ in range(30_000)]
    breathing.look()
    assert died
    assert len(alive) == 30_000
    gate.set()


def test_what_survived_a_look_and_died_since_is_found_while_work_goes_on(tasks, qtbot):
    breathing = Breathing(tasks)
    died, gate = [], threading.Event()
    tasks.run(lambda: gate.wait(30), lambda _: None)
    ring, alive = Ring(died), [[] for _ in range(30_000)]
    breathing.look()
    del ring
    for _ in range(100):
        if died:
            break
        alive.append([[] for _ in range(30_000)])
        breathing.look()
    assert died
    gate.set()


def test_what_the_start_brought_is_looked_at_no_more(tasks):
    Breathing(tasks).rest()
    assert gc.get_freeze_count() > 10_000
    assert not gc.isenabled()

import threading

import pytest
from PySide6.QtCore import QTimer

from app.errors import AppError
from ui.tasks import Tasks


@pytest.fixture
def threaded(errors):
    made = Tasks(errors.append)
    yield made
    made.close()


def test_work_runs_elsewhere_and_its_answer_arrives_here(threaded, qtbot):
    seen = []
    threaded.run(threading.get_ident, lambda ident: seen.append((ident, threading.get_ident())))
    qtbot.waitUntil(lambda: bool(seen))
    worker, here = seen[0]
    assert worker != here == threading.get_ident()


def test_a_refusal_reaches_whoever_asked(threaded, qtbot):
    seen = []

    def refuse():
        raise AppError("store.locked")

    threaded.run(refuse, seen.append, failed=lambda error: seen.append(error.code))
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == ["store.locked"]


def test_an_error_nobody_asked_for_reaches_the_one_place(threaded, errors, qtbot):
    threaded.run(lambda: 1 // 0, lambda _: None)
    qtbot.waitUntil(lambda: bool(errors))
    assert isinstance(errors.pop(), ZeroDivisionError)


def test_answers_come_in_the_order_of_the_questions(threaded, qtbot):
    seen = []
    for number in range(20):
        threaded.run(lambda number=number: number, seen.append)
    qtbot.waitUntil(lambda: len(seen) == 20)
    assert seen == list(range(20))


def test_busy_is_told_once_at_either_end(tasks, qtbot):
    told = []
    tasks.busy.connect(told.append)
    tasks.run(lambda: 1, lambda _: None)
    tasks.run(lambda: 2, lambda _: None)
    assert tasks.waiting == 2
    qtbot.waitUntil(lambda: not tasks.waiting)
    assert told == [True, False]


def test_after_closing_nothing_is_told_any_more(errors, qtbot):
    seen, gate = [], threading.Event()
    tasks = Tasks(errors.append)
    tasks.run(gate.wait, seen.append)
    gate.set()
    tasks.close()
    qtbot.wait(20)
    assert not seen


def test_the_window_lives_while_the_store_works(threaded, qtbot):
    """However long the work takes: it ends only after the window has ticked."""
    ticks, done, gate, timer = [], [], threading.Event(), QTimer()
    timer.timeout.connect(lambda: ticks.append(bool(done)))
    timer.start(5)
    threaded.run(lambda: gate.wait(60), done.append)
    qtbot.waitUntil(lambda: len(ticks) > 20, timeout=30_000)
    assert not any(ticks)
    gate.set()
    qtbot.waitUntil(lambda: done == [True])
    timer.stop()


def test_what_is_asked_for_after_the_end_is_let_go(qtbot):
    answers = []
    tasks = Tasks(answers.append)
    tasks.run(lambda: 1, answers.append)
    qtbot.waitUntil(lambda: answers == [1])
    tasks.close()
    tasks.run(lambda: 2, answers.append)
    assert answers == [1]
    assert not tasks.waiting

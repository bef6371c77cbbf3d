"""Work gives way to the window: not without one, not in its own thread, and never for long."""

import os
import threading
import time

import pytest

from app import giving_way
from app.giving_way import give_way
from db.connection import connect


@pytest.fixture
def window():
    yield giving_way.open_window()
    giving_way.close_window()


def in_a_thread(work):
    """How long it took there."""
    took = []

    def timed():
        start = time.perf_counter()
        work()
        took.append(time.perf_counter() - start)

    thread = threading.Thread(target=timed)
    thread.start()
    thread.join()
    return took[0]


def test_without_a_window_nobody_waits():
    assert in_a_thread(lambda: [give_way() for _ in range(1000)]) < 0.05


def test_work_waits_until_the_window_rests(window):
    window.begins()
    rests = threading.Timer(0.03, window.ends)
    rests.start()
    assert 0.02 <= in_a_thread(give_way) <= 0.09


def test_a_window_that_never_rests_is_waited_for_once_in_a_turn(window):
    window.begins()
    assert 0.09 <= in_a_thread(lambda: [give_way() for _ in range(100)]) < 0.2


def test_the_window_does_not_wait_for_itself(window):
    window.begins()
    start = time.perf_counter()
    give_way()
    assert time.perf_counter() - start < 0.05


def test_whoever_hands_the_interpreter_back_all_the_time_lets_another_thread_in(window):
    """Random bytes are fetched without the interpreter, as rows of SQL are; nobody who waits is quick enough for it."""
    ended = threading.Event()

    def work():
        for _ in range(300):
            for _ in range(20):
                sum(range(500))
                os.urandom(16)
            give_way()
        ended.set()

    thread = threading.Thread(target=work)
    thread.start()
    beats = 0
    while not ended.wait(0.003):
        beats += 1
    thread.join()
    assert beats >= 5


def test_a_statement_and_every_row_read_or_written_gives_way(tmp_path, monkeypatch):
    store = connect(tmp_path / "store.db", bytes(32))
    asked = []
    monkeypatch.setattr("db.connection.give_way", lambda: asked.append(1))
    store.conn.executemany("SELECT ?", [])
    store.conn.execute("CREATE TABLE t (a)")
    store.conn.executemany("INSERT INTO t VALUES (?)", [(number,) for number in range(5)])
    assert len(list(store.conn.execute("SELECT a FROM t"))) == 5
    assert len(asked) == 1 + 5 + 1 + 6
    store.conn.close()

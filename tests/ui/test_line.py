"""The exchange in the background: it works by itself, says what it does, and keeps nobody waiting."""

import threading
import time

import pytest
from PySide6.QtCore import QTimer

from app.domain.month import MonthState
from app.domain.office import Place
from app.i18n import text
from app.services import months, places, sync
from app.services.standing import standing
from tests.bench.bench_lines import seal_parts
from tests.lines import Line
from tests.spoiled import empty, enter, quick
from ui.desk import Desk
from ui.line import Line as Background
from ui.line import LineState
from ui.pages.send import SendPage
from ui.tasks import Tasks


@pytest.fixture
def place(commune, tmp_path):
    folder = tmp_path / "kho"
    folder.mkdir()
    places.add(commune, Place("kho", str(folder)))
    return folder


@pytest.fixture
def line(commune_desk):
    yield commune_desk.line
    commune_desk.line.close()


def test_when_it_is_time_a_round_begins_by_itself(line, commune, sealed_month, place, settle):
    line.look()
    assert not line.state.working
    line._next = 0
    line.look()
    settle()
    assert months.show(commune, sealed_month[0].month).month.state is MonthState.UPLOADED
    assert line.state.failures == 0
    assert line._next > time.monotonic() + 500


def test_without_a_line_nothing_is_tried_and_the_pauses_grow(line, sealed_month, place, settle):
    place.rmdir()
    pauses = []
    for _ in range(3):
        line._next = 0
        line.look()
        settle()
        pauses.append(line._next - time.monotonic())
    assert line.state.no_line
    assert line.state.failures == 3
    assert 5 < pauses[0] < 21 < pauses[2] < 81


def test_who_pauses_it_is_left_alone_until_it_goes_on(line, commune, sealed_month, place, settle):
    line.pause()
    line._next = 0
    line.look()
    settle()
    assert sync.waiting(commune) == 1
    line.resume()
    settle()
    assert sync.waiting(commune) == 0


def test_who_comes_back_after_a_colleague_has_the_exchange_again(line, commune, sealed_month, place, settle):
    line.close()
    line._next = 0
    line.look()
    line.try_now()
    settle()
    assert sync.waiting(commune) == 1
    line.open(commune)
    line._next = 0
    line.look()
    settle()
    assert sync.waiting(commune) == 0


def test_a_pause_is_still_one_after_coming_back(line, commune, settle):
    line.pause()
    line.close()
    line.open(commune)
    assert line.state == LineState(paused=True)


def test_who_insists_while_a_line_is_looked_for_hears_why_nothing_went(line, sealed_month, place, settle):
    ended = []
    line.finished.connect(ended.append)
    place.rmdir()
    line._next = 0
    line.look()
    line.try_now()
    assert line.state.working
    settle()
    (outcome,) = ended
    assert outcome.failed
    assert not line.state.working


def test_a_thread_that_outlives_its_window_takes_no_widget_with_it(commune, errors, qtbot):
    """What waits for a server ends long after the user has gone; the line then dies in this thread."""
    tasks, gate, died = Tasks(errors.append), threading.Event(), []
    line = Background(commune, tasks, may_sync=False)
    line.aside(lambda _: gate.wait(30), died.append, died.append)
    line.close()
    line.destroyed.connect(lambda: died.append(threading.get_ident()))
    del line
    gate.set()
    qtbot.waitUntil(lambda: bool(died))
    assert died == [threading.get_ident()]
    tasks.close()


def test_who_may_not_exchange_sees_no_exchange(commune, tasks, sealed_month, place, settle):
    background = Background(commune, tasks, may_sync=False)
    shown = []
    background.changed.connect(shown.append)
    for begin in (background.look, background.try_now, background.resume):
        background._next = 0
        begin()
        settle()
    assert sync.waiting(commune) == 1
    assert {(one.working, one.file, one.last) for one in shown} <= {(False, "", None)}


def test_what_one_user_exchanged_is_not_shown_to_the_next(line, commune, sealed_month, place, settle):
    line.try_now()
    settle()
    assert line.state.last.sent
    line.close()
    line.open(commune)
    assert line.state == LineState()


def test_the_page_says_how_the_exchange_stands(qtbot, commune_desk, commune, sealed_month, place, settle):
    commune_desk.line._next = float("inf")  # a slow machine reaches the first look of its own accord
    page = SendPage(commune_desk)
    qtbot.addWidget(page)
    page.show()
    page.refresh()
    settle()
    assert page.line.heard.text().startswith(text("ui.line.never_heard"))
    (code,) = (code for _month, code in standing(commune).codes)
    assert code in page.line.heard.text()
    page.line.hold.click()
    assert page.line.words.text() == text("ui.line.paused")
    page.line.hold.click()
    settle()
    assert page.line.words.text() == text("ui.line.ready")
    page.line.show_state(LineState(working=True, file="x", size=512_000, moved=100_000))
    assert page.line.words.text() == text("ui.line.moving", moved="100", size="512")
    assert page.line.bar.isVisible()


def test_a_server_that_says_nothing_keeps_nobody_waiting(commune, sealed_month, apache, qapp, errors):
    """The window answers within 100 ms, and the store within the time of its own work."""
    tasks = Tasks(errors.append)
    with Line(apache.port, stall_at=1) as stalled:
        quick(commune, 3)
        enter(commune, apache.place(commune.office.unit, port=stalled.port))
        desk = Desk(commune, tasks)
        desk.line.try_now()
        gaps, answers, last = [], [], [time.monotonic()]

        def tick():
            now = time.monotonic()
            gaps.append(now - last[0])
            last[0] = now

        timer = QTimer()
        timer.timeout.connect(tick)
        timer.start(5)
        end = time.monotonic() + 2
        asked = time.monotonic()
        desk.run(sync.waiting, lambda _count: answers.append(time.monotonic() - asked))
        while time.monotonic() < end:
            qapp.processEvents()
            time.sleep(0.001)
        timer.stop()
        assert desk.line.state.working
        assert answers
        assert answers[0] < 1.5
        assert sorted(gaps)[-3] <= 0.1
        desk.line.close()
    tasks.close()


def test_a_round_can_be_ended_while_it_goes(commune, sealed_month, apache, qapp, errors):
    watch = sync.Watch()
    watch.stop()
    enter(commune, apache.place(commune.office.unit))
    outcome = sync.run(commune, watch=watch)
    assert {one.error.code for one in outcome.failed} == {"sync.stopped"}
    assert outcome.waiting == 1


@pytest.mark.parametrize("kind", ["apache", "seaweedfs"])
def test_a_round_that_is_paused_in_the_middle_goes_on_where_it_was(commune, sealed_month, request, kind, qapp, errors):
    """The pause ends the transfer at the next byte; what waits waits, and leaves when the user lets it."""
    server, tasks = request.getfixturevalue(kind), Tasks(errors.append)
    empty(server)
    seal_parts(commune, 1)
    with Line(server.port, rate=100_000) as slow:
        enter(commune, server.place(server.login(commune.office.unit), port=slow.port))
        desk = Desk(commune, tasks)
        moved = []
        desk.line.changed.connect(lambda state: moved.append(state.moved) if state.size > 400_000 else None)
        desk.line.try_now()
        until(qapp, lambda: any(moved))
        assert max(moved) < 500_000
        desk.line.pause()
        until(qapp, lambda: not desk.line.state.working)
        assert sync.waiting(commune) == 1
        slow.heal()
        before = desk.line.state.last
        desk.line.resume()
        until(qapp, lambda: desk.line.state.last is not before)
        assert sync.waiting(commune) == 0
        desk.line.close()
    tasks.close()


def until(qapp, ready, seconds=20):
    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end
        qapp.processEvents()
        time.sleep(0.005)

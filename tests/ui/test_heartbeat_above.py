"""The window of the office above goes on answering while it takes in a month, decides, searches, counts and writes.

As `test_heartbeat.py`: processor time of the UI thread in the normal run, the clock on the wall in the slow one.

    .venv/bin/python -m pytest -m slow tests/ui/test_heartbeat_above.py
"""

import gc

import pytest

from app.services import board, consolidation, duplicates, figures, inbox
from tests.province import Below, communes
from tests.ui.conftest import MONTH
from tests.ui.heart import LONGEST, Heart, living

WORKS = {
    "decide": inbox.decide_clean,
    "search for duplicates": duplicates.search,
    "figures": figures.read,
    "board": lambda session: board.read(session, "2022-01", MONTH),
    "papers of the month": lambda session: consolidation.write(session, MONTH),
}


@pytest.fixture
def busy(window_over, receiving, errors, qtbot, tmp_path):
    """The heart of each work, after so many communes sent a month with so many people each."""

    def work(offices, people):
        folder = tmp_path / "files"
        folder.mkdir()
        for unit in communes()[:offices]:
            below = Below(receiving, unit.code, f"Công an {unit.title}").trusted()
            made = below.sealed(MONTH, [below.person(number) for number in range(people)])
            (folder / f"{unit.code}.asice.age").write_bytes(made.file)
        receiving.close()
        with living(window_over, qtbot, errors, receiving.store.folder, receiving.user.name) as window:
            works = {"take in": lambda session: inbox.import_files(session, [folder]), **WORKS}
            hearts = {name: during(window, qtbot, one) for name, one in works.items()}
            for name in ("inbox", "board", "consolidate", "figures"):
                window.frame.go(name)
                qtbot.waitUntil(lambda: not window._desk.tasks.waiting)
                hearts[f"show {name} again"] = during(window, qtbot, lambda _: None, window.frame.refresh)
        return hearts

    return work


def during(window, qtbot, work, also=lambda: None):
    gc.collect()  # what the making of the files left in circles is not the window's
    qtbot.wait(50)
    heart, found = Heart(), []
    also()
    window._desk.run(work, found.append, failed=found.append)
    qtbot.waitUntil(lambda: bool(found), timeout=600_000)
    qtbot.wait(100)
    assert not isinstance(found[0], Exception)
    return heart.stop()


def test_a_small_month_leaves_the_window_alive(busy):
    late = {name: str(heart) for name, heart in busy(3, 20).items() if heart.busiest > LONGEST}
    assert not late


@pytest.mark.slow
def test_a_month_of_twenty_thousand_rows_leaves_the_window_alive(busy):
    hearts = busy(65, 300)
    for name, heart in hearts.items():
        print(f"{name}: {heart}")
    assert not {name: str(heart) for name, heart in hearts.items() if heart.longest > LONGEST}

"""The window goes on answering while an import, a paper and a server that never answers keep the program busy.

A timer beats every 10 ms; between two beats the UI thread did nothing else. In the normal run other tests run beside
this one: there the UI thread's own work between two beats is measured, in processor time; the clock on the wall is
asked by the slow run, on a machine with nothing else to do:

    .venv/bin/python -m pytest -m slow tests/ui/test_heartbeat.py
"""

import gc
import socket

import pytest

from app.documents.officers_list import officers_list
from app.domain.office import Place
from app.services import accounts, months, papers, people_import, places, review, sync
from tests.ui.conftest import MONTH, introduce
from tests.ui.heart import LONGEST, Heart, living


@pytest.fixture
def silent_server():
    """It takes every connection and says nothing, ever."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


@pytest.fixture
def window(window_over, commune, receiving, errors, qtbot, silent_server):
    introduce(commune, receiving)
    places.add(commune, Place("Máy chủ", f"webdav://127.0.0.1:{silent_server}/dav"))
    accounts.set_setting(commune, "line_seconds", "2")
    commune.close()
    with living(window_over, qtbot, errors, commune.store.folder, "Nông Văn Sơn") as found:
        yield found


def row(number):
    return (f"Hoàng Văn {number}", "17.5.1988", "101/GCN", "10/3/2025", "Trại giam Phú Sơn 4", "10/3/2025", "Chăn nuôi",
            "50", "Nam", f"020088{number:06}", "Thôn Nà Pài", "")  # fmt: skip


def work(window, file, listed):
    """The import of a long list, a paper of many rows, and a round with a server that never answers."""

    def paper(session):
        review.all_still_good(session, MONTH, basis="Họp")
        drafted = months.draft(session, MONTH)
        assert len(drafted.rows.entries) >= listed
        return papers.form01(session, MONTH, papers.PDF)

    found = []
    for task in (lambda s: people_import.run(s, file).added, paper, sync.run):
        window._desk.run(task, found.append, failed=found.append)
    return found


def late(window, qtbot, tmp_path, rows):
    """The heart that beat while all of it ran."""
    file = tmp_path / "list.xlsx"
    file.write_bytes(officers_list("Công an xã", [row(number) for number in range(rows)]))
    gc.collect()  # what the making of it left in circles is not the window's
    qtbot.wait(50)
    heart = Heart()
    found = work(window, file, min(rows, 1000))
    qtbot.waitUntil(lambda: len(found) == 3, timeout=600_000)
    assert found[0] == rows
    assert found[1].startswith(b"%PDF")
    assert heart.beats > 50
    return heart.stop()


def test_a_short_list_a_paper_and_a_silent_server_leave_the_window_alive(window, qtbot, tmp_path):
    heart = late(window, qtbot, tmp_path, 150)
    assert heart.busiest <= LONGEST


@pytest.mark.slow
def test_ten_thousand_rows_a_paper_of_a_thousand_and_a_silent_server_leave_the_window_alive(window, qtbot, tmp_path):
    heart = late(window, qtbot, tmp_path, 10_000)
    print(heart)
    assert heart.busiest <= LONGEST
    assert heart.longest <= LONGEST

"""Pairs and cases gone through by hand: nobody loses their place, a note, or decides twice."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from app.domain.cases import CaseState
from app.i18n import text
from app.services import cases, duplicates
from tests.invented import MONTH
from tests.province import Below
from tests.ui.conftest import pump
from ui.pages.cases import CasesPage
from ui.pages.duplicates import DuplicatesPage
from ui.pages.inbox import InboxPage
from ui.widgets.toast import Toast


@pytest.fixture
def page_of(receiving_desk, put_up):
    return lambda kind: put_up(kind(receiving_desk))


@pytest.fixture
def two_pairs(receiving):
    """Two people of one commune whom another one lists again, the second with another village."""
    one, other = (Below(receiving, unit).trusted() for unit in ("05977", "05983"))
    people = [one.person(1), one.person(2)]
    one.send(MONTH, people)
    other.send(MONTH, [
        other.person(place, name=person.name, birth=person.birth.iso, personal_number=person.personal_number,
                     village=f"Khu {place}") for place, person in enumerate(people)
    ])  # fmt: skip


def test_pairs_are_gone_through_by_arrows_and_the_next_one_stands_in_place(page_of, two_pairs):
    page = page_of(DuplicatesPage)
    page.window().activateWindow()
    first = page._pair
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    second = page._pair
    assert second != first
    QTest.keyClick(page.table, Qt.Key.Key_Up)
    act = next(one for one in page.findChildren(QPushButton) if one.text() == text("ui.duplicates.merge_left"))
    act.setFocus()
    QTest.keyClick(act, Qt.Key.Key_Space)
    pump()
    assert page._pair == second
    assert page.focusWidget() is page.table


def test_where_two_records_differ_stands_out(page_of, two_pairs):
    page = page_of(DuplicatesPage)
    strong = [one.text() for one in page._details.findChildren(QLabel) if one.objectName() == "strong"]
    sides = page._pair.one, page._pair.other
    assert {side.village for side in sides} <= set(strong)
    assert not {side.name for side in sides} & set(strong)


def test_a_search_that_is_stopped_leaves_the_pairs_found_before(page_of, receiving, two_pairs, monkeypatch):
    page = page_of(DuplicatesPage)
    assert page.pairs.rowCount() == 2
    monkeypatch.setattr("ui.widgets.progress.Stoppable.cancelled", lambda _: True)
    page.search()
    pump()
    assert (page.pairs.rowCount(), page.notice.words) == (2, "")


def test_a_note_typed_at_a_case_is_not_lost_by_looking_at_another(page_of, receiving, two_pairs, errors):
    page = page_of(CasesPage)
    page.table.selectRow(0)
    page.note.setPlainText("Đã gọi xã thứ nhất")
    page.table.selectRow(1)
    assert page.note.toPlainText() == ""
    page.refresh()
    pump()
    page.table.selectRow(0)
    assert page.note.toPlainText() == "Đã gọi xã thứ nhất"
    gone = []
    page.may_leave(lambda: gone.append(True))
    pump()
    QApplication.activeModalWidget().reject()
    assert not gone
    page.save()
    pump()
    page.may_leave(lambda: gone.append(True))
    assert gone
    assert [case.note for case in cases.current(receiving)] == ["Đã gọi xã thứ nhất", ""]


def test_an_outcome_is_taken_back(page_of, receiving, two_pairs):
    page = page_of(CasesPage)
    page.table.selectRow(0)
    page.state.setCurrentIndex(list(CaseState).index(CaseState.EXPLAINED))
    page.save()
    pump()
    page.findChild(Toast).take_back()
    pump()
    assert {case.state for case in cases.current(receiving)} == {CaseState.NEW}
    assert page.state.currentData() == CaseState.NEW
    assert not page.unsaved()


@pytest.fixture
def slowly(receiving_desk, monkeypatch):
    """What is asked for is done only when this is called, as by a store that is busy."""
    waiting = []
    run = receiving_desk.run
    monkeypatch.setattr(receiving_desk, "run", lambda *asked, **more: waiting.append((asked, more)))

    def go_on():
        monkeypatch.setattr(receiving_desk, "run", run)
        for asked, more in waiting:
            run(*asked, **more)
        pump()

    return go_on


def test_a_second_press_before_the_answer_merges_nothing_twice(qtbot, receiving, receiving_desk, two_pairs, request):
    page = DuplicatesPage(receiving_desk)
    qtbot.addWidget(page)
    page.search()
    pump()
    go_on = request.getfixturevalue("slowly")
    page.merge(left=True)
    page.merge(left=True)
    page.two_people("Nhầm")
    go_on()
    assert len(duplicates.merged(receiving)) == 1
    assert page.pairs.rowCount() == 1


def test_a_second_press_of_accepting_all_keeps_the_way_back(qtbot, receiving, receiving_desk, request):
    below = Below(receiving, "05986").trusted()
    below.send(MONTH, [below.person(1)])
    page = InboxPage(receiving_desk)
    qtbot.addWidget(page)
    page.show()
    page.refresh()
    pump()
    go_on = request.getfixturevalue("slowly")
    page.clean.click()
    page.clean.click()
    go_on()
    assert page.notice.words == text("ui.inbox.cleaned", n=1)

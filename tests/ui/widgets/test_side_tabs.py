import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QTabWidget, QWidget

from ui.widgets.basics import row
from ui.widgets.side_tabs import SideTabs

TITLES = ["Tên trên giấy tờ", "Thẻ đơn vị", "Nơi gửi nhận", "Sao lưu"]
HEADINGS = ["Đơn vị", "Đơn vị", "Gửi nhận", "An toàn"]


@pytest.fixture
def box(qtbot, settle):
    shown, tabs = QWidget(), QTabWidget()
    tabs.setAccessibleName("Cài đặt")
    for title in TITLES:
        tabs.addTab(QLabel(title), title)
    shown.tabs, shown.side = tabs, SideTabs(tabs, HEADINGS)
    shown.setLayout(row(shown.side, tabs))
    qtbot.addWidget(shown)
    shown.show()
    shown.side.setFocus()
    settle()
    return shown


def test_titles_stand_under_their_headings(box):
    lines = [box.side.item(line).text() for line in range(box.side.count())]
    assert lines == ["Đơn vị", *TITLES[:2], "Gửi nhận", TITLES[2], "An toàn", TITLES[3]]


def test_no_title_is_cut(box):
    assert box.side.sizeHintForColumn(0) < box.side.viewport().width()


def test_the_arrows_pass_over_the_headings(box):
    seen = []
    for _ in TITLES:
        seen.append(box.tabs.currentIndex())
        QTest.keyClick(box.side, Qt.Key.Key_Down)
    assert seen == [0, 1, 2, 3]


def test_a_tab_that_comes_up_otherwise_is_marked(box):
    box.tabs.setCurrentIndex(3)
    assert box.side.currentItem().text() == TITLES[3]


def test_the_marked_title_stays_in_sight_when_the_list_gets_lower(box, settle):
    box.tabs.setCurrentIndex(3)
    box.resize(box.width(), 110)
    settle()
    assert box.side.viewport().rect().contains(box.side.visualItemRect(box.side.currentItem()))


def test_ctrl_tab_goes_on_from_anywhere(box):
    QTest.keyClick(box.side, Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)
    assert box.tabs.currentIndex() == 1
    QTest.keyClick(
        box.side, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    assert box.tabs.currentIndex() == 0


def test_the_list_has_the_name_of_its_tabs(box):
    assert box.side.accessibleName() == "Cài đặt"

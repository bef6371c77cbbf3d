import pytest
from PySide6.QtCore import QEvent, QPointF
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QWidget

from tests.ui.looking import faults
from ui.widgets.toast import Toast, toast


@pytest.fixture
def window(qtbot, settle):
    shown = QWidget()
    qtbot.addWidget(shown)
    shown.resize(900, 600)
    shown.show()
    settle()
    return shown


def up(window):
    return [one for one in window.findChildren(Toast) if one.isVisible()]


def test_a_toast_stands_at_the_foot_of_the_window_and_nothing_is_cut(window, settle):
    said = toast(window, "Đã kết thúc theo dõi 12 người. " * 6, undo=print)
    settle()
    assert window.rect().contains(said.geometry())
    assert not faults(said)


def test_undo_is_called_once_and_the_toast_goes(window):
    done = []
    said = toast(window, "Đã xóa", undo=lambda: done.append(1))
    said.act.click()
    said.take_back()
    assert done == [1]
    assert not up(window)


def test_only_the_newest_is_up(window):
    toast(window, "Một")
    second = toast(window, "Hai")
    assert up(window) == [second]


def test_it_follows_the_window(window, settle):
    said = toast(window, "Đã lưu")
    window.resize(600, 500)
    settle()
    assert window.rect().contains(said.geometry())


def test_without_undo_there_is_nothing_to_press(window):
    assert not toast(window, "Đã lưu").act.isVisible()


def test_it_goes_by_itself_but_not_under_the_pointer(window):
    said = toast(window, "Đã lưu")
    said.leaveEvent(QEvent(QEvent.Type.Leave))
    assert said._timer.isActive()
    said.enterEvent(QEnterEvent(QPointF(), QPointF(), QPointF()))
    assert not said._timer.isActive()
    said._timer.timeout.emit()
    assert not up(window)

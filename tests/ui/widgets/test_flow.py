import pytest
from PySide6.QtWidgets import QPushButton

from ui.widgets.flow import Flow

TITLES = ["Lưu thẻ", "In mã đối chiếu", "Thay khóa", "Nhận thẻ", "Thu hồi", "Ngừng dùng"]


@pytest.fixture
def flow(qtbot, settle):
    buttons = [QPushButton(title) for title in TITLES]
    buttons[2].setVisible(False)
    shown = Flow(*buttons)
    shown.buttons = buttons
    qtbot.addWidget(shown)
    shown.show()
    settle()
    return shown


@pytest.mark.parametrize(("width", "rows"), [(1200, 1), (400, 2)])
def test_parts_go_on_in_a_second_row(flow, settle, width, rows):
    flow.resize(width, flow.height())
    settle()
    visible = [one for one in flow.buttons if one.isVisible()]
    assert len({one.y() for one in visible}) == rows
    assert all(flow.rect().contains(one.geometry()) for one in visible)


def test_what_is_hidden_stays_so_and_takes_no_room(flow):
    hidden, following = flow.buttons[2:4]
    assert not hidden.isVisible()
    assert following.x() < flow.buttons[1].geometry().right() + 20


def test_it_asks_for_no_more_than_its_widest_part(flow):
    assert flow.minimumSizeHint().width() == max(one.sizeHint().width() for one in flow.buttons if one.isVisible())

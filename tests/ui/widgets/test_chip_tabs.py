import pytest
from PySide6.QtWidgets import QLabel, QTabWidget, QVBoxLayout, QWidget

from ui.widgets.chip_tabs import ChipTabs

TITLES = ["Tên trên giấy tờ", "Người ký", "Người dùng", "Thẻ đơn vị", "Nơi gửi nhận", "Sao lưu"]


@pytest.fixture
def box(qtbot, settle):
    shown, tabs = QWidget(), QTabWidget()
    for title in TITLES:
        tabs.addTab(QLabel(title), title)
    shown.chips, shown.tabs = ChipTabs(tabs), tabs
    layout = QVBoxLayout(shown)
    layout.addWidget(shown.chips)
    layout.addWidget(tabs)
    qtbot.addWidget(shown)
    shown.show()
    settle()
    return shown


@pytest.mark.parametrize(("width", "rows"), [(1200, 1), (420, 2)])
def test_chips_go_on_in_a_second_row(box, settle, width, rows):
    box.resize(width, 300)
    settle()
    assert len({chip.y() for chip in box.chips.chips}) == rows
    assert all(box.chips.rect().contains(chip.geometry()) for chip in box.chips.chips)


def test_a_chip_brings_its_tab_up_and_is_marked(box):
    box.chips.chips[2].click()
    assert box.tabs.currentIndex() == 2
    box.tabs.setCurrentIndex(4)
    assert box.chips.chips[4].isChecked()

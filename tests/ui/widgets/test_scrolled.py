import pytest
from PySide6.QtWidgets import QLineEdit

from ui.widgets.basics import column, label, scrolled

LINES = ["Chưa xác minh điều kiện không tham gia tệ nạn xã hội"] * 8


@pytest.fixture
def area_of(qtbot, settle):
    def made(*parts, width=600, height=8 * 30):
        area = scrolled(column(*parts))
        qtbot.addWidget(area)
        area.resize(width, height)
        area.show()
        settle()
        return area

    return made


def test_there_is_no_empty_end_to_scroll_to(area_of, settle):
    """Wrapped labels ask for more height than they need at the width there is."""
    area = area_of(*(label(words, wrap=True) for words in LINES), None)
    assert area.verticalScrollBar().maximum() == 0
    area.resize(120, 8 * 30)
    settle()
    inner = area.widget()
    assert inner.height() == inner.heightForWidth(inner.width())


@pytest.mark.parametrize("words", [(), LINES])
def test_fields_are_never_pressed_together(area_of, words):
    fields = [QLineEdit() for _ in range(12)]
    area = area_of(*(label(one, wrap=True) for one in words), *fields, height=100)
    assert area.verticalScrollBar().maximum() > 0
    assert all(field.height() >= field.minimumSizeHint().height() for field in fields)

from ui.widgets.basics import column, label, scrolled

LINES = ["Chưa xác minh điều kiện không tham gia tệ nạn xã hội"] * 8


def test_there_is_no_empty_end_to_scroll_to(qtbot, settle):
    """Wrapped labels ask for more height than they need at the width there is."""
    area = scrolled(column(*(label(words, wrap=True) for words in LINES), None))
    qtbot.addWidget(area)
    area.resize(600, 8 * 30)
    area.show()
    settle()
    assert area.verticalScrollBar().maximum() == 0
    area.resize(120, 8 * 30)
    settle()
    inner = area.widget()
    assert inner.height() == inner.heightForWidth(inner.width())

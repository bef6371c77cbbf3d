import pytest

from ui.widgets.basics import Notice, bound, button, column, holder, label, reveal


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("Sắp hết thời hạn 05 năm.", "Sắp hết thời hạn 05_năm."),
        ("Mẫu số 01 ngày 05/12/2026", "Mẫu_số_01 ngày_05/12/2026"),
        ("50.000.000 đồng / năm 2026", "50.000.000_đồng_/_năm_2026"),
        ("Tháng 12/2026: 3 người", "Tháng_12/2026: 3_người"),
        ("Form 01 under Decision 22, 3 days late", "Form_01 under Decision_22, 3_days late"),
        ("khác i/y hoặc đ/d", "khác i/|y hoặc đ/|d"),
        ("Quyết định số 22/2023/QĐ-TTg", "Quyết định số_22/2023/|QĐ-|TTg"),
        ("Chưa có người nào năm nay", "Chưa có người nào năm nay"),
    ],
)
def test_what_belongs_together_stays_on_one_line(words, kept):
    assert bound(words).replace("\u00a0", "_").replace("\u2060", "|") == kept


def test_a_running_text_says_what_it_was_told(qtbot):
    said = label("Quyết định số 22/2023/QĐ-TTg: sau 05 năm", wrap=True)
    qtbot.addWidget(said)
    assert said.text() == "Quyết định số 22/2023/QĐ-TTg: sau 05 năm"
    notice = Notice("Đã quá hạn 18 ngày")
    qtbot.addWidget(notice)
    assert notice.words == "Đã quá hạn 18 ngày"


def test_a_part_without_a_window_is_revealed_with_the_one_it_comes_into(qtbot):
    part = button("Nhập", print)
    reveal(part, shown=False)
    reveal(part, shown=True)
    assert not part.isVisible()
    whole = holder(column(part))
    qtbot.addWidget(whole)
    whole.show()
    assert part.isVisible()
    reveal(part, shown=False)
    assert not part.isVisible()

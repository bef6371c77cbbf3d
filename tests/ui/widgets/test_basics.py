import pytest

from ui.widgets.basics import Notice, bound, label


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("Sắp hết thời hạn 05 năm.", "Sắp hết thời hạn 05_năm."),
        ("Mẫu số 01 ngày 05/12/2026", "Mẫu_số_01 ngày_05/12/2026"),
        ("50.000.000 đồng / năm 2026", "50.000.000_đồng_/_năm_2026"),
        ("Tháng 12/2026: 3 người", "Tháng_12/2026: 3_người"),
        ("Form 01 under Decision 22, 3 days late", "Form_01 under Decision_22, 3_days late"),
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

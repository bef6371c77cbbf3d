from PySide6.QtWidgets import QLabel

from ui.widgets.basics import holder
from ui.widgets.record_table import Column, RecordModel, RecordTable
from ui.widgets.row_detail import with_detail


def test_all_the_words_of_the_chosen_row_stand_below_until_other_rows_come(qtbot):
    model = RecordModel([Column("Lý do", lambda words: words)])
    model.show(["Thiếu thông tin bắt buộc", "Đã quá 05 năm"])
    table = RecordTable(model, "Lý do")
    box = holder(with_detail(table, lambda words: f"{words}."))
    qtbot.addWidget(box)
    detail = box.findChildren(QLabel)[-1]
    table.setCurrentIndex(model.index(1, 0))
    assert detail.text() == "Đã quá 05 năm."
    model.show(["Hiện không cư trú", "Đã kết thúc theo dõi"])
    assert detail.text() == ""
    model.show(["Không có nhu cầu vay vốn"])
    assert detail.text() == "Không có nhu cầu vay vốn."

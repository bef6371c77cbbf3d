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


def test_unless_told_it_says_what_the_columns_have_no_room_for(qtbot):
    code = "04602 83606 56572 88360"
    model = RecordModel([Column("Đơn vị", lambda one: one[0]), Column("Mã", lambda one: one[1], 300, spare=1)])
    box = holder(with_detail(RecordTable(model, "Thẻ")))
    qtbot.addWidget(box)
    box.resize(200, 300)
    box.show()
    model.show([("Công an xã Đồng Đăng", code)])
    detail = box.findChildren(QLabel)[-1]
    assert detail.text() == f"Công an xã Đồng Đăng · {code}"
    box.resize(900, 300)
    assert detail.text() == ""

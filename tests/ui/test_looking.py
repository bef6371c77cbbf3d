import pytest
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from tests.ui.looking import faults, visible_words
from ui.widgets.basics import button, column, label, scrolled
from ui.widgets.record_table import Column, RecordModel, RecordTable

LONG = "Danh sách người chấp hành xong án phạt tù có nhu cầu vay vốn"


@pytest.fixture
def shown(qtbot, settle):
    kept = []

    def show(*parts, width=600):
        box = QWidget()
        layout = QVBoxLayout(box)
        for part in parts:
            layout.addWidget(part)
        qtbot.addWidget(box)
        kept.append(box)
        box.show()
        box.resize(width, 300)
        settle()
        return box

    return show


def narrow(part, width=80):
    part.setFixedWidth(width)
    return part


@pytest.mark.parametrize("make", [QLabel, QPushButton, QCheckBox])
def test_words_that_do_not_fit_are_found(shown, make):
    assert [fault for fault in faults(shown(narrow(make(LONG)))) if fault.startswith("cut")]


def test_a_wrapped_text_that_is_too_high_is_found(shown):
    said = label(LONG * 3, wrap=True)
    said.setFixedHeight(20)
    assert faults(shown(said))


def test_a_title_of_a_table_that_does_not_fit_is_found(shown):
    table = RecordTable(RecordModel([Column("Tên", str), Column(LONG, str, 80)]), "Bảng")
    table.setFixedWidth(200)
    assert any(LONG[:20] in fault for fault in faults(shown(table)))


def test_a_page_wider_than_its_view_is_found(shown):
    area = scrolled(column(narrow(label("Danh sách"), 900)))
    assert any("wider" in fault for fault in faults(shown(area)))


def test_a_hint_that_does_not_fit_is_found(shown):
    field = QLineEdit(placeholderText=LONG)
    field.setAccessibleName("Tên")
    assert any(LONG[:20] in fault for fault in faults(shown(narrow(field))))


def test_a_field_that_is_lower_than_its_words_is_found(shown):
    field = QLineEdit("Danh sách")
    field.setFixedHeight(9)
    assert any(fault.startswith("pressed") for fault in faults(shown(field)))


def test_a_field_that_nobody_names_is_found(shown):
    assert faults(shown(QLineEdit())) == ["no name: QLineEdit"]


def test_what_fits_and_has_a_name_is_left_alone(shown):
    table = RecordTable(RecordModel([Column("Tên", str), Column("Năm sinh", str)]), "Bảng")
    assert not faults(shown(label(LONG, wrap=True), button("Lưu", print), QCheckBox("Tốt"), table))


def test_words_of_every_part_are_read(shown):
    box = shown(label("Sổ danh sách"), button("&Lưu", print))
    assert list(visible_words(box)) == ["Sổ danh sách", "&Lưu"]

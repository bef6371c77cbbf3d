import pytest
from PySide6.QtCore import Qt

from ui.widgets.unit_picker import UnitPicker


@pytest.fixture
def picker(qtbot, tasks):
    field = UnitPicker("unit", "Địa bàn", tasks)
    qtbot.addWidget(field)
    field.show()
    return field


@pytest.fixture
def search(picker, type_in, settle):
    def found(typed):
        type_in(picker.line, typed)
        picker._search()
        settle()
        return [picker.list.item(row).text() for row in range(picker.list.count())]

    return found


def test_a_unit_is_found_without_tone_marks_and_taken_with_enter(picker, press, search):
    found = search("dong dang lang son")
    assert found[0] == "Xã Đồng Đăng, Tỉnh Lạng Sơn"
    press(picker.line, Qt.Key.Key_Return)
    assert picker.value() == "06184"
    assert picker.line.text() == "Xã Đồng Đăng, Tỉnh Lạng Sơn"
    assert not picker.list.isVisible()


def test_the_arrow_keys_move(picker, press, search):
    search("dong dang lang son")
    press(picker.line, Qt.Key.Key_Down)
    assert picker.list.currentRow() == 1
    press(picker.line, Qt.Key.Key_Up)
    assert picker.list.currentRow() == 0


def test_an_old_unit_says_what_became_of_it(picker, search):
    assert any("cũ" in words and words.startswith("Xã") for words in search("thi tran dong dang"))


def test_typing_on_takes_the_choice_back(picker, press, type_in, search):
    search("dong dang lang son")
    press(picker.line, Qt.Key.Key_Return)
    type_in(picker.line, "x")
    assert picker.value() == ""


def test_escape_closes_the_list(picker, press, search):
    search("dong dang")
    press(picker.line, Qt.Key.Key_Escape)
    assert not picker.list.isVisible()


def test_nothing_found_is_said(picker, search):
    assert search("xyzxyz") == []
    assert picker.said()


def test_a_code_is_shown_by_its_name(picker, settle):
    picker.set_value("06184")
    settle()
    assert picker.value() == "06184"
    assert picker.line.text().startswith("Xã Đồng Đăng")


def test_provinces_only_when_asked(picker, search):
    assert not any(words.startswith("Tỉnh Lạng Sơn") for words in search("tinh lang son"))
    picker.line.clear()
    picker.set_kind(communes_only=False)
    assert "Tỉnh Lạng Sơn" in search("tinh lang son")


def test_enter_before_the_list_is_there_asks_for_it(picker, type_in, press, settle):
    type_in(picker.line, "dong dang lang son")
    press(picker.line, Qt.Key.Key_Return)
    settle()
    assert picker.list.isVisible()
    press(picker.line, Qt.Key.Key_Return)
    assert picker.value() == "06184"

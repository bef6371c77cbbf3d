import unicodedata

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.widgets.basics import column
from ui.widgets.fields import Chooser, DateField, MoneyField, NoteField, NumberField, PasswordField, TextField


@pytest.fixture
def shown(qtbot):
    def show(field):
        box = QWidget()
        box.other = QLineEdit()
        box.setLayout(column(field, box.other))
        qtbot.addWidget(box)
        box.show()
        field.around = box
        return field

    return show


def test_text_is_in_one_spelling(shown, type_in):
    field = shown(TextField("name", "&Họ và tên"))
    type_in(field.line, unicodedata.normalize("NFD", " Bế  Văn Ản "))
    assert field.value() == "Bế Văn Ản"


def test_a_label_names_its_field(shown):
    field = shown(TextField("name", "&Họ và tên", required=True))
    assert field.title.buddy() is field.line
    assert field.line.accessibleName() == "Họ và tên"
    assert field.title.text() == "&Họ và tên *"


def test_an_error_stands_beneath_until_something_is_typed(shown, type_in):
    field = shown(TextField("name", "Tên"))
    field.error("Thiếu tên.")
    assert field.said() == "Thiếu tên."
    assert field.line.accessibleDescription() == "Thiếu tên."
    type_in(field.line, "B")
    assert field.said() == ""


def test_a_doubt_can_be_confirmed(shown):
    field, confirmed = shown(TextField("n", "Số")), []
    field.warn("Không khớp.", action="Đã kiểm tra", act=lambda: confirmed.append(1))
    field._confirm.click()
    assert confirmed == [1]


@pytest.mark.parametrize(
    ("typed", "value", "shown_as"),
    [
        ("5/3/88", "1988-03-05", "05/03/1988"),
        ("05031988", "1988-03-05", "05/03/1988"),
        ("3/1988", "1988-03", "03/1988"),
        ("1988", "1988", "1988"),
        ("tháng 10/2026", "2026-10", "10/2026"),
        ("", None, ""),
    ],
)
def test_dates_are_typed_as_people_write_them(shown, typed, value, shown_as, type_in):
    field = shown(DateField("birth", "Ngày sinh"))
    type_in(field.line, typed)
    field.around.other.setFocus()
    assert field.value() == value
    assert field.line.text() == shown_as
    assert field.said() == ""


def test_what_is_no_date_is_said_at_once(shown, type_in):
    field = shown(DateField("birth", "Ngày sinh"))
    type_in(field.line, "30/2/1990")
    field.around.other.setFocus()
    assert "17/5/1988" in field.said()
    assert field.value() == "30/2/1990"
    assert not field.check()


def test_a_date_is_filled_in_as_it_is_read(shown):
    field = shown(DateField("birth", "Ngày sinh"))
    field.set_value("1988-03")
    assert field.line.text() == "03/1988"


@pytest.mark.parametrize(("typed", "value"), [("0200 8800 0033", "020088000033"), ("12a", "12a"), ("", "")])
def test_numbers_lose_their_gaps(shown, typed, value, type_in):
    field = shown(NumberField("number", "Số"))
    type_in(field.line, typed)
    assert field.value() == value


@pytest.mark.parametrize(("typed", "value"), [("50.000.000", 50_000_000), ("50 000 000 đ", 50_000_000), ("", None)])
def test_amounts_are_whole(shown, typed, value, type_in):
    field = shown(MoneyField("amount", "Số tiền"))
    type_in(field.line, typed)
    assert field.value() == value


def test_text_that_is_no_amount_is_not_guessed(shown, type_in):
    field = shown(MoneyField("amount", "Số tiền"))
    type_in(field.line, "nhiều")
    assert field.value() == "nhiều"


def test_amounts_are_shown_with_dots(shown):
    field = shown(MoneyField("amount", "Số tiền"))
    field.set_value(50_000_000)
    assert field.line.text() == "50.000.000"


def test_an_answer_is_chosen_by_its_value(shown, press):
    field, changes = shown(Chooser("sex", "Giới tính", [(None, "Chưa rõ"), ("male", "Nam"), ("female", "Nữ")])), []
    field.changed.connect(lambda: changes.append(field.value()))
    field.set_value("male")
    assert not changes
    press(field.box, Qt.Key.Key_Down)
    assert field.value() == "female"


def test_an_unknown_answer_is_the_first(shown):
    field = shown(Chooser("sex", "Giới tính", [(None, "Chưa rõ"), ("male", "Nam")]))
    field.set_value("other")
    assert field.value() is None


def test_a_password_is_kept_as_typed_and_unikey_is_noticed(shown, type_in):
    field = shown(PasswordField("password", "Mật khẩu"))
    type_in(field.line, "bốn  con")
    assert field.value() == "bốn  con"
    assert "Unikey" in field.said()
    assert field.line.displayText() != field.line.text()


def test_filling_a_note_is_no_change(shown, type_in):
    field, changes = shown(NoteField("notes", "Ghi chú")), []
    field.changed.connect(lambda: changes.append(1))
    field.set_value("một\nhai")
    assert not changes
    type_in(field.area, "x")
    assert changes
    assert field.value() == "xmột\nhai"


def test_tab_leaves_a_note(shown, press):
    field = shown(NoteField("notes", "Ghi chú"))
    field.area.setFocus()
    press(field.area, Qt.Key.Key_Tab)
    assert not field.area.hasFocus()

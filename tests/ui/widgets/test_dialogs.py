from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from app.errors import AppError
from app.i18n import text
from tests.ui.conftest import MONTH, pump
from tests.ui.screenshots import sign_in
from ui import problems
from ui.pages.help import HelpWindow, title_of, topics
from ui.widgets.dialogs import FormDialog, Message, show_message
from ui.widgets.fields import Chooser, DayField, TextField


def opened_by_f1(dialog):
    dialog.activateWindow()
    pump()
    QTest.keyClick(dialog, Qt.Key.Key_F1)
    pump()
    shown = dialog.findChild(HelpWindow)
    assert shown is not None
    return shown


def test_a_title_taken_from_a_button_shows_no_sign_of_its_letter(qtbot):
    dialog = FormDialog("On &paper", "&Save", [TextField("a", "A")], None)
    qtbot.addWidget(dialog)
    assert dialog.windowTitle() == "On paper"
    assert "On paper" in [label.text() for label in dialog.findChildren(QLabel)]


def test_f1_in_a_dialog_opens_the_help_of_the_dialog_and_it_can_be_used(window_over, commune, people):
    commune.close()
    window = window_over(commune.store.folder)
    sign_in(window, "Nông Văn Sơn")
    window.frame.go("month")
    page = window.frame.pages["month"]
    page.month = MONTH
    page.refresh()
    pump()
    page.do("review")
    pump()
    dialog = QApplication.activeModalWidget()
    shown = opened_by_f1(dialog)
    assert shown.names.currentItem().text() == title_of(topics()["review"])
    shown.search.setFocus()
    assert shown.isVisible()
    shown.close()
    dialog.reject()


def test_f1_in_a_message_opens_the_help_of_the_page_behind(window_over, commune):
    commune.close()
    window = window_over(commune.store.folder)
    sign_in(window, "Nông Văn Sơn")
    window.frame.go("audit")
    show_message(Message("Lời nhắn", "Việc đã xong."), window.frame.page)
    dialog = QApplication.activeModalWidget()
    assert opened_by_f1(dialog).names.currentItem().text() == title_of(topics()["audit"])
    dialog.reject()


def test_f1_before_sign_in_opens_its_help(window_over, commune):
    commune.close()
    window = window_over(commune.store.folder)
    show_message(Message("Lời nhắn", "Việc đã xong."), window)
    dialog = QApplication.activeModalWidget()
    assert opened_by_f1(dialog).names.currentItem().text() == title_of(topics()["sign_in"])
    dialog.reject()


def asking(qtbot, *fields):
    """A dialog with these fields that is up, and how often its act was tried."""
    tried = []
    dialog = FormDialog("Việc", "Làm", fields, None)
    qtbot.addWidget(dialog)
    dialog.ask(lambda: tried.append(1))
    return dialog, tried


def test_nothing_is_tried_while_a_field_is_empty_that_must_not_be(qtbot):
    name, note = TextField("name", "Tên", required=True), TextField("note", "Ghi chú")
    dialog, tried = asking(qtbot, name, note)
    dialog.ok.click()
    assert name.said() == text("ui.field.required")
    assert not note.said()
    name.set_value("Lan")
    dialog.ok.click()
    assert tried == [1]


@pytest.mark.parametrize("typed", ["hôm qua", "2026", "12/2026"])
def test_what_is_no_whole_day_is_said_at_the_field(qtbot, typed):
    day = DayField("since", "Từ ngày", required=True)
    dialog, tried = asking(qtbot, day)
    day.line.setText(typed)
    dialog.ok.click()
    assert day.said()
    assert not tried
    day.line.setText("5/12/2026")
    dialog.ok.click()
    assert tried == [1]
    assert day.given() == date(2026, 12, 5)


def test_a_field_that_is_not_asked_for_holds_nobody_up(qtbot):
    hidden, disabled = TextField("pin", "PIN", required=True), TextField("file", "Tệp", required=True)
    dialog, tried = asking(qtbot, hidden, disabled)
    hidden.hide()
    disabled.setEnabled(False)
    dialog.ok.click()
    assert tried == [1]


def test_the_act_gets_what_stood_in_the_fields_when_it_was_asked_for(qtbot):
    day, note, hidden = (
        DayField("since", "Từ ngày"),
        TextField("note", "Ghi chú"),
        DayField("on", "Ngày", required=True),
    )
    dialog, _ = asking(qtbot, day, note, hidden)
    hidden.hide()
    dialog.also["ticked"] = lambda: [3]
    day.set_value("2026-12-05")
    note.set_value("Họp")
    handed = []
    problems.carry_out(dialog, lambda work, _, **__: handed.append(work), lambda _, given: given, print)
    note.set_value("khác")
    assert handed[0](None) == {"since": date(2026, 12, 5), "note": "Họp", "on": None, "ticked": [3]}


def test_what_cannot_be_read_is_said_and_not_tried(qtbot):
    dialog, tried = asking(qtbot)

    def left_out():
        raise AppError("usage.pin")

    dialog.also["key"] = left_out
    problems.carry_out(dialog, lambda *_, **__: tried.append(1), print, print)
    assert dialog.notice.words == problems.sentence(AppError("usage.pin"))
    assert dialog.ok.isEnabled()
    assert not tried


def test_a_choice_that_must_be_made_is_asked_for_and_then_accepted(qtbot):
    answer = Chooser("answer", "Trả lời", [("", "– chọn –"), ("yes", "Có")], required=True)
    dialog, tried = asking(qtbot, answer)
    dialog.ok.click()
    assert answer.said() == text("ui.field.required")
    answer.set_value("yes")
    answer.box.activated.emit(1)
    assert not answer.said()
    dialog.ok.click()
    assert tried == [1]

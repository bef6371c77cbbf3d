from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from tests.ui.conftest import MONTH, pump
from tests.ui.screenshots import sign_in
from ui.pages.help import HelpWindow, title_of, topics
from ui.widgets.dialogs import FormDialog, Message, show_message
from ui.widgets.fields import TextField


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

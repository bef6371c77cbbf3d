"""Pictures of what belongs to no page: help, practice, the menu of language and look, toasts, messages, the lock."""

from PySide6.QtWidgets import QMenu

from app.errors import AppError
from app.i18n import text
from app.services import practice
from db.keyslots import TESTING
from tests.ui.conftest import pump
from tests.ui.screenshots import filled, sign_in, window_over
from ui import problems
from ui.pages.help import HelpWindow, show_help
from ui.widgets.toast import toast


def pictures(camera, folder):
    stores = filled(folder)
    window = window_over(stores.commune)
    sign_in(window, "Nông Văn Sơn")
    help_window(camera, window)
    menu(camera, window)
    window.frame.go("register")
    toast(window.frame.page, text("ui.register.saved", name="Bế Văn Ản"), undo=lambda: None)
    camera.take(window, "toast-undo")
    problems.show(AppError("disk.full", mb=200), window.frame.page)
    camera.dialog(window, "message")
    problems.show(ValueError("x"), window.frame.page)
    camera.dialog(window, "message-bug")
    window.lock()
    camera.take(window, "locked")
    window.centralWidget().left.emit()
    window.close()
    practised(camera, folder)


def help_window(camera, window):
    for topic in ("home", "month", "review"):
        camera.take(show_help(window, topic), f"help-{topic}")
    shown = window.findChild(HelpWindow)
    shown.search.setText("usb")
    camera.take(shown, "help-found")
    shown.search.setText("zzz")
    camera.take(shown, "help-nothing")
    shown.close()
    pump()


def menu(camera, window):
    shown = window.frame.findChild(QMenu)
    shown.popup(window.mapToGlobal(window.rect().center()))
    pump()
    camera.take(shown, "menu")
    shown.close()
    pump()


def practised(camera, folder):
    window = window_over(folder / "practice")
    window._enter(practice.enter(folder / "practice", cost=TESTING))
    pump()
    for page in ("home", "register", "month"):
        window.frame.go(page)
        pump()
        camera.take(window, f"practice-{page}")
    window.frame.leave()  # takes the look of practice off
    pump()
    window.close()

"""The idle lock: nobody reads on, nothing typed is lost, and what one user typed no other one sees."""

import pytest
from PySide6.QtCore import Qt

from app.domain.access import Role
from app.i18n import text
from app.services import accounts
from db.keyslots import TESTING
from tests.ui.conftest import PASSWORD
from ui.lock import IdleWatch, LockPage
from ui.pages.sign_in import SignInPage
from ui.widgets.toast import Toast, toast

COLLEAGUE = "Lương Văn Thắng"


@pytest.fixture
def enter(window_over, settle):
    """Sign in at a window."""

    def entered(window, name):
        page = window.centralWidget()
        page.name.set_value(name)
        page.password.set_value(PASSWORD)
        page.submit()
        settle()
        return window

    return entered


@pytest.fixture
def window(enter, window_over, commune):
    accounts.add_user(commune, COLLEAGUE, [Role.OFFICER], PASSWORD, cost=TESTING)
    commune.close()
    return enter(window_over(commune.store.folder), "Nông Văn Sơn")


@pytest.fixture
def typing(window):
    """A window in which a new person is half typed."""
    window.frame.go("register")
    page = window.frame.pages["register"]
    page.begin()
    field = page.pane.form.fields["name"]
    field.set_value("Bế Văn Ản")
    return window, field


def locked(window):
    return isinstance(window.centralWidget(), LockPage)


def unlock(window, password, settle):
    window.centralWidget().password.set_value(password)
    window.centralWidget().submit()
    settle()


def test_what_was_typed_is_there_after_the_lock(typing, settle):
    window, field = typing
    window.lock()
    assert locked(window)
    assert not field.isVisible()
    unlock(window, "sai mật khẩu", settle)
    assert text("error.auth.password.message") in window.centralWidget().notice.words
    unlock(window, PASSWORD, settle)
    assert field.isVisible()
    assert field.value() == "Bế Văn Ản"


def test_a_dialog_with_a_person_in_it_is_put_away_and_comes_back(window, settle):
    dialog = window.frame.pages["settings"].open("users").add_user()
    window.lock()
    assert not dialog.isVisible()
    unlock(window, PASSWORD, settle)
    assert dialog.isVisible()
    dialog.reject()


def test_no_name_is_left_standing_over_the_lock(window, settle):
    toast(window.frame.page, "Đã lưu: Bế Văn Ản.", undo=lambda: None)
    window.lock()
    settle()
    assert not [said for said in window.findChildren(Toast) if said.isVisible()]


def test_shortcuts_of_the_pages_sleep_behind_the_lock(typing, press):
    window, _ = typing
    window.lock()
    press(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert locked(window)


def test_another_user_comes_in_and_the_first_finds_their_work_again(typing, enter, settle):
    window, field = typing
    window.lock()
    window.centralWidget().left.emit()
    settle()
    assert isinstance(window.centralWidget(), SignInPage)
    enter(window, COLLEAGUE)
    assert window.frame.desk.user.name == COLLEAGUE
    assert not field.isVisible()
    window.frame.leave()
    settle()
    enter(window, "Nông Văn Sơn")
    assert field.isVisible()
    assert field.value() == "Bế Văn Ản"


def test_closing_tells_of_what_somebody_left_behind_the_lock(typing, settle):
    from PySide6.QtWidgets import QApplication

    window, _ = typing
    window.lock()
    window.centralWidget().left.emit()
    settle()
    assert not window.close()
    dialog = QApplication.activeModalWidget()
    dialog.ok.click()
    settle()
    assert not window.isVisible()


def test_it_locks_when_nobody_touched_anything(window, qtbot):
    window._watch.start(0.002)
    qtbot.waitUntil(lambda: locked(window), timeout=3000)


def test_a_touched_key_makes_it_wait_anew(qtbot, press, window):
    watch = IdleWatch(window)
    watch.start(0.02)
    told = []
    watch.idle.connect(lambda: told.append(1))
    for _ in range(8):
        qtbot.wait(200)
        press(window, Qt.Key.Key_Shift)
    assert not told
    qtbot.waitUntil(lambda: bool(told), timeout=20_000)
    watch.stop()

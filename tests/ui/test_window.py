import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QComboBox, QWidget

from app import i18n
from app.domain.access import Role
from app.services import accounts
from db.keyslots import TESTING
from tests.ui.screenshots import rest
from ui.frame import Frame
from ui.pages.sign_in import SignInPage
from ui.pages.wizard import Wizard
from ui.tasks import Tasks

PASSWORD = "bốn con trâu đen"


@pytest.fixture
def sign_in(window_over, settle):
    def enter(folder, user="Nông Văn Sơn", **more):
        window = window_over(folder, **more)
        window.centralWidget().name.set_value(user)
        window.centralWidget().password.line.setText(PASSWORD)
        window.centralWidget().submit()
        settle()
        return window

    return enter


@pytest.fixture
def commune_folder(commune, people):
    commune.close()
    return commune.store.folder


@pytest.fixture
def receiving_folder(receiving):
    receiving.close()
    return receiving.store.folder


def every_page(window):
    """Each page of a window, with each of its tabs, shown."""
    from PySide6.QtWidgets import QTabWidget

    for name, page in window.frame.pages.items():
        window.frame.go(name)
        rest(5)
        tabs = page.findChildren(QTabWidget)
        for tab in tabs or [None]:
            for place in range(tab.count() if tab else 1):
                if tab:
                    tab.setCurrentIndex(place)
                yield page


def focusable(page):
    for widget in [page, *page.findChildren(QWidget)]:
        policy = widget.focusPolicy()
        inner = widget.objectName().startswith("qt_") or isinstance(widget.parent(), QComboBox)
        if widget.isVisible() and policy & Qt.FocusPolicy.TabFocus and not inner and not widget.focusProxy():
            yield widget


def nameless(page):
    names = {w: QAccessible.queryAccessibleInterface(w).text(QAccessible.Text.Name) for w in focusable(page)}
    return [(type(w).__name__, w.objectName()) for w, name in names.items() if not name.strip()]


def test_a_machine_without_a_store_begins_with_the_wizard(window_over, tmp_path):
    window = window_over(tmp_path / "none")
    assert window.windowTitle() == "Hòa Nhập"
    assert isinstance(window.centralWidget(), Wizard)


def test_a_machine_with_a_store_begins_with_sign_in(window_over, commune_folder):
    assert isinstance(window_over(commune_folder).centralWidget(), SignInPage)


def test_a_commune_sees_its_pages(sign_in, commune_folder):
    assert list(sign_in(commune_folder).frame.pages) == [
        "home", "register", "month", "send", "duplicates", "audit", "settings",
    ]  # fmt: skip


def test_a_receiving_office_sees_its_pages(sign_in, receiving_folder):
    window = sign_in(receiving_folder, "Hoàng Thị Lan")
    assert list(window.frame.pages) == [
        "inbox", "board", "duplicates", "register", "cases", "consolidate", "figures", "exchange", "audit", "settings",
    ]  # fmt: skip


def test_an_auditor_sees_no_person(sign_in, commune):
    accounts.add_user(commune, "Kiểm Tra", [Role.AUDITOR], PASSWORD, cost=TESTING)
    commune.close()
    assert list(sign_in(commune.store.folder, "Kiểm Tra").frame.pages) == ["audit", "settings"]


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_everything_that_takes_the_focus_has_a_name_in_a_commune(sign_in, commune_folder, language):
    i18n.use(language)
    window = sign_in(commune_folder)
    window.frame.go("register")
    window.frame.pages["register"].begin()
    assert not [(page, found) for page in every_page(window) if (found := nameless(page))]
    assert not nameless(window.frame)


def test_everything_that_takes_the_focus_has_a_name_above(sign_in, receiving_folder):
    window = sign_in(receiving_folder, "Hoàng Thị Lan")
    assert not [(page, found) for page in every_page(window) if (found := nameless(page))]


def test_the_doors_have_names_too(window_over, commune_folder, tmp_path):
    assert not nameless(window_over(commune_folder).centralWidget())
    wizard = window_over(tmp_path / "none").centralWidget()
    for step in range(4):
        wizard._show(step)
        assert not nameless(wizard)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_no_two_things_on_a_page_answer_to_the_same_letter(sign_in, commune_folder, same_letters, language):
    i18n.use(language)
    window = sign_in(commune_folder)
    window.frame.go("register")
    window.frame.pages["register"].begin()
    assert not [found for _ in every_page(window) if (found := same_letters(window))]


def test_pages_are_reached_by_keys(sign_in, commune_folder, qtbot):
    window = sign_in(commune_folder)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    for key, name in ((Qt.Key.Key_2, "register"), (Qt.Key.Key_4, "send"), (Qt.Key.Key_1, "home")):
        qtbot.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)
        assert window.frame.page is window.frame.pages[name]


def test_changing_the_user_closes_the_store(sign_in, commune_folder, qtbot, settle):
    window = sign_in(commune_folder)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: isinstance(window.centralWidget(), SignInPage))
    window.centralWidget().password.line.setText(PASSWORD)
    window.centralWidget().submit()
    settle()
    assert isinstance(window.centralWidget(), Frame)


def test_the_language_is_changed_without_a_restart(window_over, commune_folder, settle):
    window = window_over(commune_folder)
    window.centralWidget().language_changed.emit("en")
    settle()
    assert window.centralWidget().act.text().replace("&", "") == "Sign in"


def test_closing_the_window_lets_the_store_go(sign_in, commune_folder, errors, qtbot):
    tasks = Tasks(errors.append)
    window = sign_in(commune_folder, tasks=tasks)
    qtbot.waitUntil(lambda: isinstance(window.centralWidget(), Frame))
    window.close()
    from app.session import sign_in as open_store

    open_store(commune_folder, "Nông Văn Sơn", PASSWORD).close()


def test_a_second_window_on_the_same_store_is_told(sign_in, commune_folder):
    sign_in(commune_folder)
    second = sign_in(commune_folder)
    assert i18n.text("error.store.locked.message") in second.centralWidget().notice.words


@pytest.mark.parametrize("size", [(1366, 768), (1093, 614)])
def test_no_page_is_wider_than_the_screen(sign_in, commune_folder, size):
    window = sign_in(commune_folder)
    window.resize(*size)
    for page in every_page(window):
        assert page.minimumSizeHint().width() <= page.width(), type(page).__name__
    assert (window.width(), window.height()) == size


def test_closing_asks_before_something_unsaved_is_lost(sign_in, commune_folder, type_in, settle):
    window = sign_in(commune_folder)
    window.frame.go("register")
    page = window.frame.page
    page.begin()
    type_in(page.pane.form.fields["name"].line, "Ai Đó")
    window.close()
    assert window.isVisible()
    QApplication.activeModalWidget().ok.click()
    settle()
    assert not window.isVisible()


def test_an_unproven_recovery_key_keeps_the_window_once(window_over, tmp_path, type_in, settle):
    window = window_over(tmp_path / "new")
    wizard = window.centralWidget()
    wizard.unit._code = "06184"
    wizard.name.set_value("Công an xã Đồng Đăng")
    wizard.user.set_value("Nông Văn Sơn")
    wizard.password.line.setText(PASSWORD)
    wizard.again.line.setText(PASSWORD)
    wizard._make()
    settle()
    window.close()
    assert window.isVisible()
    assert wizard.notice.words == i18n.text("ui.wizard.key.not_yet")
    window.close()
    assert not window.isVisible()


def test_the_tenth_page_of_an_office_above_has_a_key_too(sign_in, receiving_folder, qtbot):
    window = sign_in(receiving_folder, "Hoàng Thị Lan")
    names = list(window.frame.pages)
    assert len(names) == 10
    for place, key in enumerate("1234567890"):
        qtbot.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)
        assert window.frame.current == names[place]


class Windows(QObject):
    """Notes what was ever shown as a window of its own."""

    def __init__(self):
        super().__init__()
        self.seen = []

    def eventFilter(self, watched, event):  # noqa: N802 - Qt's own name
        if event.type() == QEvent.Type.Show and watched.isWidgetType() and watched.isWindow():
            self.seen.append((type(watched).__name__, watched.accessibleName()))
        return False


@pytest.mark.parametrize("kind", ["commune", "receiving"])
def test_no_part_of_a_page_is_a_window_of_its_own_for_a_moment(sign_in, request, qapp, kind):
    watcher = Windows()
    qapp.installEventFilter(watcher)
    user = "Nông Văn Sơn" if kind == "commune" else "Hoàng Thị Lan"
    window = sign_in(request.getfixturevalue(f"{kind}_folder"), user)
    for _ in every_page(window):
        pass
    assert set(watcher.seen) == {("Window", window.accessibleName())}
    qapp.removeEventFilter(watcher)


def test_another_page_has_the_keyboard_at_once(sign_in, receiving_folder, settle):
    window = sign_in(receiving_folder, "Hoàng Thị Lan")
    for name in window.frame.pages:
        window.frame.go(name)
        settle()
        assert window.isActiveWindow()
        assert window.frame.page.isAncestorOf(QApplication.focusWidget()) or window.frame.page.hasFocus()


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_no_two_things_on_a_page_above_answer_to_the_same_letter(sign_in, receiving_folder, same_letters, language):
    i18n.use(language)
    window = sign_in(receiving_folder, "Hoàng Thị Lan")
    assert not [found for _ in every_page(window) if (found := same_letters(window))]

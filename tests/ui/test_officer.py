"""An officer without a mouse: from an empty machine to a month on a stick, with the keys of a keyboard.

Only that the two offices trust each other's cards, which is done once over the telephone, is done by services here.
"""

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit

from app.domain.access import Kind
from app.i18n import text
from app.services import batches, inbox, months, offices, setup
from db.keyslots import TESTING

PASSWORD = "bốn con trâu đen"
MOST_TABS = 80
CTRL, ALT, NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.NoModifier


class Officer:
    """Looks for the field or the button by its name, as a screen reader says it, and uses keys only."""

    def __init__(self, window, type_in, qtbot):
        self.window, self._type, self._qtbot = window, type_in, qtbot

    def wait(self, condition):
        self._qtbot.waitUntil(condition, timeout=30_000)

    def rest(self, milliseconds):
        """Not by QTest.qWait, which keeps the interpreter from the store's thread while it sleeps."""
        self._qtbot.wait(milliseconds)

    def _above(self):
        return QApplication.activeModalWidget() or self.window

    def top(self):
        found = self._above()
        found.activateWindow()  # the offscreen screen leaves the focus with a list or a dialog that is gone
        self.wait(found.isActiveWindow)
        return found

    def key(self, key, modifiers=NONE):
        QTest.keyClick(self.top(), key, modifiers)
        self.rest(150)  # a button pressed by its letter is shown pressed for a tenth of a second

    def enter(self, label, words, key=None):
        name = text(label).replace("&", "")
        self.wait(lambda: bool(self._fields(name)))
        field = self._fields(name)[0]
        self.reach(field)
        QTest.keyClick(field, Qt.Key.Key_A, CTRL)
        QTest.keyClick(field, Qt.Key.Key_Delete)
        self._type(field, words)
        if key is not None:
            QTest.keyClick(field, key)
            self.rest(50)

    def reach(self, wanted):
        """Go on with the tabulator until the cursor is there."""
        top = self.top()
        for _ in range(MOST_TABS):
            at = QApplication.focusWidget()
            if at is wanted:
                return
            QTest.keyClick(at or top, Qt.Key.Key_Tab)
        raise AssertionError(wanted.accessibleName())

    def _fields(self, name):
        return [
            one for one in self._above().findChildren(QLineEdit) if one.isVisible() and one.accessibleName() == name
        ]

    def scan(self, code):
        """A card scanner types its line into whatever is up."""
        for letter in [*code, "\r"]:
            key = Qt.Key.Key_Return if letter == "\r" else 0
            event = QKeyEvent(QKeyEvent.Type.KeyPress, key, NONE, letter)
            QApplication.sendEvent(self.window.windowHandle(), event)
        self.rest(50)

    def press_and_name(self, label, path):
        """Press a button that asks for a file or a folder, paste its path there and Enter.

        Typed letter by letter, Qt's own dialog completes it: what it adds depends on how quickly it lists the folders.
        The dialog comes when the button may be pressed, and nothing else runs meanwhile.
        """

        def paste_path():
            dialog = QApplication.activeModalWidget()
            line = dialog.findChild(QLineEdit, "fileNameEdit") if dialog is not None else None
            if line is not None:
                line.setFocus()
                line.setText(str(path))
                QTest.keyClick(line, Qt.Key.Key_Return)
            elif named:
                looks.stop()

        named, looks = [], QTimer(interval=200)
        looks.timeout.connect(paste_path)
        looks.start()
        self.press(label)
        named.append(path)
        self.wait(lambda: not looks.isActive())

    def press(self, label):
        """Press a visible button by its letter."""
        words = text(label)
        self.wait(lambda: self._button(words) is not None)
        letter = QKeySequence.mnemonic(words)[0].key()
        QTest.keyClick(self.top(), letter, ALT)
        self.rest(150)

    def _button(self, words):
        found = [one for one in self._above().findChildren(QAbstractButton) if one.text() == words and one.isVisible()]
        return found[0] if found and found[0].isEnabled() else None


@pytest.fixture
def officer(window_over, tmp_path, type_in, qtbot):
    window = window_over(tmp_path / "commune")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return Officer(window, type_in, qtbot)


@pytest.fixture
def province(tmp_path):
    new = setup.NewOffice(Kind.RECEIVING, "20", "Công an tỉnh Lạng Sơn", "Hoàng Thị Lan", PASSWORD)
    session, _ = setup.init(tmp_path / "province", new, now="2026-12-04T08:00:00+07:00", anywhere=True, cost=TESTING)
    yield session
    session.close()


def make_store(officer):
    wizard = officer.window.centralWidget()
    officer.press("ui.next")
    officer.enter("ui.wizard.office.unit", "dong dang lang son")
    officer.wait(wizard.unit.list.isVisible)
    QTest.keyClick(wizard.unit.line, Qt.Key.Key_Return)
    officer.rest(50)
    officer.press("ui.next")
    officer.enter("ui.user_name", "Nông Văn Sơn")
    officer.enter("ui.password", PASSWORD)
    officer.enter("ui.password_again", PASSWORD, Qt.Key.Key_Return)
    officer.enter("ui.wizard.key.prove", wizard.recovery_key[-4:], Qt.Key.Key_Return)
    officer.press("ui.wizard.finish")


CARD = "020191000090|082345678|LƯU THỊ DUNG|01021991|Nữ|Thôn Co Hương, Xã Đồng Đăng, Tỉnh Lạng Sơn|20042021"


def go(officer, name):
    """Bring a page up by its own keys, wherever it stands in the sidebar."""
    frame = officer.window.frame
    officer.key(Qt.Key(Qt.Key.Key_1 + list(frame.pages).index(name)), CTRL)
    officer.wait(lambda: frame.page is frame.pages[name])


def add_people(officer):
    go(officer, "register")
    for name, birth, number in (("Bế Văn Ản", "11/1/95", "020095000017"), ("Đỗ Thị Bình", "12041983", "020183000025")):
        officer.key(Qt.Key.Key_N, CTRL)
        officer.enter("ui.person.name", name)
        officer.enter("ui.person.birth", birth)
        officer.enter("ui.person.personal_number", number)
        finish(officer)
    officer.scan(CARD)
    finish(officer)


def finish(officer):
    """What no card knows: the certificate, the wish, the day."""
    pane = officer.window.frame.pages["register"].pane
    for path, key in (("term.kind", Qt.Key.Key_Down), ("need.value", Qt.Key.Key_Home)):
        officer.reach(pane.form.fields[path].box)
        QTest.keyClick(pane.form.fields[path].box, key)
    officer.enter("ui.person.term.finished_on", "8/5/2024")
    officer.key(Qt.Key.Key_S, CTRL)
    officer.wait(lambda: not pane.form.is_changed)


def the_month(officer, folder):
    go(officer, "month")
    officer.press("ui.month.do.review")
    officer.press("ui.month.review.act")
    officer.press("ui.month.do.draft")
    officer.press("ui.month.do.present")
    officer.press_and_name("ui.month.save_pdf", folder / "mau-01.pdf")
    officer.press("ui.month.do.confirm")
    officer.enter("ui.month.confirm.by", "Hà Thị Thu")
    officer.press("ui.month.confirm.act")
    officer.press("ui.month.do.deliver")
    officer.press("ui.month.deliver.act")


def test_from_an_empty_machine_to_a_batch_that_is_taken_in_above(officer, province, tmp_path):
    make_store(officer)
    add_people(officer)
    the_month(officer, tmp_path)
    assert (tmp_path / "mau-01.pdf").read_bytes().startswith(b"%PDF")
    session = officer.window._desk._session
    month = months.show(session, officer.window.frame.pages["month"].month)
    assert [entry.name for entry in month.rows.entries] == ["Bế Văn Ản", "Đỗ Thị Bình", "Lưu Thị Dung"]
    assert month.month.delivery is not None
    offices.trust(session, offices.own_card(province).card, province.office.fingerprint)
    offices.set_receiver(session, province.office.fingerprint)
    offices.trust(province, offices.own_card(session).card, session.office.fingerprint)
    officer.press("ui.month.do.seal")
    officer.press("ui.month.do.send")
    (tmp_path / "stick").mkdir()
    officer.press_and_name("ui.send.write", tmp_path / "stick")
    officer.wait(lambda: text("ui.send.stick_safe") in officer.window.frame.pages["send"].notice.words)
    taken = inbox.import_files(province, list((tmp_path / "stick").rglob("*.asice.age")))
    assert [one.result for one in taken] == ["imported"]
    assert len(batches.all_batches(session)) == 1

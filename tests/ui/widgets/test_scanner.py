import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from ui.widgets.scanner import Scanner

CODE = "020095000017|082345678|Bế Văn Ản|11011995|Nam|Thôn Nà Lầm, Xã Đồng Đăng, Tỉnh Lạng Sơn|20042021"


class Bench:
    """A page with a field, a scanner that watches it, and a clock that is turned by hand."""

    def __init__(self, qtbot):
        self.page, self.field, self.now = QWidget(), QLineEdit(), 100.0
        layout = QVBoxLayout(self.page)
        layout.addWidget(self.field)
        self.scanner = Scanner(self.page, clock=lambda: self.now)
        self.cards, self.unreadable = [], []
        self.scanner.scanned.connect(self.cards.append)
        self.scanner.unreadable.connect(lambda: self.unreadable.append(True))
        qtbot.addWidget(self.page)
        self.page.show()
        self.page.activateWindow()
        self.field.setFocus()
        qtbot.waitUntil(self.field.hasFocus)

    def key(self, key, words="", after=0.005):
        self.now += after
        for kind in (QKeyEvent.Type.KeyPress, QKeyEvent.Type.KeyRelease):
            QApplication.sendEvent(
                self.page.windowHandle(), QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, words)
            )

    def scan(self, code, end=Qt.Key.Key_Return, after=0.005):
        for letter in code:
            self.key(0, letter, after)
        if end:
            self.key(end, "\r")


@pytest.fixture
def bench(qtbot, qapp):
    return Bench(qtbot)


def test_a_card_is_caught_and_the_field_left_as_it_was(bench):
    bench.field.setText("nà lầm")
    bench.scan(CODE)
    assert [card.name for card in bench.cards] == ["Bế Văn Ản"]
    assert bench.field.text() == "nà lầm"


def test_a_scanner_without_an_end_key_is_understood_too(bench, qtbot):
    bench.scan(CODE, end=None)
    qtbot.waitUntil(lambda: bool(bench.cards))
    assert bench.cards[0].personal_number == "020095000017"


def test_a_hand_is_slower_and_keeps_what_it_types(bench):
    bench.scan("020095000017|x", end=None, after=0.3)
    assert bench.field.text() == "020095000017|x"
    assert not bench.cards


def test_words_typed_just_before_stay(bench):
    bench.scan("abc", end=None)
    bench.scan(CODE)
    assert bench.field.text() == "abc"
    assert len(bench.cards) == 1


def test_unikey_that_rubs_out_and_writes_anew_is_followed(bench):
    start, end = CODE.split("Bế")
    bench.scan(f"{start}Be", end=None)
    bench.key(Qt.Key.Key_Backspace, "\b")
    bench.scan("ế" + end)
    assert bench.cards[0].name == "Bế Văn Ản"


def test_telex_keys_of_a_scanner_are_turned(bench):
    bench.scan(CODE.replace("Bế Văn Ản", "Bees Vawn Anr"))
    assert bench.cards[0].name == "Bế Văn Ản"


def test_a_code_that_cannot_be_read_is_said_and_not_kept(bench):
    bench.scan("020095000017|hỏng|hết")
    assert bench.unreadable == [True]
    assert bench.field.text() == ""
    assert "hỏng" not in repr(vars(bench.scanner))


def test_nothing_of_a_card_stays_in_the_scanner(bench):
    bench.scan(CODE)
    assert "020095000017" not in repr(vars(bench.scanner))


def test_a_page_that_is_not_up_catches_nothing(bench, qtbot):
    other = QLineEdit()
    qtbot.addWidget(other)
    bench.page.hide()
    other.show()
    bench.page = other
    bench.scan(CODE)
    assert not bench.cards

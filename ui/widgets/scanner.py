"""A card scanner types faster than anybody: its line is caught before it reaches a field.

Twelve digits, `|` and nothing slow between them is a card. The digits that stood in a field by then are taken out
again, the rest never gets there, and neither is kept once it was read.
"""

import contextlib
import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from app.domain.qr import LONGEST, SEPARATOR, Card, looks_like_code, read_code

_PAUSE_SECONDS: Final = 0.15
"""Longer than between two keys of any scanner, shorter than between twelve of a hand."""
_ENDS_MS: Final = 300
_HEAD: Final = 13
"""A card's number and the sign after it."""
_ENDS: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)


class Scanner(QObject):
    """Watches the keys that come to the window of a page while the page is up."""

    scanned = Signal(object)
    """A card, as `app.domain.qr.Card`."""
    unreadable = Signal()

    def __init__(self, page: QWidget, *, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(page)
        self._page, self._clock = page, clock
        self._typed, self._last = "", 0.0
        self._before: tuple[QLineEdit, str, int] | None = None
        self._watched: QObject | None = None
        self._end = QTimer(self, interval=_ENDS_MS, singleShot=True)
        self._end.timeout.connect(self._finish)
        page.installEventFilter(self)

    @property
    def catching(self) -> bool:
        """Whether a card is being typed right now."""
        return looks_like_code(self._typed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Begin and end with the page; swallow what belongs to a card."""
        kind = event.type()
        if watched is self._page:
            if kind in (QEvent.Type.Show, QEvent.Type.Hide):
                self._watch(on=kind is QEvent.Type.Show)
            return False
        if kind is QEvent.Type.KeyRelease:
            return self.catching
        if isinstance(event, QKeyEvent) and kind is QEvent.Type.KeyPress:
            return self._key(event)
        return False

    def _watch(self, *, on: bool) -> None:
        if self._watched is not None:
            with contextlib.suppress(RuntimeError):  # the window is gone before its page
                self._watched.removeEventFilter(self)
        self._watched = self._page.window().windowHandle() if on else None
        if self._watched is not None:
            self._watched.installEventFilter(self)

    def _key(self, event: QKeyEvent) -> bool:
        if event.key() in _ENDS and self.catching:
            self._finish()
            return True
        if event.key() == Qt.Key.Key_Backspace:  # Unikey rubs out what it writes anew
            self._typed = self._typed[:-1]
            return self.catching
        # Control turned a character into a command; some scanners send the characters as Alt and digits, or shifted.
        letter = event.text()
        if not letter or not letter.isprintable():
            return self.catching
        return self._text(letter)

    def _text(self, letters: str) -> bool:
        now = self._clock()
        if now - self._last > _PAUSE_SECONDS and not self.catching:
            self._begin()
        self._last = now
        caught = self.catching
        typed = self._typed + letters
        self._typed = typed[: LONGEST + 1] if caught else typed[-_HEAD:]
        if self.catching:
            self._end.start()
            if not caught:
                self._put_back()
        return self.catching

    def _begin(self) -> None:
        """A new burst of keys: remember what stood in the field, to put it back if a card is typed into it."""
        field = QApplication.focusWidget()
        self._typed = ""
        self._before = (field, field.text(), field.cursorPosition()) if isinstance(field, QLineEdit) else None

    def _put_back(self) -> None:
        if self._before is None:
            return
        field, words, cursor = self._before
        typed, end = field.text(), field.cursorPosition()
        digits = self._typed[: _HEAD - 1]
        if typed[:end].endswith(digits):
            words, cursor = typed[: end - len(digits)] + typed[end:], end - len(digits)
        field.setText(words)
        field.setCursorPosition(cursor)
        field.textEdited.emit(words)

    def _finish(self) -> None:
        self._end.stop()
        typed, self._typed, self._before = self._typed, "", None
        if not looks_like_code(typed) or typed.count(SEPARATOR) < 2:
            return
        try:
            card: Card = read_code(typed)
        except ValueError:
            self.unreadable.emit()
        else:
            self.scanned.emit(card)

"""How far something long has come, with a way to stop it; shown only when it takes a while."""

import threading
from time import monotonic
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QProgressBar, QProgressDialog, QWidget

from app.i18n import text

_AFTER_MS: Final = 500
_OFTEN_S: Final = 0.1
_WIDTH: Final = 320


class Stoppable(QObject):
    """Told from the thread that works, shown in the one that paints."""

    _moved = Signal(int, int)

    def __init__(self, words: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._stop = threading.Event()
        self._told_at = 0.0
        self._moved.connect(self._move)
        self._shown = QProgressDialog(words, text("ui.stop"), 0, 0, parent.window())
        self._shown.setMinimumDuration(_AFTER_MS)
        self._shown.setMinimumWidth(_WIDTH)
        self._shown.findChild(QProgressBar).setTextVisible(False)  # type: ignore[union-attr] # the bar is thin
        self._shown.canceled.connect(self._stop.set)

    def told(self, done: int, every: int) -> None:
        """Hear from the service."""
        now = monotonic()
        if now - self._told_at > _OFTEN_S or done >= every:  # thousands of small files would only paint
            self._told_at = now
            self._moved.emit(done, every)

    def cancelled(self) -> bool:
        """Whether the user asked to stop."""
        return self._stop.is_set()

    def end(self) -> None:
        """It is done, or given up."""
        self._shown.canceled.disconnect(self._stop.set)
        self._shown.close()
        self._shown.deleteLater()
        self.deleteLater()

    def _move(self, done: int, every: int) -> None:
        if not self.cancelled():
            self._shown.setMaximum(every)
            self._shown.setValue(min(done, max(every - 1, 0)))

"""A word at the foot of the window: what was done, and for a while a way to take it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QEnterEvent
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from app.i18n import text
from ui import style
from ui.widgets.basics import button, label, restyle, reveal, row

_SHOWN_FOR: Final = 10_000  # ms; read in two seconds, undone by somebody who has to look for the mouse
_FROM_BELOW: Final = 44
_NAME: Final = "toast"
_ICON: Final = {"good": "check", "warn": "warning", "info": "info", "quiet": "info"}


def toast(
    near: QWidget, words: str, *, undo: Callable[[], Any] | None = None, act: str = "", tone: str = "good"
) -> Toast:
    """Say in the window of `near` what was done; one at a time, the newest. With `undo`, Ctrl+Z takes it back too.

    `act` names the button when it is not "Undo". It goes by itself after ten seconds, but never under the pointer.
    """
    window = near.window()
    dismiss(window)
    return Toast(window, words, undo, act=act or text("ui.toast.undo"), tone=tone)


def dismiss(window: QWidget) -> None:
    """Take away what is said in a window."""
    for said in window.findChildren(Toast):
        said.go()


class Toast(QFrame):
    """Laid over the window; takes no focus by itself, so that nobody's typing is interrupted."""

    def __init__(
        self, window: QWidget, words: str, undo: Callable[[], Any] | None, *, act: str, tone: str = "good"
    ) -> None:
        super().__init__(window)
        self.setObjectName(_NAME)
        self._undo = undo
        picture = QLabel()
        picture.setPixmap(style.pixmap(_ICON[tone], style.colors().side_strong, 20))
        said = label(words, wrap=True)
        said.setMaximumWidth(560)
        said.setMinimumWidth(min(560, said.fontMetrics().horizontalAdvance(words) + 4))
        self.act = button(act, self.take_back, kind="toastAct", keys="Ctrl+Z" if undo else "")
        reveal(self.act, shown=undo is not None)
        close = button("", self.go, kind="toastAct", icon="", name=text("ui.close"))
        close.setIcon(style.icon("close", style.colors().side_strong, size=16))
        layout = row(picture, said, self.act, close, spacing=12)
        layout.setContentsMargins(16, 9, 8, 9)
        self.setLayout(layout)
        restyle(self, tone=tone)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.go)
        self._timer.start(_SHOWN_FOR)
        window.installEventFilter(self)
        self.show()
        self._place()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def take_back(self) -> None:
        """Undo what was done, once."""
        undo, self._undo = self._undo, None
        self.go()
        if undo is not None:
            undo()

    def go(self) -> None:
        """Leave; what was done stays done."""
        self._timer.stop()
        self.act.setShortcut("")
        self.hide()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the foot of the window when it is resized."""
        if event.type() == QEvent.Type.Resize and watched is self.parent():
            self._place()
        return False

    def enterEvent(self, event: QEnterEvent) -> None:
        """Wait while somebody points at it."""
        self._timer.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Count anew."""
        self._timer.start(_SHOWN_FOR)
        super().leaveEvent(event)

    def _place(self) -> None:
        window = self.parentWidget()
        assert window is not None  # noqa: S101 - it is made in a window and goes with it
        self.setMaximumWidth(max(320, window.width() - 40))
        self.adjustSize()
        self.move((window.width() - self.width()) // 2, window.height() - self.height() - _FROM_BELOW)
        self.raise_()

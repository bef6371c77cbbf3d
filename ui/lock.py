"""The idle lock: who comes back types their password again, and finds everything as it was left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.i18n import text
from ui.widgets.basics import Notice, button, card, column, label, row
from ui.widgets.fields import PasswordField

if TYPE_CHECKING:
    from ui.desk import Desk

_INPUT: Final = frozenset({
    QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel,
    QEvent.Type.TouchBegin, QEvent.Type.InputMethod,
})  # fmt: skip
_MINUTE: Final = 60_000


class IdleWatch(QObject):
    """Tells when nobody has touched keyboard or mouse for so many minutes."""

    idle = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.idle)

    def start(self, minutes: float) -> None:
        """Begin to wait, from now on."""
        self._timer.start(round(minutes * _MINUTE))
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]

    def stop(self) -> None:
        """Nobody is signed in, or the screen is locked: nothing to wait for."""
        self._timer.stop()
        QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Somebody is there: wait anew."""
        if event.type() in _INPUT and self._timer.isActive():
            self._timer.start()
        return super().eventFilter(watched, event)


class LockPage(QWidget):
    """Stands before the pages, which wait behind it with all that was typed; dialogs are put away with them."""

    unlocked = Signal()
    left = Signal()
    """Somebody else wants to sign in."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__()
        self.setObjectName("page")
        self._desk = desk
        self._put_away = [one for one in window.findChildren(QDialog) if one.isVisible()]
        for dialog in self._put_away:
            dialog.hide()
        self.password = PasswordField("password", text("ui.password"))
        self.password.line.returnPressed.connect(self.submit)
        self.notice = Notice()
        self.act = button(text("ui.lock.act"), self.submit, kind="primary")
        other = button(text("ui.lock.other"), self.left.emit, kind="link")
        box = column(
            label(text("ui.lock.title"), "title"), label(text("ui.lock.lead", name=desk.user.name), "muted", wrap=True),
            8, self.password, self.notice, self.act, row(other, None), spacing=10,
        )  # fmt: skip
        panel = card(box, margin=30)
        panel.setFixedWidth(470)
        self.setLayout(column(None, row(None, panel, None), None))
        self.setFocusProxy(self.password)

    def submit(self) -> None:
        """Try the password of who is signed in."""
        if not self.act.isEnabled():
            return
        typed = self.password.value()
        self.act.setEnabled(False)
        self._desk.run(lambda session: session.unlock(typed), lambda _: self._open(), failed=self._refused)

    def _open(self) -> None:
        self.unlocked.emit()
        for dialog in self._put_away:
            dialog.show()

    def _refused(self, error: Exception) -> None:
        from ui import problems

        self.act.setEnabled(True)
        self.password.set_value("")
        self.password.setFocus()
        problems.tell(error, self.notice, self)

"""Sign in, or come back in with the recovery sheet.

The store and its services are imported by the tasks' thread: this window must come up at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

from PySide6.QtCore import QSettings, Signal, SignalInstance
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QComboBox, QWidget

from app import i18n
from app.i18n import text
from ui.tasks import Tasks
from ui.widgets.basics import Notice, button, card, column, label, row
from ui.widgets.fields import PasswordField, TextField

if TYPE_CHECKING:
    from app.session import Cost, Session

LANGUAGE_NAMES = {"vi": "Tiếng Việt", "en": "English"}


class Door(QWidget):
    """What stands before the pages: sign-in or the first run."""

    language_changed = Signal(str)
    practise = Signal()
    """The user wants to play with invented data."""

    def __init__(self) -> None:
        super().__init__()
        QShortcut("F1", self, self.help)

    def help(self) -> None:
        """Open the help for who is not signed in yet."""
        from ui.pages.help import show_help

        show_help(self.window(), "sign_in")

    def may_close(self) -> bool:
        """Whether nothing is lost when the window is closed now."""
        return True


class SignInPage(Door):
    """Name and password; the store is opened by the tasks' thread, where it stays."""

    signed_in = Signal(object)

    def __init__(self, folder: Path, tasks: Tasks, *, cost: Cost | None = None) -> None:
        super().__init__()
        self.setObjectName("page")
        self._folder, self._tasks, self._cost = folder, tasks, cost
        self.name = TextField("user", text("ui.user_name"))
        self.password = PasswordField("password", text("ui.password"))
        self.notice = Notice()
        self.act = button(text("ui.sign_in.act"), self.submit, kind="primary")
        self.act.setDefault(True)
        recover = button(text("ui.sign_in.recover"), self._recover, kind="link")
        practise = button(text("ui.practice.open"), self.practise.emit, kind="link")
        box = column(
            label("Hòa Nhập", "hero"), label(text("ui.app.subtitle"), "muted", wrap=True), 10,
            label(text("ui.sign_in.title"), "lead"), self.name, self.password, self.notice, 4, self.act,
            row(recover, None), row(practise, None), spacing=10,
        )  # fmt: skip
        panel = card(box, margin=30)
        panel.setFixedWidth(470)
        secret = label(text("ui.secret"), "small", wrap=True)
        secret.setFixedWidth(470)
        self.setLayout(column(None, row(None, panel, None), row(None, secret, None),
                              row(None, language_box(self.language_changed), None), None, spacing=14))  # fmt: skip
        self.setFocusProxy(self.name)
        for field in (self.name, self.password):
            field.line.returnPressed.connect(self.submit)
        remembered = str(_memory().value(_place(folder), ""))
        self.name.set_value(remembered)
        if remembered:
            self.setFocusProxy(self.password)

    def submit(self) -> None:
        """Try the name and the password."""
        if not self.act.isEnabled():
            return
        folder, name, password = self._folder, self.name.value(), self.password.value()
        self.act.setEnabled(False)
        self.notice.say(text("ui.sign_in.busy"), "quiet")
        self._tasks.run(lambda: _sign_in(folder, name, password), self._entered, failed=self._refused)

    def _entered(self, session: Session) -> None:
        _memory().setValue(_place(self._folder), session.user.name)
        self.signed_in.emit(session)

    def _refused(self, error: Exception) -> None:
        from app.errors import AppError
        from ui import problems

        self.act.setEnabled(True)
        self.notice.say("")
        if not isinstance(error, AppError):
            problems.show(error, self)
            return
        self.notice.say(problems.sentence(error), "bad")
        if error.code == "store.damaged":
            from ui.pages.damaged import Wreck, at_the_door

            at_the_door(self, self._tasks, Wreck(self._folder, self.name.value(), self.password.value(), self._entered))
        self.password.set_value("")
        self.password.setFocus()

    def _recover(self) -> None:
        from ui import problems
        from ui.widgets.dialogs import FormDialog

        key = TextField("key", text("ui.recover.key"))
        name = TextField("user", text("ui.user_name"))
        name.set_value(self.name.value())
        password, again = (
            PasswordField("password", text("ui.password")),
            PasswordField("again", text("ui.password_again")),
        )
        folder, cost = self._folder, self._cost
        dialog = FormDialog(text("ui.recover.title"), text("ui.recover.act"), [key, name, password, again], self,
                            lead=text("ui.recover.lead"))  # fmt: skip

        def submit() -> None:
            if password.value() != again.value():
                again.error(text("ui.password_differs"))
                return
            problems.carry_out(
                dialog, lambda work, done, *, failed=None: self._tasks.run(lambda: work(None), done, failed=failed),
                lambda _, given: _recover(folder, given["key"], given["user"], given["password"], cost=cost),
                self._entered,
            )  # fmt: skip

        dialog.ask(submit)


def _memory() -> QSettings:
    return QSettings("HoaNhap", "HoaNhap")


def _place(folder: Path) -> str:
    """Where the last user of a store is remembered: another store has other users."""
    return f"user-{crc32(str(folder.absolute()).encode()):08x}"


def _sign_in(folder: Path, name: str, password: str) -> Session:
    from app.session import sign_in

    return sign_in(folder, name, password, channel="window")


def _recover(folder: Path, key: str, name: str, password: str, *, cost: Cost | None) -> Session:
    from app.services import accounts
    from app.session import OFFICE

    return accounts.recover(folder, key, name, password, cost=cost or OFFICE)


def language_box(changed: SignalInstance) -> QComboBox:
    """The choice of the program's language, each in its own words."""
    box = QComboBox()
    box.setAccessibleName(text("ui.language"))
    for code in i18n.LANGUAGES:
        box.addItem(LANGUAGE_NAMES[code], code)
    box.setCurrentIndex(box.findData(i18n.current()))
    box.activated.connect(lambda _: changed.emit(box.currentData()))
    return box

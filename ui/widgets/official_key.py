"""Which official key is to be used this one time: on a token or in a file, and the PIN, which is never kept."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QWidget

from app.envelope import fingerprint
from app.errors import AppError
from app.files import read_file
from app.i18n import text
from app.services import official
from ui import problems
from ui.desk import Desk
from ui.widgets.basics import Notice, button, column, label, row
from ui.widgets.dialogs import choose_file
from ui.widgets.fields import Chooser, PasswordField, TextField

_KEY_FILE_LIMIT: Final = 1024 * 1024
_REMEMBERED: Final = "official/library"
_TOKEN, _FILE = "token", "file"


class OfficialKey(QWidget):
    """Library, token and certificate, or a key file; `place()` is what the services take."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.kind = Chooser("kind", text("ui.key.kind"), [(kind, text(f"ui.key.{kind}")) for kind in (_TOKEN, _FILE)])
        self.library = TextField("library", text("ui.key.library"))
        self.library.set_value(remembered_library())
        self.certificate = Chooser("certificate", text("ui.key.certificate"), [])
        self.file = TextField("file", text("ui.key.key_file"))
        self.pin = PasswordField("pin", text("ui.key.pin"))
        self.notice = Notice()
        pick_library = button(text("ui.key.pick"), self._pick_library, name=text("ui.key.pick_library"))
        pick_file = button(text("ui.key.pick"), self._pick_file, name=text("ui.key.pick_file"))
        look = button(text("ui.key.look"), self.look, icon="refresh")
        self._token, self._in_file = QWidget(), QWidget()
        self._token.setLayout(column(_beside(self.library, pick_library), row(look, None), self.certificate))
        self._in_file.setLayout(column(_beside(self.file, pick_file)))
        asked = label(text("ui.key.asked"), "muted", wrap=True)
        self.setLayout(column(self.kind, self._token, self._in_file, self.pin, asked, self.notice))
        self.kind.changed.connect(self._turn)
        self._turn()

    def look(self) -> None:
        """Ask the library which tokens are plugged in; no PIN is needed for that."""
        library = Path(self.library.value())
        self.notice.say("")
        self._desk.run(lambda _: official.slots(library), self._found, failed=self._failed)

    def place(self) -> Callable[[], official.KeyPlace]:
        """How to get the key and its PIN, off the UI thread: a stick is slow to read, and that raises `file.*`.

        Raises `usage.pin` when the PIN was left out.
        """
        pin = self.pin.value()
        if not pin:
            raise AppError("usage.pin")
        if self.kind.value() == _FILE:
            file = Path(self.file.value())
            return lambda: official.KeyFile(read_file(file, limit=_KEY_FILE_LIMIT), pin)
        remember_library(self.library.value())
        slot, certificate = self.certificate.value() or (None, "")
        token = official.OnToken(official.TokenPlace(Path(self.library.value()), slot, certificate), pin)
        return lambda: token

    def _found(self, slots: list[official.Slot]) -> None:
        self.certificate.box.clear()
        for slot in slots:
            for one in slot.certificates:
                words = text("ui.key.one", holder=one.holder, label=one.label, slot=slot.label, until=one.until)
                self.certificate.box.addItem(words, (slot.id, fingerprint(one.pem)))
        remember_library(self.library.value())
        if not self.certificate.box.count():
            self.notice.say(text("ui.key.no_certificate"), "warn")

    def _failed(self, error: Exception) -> None:
        if isinstance(error, AppError):
            self.notice.say(problems.sentence(error), "bad")
        else:
            problems.show(error, self)

    def _turn(self) -> None:
        on_token = self.kind.value() == _TOKEN
        self._token.setVisible(on_token)
        self._in_file.setVisible(not on_token)

    def _pick_library(self) -> None:
        found = choose_file(self, text("ui.key.pick_library"), text("ui.files.libraries"))
        if found is not None:
            self.library.set_value(str(found))
            self.look()

    def _pick_file(self) -> None:
        found = choose_file(self, text("ui.key.pick_file"), text("ui.files.key_files"))
        if found is not None:
            self.file.set_value(str(found))


def remembered_library() -> str:
    """The library this computer used last: it belongs to the computer, not to the office."""
    return str(QSettings().value(_REMEMBERED) or "")


def remember_library(library: str) -> None:
    """Propose it the next time."""
    QSettings().setValue(_REMEMBERED, library)


def _beside(field: TextField, act: QWidget) -> QWidget:
    """A field with its button at the height of the editor."""
    both = QWidget()
    layout = row(field, column(18, act, None, spacing=3))
    layout.setStretch(0, 1)
    both.setLayout(layout)
    return both

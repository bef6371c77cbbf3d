"""Dialogs: a message, a question with a reason, a form of a few fields, a file to choose."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLabel, QPushButton, QVBoxLayout, QWidget

from app.i18n import text
from ui import style
from ui.widgets.basics import Notice, button, column, label, plain, reveal, row, selectable
from ui.widgets.fields import Field


class Dialog(QDialog):
    """What every dialog of ours has: F1 opens the help above it, at its own topic or that of the page behind."""

    def __init__(self, parent: QWidget | None, *, topic: str = "") -> None:
        super().__init__(parent)
        self._topic = topic
        QShortcut("F1", self, self.help)

    def topic(self) -> str:
        """The topic of the help, empty: that of what is behind."""
        return self._topic

    def help(self) -> None:
        """Open the help; it belongs to the dialog, or a dialog that blocks its window would block the help too."""
        from ui.pages.help import show_help

        behind: QWidget | None = self
        topic = ""
        while behind is not None and not topic:
            topic = behind.topic() if isinstance(behind, Helped) else ""
            behind = behind.parentWidget()
        show_help(self, topic)


@runtime_checkable
class Helped(Protocol):
    """A window that knows which page of the help belongs to what it shows."""

    def topic(self) -> str:
        """The name of that page, empty when there is none."""


@dataclass(frozen=True, slots=True)
class Message:
    """What a dialog says; `technical` is shown only when asked for."""

    title: str
    message: str
    remedy: str = ""
    icon: str = "info"
    technical: str = ""


class MessageDialog(Dialog):
    """A message with its remedy and, folded away, what a technician wants to know."""

    def __init__(self, said: Message, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(said.title)
        self.setMinimumWidth(440)
        picture = QLabel()
        colors = {"warning": style.colors().warn, "error": style.colors().bad}
        picture.setPixmap(style.pixmap(said.icon, colors.get(said.icon, style.colors().accent), 32))
        self._technical = selectable(said.technical, "small")
        self._technical.hide()
        words = column(label(said.message, "lead", wrap=True), label(said.remedy, wrap=True), self._technical)
        more = button(text("ui.technical"), lambda: self._technical.setVisible(self._technical.isHidden()), kind="link")
        reveal(more, shown=bool(said.technical))
        copy = button(text("ui.copy"), lambda: QApplication.clipboard().setText(said.technical), kind="link")
        reveal(copy, shown=bool(said.technical))
        ok = button(text("ui.close"), self.accept, kind="primary")
        ok.setDefault(True)
        top = row(picture, words, spacing=14)
        top.setAlignment(picture, Qt.AlignmentFlag.AlignTop)
        top.setStretch(1, 1)
        layout = column(top, 4, row(more, copy, None, ok), spacing=12)
        layout.setContentsMargins(20, 18, 20, 16)
        self.setLayout(layout)
        ok.setFocus()


def show_message(said: Message, parent: QWidget | None) -> None:
    """Show a message without stopping the program's own events."""
    dialog = MessageDialog(said, parent.window() if parent else None)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()


Given = dict[str, Any]
"""What was given in a dialog when its act was asked for, by the keys of its fields."""


class FormDialog(Dialog):
    """A few fields and one act. The act is tried while the dialog stays: a refusal is shown in it."""

    def __init__(
        self, title: str, act: str, fields: Sequence[Field], parent: QWidget | None, *, lead: str = "", topic: str = ""
    ) -> None:
        """`title` may be the words of the button that asked for the dialog, with its mnemonic."""
        super().__init__(parent, topic=topic)
        title = plain(title)
        self.setWindowTitle(title)
        self.setMinimumWidth(460)
        self.fields = {field.key: field for field in fields}
        self.also: dict[str, Callable[[], Any]] = {}
        """How to read what is asked beside the fields: ticks, a grid, a chosen file."""
        self.notice = Notice()
        self._submit: Callable[[], Any] = self.accept
        self.body: QVBoxLayout = column(*fields, spacing=10)
        self.ok: QPushButton = button(act, self._act, kind="primary")
        self.ok.setDefault(True)
        cancel = button(text("ui.cancel"), self.reject)
        head = label(title, "lead", wrap=True)
        note = label(lead, "muted", wrap=True)
        reveal(note, shown=bool(lead))
        layout = column(head, note, self.body, self.notice, None, row(None, cancel, self.ok), spacing=10)
        layout.setContentsMargins(20, 18, 20, 16)
        self.setLayout(layout)

    def ask(self, submit: Callable[[], Any]) -> "FormDialog":
        """Show the dialog; `submit` is called by the act and closes it with `accept` when it has worked."""
        self._submit = submit
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.open()
        for field in self.fields.values():
            field.setFocus()
            break
        return self

    def _act(self) -> None:
        """What is wrong in a field stands beneath it; nothing is tried before all of them hold."""
        wrong = [field for field in self.fields.values() if _asked(field) and not field.check()]
        if wrong:
            wrong[0].setFocus()
        else:
            self._submit()

    def value(self, key: str) -> Any:
        """What stands in a field."""
        return self.fields[key].value()

    def given(self) -> Given:
        """All that stands in it now, for work in another thread, which may not touch a widget. Raises `AppError`."""
        stands = {key: field.answer() if _asked(field) else field.value() for key, field in self.fields.items()}
        return stands | {key: read() for key, read in self.also.items()}

    def busy(self, *, working: bool) -> None:
        """While the act runs, it cannot be asked for again."""
        self.ok.setEnabled(not working)


def _asked(field: Field) -> bool:
    return field.isEnabled() and not field.isHidden()


def confirm(parent: QWidget, *, title: str, words: str, act: str, done: Callable[[], Any]) -> FormDialog:
    """Ask before what cannot be undone."""

    def yes() -> None:
        dialog.accept()
        done()

    dialog = FormDialog(title, act, [], parent.window(), lead=words)
    dialog.ask(yes)
    dialog.ok.setFocus()
    return dialog


def _titled(words: str) -> str:
    """The words of a button as a title: without the sign of its letter and its dots."""
    return plain(words).rstrip("…")


def choose_files(parent: QWidget, title: str, kinds: str) -> list[Path]:
    """Files the user picks; none when they changed their mind."""
    names, _ = QFileDialog.getOpenFileNames(parent.window(), _titled(title), str(Path.home()), kinds)
    return [Path(name) for name in names]


def choose_file(parent: QWidget, title: str, kinds: str) -> Path | None:
    """One file the user picks."""
    name, _ = QFileDialog.getOpenFileName(parent.window(), _titled(title), str(Path.home()), kinds)
    return Path(name) if name else None


def choose_folder(parent: QWidget, title: str) -> Path | None:
    """A folder the user picks."""
    name = QFileDialog.getExistingDirectory(parent.window(), _titled(title), str(Path.home()))
    return Path(name) if name else None


def choose_target(parent: QWidget, title: str, proposed: str, kinds: str) -> Path | None:
    """Where to save a file."""
    name, _ = QFileDialog.getSaveFileName(parent.window(), _titled(title), str(Path.home() / proposed), kinds)
    return Path(name) if name else None

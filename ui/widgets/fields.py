"""Fields of a form: a label above, the editor, and beneath it what is wrong, doubtful or worth knowing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget

from app.errors import AppError
from app.i18n import text
from ui.widgets.basics import button, column, label, restyle, row

if TYPE_CHECKING:  # the sign-in window has no dates and comes up without them
    from app.domain.dates import PartialDate

LONGEST = 2000
_DATE_WIDTH = 146
"""Logical pixels for the hint of a date."""


class Field(QWidget):
    """The common part: label, editor, the line beneath. `key` names the value it edits."""

    changed = Signal()
    """The user changed the value (not the program)."""
    left = Signal()
    """The user has finished with the field."""

    def __init__(self, key: str, words: str, editor: QWidget, *, required: bool | str = False) -> None:
        """`required` may be what is said while it is empty."""
        super().__init__()
        self.key = key
        self.editor = editor
        self._required = required
        self.title = label(f"{words} *" if required else words, "fieldLabel")
        self.title.setBuddy(editor)
        editor.setAccessibleName(words.replace("&", ""))
        self._beneath = label("", wrap=True)
        self._beneath.hide()
        self._confirm = button("", self._confirm_it, kind="link")
        self._confirm.hide()
        self._confirmed: Callable[[], Any] = lambda: None
        self.setLayout(column(self.title, editor, self._beneath, row(self._confirm, None), spacing=3))
        self.setFocusProxy(editor)
        editor.installEventFilter(self)

    def value(self) -> Any:
        """The value as the services take it."""
        raise NotImplementedError

    def answer(self) -> Any:
        """The value as the act of a dialog takes it. Raises `AppError` for what cannot be one."""
        return self.value()

    def set_value(self, value: Any) -> None:
        """Show a value."""
        raise NotImplementedError

    def check(self) -> bool:
        """Whether what stands in it may be sent; says beneath what is wrong."""
        if self._required and self.value() in ("", None):
            self.error(self._required if isinstance(self._required, str) else text("ui.field.required"))
            return False
        return True

    def said(self) -> str:
        """What stands beneath the field now."""
        return self._beneath.text()

    def error(self, words: str) -> None:
        """Say what is wrong, in red beneath the field; nothing takes it away again."""
        self._say(words, "fieldError")
        restyle(self.editor, wrong=bool(words))

    def hint(self, words: str) -> None:
        """Say what is worth knowing."""
        self._say(words, "fieldHint")

    def warn(self, words: str, *, action: str = "", act: Callable[[], Any] | None = None) -> None:
        """Say what is doubtful; `action` lets the user confirm that it is right all the same."""
        self._say(words, "fieldWarning")
        self._confirm.setText(action)
        self._confirm.setAccessibleName(f"{action}: {words}")
        self._confirm.setVisible(bool(action))
        self._confirmed = act or (lambda: None)

    def quiet(self) -> None:
        """Nothing to say."""
        self.error("")

    def _confirm_it(self) -> None:
        self._confirmed()

    def _say(self, words: str, name: str) -> None:
        self._beneath.setText(words)
        self._beneath.setObjectName(name)
        restyle(self._beneath)
        if name != "fieldError":
            restyle(self.editor, wrong=False)
        self._beneath.setVisible(bool(words))
        self._confirm.hide()
        self.editor.setAccessibleDescription(words)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Know when the user leaves the editor."""
        if watched is self.editor and event.type() is QEvent.Type.FocusOut and isinstance(event, QFocusEvent):
            self.left.emit()
        return super().eventFilter(watched, event)


class TextField(Field):
    """One line of text, in one spelling (NFC, single spaces)."""

    def __init__(self, key: str, words: str, *, required: bool = False, placeholder: str = "") -> None:
        self.line = QLineEdit()
        self.line.setMaxLength(LONGEST)
        self.line.setPlaceholderText(placeholder)
        super().__init__(key, words, self.line, required=required)
        self.line.textEdited.connect(lambda _: self._edited())

    def _edited(self) -> None:
        self.quiet()
        if "\t" in self.line.text():
            self.warn(text("ui.field.row_pasted"))
        self.changed.emit()

    def value(self) -> Any:
        """The text."""
        from app.domain.names import clean

        return clean(self.line.text())

    def set_value(self, value: Any) -> None:
        """Show a text."""
        self.line.setText(value or "")
        self.line.setCursorPosition(0)


class NumberField(TextField):
    """Digits as a card shows them; spaces and dots between them are dropped."""

    def value(self) -> Any:
        """The digits, or whatever was typed instead."""
        return "".join(char for char in self.line.text() if char not in " .-\u00a0")


class MoneyField(TextField):
    """Whole đồng; shown with the thousands apart."""

    def value(self) -> Any:
        """The amount, None when there is none. Text that is no amount is given back for the service to refuse."""
        typed = "".join(char for char in self.line.text() if char not in " .,\u00a0đ")
        if not typed:
            return None
        return int(typed) if typed.isascii() and typed.isdecimal() else typed

    def set_value(self, value: Any) -> None:
        """Show an amount."""
        super().set_value("" if value is None else shown_amount(value))


class DateField(TextField):
    """A day, a month or a year as it is typed: `5/3/88`, `05031988`, `3/1988`, `1988`."""

    def __init__(self, key: str, words: str, *, required: bool = False) -> None:
        super().__init__(key, words, required=required, placeholder=text("ui.field.date_hint"))
        self.setMinimumWidth(_DATE_WIDTH)
        self.left.connect(self._leave)

    def date(self) -> PartialDate | None:
        """The date, None when the field is empty. Raises `ValueError` for what is no date."""
        from app.domain.dates import from_typed

        typed = self.line.text().strip()
        return from_typed(typed) if typed else None

    def value(self) -> Any:
        """ISO text, None when empty; what is no date is given back as typed, for the service to refuse."""
        try:
            found = self.date()
        except ValueError:
            return self.line.text().strip()
        return found.iso if found else None

    def set_value(self, value: Any) -> None:
        """Show an ISO date, or what was typed and is no date."""
        from app.domain.dates import from_iso

        try:
            super().set_value(from_iso(value).shown if value else "")
        except ValueError:
            super().set_value(value)

    def check(self) -> bool:
        """Whether it is a date or nothing; says so beneath when it is neither."""
        try:
            self.date()
        except ValueError:
            self.error(text("error.date.invalid.remedy"))
            return False
        return super().check()

    def _leave(self) -> None:
        if self.check() and (found := self.date()):
            self.line.setText(found.shown)
            if found.earliest > datetime.now().astimezone().date():
                self.warn(text("ui.field.future"))


class DayField(DateField):
    """A date of which the day itself must be known."""

    def check(self) -> bool:
        """Whether it is a whole day or nothing; says so beneath when it is neither."""
        if not super().check():
            return False
        found = self.date()
        if found is not None and not found.whole:
            self.error(text("ui.field.whole_day"))
            return False
        return True

    def day(self) -> date | None:
        """The day, None when the field is empty. Raises `date.invalid` for what is none."""
        try:
            found = self.date()
        except ValueError as error:
            raise AppError("date.invalid") from error
        if found is not None and not found.whole:
            raise AppError("date.invalid")
        return found.earliest if found else None

    def answer(self) -> Any:
        """The day, None only when the field may be empty. Raises `date.invalid`."""
        return self.given() if self._required else self.day()

    def given(self) -> date:
        """The day of a field that must not be empty. Raises `date.invalid`."""
        found = self.day()
        if found is None:
            raise AppError("date.invalid")
        return found


class Chooser(Field):
    """One of a few answers; the first may be none."""

    def __init__(
        self, key: str, words: str, choices: Sequence[tuple[Any, str]], *, required: bool | str = False
    ) -> None:
        self.box = QComboBox()
        for value, shown in choices:
            self.box.addItem(shown, value)
        self.box.setMinimumContentsLength(6)
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        super().__init__(key, words, self.box, required=required)
        self.box.activated.connect(lambda _: self._chosen())

    def _chosen(self) -> None:
        self.quiet()
        self.changed.emit()

    def value(self) -> Any:
        """The value of the answer."""
        return self.box.currentData()

    def set_value(self, value: Any) -> None:
        """Show the answer with this value, the first when there is none such."""
        self.box.setCurrentIndex(max(0, self.box.findData(value)))


class NoteField(Field):
    """Several lines of text."""

    def __init__(self, key: str, words: str) -> None:
        self.area = QPlainTextEdit()
        self.area.setTabChangesFocus(True)
        self.area.setFixedHeight(78)
        super().__init__(key, words, self.area)
        self._filling = False
        self.area.textChanged.connect(lambda: None if self._filling else self.changed.emit())

    def value(self) -> Any:
        """The text."""
        return self.area.toPlainText().strip()

    def set_value(self, value: Any) -> None:
        """Show a text."""
        self._filling = True
        self.area.setPlainText(value or "")
        self._filling = False


class PasswordField(TextField):
    """A password: never cleaned, never shown unless asked; says when letters with tone marks arrive."""

    def __init__(self, key: str, words: str) -> None:
        super().__init__(key, words)
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.textEdited.connect(self._look)

    def value(self) -> Any:
        """Exactly what was typed."""
        return self.line.text()

    def _look(self, typed: str) -> None:
        if not typed.isascii():
            self.warn(text("ui.field.password_unikey"))


class CopyField(TextField):
    """Text to read, select and copy, not to change."""

    def __init__(self, key: str, words: str) -> None:
        super().__init__(key, words)
        self.line.setReadOnly(True)


def shown_amount(value: Any) -> str:
    """An amount as people read it; text that is none as it was typed."""
    from app import labels  # the sign-in window has fields and no amounts: what labels need would make it wait

    return labels.number(value) if isinstance(value, int) else str(value)

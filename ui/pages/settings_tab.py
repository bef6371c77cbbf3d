"""What every tab of the settings has in common."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.domain.access import Permission
from app.i18n import filled, known, text
from app.session import Session
from ui import problems
from ui.desk import Desk
from ui.widgets.basics import button, card, column, label
from ui.widgets.dialogs import FormDialog, Given
from ui.widgets.fields import Field, PasswordField
from ui.widgets.flow import Flow
from ui.widgets.record_table import RecordTable
from ui.widgets.row_detail import with_detail

Work = Callable[[Session, Given], Any]
"""The act of a dialog with what was given in it; it runs where the store lives and touches no widget."""


class SettingsTab(QWidget):
    """A tab asks services through the desk, shows what they answer and says in `said` what was done."""

    said = Signal(str, str)
    """Words and their tone, for the notice above the tabs."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk

    def refresh(self) -> None:
        """Ask anew for everything shown; called whenever the tab comes up."""

    def act(self, name: str, act: Callable[[], Any], permission: Permission, icon: str) -> QPushButton:
        """A button, disabled for who may not; its words are `ui.settings.<name>`."""
        found = button(text(f"ui.settings.{name}"), act, icon=icon)
        found.setEnabled(self.desk.may(permission))
        return found

    def with_chosen(self, table: RecordTable, act: Callable[[Any], Any]) -> None:
        """Do something with the chosen record, or ask for one to be chosen."""
        chosen = table.current()
        if chosen is None:
            self.said.emit(text("ui.settings.choose"), "warn")
        else:
            act(chosen)

    def run(self, work: Callable[[Session], Any], words: str) -> None:
        """Do it, then say these words; a refusal is shown in a dialog."""
        self.desk.run(work, lambda _: self.done(words), failed=lambda error: problems.show(error, self))

    def done(self, words: str) -> None:
        """Say what was done and show how things stand now."""
        self.said.emit(words, "good")
        self.refresh()

    def ask(self, kind: str, fields: Sequence[Field], work: Work, **values: str) -> FormDialog:
        """A dialog with these fields; its words are `ui.settings.<kind>`, `…_lead` and `…_done`."""
        words = text(f"ui.settings.{kind}").rstrip("…").replace("&", "")
        lead = filled(text(f"ui.settings.{kind}_lead"), values)
        dialog = FormDialog(words, words, fields, self.window(), lead=lead)

        def submit() -> None:
            again = dialog.fields.get("again")
            if again is not None and again.value() != dialog.value("password"):
                again.error(text("ui.password_differs"))
                return
            said = filled(text(f"ui.settings.{kind}_done"), values)
            problems.carry_out(dialog, self.desk.run, work, lambda _: self.done(said))

        return dialog.ask(submit)


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab of the settings: its words are `ui.settings.tab.<key>`; how to make it and who sees it."""

    key: str
    make: Callable[[Desk], SettingsTab]
    seen_by: Callable[[Desk], bool]
    group: str = "papers"
    """The heading it stands under: `ui.settings.group.<group>`."""


def panel(name: str, table: QWidget, *acts: QWidget) -> QWidget:
    """A table below its acts, with the sentence `ui.settings.lead.<name>` above, and all about its chosen row below.

    An empty table says `ui.settings.nothing.<name>`, where there is such a sentence.
    """
    lead = label(text(f"ui.settings.lead.{name}"), "muted", wrap=True)
    return card(column(lead, Flow(*acts), told(name, table) if isinstance(table, RecordTable) else table), margin=14)


def told(name: str, table: RecordTable) -> QVBoxLayout:
    """A table that says what it waits for while it is empty, over all the words of its chosen row."""
    if known(f"ui.settings.nothing.{name}"):
        table.say_nothing(text(f"ui.settings.nothing.{name}"))
    return with_detail(table)


def heading(name: str) -> str:
    """The title of a column."""
    return text(f"ui.settings.column.{name}")


def password_fields() -> tuple[PasswordField, PasswordField]:
    """A new password, typed twice."""
    return PasswordField("password", text("ui.password")), PasswordField("again", text("ui.password_again"))

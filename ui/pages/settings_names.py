"""Settings: the names that stand on papers, and whether two persons are wanted."""

from typing import Final

from PySide6.QtWidgets import QCheckBox

from app.domain.access import Permission
from app.i18n import text
from app.services import accounts
from app.session import Session
from app.settings import Settings
from ui.desk import Desk
from ui.pages.settings_tab import SettingsTab
from ui.widgets.basics import button, card, column, label, reveal, row
from ui.widgets.fields import TextField

_TEXTS: Final = ("parent_name", "committee_name", "locality", "addressee", "symbol")


class NamesTab(SettingsTab):
    """A few texts; who may not change them sees them all the same."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        wanted = _TEXTS if desk.is_commune else _TEXTS[:1]
        self.names = {name: TextField(name, text(f"setting.{name}")) for name in wanted}
        self.two_persons = QCheckBox(text("setting.two_persons"))
        reveal(self.two_persons, shown=desk.is_commune)
        save = button(text("ui.save"), self.save, icon="save", kind="primary", keys="Ctrl+S")
        parts = [*self.names.values(), self.two_persons]
        for part in (*parts, save):
            part.setEnabled(desk.may(Permission.MANAGE_SETTINGS))
        about = column(label(desk.office.name, "lead"), label(text("ui.secret"), "muted", wrap=True))
        self.setLayout(column(card(column(*parts, row(save, None), 16, about, None), margin=16)))

    def refresh(self) -> None:
        """Ask for the settings."""
        self.desk.run(lambda session: session.settings, self._show)

    def save(self) -> None:
        """Store what differs."""
        typed = {name: field.value() for name, field in self.names.items()}
        typed["two_persons"] = "on" if self.two_persons.isChecked() else "off"

        def work(session: Session) -> None:
            now = session.settings
            for name, value in typed.items():
                old = getattr(now, name)
                if value != (("on" if old else "off") if isinstance(old, bool) else old):
                    accounts.set_setting(session, name, value)

        self.desk.run(work, lambda _: self.done(text("ui.settings.saved")))

    def _show(self, settings: Settings) -> None:
        for name, field in self.names.items():
            field.set_value(getattr(settings, name))
        self.two_persons.setChecked(settings.two_persons)

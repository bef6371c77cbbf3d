"""Settings: the bank's day in the commune, by when a list is due, what counts on it, and the lock of the screen."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from app import settings as known
from app.domain.access import Permission
from app.domain.dates import from_iso
from app.errors import AppError
from app.i18n import text
from app.services import accounts
from app.session import Session
from app.settings import Settings
from ui.desk import Desk
from ui.pages.settings_tab import SettingsTab
from ui.widgets.basics import button, card, column, label, row, scrolled
from ui.widgets.fields import Chooser, Field, TextField

_GROUPS: Final = {
    "bank": ("bank_office", "bank_point", "bank_day"),
    "due": ("list_day", "due_rule", "grace_days", "days_off", "days_working"),
    "list": ("list_only_new", "judgement_months", "window_years", "warn_months", "urgent_days"),
    "screen": ("idle_minutes",),
}
_ABOVE: Final = {"due": ("list_day", "due_rule", "grace_days", "days_off", "days_working"), "screen": ("idle_minutes",)}
"""What is left of them in a receiving store: it judges when a list came, and makes none."""
_CHOICES: Final[dict[str, Sequence[Any]]] = {
    "due_rule": ("next", "same", "before"), "judgement_months": (1, 3, 6, 12), "list_only_new": (False, True),
}  # fmt: skip
_DAYS: Final = frozenset({"days_off", "days_working"})
_NARROW: Final = 90
"""Logical pixels for a number."""


class RulesTab(SettingsTab):
    """Who may not change them sees them all the same; what an office may enter is said beside the field."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        groups = _GROUPS if desk.is_commune else _ABOVE
        self.fields = {name: _field(name) for some in groups.values() for name in some}
        cards: list[QWidget] = []
        for group, some in groups.items():
            parts = [self.fields[name] for name in some]
            lead = label(text(f"ui.settings.rules.{group}_lead"), "muted", wrap=True)
            title = label(text(f"ui.settings.rules.{group}"), "groupTitle")
            cards.append(card(column(title, lead, *parts, spacing=10), margin=16))
        save = button(text("ui.save"), self.save, icon="save", kind="primary", keys="Ctrl+S")
        for part in (save, *(field.editor for field in self.fields.values())):
            part.setEnabled(desk.may(Permission.MANAGE_SETTINGS))
        self.setLayout(column(scrolled(column(*cards, None, spacing=12)), row(save, None)))

    def refresh(self) -> None:
        """Ask for the settings."""
        self.desk.run(lambda session: session.settings, self._show)

    def save(self) -> None:
        """Store what differs, if all of it can be."""
        typed = {name: _typed(field) for name, field in self.fields.items()}
        wrong = [name for name, value in typed.items() if not self._fits(name, value)]  # each says so beside itself
        if wrong:
            return

        def work(session: Session) -> None:
            now = session.settings
            for name, value in typed.items():
                if known.parse(name, value) != getattr(now, name):
                    accounts.set_setting(session, name, value)

        self.run(work, text("ui.settings.saved"))

    def _fits(self, name: str, value: str) -> bool:
        try:
            known.parse(name, value)
        except AppError:
            self.fields[name].error(text(f"ui.settings.rules.{name}_wrong"))
            return False
        self.fields[name].quiet()
        return True

    def _show(self, settings: Settings) -> None:
        for name, field in self.fields.items():
            value = getattr(settings, name)
            field.quiet()
            field.set_value(value if isinstance(field, Chooser) else _shown(name, value))


def _field(name: str) -> Field:
    words = text(f"ui.settings.rules.{name}")
    if name in _CHOICES:
        return Chooser(name, words, [(one, text(f"ui.settings.rules.{name}_{one}".lower())) for one in _CHOICES[name]])
    field = TextField(name, words)
    if isinstance(getattr(Settings(), name), int):
        field.line.setFixedWidth(_NARROW)
    return field


def _shown(name: str, value: Any) -> str:
    """Days as they are written; a bank's day that nobody entered is empty."""
    if name in _DAYS:
        return ", ".join(from_iso(day).shown for day in value.split())
    return "" if name == "bank_day" and not value else str(value)


def _typed(field: Field) -> str:
    value = field.value()
    if isinstance(value, bool):
        return "on" if value else "off"
    return str(value) or ("0" if field.key == "bank_day" else "")

"""Settings: which data is sent, to whom and what for; and the two choices an office has about it."""

from typing import Final

from PySide6.QtWidgets import QCheckBox

from app.domain.access import Permission
from app.domain.sharing import Shared, shared_fields
from app.i18n import text
from app.services import accounts
from app.settings import Settings
from ui.desk import Desk
from ui.pages.settings_tab import SettingsTab
from ui.widgets.basics import card, column, label, reveal
from ui.widgets.record_table import Column, RecordModel, RecordTable

_CHOICES: Final = ("keep_ethnicity", "paper_qr")


class SentTab(SettingsTab):
    """The table is worked out from the record itself: it cannot say what a batch does not do."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.fields: RecordModel[Shared] = RecordModel(_columns())
        self.fields.show(shared_fields())
        table = RecordTable(self.fields, text("ui.settings.tab.sent"), stretch=0)
        self.chosen = label("", "muted", wrap=True)
        table.selectionModel().currentRowChanged.connect(lambda now, _: self._explain(now.row()))
        table.setCurrentIndex(self.fields.index(0, 0))
        self.choices = {name: QCheckBox(text(f"setting.{name}")) for name in _CHOICES}
        for name, box in self.choices.items():
            box.setEnabled(desk.may(Permission.MANAGE_SETTINGS))
            box.setAccessibleName(text(f"setting.{name}"))
            reveal(box, shown=desk.is_commune)
            box.clicked.connect(lambda on, name=name: self._choose(name, on=on))
        lead = label(text("ui.settings.lead.sent"), "muted", wrap=True)
        self.setLayout(column(card(column(lead, *self.choices.values(), table, self.chosen), margin=14)))

    def _explain(self, place: int) -> None:
        """The whole row beneath the table: on a small screen it has no room for who sees a field."""
        one = self.fields.record(place)
        if one is not None:
            sent = text(f"ui.sent.{'travels' if one.travels else 'stays'}")
            words = text("ui.sent.row", field=text(f"field.{one.field}"), who=_who(one.seen_by), sent=sent,
                         purpose=text(f"ui.sent.purpose.{one.purpose}"))  # fmt: skip
            self.chosen.setText(words)

    def refresh(self) -> None:
        """Ask how the choices stand."""
        self.desk.run(lambda session: session.settings, self._show)

    def _show(self, settings: Settings) -> None:
        for name, box in self.choices.items():
            box.setChecked(getattr(settings, name))

    def _choose(self, name: str, *, on: bool) -> None:
        self.run(lambda session: accounts.set_setting(session, name, "on" if on else "off"), text("ui.settings.saved"))


def _columns() -> tuple[Column[Shared], ...]:
    def words(name: str) -> str:
        return text(f"ui.sent.column.{name}")

    return (
        Column(words("field"), lambda one: text(f"field.{one.field}"), 225, strong=True),
        Column(words("purpose"), lambda one: text(f"ui.sent.purpose.{one.purpose}"), 165),
        Column(words("seen_by"), lambda one: _who(one.seen_by), 325, spare=1),
        Column(words("travels"), lambda one: text(f"ui.sent.{'travels' if one.travels else 'stays'}"), 110,
               tone=lambda one: "warn" if one.travels else "good"),
    )  # fmt: skip


def _who(seen_by: tuple[str, ...]) -> str:
    return ", ".join(text(f"ui.sent.who.{who}") for who in seen_by)

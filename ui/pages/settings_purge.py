"""Settings, tab of files whose retention period is over: proposed, looked at, then gone for good."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from app import labels
from app.domain.access import Permission
from app.domain.dates import shown_day
from app.domain.month import shown_month
from app.i18n import text
from app.services import purge
from app.session import Expired, Session
from ui.desk import Desk
from ui.pages.settings_tab import SettingsTab, heading, panel
from ui.widgets.basics import Notice, column
from ui.widgets.dialogs import FormDialog, Given
from ui.widgets.fields import TextField
from ui.widgets.record_table import Column, RecordModel, RecordTable

_WHOLE: Final = 10


class PurgeTab(SettingsTab):
    """The proposal as it stands; nobody is gone before somebody looked and gave a reason."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.proposed: RecordModel[Expired] = RecordModel(_columns())
        self.stands = Notice()
        table = RecordTable(self.proposed, text("ui.settings.tab.purge"), stretch=0)
        self.ask_anew = self.act("purge_propose", self.propose, Permission.READ_PEOPLE, "search")
        self.one = self.act("purge_one", lambda: self.with_chosen(table, self.apply_one), Permission.PURGE, "close")
        self.all = self.act("purge_all", self.apply_all, Permission.PURGE, "warning")
        self.setLayout(column(self.stands, panel("purge", table, self.ask_anew, self.one, self.all), spacing=10))

    def refresh(self) -> None:
        """Ask for the proposal."""
        if self.desk.may(Permission.READ_PEOPLE):
            self.desk.run(lambda session: tuple(purge.proposed(session)), self._show)

    def propose(self) -> None:
        """Look through the register for whoever may go."""
        self.run(purge.propose, text("ui.settings.purge_propose_done"))

    def apply_one(self, chosen: Expired) -> FormDialog:
        """Take one of them out for good."""
        return self._apply([chosen.id])

    def apply_all(self) -> FormDialog | None:
        """Take all of them out for good."""
        rows = range(self.proposed.rowCount())
        everybody = [one.id for row in rows if (one := self.proposed.record(row)) is not None]
        if everybody:
            return self._apply(everybody)
        self.said.emit(text("ui.settings.purge_none"), "warn")
        return None

    def _apply(self, person_ids: Sequence[str]) -> FormDialog:
        reason = TextField("reason", text("ui.settings.purge_reason"), required=True)

        def work(session: Session, given: Given) -> Any:
            return purge.apply(session, person_ids, given["reason"])

        return self.ask("purge_apply", [reason], work, n=labels.number(len(person_ids)))

    def _show(self, proposed: tuple[Expired, ...]) -> None:
        self.proposed.show(proposed)
        for act in (self.one, self.all):
            act.setEnabled(bool(proposed) and self.desk.may(Permission.PURGE))
        self.stands.say("" if proposed else text("ui.settings.purge_none"), "info")


def _columns() -> tuple[Column[Expired], ...]:
    return (
        Column(heading("name"), lambda one: one.name, 230, strong=True),
        Column(heading("purge_birth"), lambda one: _shown(one.birth), 120),
        Column(heading("purge_closed"), lambda one: _shown(one.closed_on), 170),
        Column(heading("purge_month"), lambda one: shown_month(one.last_month) if one.last_month else "", 170),
    )


def _shown(iso: str) -> str:
    """A birth may be a year or a month only: then it stays as it is."""
    return shown_day(date.fromisoformat(iso)) if len(iso) == _WHOLE else iso

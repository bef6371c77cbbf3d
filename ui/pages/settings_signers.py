"""Settings: who signs the papers, from which day on."""

from datetime import datetime

from app.domain.access import Permission
from app.domain.month import Signer
from app.i18n import text
from app.services import months
from app.session import Session
from ui.desk import Desk
from ui.pages.month_dialogs import authority_field
from ui.pages.settings_tab import SettingsTab, heading, panel
from ui.widgets.basics import column
from ui.widgets.dialogs import FormDialog, Given
from ui.widgets.fields import Chooser, DayField, TextField
from ui.widgets.record_table import Column, RecordModel, RecordTable

_Dated = tuple[str, Signer]


class SignersTab(SettingsTab):
    """Signers are dated: a new one is added, none is changed."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.signers: RecordModel[_Dated] = RecordModel(_columns())
        table = RecordTable(self.signers, text("ui.settings.tab.signers"), stretch=3)
        add = self.act("add_signer", self.add_signer, Permission.MANAGE_SETTINGS, "plus")
        self.setLayout(column(panel("signers", table, add)))

    def refresh(self) -> None:
        """Ask for the signers."""
        self.desk.run(lambda session: tuple(months.signers(session)), self.signers.show)

    def add_signer(self) -> FormDialog:
        """Who signs from a day on, for the police or for the Committee."""
        side = Chooser("side", heading("side"),
                       [(name, text(f"ui.settings.side.{name}")) for name in ("police", "committee")])  # fmt: skip
        authority = authority_field()
        title = TextField("title", heading("title"), required=True)
        rank, name = TextField("rank", text("ui.settings.rank")), TextField("name", heading("name"))
        since = DayField("since", heading("since"), required=True)
        since.set_value(datetime.now().astimezone().date().isoformat())

        def work(session: Session, given: Given) -> None:
            signer = Signer(given["side"], given["authority"], given["title"], given["name"], given["rank"])
            months.add_signer(session, signer, given["since"])

        return self.ask("add_signer", [side, authority, title, rank, name, since], work)


def _columns() -> tuple[Column[_Dated], ...]:
    return (
        Column(heading("since"), lambda one: "/".join(reversed(one[0].split("-"))), 110),
        Column(heading("side"), lambda one: text(f"ui.settings.side.{one[1].side}"), 130, spare=1),
        Column(heading("authority"), lambda one: one[1].authority, 90, spare=2),
        Column(heading("title"), lambda one: one[1].title, 170),
        Column(
            heading("name"), lambda one: " ".join(part for part in (one[1].rank, one[1].name) if part), 230, strong=True
        ),
    )

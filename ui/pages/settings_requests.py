"""Settings: what people ask about their own data, and by when it is answered."""

from datetime import date
from pathlib import Path

from app.domain.access import Permission
from app.domain.dates import shown_day
from app.files import write_whole
from app.i18n import text
from app.services import privacy, requests
from app.session import Request, Session
from ui.desk import Desk
from ui.pages.settings_tab import SettingsTab, heading, panel
from ui.widgets.basics import begun, column
from ui.widgets.dialogs import FormDialog, Given, choose_target
from ui.widgets.fields import Chooser, DayField, TextField
from ui.widgets.record_table import Column, RecordModel, RecordTable


class RequestsTab(SettingsTab):
    """The register of requests, and the papers of data protection."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.requests: RecordModel[Request] = RecordModel(_columns())
        table = RecordTable(self.requests, text("ui.settings.tab.requests"), stretch=5)
        read = Permission.READ_PEOPLE
        add = self.act("add_request", self.add_request, read, "plus")
        answer = self.act("answer_request", lambda: self.with_chosen(table, self.answer_request), read, "check")
        breach = self.act("breach", self.breach, Permission.BACKUP, "warning")
        about = self.act("processing", self.processing, Permission.MANAGE_SETTINGS, "document")
        self.setLayout(column(panel("requests", table, add, answer, breach, about)))

    def refresh(self) -> None:
        """Ask for the requests."""
        if self.desk.may(Permission.READ_PEOPLE):
            self.desk.run(lambda session: tuple(requests.listing(session)), self.requests.show)

    def add_request(self) -> FormDialog:
        """Enter a request on the day it came."""
        kind = Chooser("kind", heading("request_kind"), [(one, text(f"request.{one}")) for one in requests.KINDS])
        person = TextField("person", text("ui.settings.request_person"))
        note = TextField("note", heading("request_note"))
        received = DayField("received", heading("received_on"))

        def work(session: Session, given: Given) -> None:
            requests.add(session, given["kind"], received_on=given["received"],
                         person_id=given["person"], note=given["note"])  # fmt: skip

        return self.ask("add_request", [kind, person, note, received], work)

    def answer_request(self, chosen: Request) -> FormDialog:
        """Note how it was answered."""
        how = TextField("how", heading("request_answer"), required=True)
        return self.ask("answer_request", [how],
                        lambda session, given: requests.answer(session, chosen.number, given["how"]))  # fmt: skip

    def breach(self) -> FormDialog | None:
        """Make the sheet for the 72 hours and save it where the user says."""
        target = choose_target(self, text("ui.settings.breach"), text("ui.settings.breach_file"), "PDF (*.pdf)")
        return None if target is None else self.breach_to(target)

    def breach_to(self, target: Path) -> FormDialog:
        """Ask what happened, then write the sheet."""
        what = TextField("what", text("ui.settings.breach_what"), required=True)
        return self.ask(
            "breach", [what],
            lambda session, given: write_whole(target, privacy.breach(session, given["what"]).pdf, mode=0o600),
        )  # fmt: skip

    def processing(self) -> None:
        """Save the description of what is done with the data."""
        target = choose_target(self, text("ui.settings.processing"), text("ui.settings.processing_file"), "PDF (*.pdf)")
        if target is not None:
            self.run(lambda session: write_whole(target, privacy.processing(session)),
                     text("ui.settings.processing_done"))  # fmt: skip


def _columns() -> tuple[Column[Request], ...]:
    return (
        Column(heading("number"), lambda one: str(one.number), 60, right=True),
        Column(heading("request_kind"), lambda one: text(f"request.{one.kind}"), 170, strong=True),
        Column(heading("received_on"), lambda one: _shown(one.received_on), 110),
        Column(heading("due_on"), lambda one: _shown(one.due_on), 110),
        Column(heading("state"), _state, 170, tone=lambda one: "good" if one.answered_on else "warn"),
        Column(heading("request_note"), lambda one: one.note or one.answer, 220, spare=1),
    )


def _state(one: Request) -> str:
    return _shown(one.answered_on) if one.answered_on else begun(text("cli.request.open"))


def _shown(iso: str) -> str:
    return shown_day(date.fromisoformat(iso))

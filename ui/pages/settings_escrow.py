"""Settings: the escrow key, which opens our batches when our own key is lost."""

from pathlib import Path
from typing import Final

from app.domain.access import Permission
from app.files import read_file, write_whole
from app.i18n import text
from app.services import escrow
from app.services.escrow import Escrow, Former
from app.session import Session
from ui.desk import Desk
from ui.pages.person_panels import shown_time
from ui.pages.settings_tab import SettingsTab, heading, told
from ui.widgets.basics import Notice, card, column, label, row
from ui.widgets.dialogs import FormDialog, Given, choose_file, choose_folder, choose_target, confirm
from ui.widgets.fields import NumberField, PasswordField, TextField
from ui.widgets.record_table import Column, RecordModel, RecordTable

_LIMIT: Final = 64 * 1024
Loaded = tuple[Escrow | None, tuple[Former, ...]]


class EscrowTab(SettingsTab):
    """Nothing is sealed to a key that was not tried; the file with the key never stays on this computer."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.standing = Notice()
        self.former: RecordModel[Former] = RecordModel(_columns())
        table = RecordTable(self.former, text("ui.settings.escrow_former"), stretch=0)
        may = Permission.TRUST_OFFICE
        make = self.act("escrow_make", self._choose_new, may, "plus")
        set_ = self.act("escrow_set", self._choose_key, may, "seal")
        test = self.act("escrow_test", self._choose_to_test, Permission.BACKUP, "check")
        print_ = self.act("escrow_print", self._choose_to_print, may, "print")
        remove = self.act("escrow_remove", self.remove, may, "close")
        lead = label(text("ui.settings.lead.escrow"), "muted", wrap=True)
        before = label(text("ui.settings.escrow_former"), "fieldLabel")
        acts = (row(make, set_, remove, None), row(test, print_, None))
        self.setLayout(column(card(column(lead, self.standing, *acts, before, told("escrow", table)), margin=14)))

    def refresh(self) -> None:
        """Ask which key is in use and which were."""
        self.desk.run(_load, self._show)

    def make(self, file: Path) -> FormDialog:
        """A new key in a file under a passphrase."""
        first, again = PasswordField("password", text("ui.passphrase")), PasswordField("again", text("ui.passphrase"))
        again.title.setText(text("ui.passphrase_again"))
        return self.ask("escrow_make", [first, again], lambda session, given: escrow.make(
            session, file, given["password"]))  # fmt: skip

    def set_key(self, file: Path) -> FormDialog:
        """A key that somebody else made: its recipient, and its file to try it."""
        recipient = TextField("recipient", text("ui.settings.recipient"), required=True)
        secret = PasswordField("passphrase", text("ui.passphrase"))

        def work(session: Session, given: Given) -> Escrow:
            key = read_file(file, limit=_LIMIT)
            return escrow.set_recipient(session, given["recipient"], key, given["passphrase"] or None)

        return self.ask("escrow_set", [recipient, secret], work)

    def test(self, file: Path) -> FormDialog:
        """Try the key in a file."""
        secret = PasswordField("passphrase", text("ui.passphrase"))
        return self.ask(
            "escrow_test",
            [secret],
            lambda session, given: escrow.test(session, read_file(file, limit=_LIMIT), given["passphrase"] or None),
        )

    def print_parts(self, file: Path, folder: Path) -> FormDialog:
        """The key in a file on several sheets."""
        parts = NumberField("parts", text("ui.settings.parts"), required=True)
        parts.set_value("3")

        def work(session: Session, given: Given) -> None:
            count = int(given["parts"]) if given["parts"].isdecimal() else 0
            sheets = escrow.print_parts(session, read_file(file, limit=_LIMIT), count)
            for number, sheet in enumerate(sheets, start=1):
                write_whole(folder / f"{number}-{len(sheets)}.pdf", sheet, mode=0o600)

        return self.ask("escrow_print", [parts], work)

    def remove(self) -> FormDialog:
        """Seal to it no more."""
        return confirm(
            self,
            title=text("ui.settings.escrow_remove").rstrip("…"),
            words=text("ui.settings.escrow_remove_lead"),
            act=text("ui.settings.escrow_remove").rstrip("…"),
            done=lambda: self.run(escrow.remove, text("cli.escrow.removed")),
        )

    def _show(self, loaded: Loaded) -> None:
        held, former = loaded
        self.former.show(former)
        if held is None:
            self.standing.say(text("ui.settings.escrow_none"), "info")
        else:
            since, tested = shown_time(held.since), shown_time(held.tested_at)
            self.standing.say(
                text("ui.settings.escrow_held", recipient=held.recipient, since=since, tested=tested), "good"
            )

    def _choose_new(self) -> None:
        target = choose_target(self, text("ui.settings.escrow_make"), "khoa-du-phong.age", text("ui.files.keys"))
        if target is not None:
            self.make(target)

    def _choose_key(self) -> None:
        file = choose_file(self, text("ui.settings.key_of_escrow"), text("ui.files.keys"))
        if file is not None:
            self.set_key(file)

    def _choose_to_test(self) -> None:
        file = choose_file(self, text("ui.settings.key_of_escrow"), text("ui.files.keys"))
        if file is not None:
            self.test(file)

    def _choose_to_print(self) -> None:
        file = choose_file(self, text("ui.settings.key_of_escrow"), text("ui.files.keys"))
        folder = choose_folder(self, text("ui.settings.sheets_folder")) if file else None
        if file is not None and folder is not None:
            self.print_parts(file, folder)


def _load(session: Session) -> Loaded:
    return escrow.show(session), tuple(escrow.former(session))


def _columns() -> tuple[Column[Former], ...]:
    return (
        Column(heading("recipient"), lambda one: one.recipient, 380, strong=True),
        Column(heading("since"), lambda one: shown_time(one.since), 165),
        Column(heading("until"), lambda one: shown_time(one.until), 165),
        Column(heading("sealed_to"), lambda one: text("ui.settings.batches_n", n=one.batches), 150,
               tone=lambda one: "warn" if one.batches else "quiet"),
    )  # fmt: skip

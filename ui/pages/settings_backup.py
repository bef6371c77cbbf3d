"""Settings: backups, the second place, the recovery sheet, and the papers when an officer leaves."""

from pathlib import Path

from app.domain.access import Permission
from app.files import write_whole
from app.i18n import text
from app.labels import megabytes
from app.services import backups, handover, recovery
from app.services.backups import Opener, Standing
from app.services.rotation import Kept
from app.session import Session
from ui.desk import Desk
from ui.pages.settings_tab import SettingsTab, heading, panel
from ui.widgets.basics import Notice, column, label
from ui.widgets.dialogs import FormDialog, Given, choose_file, choose_folder, choose_target
from ui.widgets.fields import PasswordField, TextField
from ui.widgets.flow import Flow
from ui.widgets.record_table import Column, RecordModel, RecordTable


class BackupTab(SettingsTab):
    """How safe the work lies, and everything that makes it safer."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.kept: RecordModel[Kept] = RecordModel(_columns())
        self.stands = label("", wrap=True)
        self.reasons = Notice()
        table = RecordTable(self.kept, text("ui.settings.tab.backup"), stretch=2)
        self.now = self.act("backup_now", self.back_up, Permission.BACKUP, "save")
        second = self.act("backup_second", self.choose_second, Permission.MANAGE_SETTINGS, "folder")
        check = self.act("backup_check", self.check, Permission.BACKUP, "search")
        rehearse = self.act("backup_rehearse", self.rehearse, Permission.BACKUP, "refresh")
        renew = self.act("recovery_renew", self.renew, Permission.MANAGE_USERS, "print")
        leave = self.act("handover", self.hand_over, Permission.MANAGE_USERS, "document")
        anew = self.act("new_epoch", self.begin_chain, Permission.TRUST_OFFICE, "refresh")
        state = column(self.stands, self.reasons, Flow(second, rehearse, renew, leave, anew), spacing=8)
        self.setLayout(column(state, panel("backup", table, self.now, check), spacing=10))

    def refresh(self) -> None:
        """Ask how the backups stand."""
        self.desk.run(_load, self._show)

    def back_up(self) -> None:
        """Back up now, in the second place too."""

        def work(session: Session) -> None:
            backups.copy_to_second(session, backups.create(session))

        self.run(work, text("ui.settings.backup_now_done"))

    def choose_second(self) -> None:
        """A stick or a folder of another computer that gets each backup."""
        folder = choose_folder(self, text("ui.settings.backup_second"))
        if folder is not None:
            self.run(lambda session: backups.choose_second(session, str(folder)),
                     text("ui.settings.backup_second_done", folder=folder.name))  # fmt: skip

    def check(self) -> FormDialog | None:
        """Open a backup file elsewhere and look at all of it."""
        file = choose_file(self, text("ui.settings.backup_check"), "*.hnbackup")
        if file is None:
            return None
        password = PasswordField("password", text("ui.password"))
        return self.ask("backup_check", [password], lambda session, given: backups.check(
            file, Opener(session.user.name, given["password"])))  # fmt: skip

    def rehearse(self) -> FormDialog:
        """Restore the newest backup into a temporary place: by a password, or by the sheet in the drawer."""
        password = PasswordField("password", text("ui.password"))
        key = TextField("key", text("ui.settings.backup_key"))

        def work(session: Session, given: Given) -> None:
            if given["key"]:
                recovery.rehearse(session, given["key"])
                backups.rehearse(session, Opener(recovery_key=given["key"]))
            else:
                backups.rehearse(session, Opener(session.user.name, given["password"]))

        return self.ask("backup_rehearse", [password, key], work)

    def renew(self) -> FormDialog | None:
        """A new recovery key on a new sheet; the old sheet opens the store no more."""
        target = choose_target(self, text("ui.settings.recovery_renew"), text("ui.settings.recovery_file"), "*.pdf")
        if target is None:
            return None
        return self.ask("recovery_renew", [], lambda session, _: _new_sheet(session, target))

    def hand_over(self) -> FormDialog | None:
        """The sheet for a change of officer."""
        target = choose_target(self, text("ui.settings.handover"), text("ui.settings.handover_file"), "*.pdf")
        if target is None:
            return None
        leaving = TextField("leaving", text("ui.settings.handover_leaving"), required=True)
        leaving.set_value(self.desk.user.name)
        taking = TextField("taking", text("ui.settings.handover_taking"), required=True)

        def work(session: Session, given: Given) -> None:
            write_whole(target, handover.sheet(session, leaving=given["leaving"], taking=given["taking"]))

        return self.ask("handover", [leaving, taking], work)

    def begin_chain(self) -> FormDialog:
        """Number the batches anew: the office above asked for it after a fork."""
        reason = TextField("reason", text("ui.month.reason"), required=True)
        return self.ask("new_epoch", [reason], lambda session, given: backups.new_epoch(session, given["reason"]))

    def _show(self, loaded: tuple[Standing, list[Kept]]) -> None:
        stands, kept = loaded
        self.kept.show(kept)
        self.stands.setText(_sentence(stands))
        said = "\n".join(text(f"backup.reason.{reason}") for reason in stands.reasons)
        self.reasons.say(said, "bad" if stands.red else "warn")


def _load(session: Session) -> tuple[Standing, list[Kept]]:
    return backups.standing(session), backups.listing(session)


def _new_sheet(session: Session, target: Path) -> None:
    write_whole(target, recovery.sheet(session, recovery.renew(session)), mode=0o600)


def _sentence(stands: Standing) -> str:
    never = text("handover.never")
    return text(
        "ui.settings.backup_stands",
        newest=f"{stands.newest.day:%d/%m/%Y}" if stands.newest else never, acts=stands.newer_acts,
        second=stands.second or text("handover.none"),
        second_on=f"{stands.second_on:%d/%m/%Y}" if stands.second_on else never,
        rehearsed=f"{stands.rehearsed_on:%d/%m/%Y}" if stands.rehearsed_on else never,
    )  # fmt: skip


def _moment(kept: Kept) -> str:
    return f"{kept.day:%d/%m/%Y} {kept.header.made_at[11:16]}"


def _columns() -> tuple[Column[Kept], ...]:
    return (
        Column(
            heading("backup_day"), lambda kept: f"{kept.day:%d/%m/%Y} {kept.header.made_at[11:16]}", 170, strong=True
        ),
        Column(heading("backup_size"), lambda kept: megabytes(kept.size), 110),
        Column(heading("backup_file"), lambda kept: kept.file.name, 400),
    )

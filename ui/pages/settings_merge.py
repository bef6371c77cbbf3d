"""Settings, tab of mergers: close this office's books, take over the register of an old office (U33)."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from PySide6.QtWidgets import QWidget

from app import labels
from app.domain.access import Permission
from app.domain.dates import from_iso
from app.domain.month import Month, shown_month
from app.i18n import text
from app.services import merging, successions
from app.services.backups import Opener
from app.services.merging import Merged
from app.services.successions import Successor
from app.session import MergedStore, Session
from ui import problems
from ui.desk import Desk
from ui.pages.settings_tab import SettingsTab, heading, panel
from ui.widgets.basics import Notice, column
from ui.widgets.dialogs import FormDialog, Given, choose_file, choose_folder
from ui.widgets.fields import DayField, PasswordField, TextField
from ui.widgets.record_table import Column, RecordModel, RecordTable
from ui.widgets.unit_picker import UnitPicker


class _Taken(NamedTuple):
    """A register that was taken over, with its months."""

    store: MergedStore
    months: tuple[Month, ...]


class MergeTab(SettingsTab):
    """What became part of this office, and what this office became part of."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.taken: RecordModel[_Taken] = RecordModel(_columns())
        self.stands, self.empty = Notice(), Notice()
        table = RecordTable(self.taken, text("ui.settings.tab.merge"), stretch=0)
        may = Permission.MERGE_STORES
        acts = (
            self.act("merge_take", self._choose_folder, may, "inbox"),
            self.act("merge_take_backup", self._choose_backup, may, "refresh"),
            self.act(
                "merge_out", lambda: self.with_chosen(table, self._choose_out), Permission.READ_MONTHS, "document"
            ),
            self.act("merge_close", self.close_books, may, "close"),
        )
        self.setLayout(column(self.stands, self.empty, panel("merge", table, *acts), spacing=10))

    def refresh(self) -> None:
        """Ask who goes on for this office, and which registers came."""
        self.desk.run(_load, self._show)

    def take(self, place: Path) -> "MergeDialog":
        """Ask who opens the other store; nothing changes before the preview was seen."""
        dialog = MergeDialog(self.desk, self, place, done=self._merged)
        dialog.ask(dialog.look)
        return dialog

    def close_books(self) -> FormDialog:
        """Name the office that goes on for this one."""
        unit, since = succession_fields(self.desk)

        def work(session: Session, given: Given) -> None:
            successions.close(session, given[unit.key], since=given[since.key])

        return self.ask("merge_close", [unit, since], work)

    def write_out(self, chosen: _Taken, folder: Path) -> None:
        """Write papers and batches of an old office into a folder."""
        self.desk.run(
            lambda session: len(merging.write_out(session, chosen.store.store, folder)),
            lambda n: self.done(text("ui.settings.merge_out_done", n=n, folder=folder.name)),
            failed=lambda error: problems.show(error, self),
        )

    def _show(self, loaded: tuple[Successor | None, tuple[_Taken, ...]]) -> None:
        told, taken = loaded
        said = text("ui.settings.merge_closed", name=told.name, since=_shown(told.since)) if told else ""
        self.stands.say(said, "info")
        self.empty.say("" if taken else text("ui.settings.merge_none"), "info")
        self.taken.show(taken)

    def _merged(self, done: Merged) -> None:
        said = text(
            "ui.merge.done", name=done.name, people=labels.number(done.people + done.updated), months=done.months
        )
        pairs = text("ui.merge.done_pairs", n=done.pairs)
        self.done(merging.words(done)[0] if done.already else f"{said} {pairs}" if done.pairs else said)

    def _choose_folder(self) -> None:
        place = choose_folder(self, text("ui.merge.folder"))
        if place is not None:
            self.take(place)

    def _choose_backup(self) -> None:
        place = choose_file(self, text("ui.merge.backup"), text("ui.files.backups"))
        if place is not None:
            self.take(place)

    def _choose_out(self, chosen: _Taken) -> None:
        folder = choose_folder(self, text("ui.merge.out"))
        if folder is not None:
            self.write_out(chosen, folder)


class MergeDialog(FormDialog):
    """First a look at what would come, then the same again for good."""

    def __init__(self, desk: Desk, parent: QWidget, place: Path, *, done: Callable[[Merged], None]) -> None:
        self.user = TextField("user", text("ui.merge.user"), required=True)
        self.password = PasswordField("password", text("ui.merge.password"))
        super().__init__(text("ui.merge.title"), text("ui.merge.look"), [self.user, self.password],
                         parent.window(), lead=text("ui.merge.lead"), topic="merge")  # fmt: skip
        self._desk, self._place, self._done = desk, place, done

    def look(self) -> None:
        """Show what would come; from then on the button takes it over."""
        self._run(dry_run=True, done=self._looked)

    def take_over(self) -> None:
        """Take it over; the dialog closes when it is there."""
        self._run(dry_run=False, done=self._taken)

    def _run(self, *, dry_run: bool, done: Callable[[Merged], None]) -> None:
        opener = Opener(self.user.value(), self.password.value())
        self.busy(working=True)
        self.notice.say(text("ui.merge.working"), "info")
        self._desk.run(
            lambda session: merging.merge(session, self._place, opener, dry_run=dry_run), done,
            failed=lambda error: problems.refused_in(self, error),
        )  # fmt: skip

    def _looked(self, found: Merged) -> None:
        self.notice.say("\n".join(merging.words(found)), "warn" if found.warnings or found.kept else "info")
        self.busy(working=found.already)
        self.ok.setText(text("ui.merge.act"))
        self._submit = self.take_over
        for field in (self.user, self.password):
            field.setEnabled(False)

    def _taken(self, done: Merged) -> None:
        self.accept()
        self._done(done)


def succession_fields(desk: Desk) -> tuple[UnitPicker, DayField]:
    """Which office goes on, and from which day."""
    unit = UnitPicker("unit", text("ui.settings.merge_successor"), desk.tasks, required=True, units=desk.units)
    return unit, DayField("since", text("ui.settings.merge_since"))


def _load(session: Session) -> tuple[Successor | None, tuple[_Taken, ...]]:
    taken = [_Taken(one, tuple(merging.months(session, one.store))) for one in merging.stores(session)]
    return successions.successor(session), tuple(taken)


def _columns() -> tuple[Column[_Taken], ...]:
    return (
        Column(heading("old_office"), lambda one: f"{one.store.name} ({one.store.unit})", 300, strong=True),
        Column(heading("merged_on"), lambda one: _shown(one.store.merged_at[:10]), 150),
        Column(heading("merged_months"), lambda one: str(len({each.month for each in one.months})), 130),
        Column(heading("merged_last"), lambda one: shown_month(one.months[0].month) if one.months else "", 130),
    )


def _shown(iso: str) -> str:
    return from_iso(iso).shown

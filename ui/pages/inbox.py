"""The receiving office: take batches in, look at them, accept or return each entry."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QTabWidget, QWidget

from app import labels
from app.domain.access import Permission
from app.domain.batch import InBatch, InRow, InState, Quarantined
from app.domain.dates import from_iso
from app.domain.month import shown_month
from app.errors import AppError
from app.i18n import explain, text
from app.services import alarms, checking, desks, inbox, offices
from app.services.alarms import Alarm
from app.session import Session
from ui.desk import Desk
from ui.pages.inbox_papers import BatchPapers
from ui.pages.inbox_preview import PreviewDialog, ask_reason, difference_columns
from ui.pages.page import Page
from ui.pages.person_panels import shown_time
from ui.widgets.alarm_list import AlarmList
from ui.widgets.basics import Empty, Notice, button, card, column, holder, label, page_layout, row
from ui.widgets.dialogs import choose_files, choose_folder
from ui.widgets.fields import shown_amount
from ui.widgets.paper_check import PaperCheck
from ui.widgets.record_table import Column, RecordModel, RecordTable
from ui.widgets.row_detail import with_detail

_TONES: Final = {
    InState.RECEIVED: "info", InState.ACCEPTED: "good", InState.ACCEPTED_PARTLY: "warn", InState.RETURNED: "bad",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch that came in, as the list shows it."""

    batch: InBatch
    office: str
    entries: int
    alarms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Aside:
    """A file that was not believed."""

    file: str
    at: str
    words: str


Loaded = tuple[list[Batch], list[Aside], list[Alarm], list[InBatch]]
Opened = tuple[tuple[inbox.BatchView, list[InRow], str], list[inbox.Difference]]


class InboxPage(Page):
    """Batches above, the entries of the chosen one below."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.returned: dict[int, str] = {}
        self._rows: list[InRow] = []
        self._chosen: Batch | None = None
        self.batches: RecordModel[Batch] = RecordModel(_batch_columns())
        self.entries: RecordModel[InRow] = RecordModel(_entry_columns(self._state_of))
        self.aside: RecordModel[Aside] = RecordModel(_aside_columns())
        self.table = RecordTable(self.batches, text("ui.inbox.table"))
        self.table.clicked.connect(self._choose)
        self.table.activated.connect(self._choose)
        self.list = RecordTable(self.entries, text("ui.inbox.entries"), stretch=1)
        self.differences: RecordModel[inbox.Difference] = RecordModel(difference_columns())
        self.setAcceptDrops(desk.may(Permission.IMPORT_BATCH))
        self.notice, self.superseded = Notice(), Notice()
        self._build()

    def _build(self) -> None:
        files = button(text("ui.inbox.import"), self._import_files, icon="inbox", kind="primary", keys="Ctrl+O")
        folder = button(text("ui.inbox.import_folder"), self._import_folder, icon="folder")
        look = button(text("ui.inbox.foresee"), self._choose_foresee, icon="search")
        for act in (files, folder, look):
            act.setVisible(self.desk.may(Permission.IMPORT_BATCH))
        self.clean = button(text("ui.inbox.clean"), self.accept_clean, icon="check")
        self.clean.setVisible(self.desk.may(Permission.DECIDE_BATCH))
        head = row(label(text("ui.inbox.title"), "title"), None, look, folder, files)
        self._stack = QStackedLayout()
        self._stack.addWidget(self.table)
        self._stack.addWidget(Empty("inbox", text("ui.inbox.empty")))
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(text("ui.inbox.title"))
        self.tabs.addTab(
            card(column(holder(self._stack), row(None, self.clean)), margin=6), text("ui.inbox.tab.batches")
        )
        aside = RecordTable(self.aside, text("ui.inbox.tab.aside"), stretch=2)
        refused = with_detail(aside, lambda one: f"{one.file}: {one.words}")
        self.tabs.addTab(card(refused, margin=6), text("ui.inbox.tab.aside"))
        self.alarms, self.paper_check = AlarmList(self.desk, self._done), PaperCheck(self.desk)
        self.tabs.addTab(card(column(self.alarms), margin=6), text("ui.alarms.title"))
        self.tabs.addTab(self.paper_check, text("ui.paper_check.title"))
        self._details = self._build_details()
        self.tabs.currentChanged.connect(lambda _: self._show_details())
        self.setLayout(page_layout([head, self.notice, self.superseded, self.tabs, self._details]))
        self.layout().setStretch(3, 3)  # type: ignore[union-attr]
        self.layout().setStretch(4, 4)  # type: ignore[union-attr]

    def _build_details(self) -> QWidget:
        self._title = label("", "lead")
        self._technical = label("", "small", wrap=True)
        self._technical.hide()
        more = button(text("ui.technical"), lambda: self._technical.setVisible(self._technical.isHidden()), kind="link")
        self.accept = button(text("ui.inbox.accept"), self._decide, icon="check", kind="primary", keys="Ctrl+Return")
        self._return = button(text("ui.inbox.return"), self._return_entry, icon="left")
        self._return_all = button(text("ui.inbox.return_all"), self._return_everything)
        self.undo = button(text("ui.inbox.undo"), self._undecide, icon="refresh")
        self.papers = button(text("ui.inbox.papers.act"), self.look_at_papers, icon="document", keys="Ctrl+Shift+P")
        acts: QHBoxLayout = row(self._return, self._return_all, self.papers, None, self.undo, self.accept)
        self.parts = QTabWidget()
        self.parts.setAccessibleName(text("ui.inbox.entries"))
        self.parts.addTab(self.list, text("ui.inbox.entries"))
        changed = text("ui.inbox.differences")
        self.parts.addTab(RecordTable(self.differences, changed, stretch=3), changed)
        details = card(column(row(self._title, None, more), self._technical, self.parts, acts), margin=12)
        details.hide()
        return details

    def refresh(self) -> None:
        """Ask for every batch and every file that was set aside."""
        self.desk.run(_load, self._show)

    def _show(self, loaded: Loaded) -> None:
        batches, aside, raised, superseded = loaded
        self.superseded.say(_superseded(superseded), "warn")
        self.alarms.show_alarms(raised)
        self.tabs.setTabText(2, text("ui.alarms.title_n", n=len(raised)))
        self.clean.setEnabled(any(one.batch.state is InState.RECEIVED for one in batches))
        self.batches.show(batches)
        self.aside.show(aside)
        self._stack.setCurrentIndex(0 if batches else 1)
        self.tabs.setTabText(1, text("ui.inbox.tab.aside_n", n=len(aside)))
        if self._chosen is not None:
            again = [one for one in batches if one.batch.digest == self._chosen.batch.digest]
            if again:
                self.open(again[0])

    def _choose(self, index: QModelIndex) -> None:
        batch = self.batches.record(index.row())
        if batch is not None:
            self.open(batch)

    def open(self, batch: Batch) -> None:
        """Show the entries of a batch; looking at it is audited."""
        self._chosen = batch
        digest = batch.batch.digest
        self.desk.run(
            lambda session: (inbox.show(session, digest), inbox.differences(session, digest)), self._show_entries
        )

    def _show_entries(self, opened: Opened) -> None:
        (view, self._rows, office), changed = opened
        self.differences.show(changed)
        self.parts.setTabText(1, text("ui.inbox.differences_n", n=len(changed)))
        self.parts.setTabVisible(1, bool(changed))
        self.returned = {row.number: row.reason for row in self._rows if row.state is InState.RETURNED}
        batch = view.batch
        month = shown_month(batch.month) if batch.month else ""
        kind = text("month.nil") if batch.nil else labels.label("batch.kind", batch.kind)
        self._title.setText(f"{office} · {kind} {month}")
        self.paper_check.choose(batch.digest, self._title.text())
        self._technical.setText(text("ui.inbox.technical", number=batch.number, digest=batch.digest,
                                     part=f"{batch.part}/{batch.parts}", made=batch.created))  # fmt: skip
        decides = self.desk.may(Permission.DECIDE_BATCH)
        waiting = batch.state is InState.RECEIVED
        for act in (self.accept, self._return, self._return_all):
            act.setVisible(decides and waiting)
        self.papers.setVisible(bool(batch.month))
        self.undo.setVisible(decides and not waiting and batch.receipted in ("", InState.RECEIVED.value))
        self._show_details()
        self._again()

    def _show_details(self) -> None:
        """The chosen batch belongs under the batches and under the check against its paper, not under other lists."""
        beside = self.tabs.currentWidget() is self.paper_check or self.tabs.currentIndex() == 0
        self._details.setVisible(beside and self._chosen is not None)

    def _again(self) -> None:
        self.entries.show(self._rows)
        count = len(self.returned)
        self.accept.setText(text("ui.inbox.accept_but", n=count) if count else text("ui.inbox.accept"))

    def _state_of(self, row_: InRow) -> tuple[str, str]:
        if row_.number in self.returned:
            return text("ui.inbox.returned", reason=self.returned[row_.number]), "bad"
        if row_.state is InState.ACCEPTED:
            return labels.label("entry.state", "accepted"), "good"
        return labels.label("entry.state", "received"), "info"

    def _return_entry(self) -> None:
        chosen = self.list.current()
        if chosen is None:
            self.notice.say(text("ui.inbox.choose_entry"), "warn")
            return
        self._ask_reason([chosen.number])

    def _return_everything(self) -> None:
        self._ask_reason([row_.number for row_ in self._rows])

    def _ask_reason(self, numbers: list[int]) -> None:
        ask_reason(self, lambda reason: self.send_back(dict.fromkeys(numbers, reason)))

    def send_back(self, reasons: dict[int, str]) -> None:
        """Mark entries to be returned; nothing is decided before "accept" is pressed."""
        self.returned |= reasons
        self._again()

    def _decide(self) -> None:
        chosen, returned = self._chosen, dict(self.returned)
        if chosen is not None and self.accept.isVisible():
            self._act(lambda session: inbox.decide(session, chosen.batch.digest, returned), "ui.inbox.decided")

    def _undecide(self) -> None:
        chosen = self._chosen
        if chosen is not None:
            self._act(lambda session: inbox.undecide(session, chosen.batch.digest), "ui.inbox.undecided")

    def look_at_papers(self) -> None:
        """Open the papers that came with the chosen list."""
        chosen = self._chosen
        if chosen is None:
            return
        batch, title = chosen.batch, self._title.text()

        def show(papers: dict[str, bytes]) -> None:
            BatchPapers(title, papers, nil=batch.nil, parent=self).open()

        self.desk.run(lambda session: checking.papers_of(session, batch.digest), show)

    def _act(self, work: Callable[[Session], Any], words: str) -> None:
        self.desk.run(work, lambda _: self._done(text(words)))

    def _done(self, words: str) -> None:
        self.notice.say(words, "good")
        self.refresh()

    def _import_files(self) -> None:
        self.take_in(choose_files(self, text("ui.inbox.import_title"), text("ui.files.batches")))

    def _import_folder(self) -> None:
        folder = choose_folder(self, text("ui.inbox.import_title"))
        self.take_in([folder] if folder else [])

    def _choose_foresee(self) -> None:
        folder = choose_folder(self, text("ui.inbox.import_title"))
        self.foresee([folder] if folder else [])

    def foresee(self, paths: list[Path]) -> None:
        """Show what taking these in would change, before anything is written."""
        if paths:
            self.desk.run(lambda session: inbox.foresee(session, paths), lambda found: self._preview(found, paths))

    def _preview(self, found: list[inbox.Foreseen], paths: list[Path]) -> None:
        dialog = PreviewDialog(found, lambda: self.take_in(paths), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def accept_clean(self) -> None:
        """Accept every batch without an alarm and without anybody suspected to be there twice."""

        def done(accepted: list[inbox.BatchView]) -> None:
            self.notice.say(text("ui.inbox.cleaned", n=len(accepted)), "good" if accepted else "info")
            self.refresh()

        self.desk.run(inbox.decide_clean, done)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files and folders may be dropped anywhere on the page."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """What is dropped is looked at first, like a folder that was chosen."""
        self.foresee([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])

    def take_in(self, paths: list[Path]) -> None:
        """Import files, or every batch in a folder."""
        if paths:
            self.notice.say(text("ui.inbox.importing"), "quiet")
            self.desk.run(lambda session: inbox.import_files(session, paths), self._imported)

    def _imported(self, taken: list[inbox.Taken]) -> None:
        count = Counter(one.result for one in taken)
        imported, already, aside = count["imported"], count["already"], count["quarantined"]
        words = [text("ui.inbox.imported", imported=imported, already=already, quarantined=aside)]
        words += sorted({explain(one.error)[0] for one in taken if one.error is not None})
        self.notice.say(" ".join(words), "warn" if count["quarantined"] else "good")
        self.refresh()


def _load(session: Session) -> Loaded:
    cards = {one.fingerprint: one.name for one in offices.cards(session)}
    batches = [
        Batch(view.batch, cards.get(view.batch.signer, view.batch.unit), view.entries, view.alarms)
        for view in inbox.listing(session)
    ]
    aside = [Aside(one.name, shown_time(one.at), _why(one)) for one in inbox.quarantined(session)]
    return batches, aside, alarms.current(session), desks.superseded(session)


def _superseded(batches: list[InBatch]) -> str:
    """Nobody may believe that their decision counts when another desk was first."""
    named = ", ".join(f"{one.unit} {shown_month(one.month)}" if one.month else one.unit for one in batches)
    return text("ui.inbox.superseded", batches=named) if batches else ""


def _why(one: Quarantined) -> str:
    dropped = "" if one.kept else text("quarantine.dropped")
    return " ".join((*explain(AppError(one.code)), dropped)).strip()


def _entries(one: Batch) -> str:
    return text("month.nil") if one.batch.nil else labels.number(one.entries)


def _batch_columns() -> tuple[Column[Batch], ...]:
    def words(name: str) -> str:
        return text(f"ui.inbox.column.{name}")

    return (
        Column(words("office"), lambda one: one.office, 240, strong=True),
        Column(words("month"), lambda one: shown_month(one.batch.month) if one.batch.month else "", 90),
        Column(words("kind"), lambda one: labels.label("batch.kind", one.batch.kind), 150, spare=2),
        Column(words("entries"), _entries, 120, right=True),
        Column(words("received"), lambda one: from_iso(one.batch.received_on).shown, 110, spare=1),
        Column(words("alarms"), lambda one: labels.joined(map(labels.warning, one.alarms)), 170,
               tone=lambda one: "warn" if one.alarms else ""),
        Column(words("state"), lambda one: labels.label("batch.state", one.batch.state), 245,
               tone=lambda one: _TONES[one.batch.state]),
    )  # fmt: skip


def _entry_columns(state: Callable[[InRow], tuple[str, str]]) -> tuple[Column[InRow], ...]:
    def data(row_: InRow) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(row_.data)
        return found

    def field(name: str) -> Callable[[InRow], str]:
        return lambda row_: str(data(row_).get(name) or "")

    def day(name: str) -> Callable[[InRow], str]:
        return lambda row_: from_iso(found).shown if (found := data(row_).get(name)) else ""

    return (
        Column(text("ui.month.column.number"), lambda row_: str(row_.number), 60, right=True),
        Column(text("ui.month.column.name"), field("name"), 190, strong=True),
        Column(text("ui.month.column.birth"), day("birth"), 112, spare=2),
        Column(text("ui.month.column.personal_number"), field("personal_number"), 142),
        Column(text("ui.month.column.last_day"), day("last_day"), 130, spare=1),
        Column(text("ui.month.column.amount"), lambda row_: shown_amount(data(row_).get("amount") or ""), 160,
               right=True),
        Column(text("ui.inbox.column.entry_state"), lambda row_: state(row_)[0], 260,
               tone=lambda row_: state(row_)[1]),
    )  # fmt: skip


def _aside_columns() -> tuple[Column[Aside], ...]:
    return (
        Column(text("ui.inbox.column.file"), lambda one: one.file, 320),
        Column(text("ui.inbox.column.at"), lambda one: one.at, 160),
        Column(text("ui.inbox.column.why"), lambda one: one.words, 400),
    )

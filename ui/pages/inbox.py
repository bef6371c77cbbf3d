"""The receiving office: take batches in, look at them, accept or return each entry."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QStackedWidget, QTabWidget, QWidget

from app import labels
from app.domain.access import Permission
from app.domain.batch import InBatch, InRow, InState, Quarantined
from app.domain.month import shown_month
from app.domain.names import fold
from app.errors import AppError
from app.i18n import explain, text
from app.services import alarms, checking, desks, inbox, offices
from app.services.alarms import Alarm
from app.session import Session
from ui import problems
from ui.desk import Desk
from ui.pages.inbox_columns import Aside, Batch, aside_columns, batch_columns, entry_columns
from ui.pages.inbox_papers import BatchPapers
from ui.pages.inbox_preview import PreviewDialog, ask_reason, difference_columns
from ui.pages.page import Page
from ui.pages.person_panels import shown_time
from ui.widgets.alarm_list import AlarmList
from ui.widgets.basics import Empty, Notice, button, card, column, holder, label, page_layout, plain, reveal, row
from ui.widgets.dialogs import choose_files, choose_folder
from ui.widgets.paper_check import PaperCheck
from ui.widgets.progress import Stoppable
from ui.widgets.record_table import RecordModel, RecordTable
from ui.widgets.row_detail import with_detail

Loaded = tuple[list[Batch], list[Aside], list[Alarm], list[InBatch]]
Opened = tuple[tuple[inbox.BatchView, list[InRow], str], list[inbox.Difference]]


class InboxPage(Page):
    """Batches above, the entries of the chosen one below."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.returned: dict[int, str] = {}
        self._rows: list[InRow] = []
        self._chosen: Batch | None = None
        self._every: list[Batch] = []
        self.batches: RecordModel[Batch] = RecordModel(batch_columns())
        self.entries: RecordModel[InRow] = RecordModel(entry_columns(self._state_of))
        self.aside: RecordModel[Aside] = RecordModel(aside_columns())
        self.table = RecordTable(self.batches, text("ui.inbox.table"))
        self.table.clicked.connect(self._choose)
        self.table.activated.connect(self._choose)
        self.list = RecordTable(self.entries, text("ui.inbox.entries"), stretch=1)
        self.list.say_nothing(text("ui.inbox.no_entry"))
        self.list.selectionModel().currentRowChanged.connect(lambda *_: self._name_return())
        self.differences: RecordModel[inbox.Difference] = RecordModel(difference_columns())
        self.search = QLineEdit()
        self.search.setPlaceholderText(text("ui.inbox.search"))
        self.search.setAccessibleName(text("ui.inbox.search"))
        self.search.textChanged.connect(lambda _: self._list_batches())
        self.waiting = QCheckBox(text("ui.inbox.only_waiting"))
        self.waiting.toggled.connect(lambda _: self._list_batches())
        self.table.say_nothing(text("ui.inbox.none_such"))
        self.setAcceptDrops(desk.may(Permission.IMPORT_BATCH))
        self.notice, self.superseded = Notice(), Notice()
        self._build()

    def _build(self) -> None:
        files = button(text("ui.inbox.import"), self._import_files, icon="inbox", kind="primary", keys="Ctrl+O")
        folder = button(text("ui.inbox.import_folder"), self._import_folder, icon="folder")
        look = button(text("ui.inbox.foresee"), self._choose_foresee, icon="search")
        for act in (files, folder, look):
            reveal(act, shown=self.desk.may(Permission.IMPORT_BATCH))
        self.clean = button(text("ui.inbox.clean"), self.accept_clean, icon="check")
        reveal(self.clean, shown=self.desk.may(Permission.DECIDE_BATCH))
        head = row(label(text("ui.inbox.title"), "title"), None, look, folder, files)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(Empty("inbox", text("ui.inbox.empty")))
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(text("ui.inbox.title"))
        self.tabs.addTab(card(column(self._tools(), self._stack), margin=6), text("ui.inbox.tab.batches"))
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

    def _tools(self) -> QHBoxLayout:
        """To find a batch among those of all offices and months, and to accept many at once."""
        tools = row(self.search, self.waiting, self.clean, spacing=12)
        tools.setStretch(0, 1)
        tools.setContentsMargins(2, 2, 2, 0)
        return tools

    def _build_details(self) -> QWidget:
        self._title = label("", "lead", wrap=True)
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
        whole = with_detail(RecordTable(self.differences, changed, stretch=3))  # a village's name may be long
        self.parts.addTab(holder(whole), changed)
        head = row(self._title, more)
        head.setStretch(0, 1)
        details = card(column(head, self._technical, self.parts, acts), margin=12)
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
        self._every = batches
        self._list_batches()
        self.aside.show(aside)
        self._stack.setCurrentIndex(0 if batches else 1)
        self.tabs.setTabText(1, text("ui.inbox.tab.aside_n", n=len(aside)))
        if self._chosen is not None:
            again = [one for one in batches if one.batch.digest == self._chosen.batch.digest]
            if again:
                self.open(again[0])

    def _list_batches(self) -> None:
        """Those that are looked for; the cursor stays with its batch, or at its place when that one is gone."""
        words, place = fold(self.search.text()), self.table.currentIndex().row()
        former = self.table.current()
        found = [
            one for one in self._every
            if (not self.waiting.isChecked() or one.batch.state is InState.RECEIVED) and words in fold(one.sought)
        ]  # fmt: skip
        self.batches.update(found)
        digests = [one.batch.digest for one in found]
        if former is not None and found:
            known = former.batch.digest in digests
            self.table.selectRow(digests.index(former.batch.digest) if known else min(place, len(found) - 1))

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
        for act in (self._return, self._return_all):
            act.setEnabled(bool(self._rows))
        for act in (self.accept, self._return, self._return_all):
            reveal(act, shown=decides and waiting)
        reveal(self.papers, shown=bool(batch.month))
        reveal(self.undo, shown=decides and not waiting and batch.receipted in ("", InState.RECEIVED.value))
        self._show_details()
        self._again()

    def _show_details(self) -> None:
        """The chosen batch belongs under the batches and under the check against its paper, not under other lists."""
        beside = self.tabs.currentWidget() is self.paper_check or self.tabs.currentIndex() == 0
        reveal(self._details, shown=beside and self._chosen is not None)

    def _again(self) -> None:
        self.entries.update(self._rows)
        self._name_return()
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
        elif chosen.number in self.returned:
            del self.returned[chosen.number]
            self._again()
        else:
            self._ask_reason([chosen.number])

    def _name_return(self) -> None:
        """A mark set by mistake is taken away by the same button."""
        chosen = self.list.current()
        marked = chosen is not None and chosen.number in self.returned
        words = text("ui.inbox.keep" if marked else "ui.inbox.return")
        self._return.setText(words)
        self._return.setAccessibleName(plain(words))

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
        pressed = self.focusWidget()
        if pressed is not None and self._details.isAncestorOf(
            pressed
        ):  # what was pressed goes: the next batch is one key away
            self.table.setFocus()
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
        if not paths:
            return
        progress = Stoppable(text("ui.inbox.importing"), self)
        watch = inbox.Watch(progress.told, progress.cancelled)

        def done(found: list[inbox.Foreseen]) -> None:
            gone = progress.cancelled()
            progress.end()
            if not found and not gone:
                self.notice.say(text("ui.inbox.no_batch"), "warn")
            elif not gone:
                self._preview(found, paths)

        self.desk.run(lambda session: inbox.foresee(session, paths, watch), done, failed=_ending(progress, self))

    def _preview(self, found: list[inbox.Foreseen], paths: list[Path]) -> None:
        dialog = PreviewDialog(found, lambda: self.take_in(paths), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def accept_clean(self) -> None:
        """Accept every batch without an alarm and without anybody suspected to be there twice."""

        def done(accepted: list[inbox.BatchView]) -> None:
            digests = [one.batch.digest for one in accepted]
            if digests:
                self.notice.say(text("ui.inbox.cleaned", n=len(digests)), "good", action=text("ui.toast.undo"),
                                act=lambda: self._take_back(digests))  # fmt: skip
            else:
                self.notice.say(text("ui.inbox.none_clean"), "info")
            self.refresh()

        self.clean.setEnabled(False)  # a second press would find nothing, and take the way back away
        self.desk.run(inbox.decide_clean, done)

    def _take_back(self, digests: list[str]) -> None:
        """Undo a decision on many batches, as long as no receipt has told it."""
        self.desk.run(lambda session: inbox.undecide_all(session, digests),
                      lambda n: self._done(text("ui.inbox.undecided_n", n=n)))  # fmt: skip

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files and folders may be dropped anywhere on the page."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """What is dropped is looked at first, like a folder that was chosen."""
        self.foresee([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])

    def take_in(self, paths: list[Path]) -> None:
        """Import files, or every batch in a folder."""
        if not paths:
            return
        self.notice.say(text("ui.inbox.importing"), "quiet")
        progress = Stoppable(text("ui.inbox.importing"), self)
        watch = inbox.Watch(progress.told, progress.cancelled)

        def done(taken: list[inbox.Taken]) -> None:
            stopped = progress.cancelled()
            progress.end()
            self._imported(taken, stopped=stopped)

        self.desk.run(lambda session: inbox.import_files(session, paths, watch=watch), done,
                      failed=_ending(progress, self))  # fmt: skip

    def _imported(self, taken: list[inbox.Taken], *, stopped: bool = False) -> None:
        count = Counter(one.result for one in taken)
        imported, already, aside = count["imported"], count["already"], count["quarantined"]
        words = [text("ui.inbox.imported", imported=imported, already=already, quarantined=aside)]
        words += sorted({explain(one.error)[0] for one in taken if one.error is not None})
        if stopped:
            words.append(text("ui.inbox.stopped"))
        elif not taken:
            words = [text("ui.inbox.no_batch")]
        self.notice.say(" ".join(words), "warn" if aside or stopped or not taken else "good")
        self.refresh()


def _load(session: Session) -> Loaded:
    cards = {one.fingerprint: one.name for one in offices.cards(session)}
    batches = [
        Batch(view.batch, cards.get(view.batch.signer, view.batch.unit), view.entries, view.alarms)
        for view in inbox.listing(session)
    ]
    aside = [Aside(one.name, shown_time(one.at), _why(one)) for one in inbox.quarantined(session)]
    return batches, aside, alarms.current(session), desks.superseded(session)


def _ending(progress: Stoppable, page: QWidget) -> Callable[[Exception], None]:
    """What is refused ends the progress too, and is said."""

    def failed(error: Exception) -> None:
        progress.end()
        problems.show(error, page)

    return failed


def _superseded(batches: list[InBatch]) -> str:
    """Nobody may believe that their decision counts when another desk was first."""
    named = ", ".join(f"{one.unit} {shown_month(one.month)}" if one.month else one.unit for one in batches)
    return text("ui.inbox.superseded", batches=named) if batches else ""


def _why(one: Quarantined) -> str:
    dropped = "" if one.kept else text("quarantine.dropped")
    return " ".join((*explain(AppError(one.code)), dropped)).strip()

"""Tổng hợp: the accepted entries of a month, what they add up to, papers, and sealing upwards."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QStackedWidget, QTabWidget

from app import labels
from app.domain.access import Permission
from app.domain.consolidation import Item, Total, totals
from app.domain.month import shown_month
from app.files import write_whole
from app.i18n import text
from app.services import consolidation, offices
from app.services.consolidation import Consolidated
from app.session import Session
from ui.desk import Desk
from ui.pages.page import Page
from ui.widgets.basics import Empty, Notice, button, card, column, label, page_layout, reveal, row
from ui.widgets.dialogs import choose_folder
from ui.widgets.record_table import Column, RecordModel, RecordTable

_GROUPS = ("office", "bank", "purpose")
_MONTHS = 36


@dataclass(frozen=True, slots=True)
class _Loaded:
    found: Consolidated
    sums: dict[str, list[Total]]
    above: str
    """The name of the office above, empty when there is none."""


class ConsolidationPage(Page):
    """A month's list and its sums; what they are for stands on the page as on the papers (U49)."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.month = QComboBox()
        self.month.setAccessibleName(text("ui.consolidate.month"))
        self.month.setMinimumContentsLength(len("12/2026"))
        self.month.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.month.currentIndexChanged.connect(self.refresh)
        self.items: RecordModel[Item] = RecordModel(_item_columns())
        self.sums = {name: RecordModel(_sum_columns(name)) for name in _GROUPS}
        self.notice, self._purpose = Notice(), Notice()
        self.today = QCheckBox(text("ui.consolidate.today_units"))
        self.today.toggled.connect(self.refresh)
        self._words = label("", "lead", wrap=True)
        self._covers = label("", "muted", wrap=True)
        self._nobody = label("", "small", wrap=True)
        self._nobody.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._build()

    def _build(self) -> None:
        self.seal_button = button(text("ui.consolidate.seal"), self.seal, icon="seal")
        reveal(self.seal_button, shown=self.desk.may(Permission.SEAL_BATCH))
        papers = button(text("ui.consolidate.papers"), self._choose, icon="print", kind="primary", keys="Ctrl+P")
        head = row(label(text("ui.consolidate.title"), "title"), None, self.month, self.seal_button, papers)
        self._purpose.say(text("paper.consolidation.not_for_loans"), "info")
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(text("ui.consolidate.title"))
        self._stack = QStackedWidget()
        self._stack.addWidget(RecordTable(self.items, text("ui.consolidate.list"), stretch=1))
        self._stack.addWidget(Empty("document", text("ui.consolidate.empty")))
        self.tabs.addTab(card(column(self._stack), margin=6), text("ui.consolidate.list"))
        for name, model in self.sums.items():
            words = text(f"ui.consolidate.by.{name}")
            table = RecordTable(model, words)
            table.say_nothing(text("ui.consolidate.empty"))
            self.tabs.addTab(card(column(table), margin=6), words)
        tools = row(self.today, self._nobody, spacing=16)
        tools.setStretch(1, 1)
        body = column(self._words, self._covers, tools, spacing=4)
        self.setLayout(page_layout([head, self.notice, self._purpose, card(body, margin=12), self.tabs]))
        self.layout().setStretch(4, 1)  # type: ignore[union-attr]

    def refresh(self) -> None:
        """Ask for the chosen month; the newest one at first."""
        if not self.month.count():
            self.desk.run(lambda session: session.now().date(), self._fill)
            return
        month = str(self.month.currentData())
        today = self.today.isChecked()
        self.desk.run(lambda session: _load(session, month, today_units=today), self._show)

    def _fill(self, today: object) -> None:
        place = today.year * 12 + today.month - 1  # type: ignore[attr-defined]
        with QSignalBlocker(self.month):
            for back in range(_MONTHS):
                month = f"{(place - back) // 12}-{(place - back) % 12 + 1:02}"
                self.month.addItem(shown_month(month), month)
        self.refresh()

    def _show(self, loaded: _Loaded) -> None:
        found = loaded.found
        self.items.show(found.items)
        for name, model in self.sums.items():
            model.show(loaded.sums[name])
        self._stack.setCurrentIndex(0 if found.items else 1)
        total = found.total
        self._words.setText(text("ui.consolidate.total", people=total.people, training=total.training,
                                 business=total.business, amount=labels.number(total.amount)))  # fmt: skip
        covers = text("paper.consolidation.covers", n=found.offices, of=max(found.asked, found.offices))
        if found.paper_lists:
            covers += " " + text("paper.consolidation.on_paper", n=found.on_paper, lists=found.paper_lists)
        self._covers.setText(covers)
        self.seal_button.setEnabled(bool(loaded.above))
        self.seal_button.setToolTip(loaded.above or text("ui.consolidate.nobody_above"))
        seals = self.desk.may(Permission.SEAL_BATCH)
        self._nobody.setText(text("ui.consolidate.nobody_above") if seals and not loaded.above else "")

    def _choose(self) -> None:
        folder = choose_folder(self, text("ui.consolidate.papers"))
        if folder is not None:
            self.write(folder)

    def write(self, folder: Path) -> None:
        """Write the list and its sums into a folder."""
        month, today = str(self.month.currentData()), self.today.isChecked()

        def work(session: Session) -> int:
            papers = consolidation.write(session, month, today_units=today)
            for name, content in papers.items():
                write_whole(folder / name, content)
            return len(papers)

        self.desk.run(work, lambda n: self.notice.say(text("ui.consolidate.written", n=n, folder=folder.name), "good"))

    def seal(self) -> None:
        """Seal the month to the office above; the exchange page sends it."""
        month = str(self.month.currentData())
        self.desk.run(lambda session: consolidation.seal(session, month), lambda sealed: self.notice.say(
            text("ui.consolidate.sealed", number=sealed[0].number), "good"))  # fmt: skip


def _load(session: Session, month: str, *, today_units: bool) -> _Loaded:
    above = next((one.name for one in offices.cards(session) if one.receiver), "")
    found = consolidation.read(session, month, today_units=today_units)
    return _Loaded(found, {name: totals(found.items, name) for name in _GROUPS}, above)


def _item_columns() -> tuple[Column[Item], ...]:
    def words(name: str) -> str:
        return text(f"paper.consolidation.column.{name}")

    return (
        Column(text("ui.inbox.column.office"), lambda one: one.office, 220, spare=1),
        Column(words("name"), lambda one: str(one.entry["name"]), 200, strong=True),
        Column(words("personal_number"), lambda one: one.entry["personal_number"] or one.entry["old_number"], 170),
        Column(words("village"), lambda one: str(one.entry["village"]), 160, spare=2),
        Column(words("purpose"),
               lambda one: text(f"paper.consolidation.purpose.{one.purpose}") if one.purpose else "", 230, spare=3),
        Column(words("amount"), lambda one: labels.number(one.amount) if one.amount else "", 150, right=True),
    )  # fmt: skip


def _sum_columns(group: str) -> tuple[Column[Total], ...]:
    def words(name: str) -> str:
        return text(f"paper.consolidation.column.{name}")

    def named(one: Total) -> str:
        if group == "office":
            return one.name
        if group == "bank":
            return one.key or text("paper.consolidation.no_bank")
        return text(f"paper.consolidation.purpose.{one.key}") if one.key else text("paper.consolidation.no_purpose")

    return (
        Column(words("group"), named, 320, strong=True),
        Column(words("offices"), lambda one: labels.number(one.offices), 110, right=True, spare=1),
        Column(words("people"), lambda one: labels.number(one.people), 110, right=True),
        Column(words("training"), lambda one: labels.number(one.training), 130, right=True, spare=2),
        Column(words("business"), lambda one: labels.number(one.business), 190, right=True, spare=3),
        Column(words("amount"), lambda one: labels.number(one.amount), 170, right=True),
    )

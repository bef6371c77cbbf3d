"""The month: review, list, papers, the Committee, the bank, the office above."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QPushButton, QStackedWidget, QTabWidget

from app import labels
from app.domain.dates import from_iso
from app.domain.month import ListEntry, shown_month
from app.i18n import text
from app.services import arranging, batches, months, printing, review
from app.session import PrintOrder, Session
from ui import problems
from ui.desk import Desk
from ui.pages import official_dialogs
from ui.pages.month_dialogs import MonthDialogs
from ui.pages.month_paper import PaperTab
from ui.pages.month_steps import Loaded, Step, acts, load, next_words, other_month, state_words, steps, this_month
from ui.pages.page import Page
from ui.widgets.basics import (
    BESIDE,
    Badge,
    Empty,
    Notice,
    button,
    card,
    clear,
    column,
    holder,
    label,
    page_layout,
    put,
    restyle,
    row,
)
from ui.widgets.dialogs import FormDialog
from ui.widgets.fields import shown_amount
from ui.widgets.record_table import Column, RecordModel, RecordTable
from ui.widgets.row_detail import with_detail
from ui.widgets.toast import toast

_ICONS: Final = {"review": "check", "draft": "refresh", "approve": "check", "present": "document", "nil": "document",
                 "confirm": "check", "withdraw": "left", "deliver": "bank", "answer": "bank", "seal": "seal",
                 "send": "send", "correct": "document", "keep": "check"}  # fmt: skip
_LOW: Final = 640
"""Logical pixels; a page is 589 high on a screen of 768 at 125 %."""


@dataclass(frozen=True, slots=True)
class Off:
    """Somebody who is not on the list, and why."""

    name: str
    reasons: str
    person_id: str = ""
    first: str = ""
    """The code of the first reason."""


class MonthPage(Page):
    """One month at a time; the newest revision."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.month = this_month(datetime.now().astimezone().date())
        self.loaded: Loaded | None = None
        self._keep_row: int | None = None
        self.dialogs = MonthDialogs(desk, self, self._changed)
        self._state, self._bank, self._revision = Badge(), Badge(), Badge()
        self._name = label("", "title")
        earlier = button("", lambda: self.go(-1), icon="left", keys="Alt+Left", name=text("ui.month.earlier"))
        later = button("", lambda: self.go(1), icon="right", keys="Alt+Right", name=text("ui.month.later"))
        head = row(earlier, later, 4, self._name, 6, self._state, self._bank, self._revision, None, spacing=6)
        self._steps = row(spacing=8)
        self._track = holder(self._steps)
        self._acts = row(spacing=8)
        self._buttons: list[QPushButton] = []
        self._next = label("", "lead", wrap=True)
        self.notice = Notice()
        self._build_tabs()
        panel = card(column(self._next, self._acts, spacing=10), margin=14)
        self.setFocusProxy(self.tabs)
        self.setLayout(page_layout([head, self._track, panel, self.notice, self.tabs]))
        QTimer.singleShot(0, lambda: desk.run(printing.unfinished, self._offer_prints))

    def _offer_prints(self, orders: list[PrintOrder]) -> None:
        """What was sent to the printer before the power went can be printed again, as it was (U42)."""
        if not orders:
            return
        order = orders[0]

        def again() -> None:
            self.wants.emit(f"month:{order.month}")
            self.come_to(order.month)
            self.tabs.setCurrentIndex(2)
            self.papers.print_again(order)

        words = text("ui.paper.cut_off", month=shown_month(order.month), copies=order.copies)
        toast(self, words, undo=again, act=text("ui.paper.again"), tone="warn")

    def _build_tabs(self) -> None:
        self.entries: RecordModel[ListEntry] = RecordModel(_entry_columns(self._marks))
        self.off: RecordModel[Off] = RecordModel(_off_columns())
        self.papers = PaperTab(self.desk, self.notice, self.sign)
        self.paper = self.papers.paper
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(text("ui.month.tabs"))
        self._entry_table = entries = RecordTable(self.entries, text("ui.month.tab.entries"), stretch=1)
        for keys, step in (("Alt+Up", -1), ("Alt+Down", 1)):
            QShortcut(QKeySequence(keys), entries, lambda step=step: self._move(step),
                      context=Qt.ShortcutContext.WidgetShortcut)  # fmt: skip
        off = RecordTable(self.off, text("ui.month.tab.off"), stretch=1)
        off.activated.connect(self._open_missing)
        self._no_list = Empty("month", text("ui.month.no_list"))
        self._list = QStackedWidget()
        for part in (entries, self._no_list):
            self._list.addWidget(part)
        listed = card(column(self._list), margin=6)
        not_listed = with_detail(off, lambda one: f"{one.name}: {one.reasons}")
        hint = label(text("ui.month.off_hint"), "small")
        hint.setContentsMargins(*BESIDE)
        not_listed.insertWidget(0, hint)
        for widget in (listed, card(not_listed, margin=6), card(column(self.papers), margin=8)):
            self.tabs.addTab(widget, "")
        for follow in (self._give_way, self._load_paper):
            self.tabs.currentChanged.connect(lambda _, follow=follow: follow())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A low window cannot show all at once."""
        super().resizeEvent(event)
        self._give_way()

    def _give_way(self) -> None:
        """In a low window a paper gets the room of the steps: the badges in the head tell them too."""
        self._track.setVisible(self.tabs.currentIndex() != 2 or self.height() >= _LOW)

    def sign(self) -> FormDialog:
        """Sign the presented list with an official certificate; by hand remains the usual way."""
        return official_dialogs.sign_form01(self.desk, self, self.month, lambda words: self.notice.say(words, "good"))

    def come_to(self, part: str) -> None:
        """Show the month that another page named."""
        if part and part != self.month:
            self.month = part
            self.notice.say("")
            self.refresh()

    def go(self, step: int) -> None:
        """An earlier or a later month."""
        self.month = other_month(self.month, step)
        self.notice.say("")
        self.refresh()

    def refresh(self) -> None:
        """Ask for the month."""
        name = self.month
        self.desk.run(lambda session: load(session, name), self._show)

    def _show(self, loaded: Loaded) -> None:
        if loaded.month.month != self.month:
            return
        self.loaded = loaded
        month = loaded.month
        self._name.setText(text("ui.month.title", month=shown_month(month.month)))
        self._state.say(*state_words(month))
        self._bank.say(labels.delivered(to_bank=month.delivery is not None), "good" if month.delivery else "quiet")
        self._bank.setVisible(month.state.is_final_paper and not month.nil)
        self._revision.say(labels.revision(month.revision), "warn")
        self._revision.setVisible(month.revision > 1)
        self._show_steps(loaded)
        self._show_rows(loaded)
        self.papers.show_month(loaded)
        self._load_paper()

    def _show_steps(self, loaded: Loaded) -> None:
        clear(self._steps)
        for place, step in enumerate(steps(loaded), start=1):
            put(self._steps, _step_card(place, step))
        clear(self._acts)
        self._next.setText(next_words(loaded))
        self._buttons = [
            button(text(f"ui.month.do.{name}"), self._doer(name), icon=_ICONS[name], kind="" if place else "primary")
            for place, name in enumerate(acts(loaded, self.desk))
        ]
        for act in self._buttons:
            put(self._acts, act)
        put(self._acts, None)

    def _show_rows(self, loaded: Loaded) -> None:
        rows = loaded.view.rows
        self.entries.show(rows.entries)
        if self._keep_row is not None and self._keep_row < len(rows.entries):
            self._entry_table.selectRow(self._keep_row)
        self._keep_row = None
        self._list.setCurrentIndex(0 if rows.entries else 1)
        self.off.show([
            Off(loaded.names.get(one.person_id, "…"), _reasons(one.reasons, dict(one.since)), one.person_id,
                one.reasons[0] if one.reasons else "") for one in rows.excluded
        ])  # fmt: skip
        self.tabs.setTabText(0, text("ui.month.tab.entries_n", n=len(rows.entries)))
        self.tabs.setTabText(1, text("ui.month.tab.off_n", n=len(rows.excluded)))
        self.tabs.setTabText(2, text("ui.month.tab.paper"))
        warned = {one.code for one in loaded.view.warnings}
        if self.month <= this_month(loaded.today):
            warned.discard("month.future")  # the list of the running month is drawn up before its day
        said = labels.joined(sorted(labels.warning(code) for code in warned))
        words = text("ui.month.warned", words=labels.continued(said))
        if warned and words not in self.notice.words:
            self.notice.say(f"{self.notice.words} {words}".strip(), "warn")

    def _marks(self) -> dict[int, str]:
        """What stands against an entry: refused by the Committee, or returned by the office above."""
        if not self.loaded:
            return {}
        view = self.loaded.view
        marks = {
            one.number: labels.label("entry.end", one.end) if one.end else text("ui.month.returned", reason=one.reason)
            for one in view.returned
        }
        return marks | {one.number: text("ui.month.refused", reason=one.reason) for one in view.rows.refusals}

    def _load_paper(self) -> None:
        if self.loaded is not None and self.tabs.currentIndex() == 2:
            self.papers.load()

    def _doer(self, name: str) -> Callable[[], Any]:
        return lambda: self.do(name)

    def do(self, name: str) -> None:
        """Do one of the acts that are offered now."""
        if self.loaded is None:
            return
        month = self.month
        at_once: dict[str, Callable[[Session], Any]] = {
            "draft": lambda session: months.draft(session, month),
            "approve": lambda session: months.approve(session, month),
            "present": lambda session: months.present(session, month),
            "seal": lambda session: batches.seal_month(session, month),
        }
        self.notice.say("")
        if name == "send":
            self.wants.emit("send")
        elif name in at_once:
            for act in self._buttons:
                act.setEnabled(False)
            self.desk.run(at_once[name], lambda _: self._changed(name), failed=self._failed)
        else:
            getattr(self.dialogs, name)(self.loaded)

    def _failed(self, error: Exception) -> None:
        problems.show(error, self)
        self.refresh()

    def _changed(self, done: object) -> None:
        if isinstance(done, str):
            self.notice.say(text(f"ui.month.done.{done}"), "good")
        if isinstance(done, review.Reviewed):
            month = self.month
            words = text("ui.review.done", n=labels.number(done.persons), month=shown_month(month))
            toast(self, words, undo=lambda: self._take_back(month, done))
        if done == "present":
            self.tabs.setCurrentIndex(2)
        self.refresh()

    def _take_back(self, month: str, done: review.Reviewed) -> None:
        self.desk.run(lambda session: review.take_back(session, month, done), lambda _: self.refresh())

    def save_paper(self, kind: str, target: Path) -> None:
        """Write a paper where the user wants it."""
        self.papers.save_paper(kind, target)

    def _move(self, step: int) -> None:
        """Put the chosen entry of a draft one place up or down."""
        entry: ListEntry | None = self._entry_table.current()
        loaded = self.loaded
        if entry is None or loaded is None or loaded.month.state.value not in ("drafted", "approved"):
            return
        order = [one.person_id for one in loaded.view.rows.entries]
        place, target = entry.number - 1, entry.number - 1 + step
        if not 0 <= target < len(order):
            return
        order[place], order[target] = order[target], order[place]
        name = self.month
        self._keep_row = target
        self.desk.run(lambda session: arranging.arrange(session, name, order), lambda _: self.refresh())

    def _open_missing(self, index: QModelIndex) -> None:
        """One step from a reason to what is missing: the person's record, at that field."""
        off = self.off.record(index.row())
        if off is not None and off.person_id:
            self.wants.emit(f"register:person={off.person_id}={off.first}")


def _step_card(place: int, step: Step) -> QFrame:
    frame = QFrame()
    frame.setObjectName("step")
    mark = "✓" if step.stage == "done" else str(place)
    words = label(f"{mark}  {text(f'ui.month.step.{step.name}')}", wrap=True)
    state = label(text(f"ui.month.stage.{step.stage}"), "small")
    layout = column(words, state, spacing=0)
    layout.setContentsMargins(10, 6, 8, 6)
    frame.setLayout(layout)
    restyle(frame, stage=step.stage)
    return frame


def _entry_columns(marks: Callable[[], dict[int, str]]) -> tuple[Column[ListEntry], ...]:
    def words(name: str) -> str:
        return text(f"ui.month.column.{name}")

    def note(entry: ListEntry) -> str:
        mark = marks().get(entry.number)
        if mark is not None:
            return mark
        if entry.change:
            return labels.label("entry.change", entry.change)
        return (
            text("ui.month.new")
            if entry.new
            else text("ui.month.listed_before", month=shown_month(entry.listed_before))
        )

    def tone(entry: ListEntry) -> str:
        return "bad" if entry.number in marks() else "warn" if entry.change else "good" if entry.new else "quiet"

    return (
        Column(words("number"), lambda entry: str(entry.number), 50, right=True),
        Column(words("name"), lambda entry: entry.name, 170, strong=True),
        Column(words("birth"), lambda entry: entry.birth.shown if entry.birth else "", 112, spare=1),
        Column(words("personal_number"), lambda entry: entry.personal_number or entry.old_number, 142),
        Column(words("village"), lambda entry: entry.village, 150, spare=4),
        Column(words("last_day"), lambda entry: entry.last_day.shown, 130, spare=2),
        Column(words("amount"), _amount, 150, right=True, spare=3),
        Column(words("note"), note, 180, tone=tone),
    )  # fmt: skip


def _amount(entry: ListEntry) -> str:
    return shown_amount(entry.amount) if entry.amount else ""


def _off_columns() -> tuple[Column[Off], ...]:
    return (
        Column(text("ui.month.column.name"), lambda off: off.name, 220, strong=True),
        Column(text("ui.month.column.reasons"), lambda off: off.reasons, 600),
    )


def _reasons(codes: tuple[str, ...], since: dict[str, str]) -> str:
    def words(code: str) -> str:
        said = labels.reason(code)
        return text("ui.person.since", reason=said, day=from_iso(since[code]).shown) if code in since else said

    return labels.joined(words(code) for code in codes)

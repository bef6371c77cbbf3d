"""Rà soát trùng: pairs that may be one person, side by side, with the weight of every reason."""

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from concurrent.futures import CancelledError
from contextlib import suppress
from typing import Any, Final

from PySide6.QtWidgets import QFormLayout, QStackedWidget, QTabWidget, QWidget

from app import labels
from app.domain.access import Permission
from app.domain.dates import from_iso
from app.i18n import text
from app.matching import Record
from app.services import catalogue, duplicates
from app.services.duplicates import Merged, Pair
from app.session import Session
from ui import problems
from ui.desk import Desk
from ui.pages.page import Page
from ui.widgets.basics import (
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
    reveal,
    row,
    scrolled,
)
from ui.widgets.dialogs import FormDialog
from ui.widgets.fields import TextField
from ui.widgets.progress import Stoppable
from ui.widgets.record_table import Column, RecordModel, RecordTable
from ui.widgets.toast import toast

_TONES: Final = {"certain": "bad", "likely": "warn", "possible": "quiet"}
Loaded = tuple[list[Pair], list[Merged], dict[str, str]]
_SHOWN: Final = ("name", "birth", "number", "old_number", "sex", "village", "unit")


class DuplicatesPage(Page):
    """Pairs above, the chosen one below: two columns, signs, three acts."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._pair: Pair | None = None
        self._units: dict[str, str] = {}
        self._searched = False
        self.pairs: RecordModel[Pair] = RecordModel(_pair_columns())
        self.table = RecordTable(self.pairs, text("ui.duplicates.title"), stretch=1)
        self.table.selectionModel().currentRowChanged.connect(lambda index: self.open(self.pairs.record(index.row())))
        self.merged: RecordModel[Merged] = RecordModel(_merged_columns())
        self.merged_table = RecordTable(self.merged, text("ui.duplicates.merged"), stretch=0)
        self.notice = Notice()
        self._build()

    def _build(self) -> None:
        search = button(text("ui.duplicates.search"), self.search, icon="search", kind="primary", keys="Ctrl+R")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(Empty("check", text("ui.duplicates.none")))
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(text("ui.duplicates.title"))
        self.tabs.addTab(card(column(self._stack), margin=6), text("ui.duplicates.open"))
        undo = button(text("ui.duplicates.unmerge"), self.unmerge, icon="refresh")
        self.tabs.addTab(card(column(self.merged_table, row(None, undo)), margin=6), text("ui.duplicates.merged"))
        self._details = self._build_details()
        self.tabs.currentChanged.connect(lambda _: self._show_details())
        head = row(label(text("ui.duplicates.title"), "title"), None, search)
        self.setLayout(page_layout([head, self.notice, self.tabs, self._details]))
        self.layout().setStretch(2, 2)  # type: ignore[union-attr]
        self.layout().setStretch(3, 4)  # type: ignore[union-attr]

    def _build_details(self) -> QWidget:
        self._level = Badge()
        self._sides = row(spacing=16)
        self._signs = column(spacing=4)
        writes = self.desk.may(Permission.WRITE_PEOPLE if self.desk.is_commune else Permission.DECIDE_BATCH)
        acts = (
            button(text("ui.duplicates.dismiss"), self.dismiss, icon="close"),
            button(text("ui.duplicates.merge_left"), lambda: self.merge(left=True), icon="left"),
            button(text("ui.duplicates.merge_right"), lambda: self.merge(left=False), icon="right"),
        )
        for act in acts:
            reveal(act, shown=writes)
        head = row(label(text("ui.duplicates.pair"), "lead"), self._level, None)
        body = row(self._sides, self._signs, spacing=24)
        body.setStretch(0, 3)
        body.setStretch(1, 2)
        details = card(column(head, scrolled(column(body, None)), row(None, *acts)), margin=12)
        details.hide()
        return details

    def refresh(self) -> None:
        """Ask for what the last search found; the first time, search."""
        if not self._searched:
            self.search()
            return
        self.desk.run(_load, self._show)

    def search(self) -> None:
        """Search the whole register anew."""
        self._searched = True
        self.notice.say(text("ui.duplicates.searching"), "quiet")
        progress = Stoppable(text("ui.duplicates.searching"), self)

        def told(done: int, every: int) -> None:
            if progress.cancelled():
                raise CancelledError
            progress.told(done, every)

        def work(session: Session) -> Loaded:
            with suppress(CancelledError):  # what an earlier search found still stands
                duplicates.search(session, progress=told)
            return _load(session)

        def ended(found: Loaded) -> None:
            progress.end()
            self._show(found)

        def failed(error: Exception) -> None:
            progress.end()
            self.notice.say("")
            problems.show(error, self)

        self.desk.run(work, ended, failed=failed)

    def _show(self, found: Loaded) -> None:
        pairs, merged, self._units = found
        self.notice.say("")
        place, pressed = max(self.table.currentIndex().row(), 0), self.focusWidget()
        decided = pressed is not None and self._details.isAncestorOf(pressed)
        self.pairs.show(pairs)
        self.merged.show(merged)
        self._stack.setCurrentIndex(0 if pairs else 1)
        self.tabs.setTabText(0, text("ui.duplicates.open_n", n=labels.number(len(pairs))))
        self.tabs.setTabText(1, text("ui.duplicates.merged_n", n=labels.number(len(merged))))
        self._pair = None
        self._details.hide()
        if pairs:  # after a decision the next pair stands where the former one stood
            self.table.selectRow(min(place, len(pairs) - 1))
        if decided:
            self.table.setFocus()

    def open(self, pair: Pair | None) -> None:
        """Show a pair side by side; what differs stands out by its words, not by colour alone."""
        if pair is None:
            return
        self._pair = pair
        self._level.say(f"{labels.label('match.level', pair.level)} · {pair.weight}", _TONES[pair.level])
        clear(self._sides)
        clear(self._signs)
        sides = [self._said(pair.one), self._said(pair.other)]
        differing = {name for name in _SHOWN if sides[0][name] != sides[1][name]}
        for title, values in zip(("left", "right"), sides, strict=True):
            self._sides.addWidget(_side(text(f"ui.duplicates.{title}"), values, differing), 1)
        self._signs.addWidget(label(text("ui.duplicates.why"), "muted"))
        for name, weight in pair.signals:
            words = label(labels.label("match", name), wrap=True)
            line = row(Badge(f"{weight:+}", "good" if weight > 0 else "bad"), words, spacing=8)
            line.setStretch(1, 1)
            self._signs.addLayout(line)
        self._signs.addStretch(1)
        self._show_details()

    def _said(self, one: Record) -> dict[str, str]:
        return {name: self._units.get(one.unit, one.unit) if name == "unit" else _said(one, name) for name in _SHOWN}

    def _show_details(self) -> None:
        """The chosen pair stands below the pairs only: what is merged already is another list."""
        reveal(self._details, shown=self._pair is not None and self.tabs.currentIndex() == 0)

    def merge(self, *, left: bool) -> None:
        """Merge into the record at the left (or at the right)."""
        pair = self._taken()
        if pair is None:
            return
        kept, other = (pair.one, pair.other) if left else (pair.other, pair.one)
        self._act(lambda session: duplicates.merge(session, kept.id, other.id), "ui.duplicates.was_merged")

    def dismiss(self) -> None:
        """Ask why they are two people."""
        reason = TextField("reason", text("ui.duplicates.reason"), required=True)
        dialog = FormDialog(
            text("ui.duplicates.dismiss_head"), text("ui.duplicates.dismiss").rstrip("…"), [reason], self.window()
        )

        def submit() -> None:
            if not reason.value().strip():
                reason.error(text("ui.field.required"))
                return
            dialog.accept()
            self.two_people(reason.value())

        dialog.ask(submit)

    def two_people(self, reason: str) -> None:
        """The chosen pair is two people."""
        if (pair := self._taken()) is not None:
            self._act(lambda session: duplicates.dismiss(session, pair.one.id, pair.other.id, reason),
                      "ui.duplicates.was_dismissed")  # fmt: skip

    def _taken(self) -> Pair | None:
        """The chosen pair, once: a second press before the answer has come decides nothing."""
        pair, self._pair = self._pair, None
        return pair

    def unmerge(self) -> None:
        """Take the chosen merge back."""
        chosen: Merged | None = self.merged_table.current()
        if chosen is None:
            self.notice.say(text("ui.duplicates.choose"), "warn")
            return

        def done(_: object) -> None:
            toast(self, text("ui.duplicates.was_separated"))
            self.refresh()

        self.desk.run(lambda session: duplicates.unmerge(session, chosen.verdict.id), done)

    def _act(self, work: Callable[[Session], Any], words: str) -> None:
        def done(verdict: Any) -> None:
            toast(self, text(words), undo=lambda: self.desk.run(
                lambda session: duplicates.unmerge(session, verdict.id), lambda _: self.refresh()))  # fmt: skip
            self.refresh()

        def failed(error: Exception) -> None:
            self.refresh()
            problems.show(error, self)

        self.desk.run(work, done, failed=failed)


def _load(session: Session) -> Loaded:
    """Pairs, merged records, and what the units in them are called."""
    pairs, units = duplicates.pairs(session), catalogue.of(session)
    codes = {side.unit for pair in pairs for side in (pair.one, pair.other)}
    return pairs, duplicates.merged(session), {code: found.title for code in codes if (found := units.unit(code))}


def _side(title: str, values: Mapping[str, str], differing: AbstractSet[str]) -> QWidget:
    """One record; where the two differ stands in heavier letters."""
    form = QFormLayout()
    form.setContentsMargins(0, 0, 0, 0)
    form.setVerticalSpacing(4)
    for name in _SHOWN:
        said = label(values[name] or "–", "strong" if name in differing else "", wrap=True)
        form.addRow(label(text(f"ui.duplicates.field.{name}"), "muted"), said)
    return holder(column(label(title, "small"), form, None))


def _said(one: Record, name: str) -> str:
    value = str(getattr(one, name))
    if name == "birth" and value:
        return from_iso(value).shown
    return labels.label("sex", value) if name == "sex" and value else value


def _births(pair: Pair) -> str:
    return " – ".join(_said(side, "birth") or "?" for side in (pair.one, pair.other))


def _pair_columns() -> tuple[Column[Pair], ...]:
    def words(name: str) -> str:
        return text(f"ui.duplicates.column.{name}")

    return (
        Column(words("level"), lambda one: labels.label("match.level", one.level), 150,
               tone=lambda one: _TONES[one.level]),
        Column(words("names"), lambda one: f"{one.one.name} – {one.other.name}", 300, strong=True),
        Column(words("births"), _births, 210),
        Column(words("why"), lambda one: labels.label("match", max(one.signals, key=lambda sign: sign[1])[0]), 320,
               spare=1),
        Column(words("weight"), lambda one: str(one.weight), 80, right=True),
    )  # fmt: skip


def _merged_columns() -> tuple[Column[Merged], ...]:
    def words(name: str) -> str:
        return text(f"ui.duplicates.column.{name}")

    return (
        Column(words("kept"), lambda one: one.kept.name, 260, strong=True),
        Column(words("other"), lambda one: one.other.name, 260),
        Column(words("by"), lambda one: one.verdict.user, 160),
        Column(words("at"), lambda one: from_iso(one.verdict.at[:10]).shown, 110),
    )

"""The register: search as you type, filters, the table, and the person beside it."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QStackedWidget, QWidget

from app import labels
from app.domain.access import Permission
from app.domain.person import Person
from app.domain.qr import Card
from app.errors import AppError
from app.i18n import explain, text
from app.services import figures, form_drafts, register
from app.session import CancelledError, FormDraft, Query, Session
from ui import style
from ui.desk import Desk
from ui.pages.form_keeper import KeptOffer
from ui.pages.import_list import ImportDialog
from ui.pages.page import Page
from ui.pages.person import PersonPane
from ui.pages.person_panels import shown_time
from ui.pages.register_lines import Line, columns, lines
from ui.pages.register_view import ViewActs
from ui.widgets.basics import Empty, Notice, button, card, column, label, page_layout, reveal, row
from ui.widgets.record_table import RecordModel, RecordTable
from ui.widgets.scanner import Scanner

_PAUSE_MS: Final = 150
_SCREEN: Final = 40
"""Rows of the first answer: more than any screen shows."""
_PANE_WIDTH: Final = 420
_SOON: Final = timedelta(days=183)
_FILTERS: Final = {
    "all": ("open",), "can_borrow": ("can_borrow",), "window_ending": ("window_ending",), "missing": ("missing",),
    "unjudged": ("unjudged",), "closed": ("closed",),
}  # fmt: skip


class RegisterPage(Page):
    """List on the left, person on the right; on a narrow screen one takes the other's place."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._filter, self._order, self._descending = "all", "name", False
        self._behind: tuple[str, str] | None = None
        self._asked = 0
        self.model: RecordModel[Line] = RecordModel(columns(wide=not desk.is_commune), self._fetch)
        self.table = RecordTable(self.model, text("ui.register.table"))
        self.table.activated.connect(self._open)
        self.table.clicked.connect(self._open_alone)
        self.view = ViewActs(desk, self.table, self._everybody)
        header = self.table.horizontalHeader()
        header.setSectionsClickable(True)
        header.sectionClicked.connect(self._sort)
        self._count = label("", "muted")
        self.notice = Notice()
        self.search = QLineEdit()
        self.search.setPlaceholderText(text("ui.register.search"))
        self.search.setAccessibleName(text("ui.register.search_name"))
        self.search.addAction(style.icon("search", style.colors().muted), QLineEdit.ActionPosition.LeadingPosition)
        self.search.setClearButtonEnabled(True)
        self.search.installEventFilter(self)
        self._timer = QTimer(self, interval=_PAUSE_MS, singleShot=True)
        self._timer.timeout.connect(self._ask_for_all)
        self.search.textChanged.connect(lambda _: self.refresh())
        self.kept = KeptOffer()
        self._asked_for_kept = False
        self.pane = PersonPane(desk)
        self.pane.saved.connect(self._saved)
        self.pane.closed.connect(self._close_pane)
        self.pane.asked_for.connect(lambda person_id: self.pane.may_leave(lambda: self.pane.open(person_id)))
        self.pane.hide()
        if desk.may(Permission.WRITE_PEOPLE):
            scanner = Scanner(self)
            scanner.scanned.connect(self.take_card)
            scanner.unreadable.connect(lambda: self.notice.say(" ".join(explain(AppError("qr.unreadable"))), "warn"))
        self._build()

    def _build(self) -> None:
        writes = self.desk.may(Permission.WRITE_PEOPLE)
        self.add = button(text("ui.register.add"), self.begin, icon="plus", kind="primary", keys="Ctrl+N")
        self.load = button(text("ui.register.import"), self.import_list, icon="table", keys="Ctrl+I")
        self.paste = button(text("ui.register.paste"), self.paste_list, icon="copy", keys="Ctrl+Shift+V")
        for act in (self.add, self.load, self.paste):
            reveal(act, shown=writes)
        head = row(column(label(text("ui.register.title").replace("&", ""), "title"), self._count, spacing=0), None,
                   self.paste, self.load, self.add)  # fmt: skip
        chips = self._chips()
        self._empty = Empty("register", text("ui.register.empty"))
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty)
        self._list = QWidget()
        self._list.setLayout(
            column(
                head,
                row(self.search, *self.view.buttons),
                chips,
                self.notice,
                self.kept,
                card(column(self._stack), margin=6),
                spacing=10,
            )
        )
        outer = QHBoxLayout()
        outer.setSpacing(12)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._list, 1)
        outer.addWidget(self.pane)
        self.setLayout(page_layout([outer]))
        self.setFocusProxy(self.search)
        QShortcut(QKeySequence.StandardKey.Find, self, self._find)

    def _chips(self) -> QHBoxLayout:
        group = QButtonGroup(self)
        self.chips = {}
        for name in _FILTERS:
            chip = button(text(f"ui.register.filter.{name}"), self._filterer(name), kind="chip")
            chip.setCheckable(True)
            chip.setChecked(name == self._filter)
            group.addButton(chip)
            self.chips[name] = chip
        return row(*self.chips.values(), None, spacing=6)

    def refresh(self) -> None:
        """Ask for everybody who fits; an answer that a newer question has overtaken is dropped."""
        self._look_for_kept()
        self._timer.stop()
        self._asked += 1
        stale, query = self._stale(self._asked), self._query()

        def work(session: Session) -> tuple[Sequence[int], list[Line]] | None:
            if stale():
                return None
            first = register.first_rows(session, query(session), _SCREEN)
            return None if first is None else (first, lines(session, list(first)))

        self.desk.run(work, lambda first: None if stale() else self._show_first(first))

    def _show_first(self, first: tuple[Sequence[int], list[Line]] | None) -> None:
        """Show the first screen; who stands below it is asked for when no further key has come."""
        if first is None:
            self._ask_for_all()
            return
        rows, records = first
        self.model.show_rows(rows, records)
        if len(rows) < _SCREEN:
            self._say_count(len(rows))
            self._ask_for_all(prepare_only=True)
        else:
            self._stack.setCurrentIndex(0)
            self._timer.start()

    def _ask_for_all(self, *, prepare_only: bool = False) -> None:
        stale, query = self._stale(self._asked), self._query()

        def work(session: Session) -> Sequence[int] | None:
            try:
                return None if prepare_only or stale() else register.rows(session, query(session), stale)
            except CancelledError:
                return None

        self.desk.run(work, lambda rows: None if rows is None or stale() else self._show(rows))
        self.desk.run(
            lambda session: None if stale() else register.prepare(session, stale, query=query(session)), lambda _: None
        )

    def _stale(self, asked: int) -> Callable[[], bool]:
        """Whether a newer question has been asked since."""
        return lambda: asked != self._asked

    def _query(self) -> Callable[[Session], Query]:
        words = self.search.text()
        behind, order, descending = self._behind, self._order, self._descending
        chosen = _FILTERS[self._filter] if behind is None else ()

        def query(session: Session) -> Query:
            today = session.now().date()
            soon = (today + _SOON if behind is None else figures.soon(today)).isoformat()
            cleared = bool(words) or behind is not None
            return Query(words, chosen, order, descending, today.isoformat(), soon, cleared, behind=behind)

        return query

    def _show(self, rows: Sequence[int]) -> None:
        self.model.extend_rows(rows)
        self._say_count(len(rows))

    def _say_count(self, n: int) -> None:
        self._count.setText(text("ui.register.count", n=labels.number(n)))
        plain = not self.search.text() and self._filter == "all"
        self._empty.say(text("ui.register.empty") if plain else text("ui.register.nothing"))
        self._stack.setCurrentIndex(0 if n else 1)

    def _fetch(self, page: int, rows: list[int]) -> None:
        edition = self.model.edition

        def work(session: Session) -> list[Line] | None:
            return lines(session, rows) if edition == self.model.edition else None

        self.desk.run(work, lambda found: None if found is None else self.model.fill(page, found, edition))

    def begin(self) -> None:
        """Add somebody."""

        def go() -> None:
            self._open_pane()
            self.pane.begin()

        self.pane.may_leave(go)

    def take_card(self, card: Card) -> None:
        """A card was scanned: fill the form that is open for this person, open their record, or begin a new one."""
        self.notice.say("")
        if self.pane.fits(card):
            self.pane.take_card(card)
        else:
            number = card.personal_number
            self.desk.run(
                lambda session: register.look_alikes(session, name="", birth="", number=number),
                lambda people: self._found_by_card(card, people),
            )

    def _found_by_card(self, card: Card, people: list[Person]) -> None:
        if people:
            self.open_person(people[0].id)
            self.notice.say(text("ui.register.card_known", name=people[0].name), "info")
            return

        def go() -> None:
            self._open_pane()
            self.pane.begin()
            self.pane.take_card(card)

        self.pane.may_leave(go)

    def import_list(self) -> None:
        """Import an officer's own list."""
        ImportDialog(self.desk, self, done=self._imported).choose()

    def paste_list(self) -> None:
        """Import the cells that were copied in Excel."""
        ImportDialog(self.desk, self, done=self._imported).paste()

    def _imported(self, words: str, undo: Callable[[], Any]) -> None:
        self.notice.say(words, "good", action=text("ui.import.undo"), act=undo)
        self.refresh()

    def unsaved(self) -> bool:
        """A person who is being typed."""
        return self.pane.isVisible() and self.pane.form.is_changed

    def may_leave(self, go: Callable[[], None]) -> None:
        """Not while a person has unsaved changes."""
        self.pane.may_leave(go) if self.pane.isVisible() else go()

    def open_person(self, person_id: str) -> None:
        """Show a person beside the list."""

        def go() -> None:
            self._open_pane()
            self.pane.open(person_id)

        self.pane.may_leave(go)

    def _open(self, index: QModelIndex) -> None:
        line = self.model.record(index.row())
        if line is not None:
            self.open_person(line.person_id)

    def _look_for_kept(self) -> None:
        """Once after the sign-in: what was typed when the power went is offered."""
        if not self._asked_for_kept and self.desk.may(Permission.WRITE_PEOPLE):
            self._asked_for_kept = True
            self.desk.run(form_drafts.kept, self._offer_kept)

    def _offer_kept(self, drafts: list[FormDraft]) -> None:
        if drafts and not self.pane.isVisible():
            newest = drafts[0]
            words = text("ui.kept.offer", when=shown_time(newest.at))
            self.kept.offer(words, lambda: self._go_on(newest.person_id), lambda: self._drop_kept(newest.person_id))

    def _go_on(self, person_id: str) -> None:
        self.pane.keeper.wanted = True
        self.open_person(person_id) if person_id else self.begin()

    def _drop_kept(self, person_id: str) -> None:
        self.desk.run(lambda session: form_drafts.drop(session, person_id), lambda _: None)

    def _open_alone(self, index: QModelIndex) -> None:
        """A click shows the person; with Shift or Ctrl it only chooses."""
        if len(self.table.selectionModel().selectedRows()) == 1:
            self._open(index)

    def _everybody(self, done: Callable[[Sequence[int]], None]) -> None:
        """All rows of the present answer, also those that no key has asked for yet."""
        query = self._query()
        self.desk.run(lambda session: register.rows(session, query(session)), done)

    def _saved(self, name: str) -> None:
        self.notice.say(text("ui.register.saved", name=name), "good")
        self.refresh()

    def _sort(self, place: int) -> None:
        order = self.model.columns[place].order
        if order:
            self._descending = order == self._order and not self._descending
            self._order = order
            arrow = Qt.SortOrder.DescendingOrder if self._descending else Qt.SortOrder.AscendingOrder
            self.table.horizontalHeader().setSortIndicatorShown(True)
            self.table.horizontalHeader().setSortIndicator(place, arrow)
            self.refresh()

    def come_to(self, part: str) -> None:
        """`new` begins a person, `import` a list, `person=ID=REASON` opens one, the name of a filter chooses it.

        `figure=NAME=KEY=WORDS` shows who stands behind a figure, until another filter is chosen.
        """
        kind, _, rest = part.partition("=")
        if kind == "person":
            person_id, _, reason = rest.partition("=")
            self.open_person(person_id)
            self.pane.look_for(reason)
        if part in ("new", "import"):
            QTimer.singleShot(0, self.begin if part == "new" else self.import_list)
        elif part in self.chips:
            self.chips[part].click()
        elif kind == "figure":
            figure, key, words = rest.split("=", 2)
            self.search.clear()
            self._behind = (figure, key)
            self.notice.say(text("ui.register.figure", words=words), "info", action=text("ui.register.figure_all"),
                            act=self.chips["all"].click)  # fmt: skip

    def _filterer(self, name: str) -> Callable[[], None]:
        def choose() -> None:
            self._filter = name
            if self._behind is not None:
                self._behind = None
                self.notice.say("")
            self.refresh()

        return choose

    def _find(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _open_pane(self) -> None:
        self.pane.show()
        self._fold()

    def _close_pane(self) -> None:
        self.pane.hide()
        self._fold()
        self.table.setFocus()

    def _fold(self) -> None:
        narrow = self.window().width() < style.FOLD_BELOW
        self._list.setVisible(not (narrow and self.pane.isVisible()))
        self.pane.setMaximumWidth(16777215 if narrow else _PANE_WIDTH)
        self.pane.setMinimumWidth(0 if narrow else _PANE_WIDTH)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """List and person side by side only where there is room."""
        super().resizeEvent(event)
        self._fold()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrow down and Enter go from the search into the list."""
        if watched is self.search and event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            into_list = event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if into_list and self.model.rowCount():
                self.table.setFocus()
                self.table.selectRow(0)
            return into_list
        return super().eventFilter(watched, event)

"""Trường hợp cần xác minh: questions that the lists together raise, with what was found out."""

from collections.abc import Callable
from typing import Final

from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QStackedWidget

from app.domain.access import Permission
from app.domain.cases import Case, CaseState
from app.domain.dates import PartialDate
from app.domain.month import shown_month
from app.domain.person import Person
from app.i18n import text
from app.services import board, cases
from app.session import Session
from ui import problems
from ui.desk import Desk
from ui.pages.page import Page
from ui.widgets.basics import Empty, Notice, button, card, column, label, page_layout, reveal, row
from ui.widgets.dialogs import FormDialog, confirm
from ui.widgets.fields import DayField, NumberField, TextField
from ui.widgets.record_table import Column, RecordModel, RecordTable
from ui.widgets.toast import toast

Outcome = tuple[CaseState, str]
_TONES: Final = {
    CaseState.NEW: "warn", CaseState.ASKED: "info", CaseState.EXPLAINED: "good", CaseState.CONFIRMED: "bad",
}  # fmt: skip


class CasesPage(Page):
    """The list above, the chosen question below with its state and note."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._case: Case | None = None
        self._key = ""
        self._drafts: dict[str, Outcome] = {}
        """What was typed at a case and not saved, by its key: going to another one loses nothing."""
        self._names: dict[str, str] = {}
        self.cases: RecordModel[Case] = RecordModel(self._columns())
        self.table = RecordTable(self.cases, text("ui.cases.title"), stretch=1)
        self.table.selectionModel().currentRowChanged.connect(lambda index: self.open(self.cases.record(index.row())))
        self.notice = Notice(text("ui.cases.lead"), "info")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(Empty("check", text("ui.cases.none")))
        self._title, self._told = label("", "lead", wrap=True), label("", "muted", wrap=True)
        self.state = QComboBox()
        self.state.setAccessibleName(text("ui.cases.state"))
        for state in CaseState:
            self.state.addItem(text(f"case.state.{state.value}"), state)
        self.note = QPlainTextEdit()
        self.note.setAccessibleName(text("ui.cases.note"))
        self.note.setPlaceholderText(text("ui.cases.note"))
        self.note.setTabChangesFocus(True)
        save = button(text("ui.save"), self.save, icon="save", kind="primary", keys="Ctrl+S")
        reveal(save, shown=desk.may(Permission.DECIDE_BATCH))
        self._details = card(column(self._title, self._told, row(self.state, None, save), self.note), margin=12)
        self._details.hide()
        misuse = button(text("ui.cases.misuse"), self.record_misuse, icon="warning")
        reveal(misuse, shown=desk.may(Permission.DECIDE_BATCH))
        head = row(label(text("ui.cases.title"), "title"), None, misuse)
        self.setLayout(page_layout([head, self.notice, card(column(self._stack), margin=6), self._details]))
        self.layout().setStretch(2, 3)  # type: ignore[union-attr]
        self.layout().setStretch(3, 2)  # type: ignore[union-attr]

    def refresh(self) -> None:
        """Ask for every question."""
        self.desk.run(_load, self._show)

    def _show(self, loaded: tuple[list[Case], dict[str, str]]) -> None:
        found, self._names = loaded
        self._keep()
        self.cases.update(found)
        self._stack.setCurrentIndex(0 if found else 1)
        again = [one for one in found if one.key == self._key]
        reveal(self._details, shown=bool(again))
        if again:
            self.open(again[0])

    def open(self, case: Case | None) -> None:
        """Show one question."""
        if case is None:
            return
        self._keep()
        self._case, self._key = case, case.key
        self._title.setText(f"{text(f'case.sign.{case.sign.value}')}: {', '.join(case.names)}")
        told = [self._offices(case), ", ".join(map(shown_month, case.months)),
                text("ui.cases.by", user=case.user) if case.user else ""]  # fmt: skip
        self._told.setText(" · ".join(one for one in told if one))
        state, note = self._drafts.get(case.key, (case.state, case.note))
        self.state.setCurrentIndex(list(CaseState).index(state))
        self.note.setPlainText(note)
        self._details.show()

    def save(self) -> None:
        """Keep state and note."""
        if (case := self._case) is not None:
            self._settle(case.key, self._typed(), lambda: self._settle(case.key, (case.state, case.note)))

    def _settle(self, key: str, outcome: Outcome, undo: Callable[[], None] | None = None) -> None:
        def done(_: object) -> None:
            self._drafts.pop(key, None)
            if self._case is not None and self._case.key == key:
                self._case = None  # what stands in the fields is stored: it is no draft
            toast(self, text("ui.cases.saved" if undo else "ui.cases.undone"), undo=undo)
            self.refresh()

        self.desk.run(lambda session: cases.settle(session, key, *outcome), done)

    def unsaved(self) -> bool:
        """Whether an outcome was typed and not saved."""
        self._keep()
        return bool(self._drafts)

    def may_leave(self, go: Callable[[], None]) -> None:
        """Ask only when something typed would be lost."""

        def drop() -> None:
            self._drafts.clear()
            self._case, self._key = None, ""
            go()

        if self.unsaved():
            confirm(self, title=text("ui.person.leave.title"), words=text("ui.cases.leave"),
                    act=text("ui.person.leave.act"), done=drop)  # fmt: skip
        else:
            go()

    def _typed(self) -> Outcome:
        return CaseState(self.state.currentData()), self.note.toPlainText()

    def _keep(self) -> None:
        if (case := self._case) is None:
            return
        if self._typed() != (case.state, case.note):
            self._drafts[case.key] = self._typed()
        else:
            self._drafts.pop(case.key, None)

    def record_misuse(self) -> FormDialog:
        """A loan that was found not to be used as agreed: a listing in a later month becomes a question."""
        who = NumberField("personal_number", text("ui.cases.misuse_who"), required=True)
        day = DayField("on", text("ui.cases.misuse_on"), required=True)
        note = TextField("note", text("ui.cases.misuse_note"))
        dialog = FormDialog(text("ui.cases.misuse_title"), text("ui.cases.misuse_act"), [who, day, note],
                            self.window(), lead=text("ui.cases.misuse_lead"))  # fmt: skip

        def done(person: Person) -> None:
            toast(self, text("ui.cases.misuse_saved", name=person.name))
            self.refresh()

        def submit() -> None:
            problems.carry_out(dialog, self.desk.run, lambda session, given: cases.record_misuse(
                session, given["personal_number"], PartialDate.of(given["on"]), given["note"]), done)  # fmt: skip

        return dialog.ask(submit)

    def _offices(self, case: Case) -> str:
        return ", ".join(self._names.get(unit, unit) for unit in case.units)

    def _columns(self) -> tuple[Column[Case], ...]:
        def words(name: str) -> str:
            return text(f"ui.cases.column.{name}")

        return (
            Column(words("sign"), lambda one: text(f"case.sign.{one.sign.value}"), 330),
            Column(words("people"), lambda one: ", ".join(one.names), 240, strong=True),
            Column(words("offices"), self._offices, 260, spare=1),
            Column(words("months"), lambda one: ", ".join(map(shown_month, one.months)), 150, spare=2),
            Column(words("state"), lambda one: text(f"case.state.{one.state.value}"), 150,
                   tone=lambda one: _TONES[one.state]),
        )  # fmt: skip


def _load(session: Session) -> tuple[list[Case], dict[str, str]]:
    found = cases.current(session)
    with session.read(Permission.READ_OFFICES) as store:
        return found, board.names(session, store)

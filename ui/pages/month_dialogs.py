"""The dialogs of the month: review, the Committee's answer, the bank, and acts that need a reason."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QWidget

from app.domain.dates import PartialDate
from app.domain.month import FOUND_BY, Confirmation, Delivery, ListEntry, list_day, shown_month
from app.files import read_file
from app.i18n import text
from app.services import months, returned, review
from app.session import Session
from ui import problems
from ui.desk import Desk
from ui.pages.bank_answer import BankAnswers
from ui.pages.month_steps import Loaded
from ui.pages.review_grid import ReviewDialog
from ui.widgets.basics import button, label, row, scrolled
from ui.widgets.dialogs import FormDialog, Given, choose_file
from ui.widgets.fields import Chooser, DayField, Field, TextField

_SCAN_LIMIT: Final = 64 * 1024 * 1024  # the service names the real limit; this only guards the memory
_AUTHORITIES: Final = ("TM", "KT", "TL", "TUQ", "Q")
Done = Callable[[Any], Any]


class MonthDialogs:
    """Makes a dialog for an act of the month; `done` gets what the service answered."""

    def __init__(self, desk: Desk, parent: QWidget, done: Done) -> None:
        self._desk, self._parent, self._done = desk, parent, done

    def review(self, loaded: Loaded) -> FormDialog:
        """The grid of the month's review: one act for everyone in it, dated, with its basis."""
        day = list_day(loaded.month.month)
        on, basis = _date("on", "ui.month.review.on"), TextField("basis", text("ui.month.review.basis"), required=True)
        on.set_value(min(day, loaded.today).isoformat())
        basis.set_value(text("ui.month.review.basis_proposed"))
        month = loaded.month.month
        dialog = ReviewDialog(shown_month(month), on, basis, self._parent.window())

        dialog.also.update(judged=dialog.judged, rest_good=lambda: dialog.rest_good)

        def work(session: Session, given: Given) -> review.Reviewed:
            return review.judge_some(session, month, given["judged"], basis=given["basis"], on=given["on"],
                                     rest_good=given["rest_good"])  # fmt: skip

        self._desk.run(lambda session: review.grid(session, month), dialog.fill)
        return self._ask(dialog, work)

    def confirm(self, loaded: Loaded) -> FormDialog:
        """The Committee's answer: when, who, by which authority, and whom it did not confirm."""
        on = _date("on", "ui.month.confirm.on")
        on.set_value(loaded.today.isoformat())
        by = TextField("by", text("ui.month.confirm.by"), required=True)
        title = TextField("title", text("ui.month.confirm.title"), required=True)
        title.set_value(text("ui.month.confirm.title_proposed"))
        authority = authority_field()
        authority.set_value("TM")
        dialog = self._dialog("confirm", [on, by, title, authority], loaded)
        refusals = Refusals(loaded.view.rows.entries)
        dialog.body.addWidget(label(text("ui.month.confirm.refuse"), "fieldLabel", wrap=True))
        dialog.body.addWidget(refusals)
        scan = _Scan(dialog)
        dialog.body.addWidget(scan)
        dialog.also.update(refusals=refusals.value, scan=lambda: scan.file)
        name = loaded.month.month

        def work(session: Session, given: Given) -> Any:
            answer = Confirmation(PartialDate.of(given["on"]), given["by"], given["title"], given["authority"])
            paper = read_file(given["scan"], limit=_SCAN_LIMIT) if given["scan"] else None
            return months.confirm(session, name, answer, refusals=given["refusals"], scan=paper)

        return self._ask(dialog, work)

    def deliver(self, loaded: Loaded) -> FormDialog:
        """The list is in the bank's hands."""
        on = _date("on", "ui.month.deliver.on")
        on.set_value(loaded.today.isoformat())
        to = TextField("to", text("ui.month.deliver.to"), required=True)
        to.set_value(loaded.addressee)
        ref = TextField("ref", text("ui.month.deliver.ref"))
        place = TextField("place", text("ui.month.deliver.place"), placeholder=text("ui.month.deliver.place_hint"))
        place.set_value(loaded.bank_point)
        name = loaded.month.month

        def work(session: Session, given: Given) -> Any:
            given_on = PartialDate.of(given["on"])
            return months.deliver(session, name, Delivery(given_on, given["to"], given["ref"], place=given["place"]))

        return self._ask(self._dialog("deliver", [on, to, ref, place], loaded), work)

    def answer(self, loaded: Loaded) -> FormDialog:
        """What the bank said, row by row; as many times as it answers."""
        on = _date("on", "ui.answer.on")
        on.set_value(loaded.today.isoformat())
        dialog = self._dialog("answer", [on], loaded)
        before = loaded.month.delivery.answers if loaded.month.delivery else ()
        answers = BankAnswers(loaded.view.rows.confirmed, before)
        dialog.body.addWidget(answers)
        dialog.setMinimumWidth(780)
        dialog.also["answers"] = answers.value
        name = loaded.month.month
        return self._ask(dialog, lambda session, given: months.answer(
            session, name, PartialDate.of(given["on"]), given["answers"]))  # fmt: skip

    def withdraw(self, loaded: Loaded) -> FormDialog:
        """Back to draft before the Committee has answered."""
        return self._reason("withdraw", loaded, months.withdraw)

    def correct(self, loaded: Loaded) -> FormDialog:
        """Open the next revision."""
        reason = TextField("reason", text("ui.month.reason"), required=True)
        found = Chooser("found_by", text("ui.month.found_by"),
                        [(code, text(f"ui.found_by.{code}")) for code in FOUND_BY])  # fmt: skip
        name = loaded.month.month

        def work(session: Session, given: Given) -> Any:
            return months.correct(session, name, given["reason"], found_by=given["found_by"])

        return self._ask(self._dialog("correct", [reason, found], loaded), work)

    def keep(self, loaded: Loaded) -> FormDialog:
        """A returned entry stays as it is; the other two ends are a correction."""
        names = {one.number: one.name for one in loaded.view.rows.entries}
        open_ = [(one.number, f"{one.number}. {names.get(one.number, '')} – {one.reason}")
                 for one in loaded.view.returned if not one.end]  # fmt: skip
        entry = Chooser("entry", text("ui.month.keep.entry"), open_, required=True)
        reason = TextField("reason", text("ui.month.reason"), required=True)
        name = loaded.month.month
        return self._ask(self._dialog("keep", [entry, reason], loaded), lambda session, given: returned.keep(
            session, name, given["entry"], given["reason"]))  # fmt: skip

    def nil(self, loaded: Loaded) -> FormDialog:
        """There is nobody this month."""
        name = loaded.month.month
        return self._ask(self._dialog("nil", [], loaded), lambda session, _: months.nil(session, name))

    def _reason(self, kind: str, loaded: Loaded, act: Callable[[Session, str, str], Any]) -> FormDialog:
        reason = TextField("reason", text("ui.month.reason"), required=True)
        name = loaded.month.month
        return self._ask(self._dialog(kind, [reason], loaded),
                         lambda session, given: act(session, name, given["reason"]))  # fmt: skip

    def _dialog(self, kind: str, fields: list[Field], loaded: Loaded) -> FormDialog:
        month = shown_month(loaded.month.month)
        dialog = FormDialog(text(f"ui.month.{kind}.head", month=month), text(f"ui.month.{kind}.act"), fields,
                            self._parent.window(), lead=text(f"ui.month.{kind}.lead", month=month))  # fmt: skip
        dialog.setMinimumWidth(540)
        return dialog

    def _ask(self, dialog: FormDialog, work: Callable[[Session, Given], Any]) -> FormDialog:
        def submit() -> None:
            problems.carry_out(dialog, self._desk.run, work, self._done)

        return dialog.ask(submit)


class _Scan(QWidget):
    """The signed paper as a PDF, if there is one; kept encrypted with the month."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.file: Path | None = None
        self._name = label(text("ui.month.confirm.no_scan"), "muted")
        choose = button(text("ui.month.confirm.scan"), self._choose, icon="document")
        self.setLayout(row(choose, self._name, None))

    def _choose(self) -> None:
        chosen = choose_file(self, text("ui.month.confirm.scan"), text("ui.files.pdf"))
        if chosen is not None:
            self.file = chosen
            self._name.setText(chosen.name)


class Refusals(QWidget):
    """Every entry with a tick for "not confirmed" and the reason for it."""

    def __init__(self, entries: tuple[ListEntry, ...]) -> None:
        super().__init__()
        self._lines: list[tuple[int, QCheckBox, QLineEdit]] = []
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setColumnStretch(1, 1)
        for place, entry in enumerate(entries):
            tick, reason = QCheckBox(f"{entry.number}. {entry.name}"), QLineEdit()
            reason.setPlaceholderText(text("ui.month.confirm.refuse_reason"))
            reason.setAccessibleName(f"{text('ui.month.confirm.refuse_reason')}: {entry.name}")
            reason.setEnabled(False)
            tick.toggled.connect(reason.setEnabled)
            grid.addWidget(tick, place, 0)
            grid.addWidget(reason, place, 1)
            self._lines.append((entry.number, tick, reason))
        area = scrolled(grid)
        area.setMaximumHeight(150)
        layout = row(area)
        self.setLayout(layout)

    def value(self) -> dict[int, str]:
        """The numbers that are refused, each with its reason."""
        return {number: reason.text() for number, tick, reason in self._lines if tick.isChecked()}

    def refuse(self, number: int, reason: str) -> None:
        """Tick an entry."""
        for place, tick, line in self._lines:
            if place == number:
                tick.setChecked(True)
                line.setText(reason)


def authority_field() -> Chooser:
    """By which authority somebody signs (NĐ 30/2020 Art. 13), or none."""
    choices = [("", "–"), *((name, text(f"ui.authority.{name.lower()}")) for name in _AUTHORITIES)]
    return Chooser("authority", text("ui.month.confirm.authority"), choices)


def _date(key: str, words: str) -> DayField:
    return DayField(key, text(words), required=True)

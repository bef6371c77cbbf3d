"""What is wrong with the chains of batches now: plain words, what to do, and since when."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QStackedWidget, QWidget

from app.domain.access import Permission
from app.i18n import text
from app.services import inbox
from app.services.alarms import Alarm
from app.session import Session
from ui import problems
from ui.desk import Desk
from ui.widgets.basics import BESIDE, Empty, Notice, button, column, label, reveal, row
from ui.widgets.dialogs import FormDialog, Given
from ui.widgets.fields import Chooser
from ui.widgets.record_table import Column, RecordModel, RecordTable

Done = Callable[[str], Any]
"""Called with the words to say."""


class AlarmList(QWidget):
    """One row an alarm; it goes when somebody settled it or the missing file came."""

    def __init__(self, desk: Desk, done: Done) -> None:
        super().__init__()
        self._desk, self._done = desk, done
        self.alarms: RecordModel[Alarm] = RecordModel(_columns())
        self.table = RecordTable(self.alarms, text("ui.alarms.title"), stretch=1)
        self.table.activated.connect(self.decide)
        self.table.selectionModel().currentRowChanged.connect(lambda now, _: self._explain(now.row()))
        self.words, self.remedy = label("", "lead", wrap=True), label("", "muted", wrap=True)
        for words in (self.words, self.remedy):
            words.setContentsMargins(*BESIDE)
        self.ask = Notice()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(Empty("check", text("ui.alarms.none")))
        self.chain = button(text("ui.alarms.decide"), self.decide, icon="check")
        self.again = button(text("ui.alarms.again"), self._retry, icon="refresh")
        reveal(self.chain, shown=desk.may(Permission.DECIDE_BATCH))
        reveal(self.again, shown=desk.may(Permission.IMPORT_BATCH))
        self.setLayout(column(self.ask, self._stack, self.words, self.remedy, row(None, self.again, self.chain)))

    def show_alarms(self, alarms: Sequence[Alarm]) -> None:
        """Show these."""
        self.alarms.show(alarms)
        if alarms:
            self.table.setCurrentIndex(self.alarms.index(0, 0))
        self._explain(0)
        self.ask.say("")
        self._stack.setCurrentIndex(0 if alarms else 1)
        self.chain.setEnabled(any(one.kind == "epoch" for one in alarms))

    def _explain(self, place: int) -> None:
        """The whole advice beneath the table: a column is too narrow for it."""
        alarm = self.alarms.record(place)
        self.words.setText("" if alarm is None else f"{alarm.office}: {alarm.words}")
        self.remedy.setText("" if alarm is None else alarm.remedy)

    def decide(self) -> FormDialog | None:
        """Accept or refuse the new chain of the chosen alarm, or of the only one there is."""
        waiting = [one for one in map(self.alarms.record, range(self.alarms.rowCount())) if one and one.kind == "epoch"]
        chosen = self.table.current()
        asked = chosen if chosen in waiting else waiting[0] if len(waiting) == 1 else None
        if asked is None:
            self.ask.say(text("ui.alarms.choose"), "warn")
            return None
        return decide_chain(self._desk, self, asked.unit, asked.office, self._done)

    def _retry(self) -> None:
        def done(taken: list[inbox.Taken]) -> None:
            self._done(text("ui.alarms.retried", n=sum(one.result == "imported" for one in taken)))

        self._desk.run(inbox.retry, done)


def decide_chain(desk: Desk, parent: QWidget, unit: str, office: str, done: Done) -> FormDialog:
    """Ask whether an office's new chain is believed; nobody answers without having called the office."""
    answers = [("", text("ui.alarms.not_yet")), (True, text("ui.alarms.accept")), (False, text("ui.alarms.refuse"))]
    answer = Chooser("accept", text("ui.alarms.answer"), answers, required=text("ui.alarms.call_first"))
    title = text("ui.alarms.decide").rstrip("…")
    lead = text("ui.alarms.decide_lead", office=office)
    dialog = FormDialog(title, text("ui.alarms.act"), [answer], parent.window(), lead=lead)

    def work(session: Session, given: Given) -> list[inbox.Taken]:
        return inbox.decide_epoch(session, unit, accept=given["accept"])

    def decided(taken: list[inbox.Taken]) -> None:
        words = "accepted" if answer.value() else "refused"
        done(text(f"ui.alarms.{words}", n=sum(one.result == "imported" for one in taken)))

    return dialog.ask(lambda: problems.carry_out(dialog, desk.run, work, decided))


def _columns() -> tuple[Column[Alarm], ...]:
    return (
        Column(text("ui.alarms.office"), lambda one: one.office, 190, strong=True),
        Column(text("ui.alarms.words"), lambda one: one.words, 400, tone=lambda one: _tone(one.kind)),
        Column(text("ui.alarms.since"), lambda one: _moment(one.since), 150, spare=1),
        Column(text("ui.alarms.remedy"), lambda one: one.remedy, 300, spare=2),
    )


def _moment(stored: str) -> str:
    day, _, clock = stored.partition("T")
    return f"{'/'.join(reversed(day.split('-')))} {clock[:5]}"


def _tone(kind: str) -> str:
    return "bad" if kind == "fork" else "warn"

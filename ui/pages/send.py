"""Send what is sealed and fetch the answers: by the places of the office, or by a USB stick."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from PySide6.QtWidgets import QStackedWidget, QWidget

from app import labels
from app.domain.batch import BatchKind, OutState
from app.domain.month import shown_month
from app.i18n import text
from app.services import batches, offices, sync
from app.services.standing import Standing, standing
from app.session import Session
from ui import problems
from ui.desk import Desk
from ui.pages.page import Page
from ui.pages.person_panels import shown_time
from ui.pages.send_line import LinePanel
from ui.widgets.basics import Empty, Notice, button, card, column, label, page_layout, row
from ui.widgets.dialogs import choose_folder
from ui.widgets.record_table import Column, RecordModel, RecordTable

# Sealed but not gone, or half gone: to the officer it waits.
_WAITS: Final = {OutState.SEALED: OutState.QUEUED}
_TONES: Final = {
    OutState.SEALED: "info", OutState.QUEUED: "info", OutState.UPLOADED: "warn", OutState.RECEIVED: "good",
    OutState.ACCEPTED: "good", OutState.ACCEPTED_PARTLY: "warn", OutState.RETURNED: "bad",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sent:
    """One batch of ours as the page shows it."""

    kind: BatchKind
    what: str
    to: str
    made: str
    state: OutState
    file: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the page shows."""

    sent: tuple[Sent, ...]
    standing: Standing
    receiver: str


class SendPage(Page):
    """Four plain states, two ways out."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._waiting = label("", "lead", wrap=True)
        self._ways = label("", "muted", wrap=True)
        self.notice = Notice()
        self.sync = button(text("ui.send.sync"), self._sync, icon="send", kind="primary", keys="Ctrl+G")
        self.write = button(text("ui.send.write"), lambda: self._stick(self.write_stick), icon="stick")
        self.read = button(text("ui.send.read"), lambda: self._stick(self.read_stick), icon="inbox")
        self.model: RecordModel[Sent] = RecordModel(_columns(commune=desk.is_commune))
        table = RecordTable(self.model, text("ui.send.table"), stretch=0)
        self._stack = QStackedWidget()
        self._stack.addWidget(table)
        self._stack.addWidget(Empty("send", text(f"ui.send.empty.{desk.office.kind.value}")))
        self.line = LinePanel(desk)
        acts = row(self.sync, self.write, self.read, None)
        panel = card(column(self._waiting, self._ways, self.line, 2, acts), margin=14)
        desk.line.finished.connect(self._round_ended)
        title = label(text(f"ui.send.title.{desk.office.kind.value}"), "title")
        self.setLayout(
            page_layout([title, panel, self.notice, card(column(self._stack), margin=6), self._technical(table)])
        )
        self.layout().setStretch(3, 1)  # type: ignore[union-attr]

    def _technical(self, table: RecordTable) -> QWidget:
        more = button(text("ui.technical"), lambda: table.set_shown(4, shown=table.isColumnHidden(4)), kind="link")
        table.set_shown(4, shown=False)
        again = button(text("ui.send.again"), lambda: self._again(table.current()), kind="link")
        both = QWidget()
        both.setLayout(row(again, more, None))
        return both

    def _again(self, chosen: Sent | None) -> None:
        """Write a batch that was sent once more, byte for byte, where the user wants it."""
        if chosen is None:
            self.notice.say(text("ui.settings.choose"), "warn")
            return
        folder = choose_folder(self, text("ui.send.again"))
        if folder is not None:
            self.write_again(chosen, folder)

    def write_again(self, chosen: Sent, folder: Path) -> None:
        """The same, into a folder that is known."""
        self.desk.run(
            lambda session: batches.write_again(session, chosen.file, folder),
            lambda file: self.notice.say(text("ui.send.written_again", file=file.name), "good"),
        )

    def refresh(self) -> None:
        """Ask what waits and what was sent."""
        self.desk.run(_load, self._show)

    def _show(self, loaded: Loaded) -> None:
        self.model.show(loaded.sent)
        self._stack.setCurrentIndex(0 if loaded.sent else 1)
        self._waiting.setText(
            text("ui.send.waiting", n=loaded.standing.waiting)
            if loaded.standing.waiting
            else text("ui.send.none_waiting")
        )
        self._ways.setText(
            text("ui.send.ways", places=", ".join(loaded.standing.places))
            if loaded.standing.places
            else text("ui.send.no_place")
        )
        self.sync.setEnabled(bool(loaded.standing.places) and not self.desk.line.state.working)
        self.line.show_standing(loaded.standing)
        if self.desk.is_commune and not loaded.receiver and not self.notice.words:
            self.notice.say(text("ui.send.no_receiver"), "warn", action=text("ui.send.to_settings"),
                            act=lambda: self.wants.emit("settings"))  # fmt: skip

    def _sync(self) -> None:
        self.sync.setEnabled(False)
        self.notice.say(text("ui.send.running"), "quiet")
        self.desk.line.try_now()

    def _round_ended(self, ended: "sync.Outcome | Exception | None") -> None:
        """A round in the background is told only when it did something or could not."""
        if isinstance(ended, Exception):
            self._failed(ended)
        elif ended is not None and (ended.sent or ended.fetched or ended.failed or self.isVisible()):
            self._done(ended, safe=False)
        else:
            self.refresh()

    def write_stick(self, folder: Path) -> None:
        """Write what waits to a stick, read back before anything is called sent."""
        self._run(lambda session: sync.write_stick(session, folder), safe=True)

    def read_stick(self, folder: Path) -> None:
        """Take in what a stick carries for this office."""
        self._run(lambda session: sync.read_stick(session, folder))

    def _run(self, work: Callable[[Session], sync.Outcome], *, safe: bool = False) -> None:
        for act in (self.sync, self.write, self.read):
            act.setEnabled(False)
        self.notice.say(text("ui.send.running"), "quiet")
        self.desk.run(work, lambda outcome: self._done(outcome, safe=safe), failed=self._failed)

    def _done(self, outcome: sync.Outcome, *, safe: bool) -> None:
        self._ready()
        words = [text("ui.send.done", sent=len(outcome.sent), fetched=len(outcome.fetched))]
        if outcome.failed:
            words += sorted({problems.sentence(one.error) for one in outcome.failed})
        elif safe:
            words.append(text("ui.send.stick_safe"))
        self.notice.say(" ".join(words), "warn" if outcome.failed else "good")
        self.refresh()

    def _failed(self, error: Exception) -> None:
        self._ready()
        self.notice.say("")
        problems.show(error, self)
        self.refresh()

    def _ready(self) -> None:
        self.write.setEnabled(True)
        self.read.setEnabled(True)

    def _stick(self, act: Callable[[Path], Any]) -> None:
        folder = choose_folder(self, text("ui.send.choose_stick"))
        if folder is not None:
            act(folder)


def _load(session: Session) -> Loaded:
    cards = {one.fingerprint: one.name for one in offices.cards(session)}
    receiver = next((one.name for one in offices.cards(session) if one.receiver), "")
    sent = tuple(
        Sent(
            one.kind, _what(one.kind, one.month), cards.get(one.receiver_fingerprint, one.receiver),
            shown_time(one.made_at), one.state, one.file,
        )
        for one in reversed(batches.all_batches(session))
    )  # fmt: skip
    return Loaded(sent, standing(session), receiver)


def _what(kind: BatchKind, month: str | None) -> str:
    words = labels.label("batch.kind", kind)
    return f"{words} {shown_month(month)}" if month else words


def _state_words(one: Sent) -> str:
    if one.kind is BatchKind.RECEIPT and one.state is OutState.UPLOADED:
        return text("ui.send.receipt_sent")
    return labels.label("outbox.state", _WAITS.get(one.state, one.state))


def _columns(*, commune: bool) -> tuple[Column[Sent], ...]:
    # A commune sends to one office; the office above to many.
    wide, spare = (260, 1) if commune else (150, 0)
    return (
        Column(text("ui.send.column.what"), lambda one: one.what, wide, strong=True),
        Column(text("ui.send.column.to"), lambda one: one.to, 240, spare=spare),
        Column(text("ui.send.column.made"), lambda one: one.made, 150),
        Column(text("ui.send.column.state"), _state_words, 250,
               tone=lambda one: "good" if one.kind is BatchKind.RECEIPT else _TONES[one.state]),
        Column(text("ui.send.column.file"), lambda one: one.file, 300),
    )  # fmt: skip

"""One person: details to edit, conditions, history."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QFrame, QTabWidget

from app import labels
from app.domain.access import Permission
from app.domain.dates import from_iso, shown_day
from app.domain.month import list_day
from app.domain.names import fold
from app.domain.person import Person
from app.domain.qr import Card
from app.errors import AppError
from app.files import read_file, write_whole
from app.i18n import text
from app.lists.photo import LARGEST, card_in_photo
from app.services import duplicates, register
from app.session import Session
from ui import problems
from ui.desk import Desk
from ui.pages.form_keeper import FormKeeper
from ui.pages.person_form import PersonForm
from ui.pages.person_panels import ConditionsPanel, HistoryPanel
from ui.pages.transfer import TransferDialog
from ui.widgets.basics import Notice, button, column, holder, label, reveal, row, scrolled
from ui.widgets.dialogs import FormDialog, choose_file, choose_target, confirm
from ui.widgets.fields import TextField
from ui.widgets.toast import toast

_IDENTITY: Final = ("name", "birth", "sex", "personal_number", "old_number", "unit", "village")
_Act = Callable[[Session, str, str], Person]


class PersonPane(QFrame):
    """The pane beside the register."""

    saved = Signal(str)
    """The name of who was saved."""
    closed = Signal()
    asked_for = Signal(str)
    """Another person's record is wanted, by id."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("card")
        self._desk = desk
        self._shown: register.Shown | None = None
        self._person: Person | None = None
        self._wanted = ""
        self.form = PersonForm(desk.tasks, desk.units)
        self.form.changed.connect(self._changed)
        self.keeper = FormKeeper(desk, self.form)
        self.form.identity_left.connect(self._look_for_alikes)
        self.form.setEnabled(desk.may(Permission.WRITE_PEOPLE))
        self._conditions, self._history = ConditionsPanel(), HistoryPanel()
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(text("ui.person.form"))
        self.tabs.addTab(_scroll(self.form), text("ui.person.tab.details"))
        self.tabs.addTab(_scroll(self._conditions), text("ui.person.tab.conditions"))
        self.tabs.addTab(_scroll(self._history), text("ui.person.tab.history"))
        self._name = label("", "lead", wrap=True)
        self._back = button(text("ui.person.back"), self._close, icon="left", kind="link")
        self.notice = Notice()
        self._build_foot()
        head = row(self._name, self._back)
        head.setStretch(0, 1)
        self._photo = button(text("ui.person.photo"), self._choose_photo, icon="document", kind="link")
        self._card = holder(row(label(text("ui.person.scan_hint"), "small"), self._photo, None, spacing=4))
        layout = column(
            head, self._card, self.keeper.offer, self.tabs, self.notice, self._reason_row, self._foot, spacing=8
        )
        layout.setContentsMargins(16, 12, 14, 12)
        self.setLayout(layout)
        QShortcut(QKeySequence.StandardKey.Save, self, self.save)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self._close,
                  context=Qt.ShortcutContext.WidgetWithChildrenShortcut)  # fmt: skip

    def _build_foot(self) -> None:
        self.reason = QComboBox()
        self.reason.setEditable(True)
        self.reason.setAccessibleName(text("ui.person.why"))
        self.reason.addItems([text(f"ui.person.reason.{name}") for name in ("update", "wrong", "asked")])
        self._reason_label = label(text("ui.person.why"), "fieldLabel")
        self._reason_row = row(self._reason_label, self.reason)
        self._reason_row.setStretch(1, 1)
        self._state = label("", "small")
        self._cancel = button(text("ui.person.cancel"), self._undo)
        self._save = button(text("ui.person.save"), self.save, kind="primary", icon="save")
        self._save.setToolTip("Ctrl+S")
        for act in (self._cancel, self._save):
            reveal(act, shown=self._desk.may(Permission.WRITE_PEOPLE))
        self._foot = row(self._state, None, self._cancel, self._save)

    def begin(self) -> None:
        """An empty form for somebody new."""
        self._shown = None
        self._fill(Person("", 0, "", unit=self._desk.office.unit))
        self._name.setText(text("ui.person.new"))
        self._show_tabs(visible=False)
        self.keeper.opened("", 0)
        self.tabs.setCurrentIndex(0)
        self.form.fields["name"].setFocus()

    def take_card(self, card: Card) -> None:
        """Fill the open form from a card's code."""
        self.tabs.setCurrentIndex(0)
        self.form.take_card(card)
        self._look_for_alikes()

    def fits(self, card: Card) -> bool:
        """Whether a card can be meant for the form that is open: its number, or none yet and not another name."""
        if self._person is None or not self.isVisible() or not self.form.isEnabled():
            return False
        number, name = (self.form.fields[path].value() for path in ("personal_number", "name"))
        return number == card.personal_number if number else not name or fold(name) == fold(card.name)

    def _choose_photo(self) -> None:
        chosen = choose_file(self, text("ui.person.photo"), text("ui.files.photos"))
        if chosen is not None:
            self.read_photo(chosen)

    def read_photo(self, file: Path) -> None:
        """Fill the form from a photo of the card; the photo is read once and kept nowhere."""
        self._desk.run(lambda _: card_in_photo(read_file(file, limit=LARGEST)), self.take_card, failed=self._refused)

    def open(self, person_id: str) -> None:
        """Show a person; looking at somebody is audited."""
        self._desk.run(lambda session: _load(session, person_id), self._show)

    def look_for(self, reason: str) -> None:
        """The next record that is shown has its cursor where this reason can be answered."""
        self._wanted = reason

    def _show(self, loaded: tuple[register.Shown, date]) -> None:
        self._shown, day = loaded
        self._fill(self._shown.person)
        self._name.setText(self._shown.person.name)
        self._show_tabs(visible=True)
        self.keeper.opened(self._shown.person.id, self._shown.person.version)
        self._conditions.show_person(self._shown, shown_day(day))
        self._history.show_person(self._shown, *self._acts(self._shown.person))
        if self._wanted:
            self.tabs.setCurrentIndex(0)
            self.form.go_to(self._wanted)
            self._wanted = ""

    def _show_tabs(self, *, visible: bool) -> None:
        for place in (1, 2):
            self.tabs.setTabVisible(place, visible)
        self._card.setVisible(not visible and self._desk.may(Permission.WRITE_PEOPLE))

    def _acts(self, person: Person) -> list[Any]:
        acts = [button(text("ui.person.extract"), self._ask_extract, icon="document")]
        if not self._desk.may(Permission.WRITE_PEOPLE):
            return acts
        if person.closed_on is not None:
            return [*acts, button(text("ui.person.reopen"), self._reopen)]
        away = button(text("ui.transfer.open"), self.transfer, icon="send")
        return [*acts, away, button(text("ui.person.close"), self._end)]

    def _ask_extract(self) -> None:
        chosen = choose_target(self, text("ui.person.extract"), f"{text('ui.person.extract_file')}.pdf", "PDF (*.pdf)")
        if chosen is not None:
            self.save_extract(chosen)

    def save_extract(self, file: Path) -> None:
        """Write everything kept about this person as a PDF, for that person; it is audited."""
        assert self._shown is not None  # noqa: S101 - the button stands beside somebody's record
        person_id = self._shown.person.id
        self._desk.run(
            lambda session: _extract(session, person_id, file),
            lambda _: self.notice.say(text("ui.person.extracted", file=file.name), "good"), failed=self._refused,
        )  # fmt: skip

    def _fill(self, person: Person) -> None:
        self._person = person
        self.form.fill(person)
        self.notice.say("")
        self._changed()

    def _changed(self) -> None:
        dirty = self.form.is_changed
        new = self._shown is None
        self._state.setText(text("ui.person.unsaved") if dirty else "")
        self._save.setEnabled(dirty)
        self._cancel.setEnabled(dirty)
        self.reason.setVisible(dirty and not new)
        self._reason_label.setVisible(dirty and not new)

    def save(self) -> None:
        """Store what changed; a refusal is shown beside its field."""
        if not self._save.isEnabled() or not self.form.check():
            return
        changes, person, reason = self.form.changes(), self._person, self.reason.currentText()
        new = self._shown is None
        self._save.setEnabled(False)

        def work(session: Session) -> register.Saved:
            if new or person is None:
                return register.add(session, changes)
            return register.change(session, person.id, changes, reason, version=person.version)

        self._desk.run(work, self._stored, failed=self._refused)

    def _stored(self, saved: register.Saved) -> None:
        self.keeper.settled()
        self._fill(saved.person)
        self.saved.emit(saved.person.name)
        self.open(saved.person.id)

    def _refused(self, error: Exception) -> None:
        self._changed()
        if not isinstance(error, AppError):
            problems.show(error, self)
        elif not self.form.refuse(error.code, error.values, problems.sentence(error)):
            self.notice.say(problems.sentence(error), "bad")
        self.tabs.setCurrentIndex(0)

    def _undo(self) -> None:
        self.keeper.settled()
        if self._person is not None:
            self._fill(self._person)
        if self._shown is None:
            self.closed.emit()

    def _close(self) -> None:
        self.may_leave(self.closed.emit)

    def may_leave(self, go: Callable[[], Any]) -> None:
        """Ask only when something unsaved would be lost."""
        if self._person is None or not self.form.is_changed:
            go()
            return

        def drop() -> None:
            self.keeper.settled()
            if self._person is not None:
                self._fill(self._person)
            go()

        confirm(self, title=text("ui.person.leave.title"), words=text("ui.person.leave.words"),
                act=text("ui.person.leave.act"), done=drop)  # fmt: skip

    def _look_for_alikes(self) -> None:
        typed = {path: self.form.fields[path].value() or "" for path in _IDENTITY}
        but = self._person.id if self._person else ""
        if not self.form.is_changed or not (typed["personal_number"] or (typed["name"] and typed["birth"])):
            return
        self._desk.run(lambda session: duplicates.at_entry(session, typed, person_id=but), self._warn_of_alikes)

    def _warn_of_alikes(self, pairs: list[duplicates.Pair]) -> None:
        if pairs:
            other = pairs[0].other
            why = "; ".join(labels.continued(text(f"match.{name}")) for name, weight in pairs[0].signals if weight > 0)
            birth = from_iso(other.birth).shown if other.birth else "…"
            self.form.fields["name"].warn(
                text("ui.person.alike_why", name=other.name, birth=birth, why=why),
                action=text("ui.person.alike_open"), act=lambda: self.asked_for.emit(other.id),
            )  # fmt: skip

    def transfer(self) -> TransferDialog | None:
        """The person moved: pass their file on to the police of the new place."""
        person = self._person
        if person is None:
            return None

        def done(file: Path) -> None:
            toast(self, text("ui.transfer.done", name=person.name, file=file.name))
            self._acted(person)

        return TransferDialog(self._desk, self, person, done=done)

    def _end(self) -> None:
        """Why somebody is followed no longer belongs to the record, so it is asked; the act itself is not."""
        person = self._person
        if person is None:
            return
        reason = TextField("reason", text("ui.person.close_reason"), required=True)
        words = text("ui.person.close").rstrip("…")
        dialog = FormDialog(words.replace("&", ""), words, [reason], self, lead=text("ui.person.close_lead"))

        def undo() -> None:
            self._do(register.reopen, person.id, text("ui.person.undone_reason"), self._acted)

        dialog.ask(lambda: problems.carry_out(
            dialog, self._desk.run, lambda session, given: register.close(session, person.id, given["reason"]),
            lambda changed: self._told(changed, "closed", undo)))  # fmt: skip

    def _reopen(self) -> None:
        """At once, and to be taken back: the reason of the closing is still known."""
        person = self._person
        if person is not None:
            former = person.closed_reason
            self._do(register.reopen, person.id, text("ui.person.reopened_reason"), lambda changed: self._told(
                changed, "reopened", lambda: self._do(register.close, changed.id, former, self._acted)))  # fmt: skip

    def _do(self, act: _Act, person_id: str, reason: str, done: Callable[[Person], Any]) -> None:
        self._desk.run(lambda session: act(session, person_id, reason), done, failed=self._refused)

    def _acted(self, changed: Person) -> None:
        self.saved.emit(changed.name)
        self.open(changed.id)

    def _told(self, changed: Person, name: str, undo: Callable[[], Any]) -> None:
        self._acted(changed)
        toast(self, text(f"ui.person.{name}", name=changed.name), undo=undo)


def coming_list_day(session: Session) -> date:
    """The day of the next list, on which conditions are judged: this month's while it is not over."""
    today = session.now().date()
    day = list_day(f"{today:%Y-%m}", session.settings.list_day)
    if day >= today:
        return day
    later = datetime(today.year + today.month // 12, today.month % 12 + 1, 1)  # noqa: DTZ001 - only its month is used
    return list_day(f"{later:%Y-%m}", session.settings.list_day)


def _load(session: Session, person_id: str) -> tuple[register.Shown, date]:
    day = coming_list_day(session)
    return register.show(session, person_id, day=day), day


def _scroll(widget: Any) -> Any:
    area = scrolled(column())
    area.setWidget(widget)
    return area


def _extract(session: Session, person_id: str, file: Path) -> None:
    from app.services import privacy

    write_whole(file, privacy.extract(session, person_id).pdf, mode=0o600)

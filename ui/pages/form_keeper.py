"""Keeps a form while it is typed, so that a power cut costs two seconds, and offers what was kept."""

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QFrame

from app.domain.access import Permission
from app.i18n import text
from app.services import form_drafts
from app.session import FormDraft
from ui.desk import Desk
from ui.pages.person_form import PersonForm
from ui.pages.person_panels import shown_time
from ui.widgets.basics import button, label, restyle, row

_PAUSE_MS: Final = 2_000


class KeptOffer(QFrame):
    """There is something that was typed and not saved: go on with it, or drop it."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("notice")
        self.words = label("", wrap=True)
        self.go_on = button(text("ui.kept.go_on"), lambda: self._answer(self._on), kind="link")
        self.drop = button(text("ui.kept.drop"), lambda: self._answer(self._off), kind="link")
        self._on: Callable[[], Any] = lambda: None
        self._off: Callable[[], Any] = lambda: None
        layout = row(self.words, self.go_on, self.drop, spacing=10)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setStretch(0, 1)
        self.setLayout(layout)
        restyle(self, tone="info")
        self.hide()

    def offer(self, words: str, go_on: Callable[[], Any], drop: Callable[[], Any]) -> None:
        """Ask, in place."""
        self.words.setText(words)
        self._on, self._off = go_on, drop
        self.show()

    def _answer(self, act: Callable[[], Any]) -> None:
        self.hide()
        act()


class FormKeeper(QObject):
    """Watches one form. `opened` says whose it is now; `settled` that nothing in it is unsaved any more."""

    def __init__(self, desk: Desk, form: PersonForm) -> None:
        super().__init__(form)
        self._desk, self._form = desk, form
        self._person_id, self._version = "", 0
        self._kept = False
        self.wanted = False
        """Whether the next form that is opened takes up what was kept without asking once more."""
        self._may = desk.may(Permission.WRITE_PEOPLE)
        self.offer = KeptOffer()
        self.timer = QTimer(self, interval=_PAUSE_MS, singleShot=True)
        self.timer.timeout.connect(self.keep)
        form.changed.connect(self._changed)

    def opened(self, person_id: str, version: int) -> None:
        """This person is in the form now, unchanged; what was kept of them is offered."""
        self._person_id, self._version, self._kept = person_id, version, False
        self.timer.stop()
        self.offer.hide()
        if self._may:
            self._desk.run(form_drafts.kept, lambda drafts: self._found(drafts, person_id))

    def settled(self) -> None:
        """Saved, or given up: nothing is offered any more."""
        self.timer.stop()
        if self._kept:
            self._kept = False
            self._drop(self._person_id)

    def keep(self) -> None:
        """Keep the form as it stands now; the user goes on typing meanwhile."""
        self.timer.stop()
        if self._may and self._form.is_changed:
            person_id, version, data = self._person_id, self._version, self._form.unsaved()
            self._kept = True
            self.offer.hide()
            self._desk.run(lambda session: form_drafts.keep(session, person_id, version, data), lambda _: None)

    def _changed(self) -> None:
        if self._form.is_changed:
            self.timer.start()

    def _found(self, drafts: list[FormDraft], person_id: str) -> None:
        mine = next((one for one in drafts if one.person_id == person_id), None)
        wanted, self.wanted = self.wanted, False
        if mine is not None and wanted:
            self._go_on(mine)
        elif mine is not None and person_id == self._person_id and not self._form.is_changed:
            words = text("ui.kept.offer", when=shown_time(mine.at))
            self.offer.offer(words, lambda: self._go_on(mine), lambda: self._drop(person_id))

    def _go_on(self, draft: FormDraft) -> None:
        self._kept = True
        self._form.lay(draft.data)

    def _drop(self, person_id: str) -> None:
        self._desk.run(lambda session: form_drafts.drop(session, person_id), lambda _: None)

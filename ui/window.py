"""The one window: first run, sign-in, or the pages of who is signed in.

What only a signed-in user needs is imported when somebody signs in: the sign-in window comes up at once.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QCloseEvent, QKeySequence, QPaintEvent, QShortcut
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QProgressBar, QWidget

from app import i18n
from app.i18n import text
from ui.pages.sign_in import Door, SignInPage
from ui.tasks import Tasks

if TYPE_CHECKING:
    from app.session import Cost, Session
    from ui.desk import Desk
    from ui.frame import Frame
    from ui.lock import IdleWatch

_SIZE: Final = (1366, 740)
_LEAST: Final = (900, 600)
_DAY: Final = 24 * 60 * 60 * 1000  # milliseconds: a window that is never closed backs up daily all the same


class Window(QMainWindow):
    """Swaps what it shows; knows no page's business."""

    def __init__(self, folder: Path, *, tasks: Tasks | None = None, cost: Cost | None = None) -> None:
        super().__init__()
        self.setWindowTitle("Hòa Nhập")
        self.folder = folder
        self.tasks = tasks or Tasks(self._show_problem)
        self._cost = cost
        self._desk: Desk | None = None
        self._free_to_close = False
        self._frame: Frame | None = None
        self._parked: dict[str, tuple[Desk, Frame]] = {}
        self._watched: IdleWatch | None = None
        QShortcut(QKeySequence("Ctrl+Shift+L"), self, self.lock)
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setFixedWidth(120)
        self._busy.hide()
        self._state = QLabel()
        self.statusBar().addWidget(self._state)
        self.statusBar().addPermanentWidget(self._busy)
        self.statusBar().setSizeGripEnabled(False)
        self.tasks.busy.connect(self._show_busy)
        self.resize(*_SIZE)
        self.setMinimumSize(*_LEAST)
        self.start()
        self._warm = False

    @property
    def desk(self) -> Desk | None:
        """Who works here, None before sign-in."""
        return self._desk

    @property
    def _watch(self) -> IdleWatch:
        """Made for who signs in first: the sign-in window comes up without it."""
        if self._watched is None:
            from ui.lock import IdleWatch

            self._watched = IdleWatch(self)
            self._watched.idle.connect(self.lock)
        return self._watched

    @property
    def frame(self) -> Frame:
        """The pages of the signed-in user."""
        assert self._frame is not None  # noqa: S101 - asked for only after sign-in
        return self._frame

    def topic(self) -> str:
        """The page of the help that belongs to what is up."""
        return "sign_in" if self._frame is None else self._frame.topic()

    def start(self) -> None:
        """A machine without a store begins with the wizard, any other with sign-in."""
        if (self.folder / "keys.json").exists():
            self._sign_in()
        else:
            from ui.pages.wizard import Wizard

            wizard = Wizard(self.folder, self.tasks, cost=self._cost)
            wizard.made.connect(self._enter)
            wizard.practise.connect(self.practise)
            wizard.existing.connect(self._use)
            wizard.language_changed.connect(self.speak)
            self._put(wizard)

    def _use(self, folder: Path) -> None:
        """Work with a store that is there already."""
        self.folder = folder
        self.start()

    def _show_problem(self, error: Exception) -> None:
        from ui import problems

        problems.show(error, self)

    def _warm_up(self) -> None:
        """Load what sign-in needs while the user types the password."""
        self.tasks.run(_load_services, lambda _: None)

    def practise(self) -> None:
        """Open the practice store: other people, other colours, no password."""
        from app.services import practice
        from app.session import OFFICE

        self._state.setText(text("ui.practice.making"))
        self.tasks.run(lambda: practice.enter(practice.folder_of(), cost=self._cost or OFFICE), self._enter)

    def _begin_anew(self) -> None:
        """Close the practice store, make it again, open it."""
        from app.services import practice
        from app.session import OFFICE

        if self._desk is not None:
            self._desk.leave(lambda: None)
            self._desk = self._frame = None
        cost = self._cost or OFFICE
        self.tasks.run(lambda: practice.reset(practice.folder_of(), cost=cost), lambda _: self.practise())

    def dress(self) -> None:
        """Put the chosen look on, over an empty window: a sheet that changes is looked up anew by every widget."""
        from ui import appearance

        app = QApplication.instance()
        assert isinstance(app, QApplication)  # noqa: S101 - a window has one
        old = self.takeCentralWidget()
        if old is not None:
            old.deleteLater()
            QApplication.sendPostedEvents(old, QEvent.Type.DeferredDelete.value)
        appearance.dress(app, practice=self._desk is not None and self._desk.practice)

    def speak(self, language: str) -> None:
        """Go on in another language: what is up is made anew, unless something unsaved is in it."""
        i18n.use(language)
        if self._desk is None:
            self.start()
        else:
            self._show_frame(self.frame.current)

    def wear(self, look: str) -> None:
        """Go on in another look."""
        from ui import appearance

        appearance.choose(look)
        current = self.frame.current if self._desk is not None else ""
        self.dress()
        if self._desk is None:
            self.start()
        else:
            self._show_frame(current)

    def follow_system(self) -> None:
        """The system went light or dark: wear it too. What is typed stays where it is, with the icons it has."""
        from ui import appearance

        app = QApplication.instance()
        if appearance.chosen() != "system" or not isinstance(app, QApplication):
            return
        appearance.dress(app, practice=self._desk is not None and self._desk.practice)
        alone = self.centralWidget() is self._frame and QApplication.activeModalWidget() is None
        if self._desk is not None and alone and not self.frame.page.unsaved():
            self._show_frame(self.frame.current)

    def _sign_in(self) -> None:
        page = SignInPage(self.folder, self.tasks, cost=self._cost)
        page.practise.connect(self.practise)
        page.signed_in.connect(self._enter)
        page.language_changed.connect(self.speak)
        self._put(page)
        page.setFocus()

    def _enter(self, session: Session) -> None:
        from ui.desk import Desk

        parked = self._parked.pop(session.user.name, None)
        if parked is not None:
            self._desk, self._frame = parked
            self._desk.resume(session)
            self._put(self._frame)
        else:
            self._desk = Desk(session, self.tasks)
            if self._desk.practice:
                self.setWindowTitle(f"Hòa Nhập – {text('ui.practice.title')}")
                self.dress()
            self._show_frame()
        self.frame.page.setFocus()
        self._desk.keep_safe()
        self._await_idleness()

    def _show_frame(self, page: str = "") -> None:
        from ui.frame import Frame

        assert self._desk is not None  # noqa: S101 - a frame is for who is signed in
        frame = self._frame = Frame(self._desk, page)
        frame.left.connect(self._left)
        frame.language_changed.connect(lambda language: frame.page.may_leave(lambda: self._later(self.speak, language)))
        frame.look_changed.connect(lambda look: frame.page.may_leave(lambda: self._later(self.wear, look)))
        frame.anew.connect(self._begin_anew)
        self._put(frame)
        frame.page.setFocus()
        daily = QTimer(frame)
        daily.timeout.connect(self._desk.keep_safe)
        daily.start(_DAY)

    @staticmethod
    def _later(act: Callable[[str], None], value: str) -> None:
        """After what asked for it has returned: it goes with the page it stands on."""
        QTimer.singleShot(0, lambda: act(value))

    def _await_idleness(self) -> None:
        """The setting may be changed meanwhile: it is asked for whenever somebody comes to the pages."""
        if self._desk is not None:
            self._desk.run(lambda session: session.settings.idle_minutes, self._watch.start)

    def lock(self) -> None:
        """Ask for the password again; the pages wait behind with all that was typed."""
        if self._desk is None or self._frame is None or self.centralWidget() is not self._frame:
            return
        self._watch.stop()
        from ui.lock import LockPage

        page = LockPage(self._desk, self)
        page.unlocked.connect(self._unlocked)
        page.left.connect(self._park)
        self._keep(page)
        page.setFocus()

    def _unlocked(self) -> None:
        self._put(self.frame)
        self.frame.page.setFocus()
        self._await_idleness()

    def _park(self) -> None:
        """Another user wants in: what the first one typed waits for their return and is seen by nobody else."""
        if self._desk is not None and self._frame is not None:
            self._parked[self._desk.user.name] = (self._desk, self._frame)
            self._desk.leave(self._left)

    def _keep(self, widget: QWidget) -> None:
        """Show something in place of the pages, which stay as they are; a toast would still say a name."""
        from ui.widgets.toast import dismiss

        dismiss(self)
        if (pages := self.takeCentralWidget()) is not None:
            pages.hide()
            pages.setParent(self)
        self.setCentralWidget(widget)

    def _left(self) -> None:
        practised = self._desk is not None and self._desk.practice
        self._desk = self._frame = None
        self._watch.stop()
        if practised:
            self.setWindowTitle("Hòa Nhập")
            self.dress()
        self.start()

    def _put(self, widget: QWidget) -> None:
        old = self.takeCentralWidget()
        if old is not None:
            old.hide()
            if old not in [frame for _, frame in self._parked.values()]:
                old.deleteLater()
        self.setCentralWidget(widget)
        widget.show()
        self._show_busy(working=False)

    def _show_busy(self, working: bool) -> None:  # noqa: FBT001 - a slot of Tasks.busy
        self._busy.setVisible(working)
        self._state.setText(text("ui.window.busy") if working else text("ui.window.ready"))

    def _may_close(self) -> bool:
        """Whether nothing is lost now; otherwise the user is asked, and a yes closes the window again."""
        center, later = self.centralWidget(), False
        if isinstance(center, Door) and not (self._parked and self._free_to_close):
            return center.may_close() and (not self._parked or self._give_up())
        if self._desk is None or self._free_to_close:
            return True

        def go() -> None:
            self._free_to_close = True
            if later:
                self.close()

        self.frame.page.may_leave(go)
        later = True
        return self._free_to_close

    def _give_up(self) -> bool:
        """What a user left behind the lock is lost with the window: ask first."""
        from ui.widgets.dialogs import confirm

        def go() -> None:
            self._free_to_close = True
            self.close()

        names = ", ".join(self._parked)
        confirm(self, title=text("ui.lock.close"), words=text("ui.lock.parked", names=names),
                act=text("ui.lock.close"), done=go)  # fmt: skip
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Once the window has been painted, and not before, load what sign-in needs."""
        super().paintEvent(event)
        if not self._warm:
            self._warm = True
            QTimer.singleShot(0, self._warm_up)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask before something is lost; let a save that is under way finish, close the store, then go."""
        if not self._may_close():
            event.ignore()
            return
        self._state.setText(text("ui.window.leaving"))
        QApplication.processEvents()
        if self._desk is not None:
            self._desk.leave(lambda: None)
            self._desk = None
        self.tasks.close()
        event.accept()


def _load_services() -> None:
    from app.services import catalogue
    from app.session import sign_in
    from ui import frame

    del sign_in, frame
    i18n.sentences(i18n.current())
    catalogue.load()

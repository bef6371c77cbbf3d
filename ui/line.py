"""The exchange in the background: notices when a line appears, works in a thread of its own, never holds the store.

The store lives on the tasks' thread. This thread asks it short questions and waits for servers in between, so a stalled
server keeps nobody from working.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, TypeVar

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Signal, Slot

from app.domain.retry import pause
from app.errors import AppError

if TYPE_CHECKING:
    from app.services.asking import Ask
    from app.services.sync import Outcome
    from app.services.talk import Watch
    from app.session import Session
    from ui.tasks import Tasks

T = TypeVar("T")

_LOOK_MS: Final = 5_000
_FIRST_LOOK: Final = 20.0  # seconds after sign-in: the window comes first
_QUIET: Final = 600.0
"""Seconds between two rounds when nothing waits and nothing failed."""
_TELL: Final = 0.1


@dataclass(frozen=True, slots=True)
class LineState:
    """What the window shows of the exchange."""

    working: bool = False
    paused: bool = False
    file: str = ""
    size: int = 0
    moved: int = 0
    moved_all: int = 0
    failures: int = 0
    last: Outcome | None = None
    no_line: bool = False


class Line(QObject):
    """One round at a time; pauses that grow when rounds fail."""

    changed = Signal(object)
    _told = Signal(object)
    _ended = Signal(object)
    finished = Signal(object)
    """An `Outcome`, the exception that ended the round, or None when no place answered."""

    def __init__(self, session: Session, tasks: Tasks, *, may_sync: bool) -> None:
        super().__init__()
        self._tasks, self._may = tasks, may_sync
        self.state = LineState()
        self._session: Session | None = None
        self._watch: Watch | None = None
        self._insisted = False
        self._threads: set[threading.Thread] = set()
        self._told.connect(self._progress, Qt.ConnectionType.QueuedConnection)
        self._ended.connect(self._end, Qt.ConnectionType.QueuedConnection)
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self.look)
        self.open(session)

    def open(self, session: Session) -> None:
        """The user is here, for the first time or again; a pause of theirs goes on."""
        self._session = session
        self._next = time.monotonic() + _FIRST_LOOK
        self._show(LineState(paused=self.state.paused))
        if self._may:
            self._timer.start()

    def look(self) -> None:
        """Begin a round when it is time for one."""
        if self._may and not self.state.paused and time.monotonic() >= self._next:
            self._begin(look_first=True)

    def try_now(self) -> None:
        """Begin a round, whatever the pauses say; for a role that exchanges nothing there is none."""
        if self._may:
            self._begin(look_first=False)

    def pause(self) -> None:
        """End the round at the next byte and begin none by oneself; what is half done goes on later."""
        self._show(replace(self.state, paused=True))
        self.stop()

    def resume(self) -> None:
        """Begin rounds by oneself again, the first one now."""
        self._next = 0.0
        self._show(replace(self.state, paused=False))
        self.look()

    def stop(self) -> None:
        """End the round at the next byte."""
        if self._watch is not None:
            self._watch.stop()

    def aside(self, work: Callable[[Ask], T], done: Callable[[T], Any], failed: Callable[[Exception], Any]) -> None:
        """Something else that waits for a server, in a thread of its own; told on the UI thread."""

        session = self._session

        def tell(ended: T | Exception) -> None:
            if session is None or self._session is not session:
                return
            if isinstance(ended, Exception):
                failed(ended)
            else:
                done(ended)

        self._work(lambda: work(self._asking(session)), tell)

    def close(self) -> None:
        """The user leaves: nothing more is asked of the store."""
        self._session = None
        self._timer.stop()
        self.stop()
        self._watch = None

    def _begin(self, *, look_first: bool) -> None:
        from app.services import standing, sync
        from app.services.talk import Watch

        if self._session is None:
            return
        if self._watch is not None:
            if not look_first:  # asked for while it is being looked whether there is a line at all
                self._insisted = True
                self._show(replace(self.state, working=True))
            return
        watch = self._watch = Watch(self._teller())
        ask = self._asking(self._session)
        self._show(replace(self.state, working=not look_first, file="", size=0, moved=0, moved_all=0))
        self._next = float("inf")

        def go() -> Outcome | None:
            if look_first and not standing.a_place_answers(ask):
                return None
            return sync.round_with(ask, watch=watch)

        self._work(go, lambda ended: self._done(ended) if watch is self._watch else None)

    def _asking(self, session: Session | None) -> Ask:
        """How a thread asks the store and waits for the answer. Raises `sync.stopped` when the user has left."""

        def ask(work: Callable[[Session], T]) -> T:
            if session is None or self._session is not session:
                raise AppError("sync.stopped")
            return self._tasks.ask(lambda: work(session))

        return ask

    def _work(self, work: Callable[[], Any], tell: Callable[[Any], Any]) -> None:
        """Do it in a thread of its own, then `tell(result or error)` on the UI thread."""

        def run() -> None:
            try:
                ended = work()
            except Exception as error:  # noqa: BLE001 - told on the UI thread, whatever it is
                ended = error
            self._ended.emit((thread, tell, ended))

        # A daemon: a server that keeps us waiting must not keep the program from ending.
        thread = threading.Thread(target=run, name="line", daemon=True)
        self._threads.add(thread)
        # The thread may well live longer than the window; the last to let go of a QObject must be the UI thread.
        self.setParent(QCoreApplication.instance())
        thread.start()

    @Slot(object)
    def _end(self, told: tuple[threading.Thread, Callable[[Any], Any], Any]) -> None:
        thread, tell, ended = told
        thread.join()
        self._threads.discard(thread)
        if not self._threads:
            QTimer.singleShot(0, lambda: None if self._threads else self.setParent(None))
        tell(ended)

    def _teller(self) -> Callable[[Watch], None]:
        """Tells the window at most ten times a second."""
        last = [0.0]

        def tell(watch: Watch) -> None:
            now = time.monotonic()
            if now - last[0] >= _TELL:
                last[0] = now
                self._told.emit((watch, watch.file, watch.size, watch.moved_here, watch.moved_all))

        return tell

    @Slot(object)
    def _progress(self, told: tuple[Watch, str, int, int, int]) -> None:
        watch, file, size, moved, moved_all = told
        if watch is self._watch:
            self._show(replace(self.state, working=True, file=file, size=size, moved=moved, moved_all=moved_all))

    def _done(self, ended: Outcome | Exception | None) -> None:
        self._watch, insisted, self._insisted = None, self._insisted, False
        if ended is None and insisted:
            self._begin(look_first=False)
            return
        outcome = None if ended is None or isinstance(ended, Exception) else ended
        good = outcome is not None and not outcome.failed
        failures = 0 if good else self.state.failures + 1
        self._next = time.monotonic() + (_QUIET if good else pause(failures, random.random()))  # noqa: S311
        self._show(
            replace(
                self.state, working=False, failures=failures, last=outcome or self.state.last, no_line=ended is None
            )
        )
        if isinstance(ended, Exception) and not isinstance(ended, AppError):
            self._tasks.run(lambda: _raise(ended), lambda _: None)
        self.finished.emit(ended)

    def _show(self, state: LineState) -> None:
        self.state = state
        self.changed.emit(state)


def _raise(error: Exception) -> None:
    raise error

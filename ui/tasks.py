"""Run service calls off the UI thread, one at a time: the store has a single writer and a single thread."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from app.errors import AppError

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

T = TypeVar("T")
Failed = Callable[[Exception], Any]


class _Asked(NamedTuple):
    work: Callable[[], Any]
    done: Callable[[Any], Any]
    failed: Failed


class Tasks(QObject):
    """A queue of work. Results and errors arrive on the UI thread, in the order the work was asked for."""

    busy = Signal(bool)
    """Whether work is waiting or running; pages show it, nobody waits for it."""
    _finished = Signal(object)

    def __init__(self, on_error: Failed, executor: Executor | None = None) -> None:
        super().__init__()
        self._on_error = on_error
        self._executor = executor
        self._waiting = self._number = 0
        self._asked: dict[int, _Asked] = {}
        self._open = True
        self._heard = False

    @property
    def waiting(self) -> int:
        """How many calls have not been answered yet."""
        return self._waiting

    def run(self, work: Callable[[], T], done: Callable[[T], Any], *, failed: Failed | None = None) -> None:
        """Call `work` in the background, then `done(result)` or `failed(error)` on the UI thread.

        After the end nothing is begun: a timer of a page may still run out while its window closes.
        """
        if not self._open:
            return
        self._number += 1
        self._asked[self._number] = _Asked(work, done, failed or self._on_error)
        self._count(1)
        self._hear()
        self._submitted(partial(self._carry_out, self._number))

    def ask(self, work: Callable[[], T]) -> T:
        """The same for another thread that waits for the answer; never call it on the UI thread.

        Raises `sync.stopped` when there is no store any more.
        """
        from concurrent.futures import CancelledError

        try:
            return self._submitted(work).result()
        except (CancelledError, RuntimeError) as error:
            if self._open:
                raise
            raise AppError("sync.stopped") from error

    def close(self) -> None:
        """Finish what is running, forget what would be told of it, and end the thread."""
        self._open = False
        if self._executor is not None:
            self._executor.shutdown(wait=True)

    def _submitted(self, work: Callable[[], T]) -> Future[T]:
        if self._executor is None:  # made with the first work: a window that only comes up needs none
            from concurrent.futures import ThreadPoolExecutor

            self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        return self._executor.submit(work)

    def _hear(self) -> None:
        """Only the first work connects the answers: Qt's namespace is slow to come, and the sign-in window fast."""
        if not self._heard:
            from PySide6.QtCore import Qt

            self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
            self._heard = True

    def _carry_out(self, number: int) -> None:
        """In the store's thread, which holds nothing that may hold a widget once its work is done.

        Work and answers are kept by the UI thread: a widget that dies elsewhere takes the program with it.
        """
        try:
            ended = self._asked[number].work()
        except BaseException as error:  # noqa: BLE001 - told on the UI thread, whatever it is
            ended = error
        self._finished.emit((number, ended))

    @Slot(object)
    def _deliver(self, told: tuple[int, Any]) -> None:
        number, ended = told
        asked = self._asked.pop(number)
        self._count(-1)
        if not self._open:
            return
        if isinstance(ended, Exception):
            asked.failed(ended)
        elif isinstance(ended, BaseException):
            raise ended
        else:
            asked.done(ended)

    def _count(self, step: int) -> None:
        before, self._waiting = self._waiting, self._waiting + step
        if bool(before) != bool(self._waiting):
            self.busy.emit(bool(self._waiting))

"""Long work gives way to a window that wants to answer: both share one interpreter.

A thread that asks the database row by row hands the interpreter back at each row and takes it again before anybody who
waits for it has woken; the others get it when the thread is done, a second later. Whoever waits for an answer of SQL
therefore says `give_way()`, which is a comparison when there is no window.
"""

import threading
import time
from typing import Final

_EVERY_SECONDS: Final = 0.005
_PAUSE_SECONDS: Final = 0.0002
_LONGEST_SECONDS: Final = 0.1


class Window:
    """What the thread of the window tells the others: when it began with something, and when it was done with it."""

    def __init__(self) -> None:
        self.thread = threading.get_ident()
        self.turn = 0
        self.rests = threading.Event()
        self.rests.set()

    def begins(self) -> None:
        """The window has something to do."""
        self.turn += 1
        self.rests.clear()

    def ends(self) -> None:
        """The window waits for the next key."""
        self.rests.set()


class _Mine(threading.local):
    """When this thread gives way next, and to which turn of the window it gave way last."""

    due = 0.0
    turn = -1


_mine: Final = _Mine()
_window: Window | None = None


def open_window() -> Window:
    """From now on work of other threads gives way to this one."""
    global _window  # noqa: PLW0603 - a program has one window
    _window = Window()
    return _window


def close_window() -> None:
    """From now on nobody gives way."""
    global _window  # noqa: PLW0603
    _window = None


def give_way() -> None:
    """Let the window have the interpreter, and go on when it rests; a moment at most, and once for each of its turns.

    The pause lets it take the interpreter for the first time, so that it can say that it begins.
    """
    window = _window
    if window is None or time.perf_counter() < _mine.due or threading.get_ident() == window.thread:
        return
    time.sleep(_PAUSE_SECONDS)
    if _mine.turn != window.turn:
        _mine.turn = window.turn
        window.rests.wait(_LONGEST_SECONDS)
    _mine.due = time.perf_counter() + _EVERY_SECONDS

"""The one place where an exception becomes a message."""

import sys
from collections.abc import Callable
from types import TracebackType
from typing import Any, TypeVar

from PySide6 import __version__ as qt_version
from PySide6.QtWidgets import QWidget

from app import crash_log
from app.errors import AppError
from app.i18n import explain, text
from ui.widgets.basics import Notice
from ui.widgets.dialogs import FormDialog, Given, Message, show_message

T = TypeVar("T")


def sentence(error: AppError) -> str:
    """What went wrong and what to do, in one line of text for a place beside a field."""
    return " ".join(part for part in explain(error) if part)


def show(error: Exception, parent: QWidget | None) -> None:
    """Tell the user in a dialog: a refusal with its remedy, anything else as our own mistake; both enter the log."""
    window = _window_of(parent)
    place = f"window {getattr(getattr(window, 'desk', None), 'screen', '')}".strip()
    kept = crash_log.keep(window.folder, error, place=place) if window else crash_log.describe(error)
    message, remedy = explain(error if isinstance(error, AppError) else AppError("bug"))
    if isinstance(error, AppError):
        show_message(Message(text("ui.problem.title"), message, remedy, icon="warning", technical=error.code), parent)
        return
    said = f"{message} {text('ui.problem.code', code=kept.code)}"
    technical = "\n".join((kept.code, f"Qt {qt_version}", *kept.lines))
    show_message(Message(text("ui.problem.bug"), said, remedy, icon="error", technical=technical), parent)


def _window_of(widget: QWidget | None) -> Any:
    """The program's window a dialog or page belongs to, which knows the store's folder."""
    while widget is not None and not hasattr(widget, "folder"):
        widget = widget.parentWidget()
    return widget


def tell(error: Exception, notice: Notice, parent: QWidget) -> None:
    """Say a refusal in place; our own mistakes are shown apart."""
    if isinstance(error, AppError):
        notice.say(sentence(error), "bad")
    else:
        show(error, parent)


def report(error: BaseException) -> str:
    """Where our mistake happened: files, lines and kinds, never values or messages, which may hold personal data."""
    return "\n".join(crash_log.describe(error).lines)


def carry_out(
    dialog: FormDialog, run: Callable[..., None], work: Callable[[Any, Given], T], done: Callable[[T], Any]
) -> None:
    """Try the act of a dialog (`run` is `Desk.run`): it closes when it worked and says why when it did not.

    The fields are read here; `work` runs where the store lives and gets what was given in them.
    """

    def succeeded(answer: T) -> None:
        dialog.accept()
        done(answer)

    try:
        given = dialog.given()
    except AppError as error:
        refused_in(dialog, error)
        return
    dialog.busy(working=True)
    run(lambda session: work(session, given), succeeded, failed=lambda error: refused_in(dialog, error))


def refused_in(dialog: FormDialog, error: Exception) -> None:
    """Show in a dialog why its act was refused; our own mistakes are shown apart."""
    dialog.busy(working=False)
    if isinstance(error, AppError):
        dialog.notice.say(sentence(error), "bad")
    else:
        show(error, dialog)


def catch_all(parent: QWidget) -> None:
    """Show what no page caught: without this an exception in a button's slot would be silent."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, Exception):
            show(error, parent)
        else:
            sys.__excepthook__(kind, error, trace)

    sys.excepthook = hook

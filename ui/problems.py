"""The one place where an exception becomes a message."""

import platform
import sys
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import Any, TypeVar

from PySide6 import __version__ as qt_version
from PySide6.QtWidgets import QWidget

from app import __version__
from app.errors import AppError
from app.i18n import explain, text
from ui.widgets.basics import Notice
from ui.widgets.dialogs import FormDialog, Message, show_message

T = TypeVar("T")


def sentence(error: AppError) -> str:
    """What went wrong and what to do, in one line of text for a place beside a field."""
    return " ".join(part for part in explain(error) if part)


def show(error: Exception, parent: QWidget | None) -> None:
    """Tell the user in a dialog: a refusal with its remedy, anything else as our own mistake."""
    if isinstance(error, AppError):
        message, remedy = explain(error)
        show_message(Message(text("ui.problem.title"), message, remedy, icon="warning", technical=error.code), parent)
        return
    message, remedy = explain(AppError("bug"))
    show_message(Message(text("ui.problem.bug"), message, remedy, icon="error", technical=report(error)), parent)


def tell(error: Exception, notice: Notice, parent: QWidget) -> None:
    """Say a refusal in place; our own mistakes are shown apart."""
    if isinstance(error, AppError):
        notice.say(sentence(error), "bad")
    else:
        show(error, parent)


def report(error: BaseException) -> str:
    """Where our mistake happened: files, lines and kinds, never values or messages, which may hold personal data."""
    lines = [
        f"Hòa Nhập {__version__} · Python {platform.python_version()} · Qt {qt_version} · {platform.system()}",
        type(error).__name__,
    ]
    for frame in traceback.extract_tb(error.__traceback__):
        where = "/".join(frame.filename.replace("\\", "/").split("/")[-2:])
        lines.append(f"{where}:{frame.lineno} {frame.name}")
    return "\n".join(lines)


def carry_out(dialog: FormDialog, run: Callable[..., None], work: Callable[[Any], T], done: Callable[[T], Any]) -> None:
    """Try the act of a dialog (`run` is `Desk.run`): it closes when it worked and says why when it did not."""

    def succeeded(answer: T) -> None:
        dialog.accept()
        done(answer)

    dialog.busy(working=True)
    run(work, succeeded, failed=lambda error: refused_in(dialog, error))


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

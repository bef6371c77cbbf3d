"""At the door of a damaged store: the newest good backup with what it lacks, another one, or what can still be read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from app.errors import AppError
from app.i18n import text
from ui import problems
from ui.tasks import Tasks
from ui.widgets.basics import button, row
from ui.widgets.dialogs import FormDialog, choose_file, choose_folder

if TYPE_CHECKING:
    from app.services.backups import Opener
    from app.services.damage import Offer
    from app.session import Session


@dataclass(frozen=True, slots=True)
class Wreck:
    """The damaged store, who stands before it, and what to do when it is replaced."""

    folder: Path
    user: str
    password: str
    entered: Callable[[Session], Any]


def at_the_door(parent: QWidget, tasks: Tasks, wreck: Wreck) -> None:
    """Look at the store off the UI thread, then show what can be done."""

    def shown(offered: Offer) -> None:
        ask(parent, tasks, wreck, offered)

    def failed(error: Exception) -> None:
        problems.show(error, parent)

    tasks.run(lambda: _offer(wreck), shown, failed=failed)


def ask(parent: QWidget, tasks: Tasks, wreck: Wreck, offered: Offer) -> FormDialog:
    """The dialog: go on from the backup; another file; write out what can be read."""
    newest = offered.backup
    dialog = FormDialog(text("ui.damaged.title"), text("ui.damaged.act"), [], parent.window(), lead=_lead(offered))
    chosen: list[Path] = [newest.file] if newest else []

    def run(work: Callable[[], Any], done: Callable[[Any], Any]) -> None:
        problems.carry_out(
            dialog,
            lambda task, told, *, failed=None: tasks.run(lambda: task(None), told, failed=failed),
            lambda _, _given: work(),
            done,
        )

    def another() -> None:
        file = choose_file(dialog, text("ui.damaged.another"), "*.hnbackup")
        if file is not None:
            chosen[:] = [file]
            dialog.ok.setEnabled(True)
            dialog.notice.say(text("ui.damaged.chosen", file=file.name), "info")

    def save() -> None:
        folder = choose_folder(dialog, text("ui.damaged.save"))
        if folder is not None:
            tasks.run(
                lambda: _salvage(wreck, folder),
                lambda people: dialog.notice.say(text("ui.damaged.saved", n=people), "good"),
                failed=lambda error: dialog.notice.say(_words(error), "bad"),
            )

    dialog.body.addLayout(row(button(text("ui.damaged.another"), another), button(text("ui.damaged.save"), save), None))
    dialog.ok.setEnabled(bool(chosen))
    return dialog.ask(lambda: run(partial(_replace, wreck, chosen[0]), wreck.entered))


def _lead(offered: Offer) -> str:
    """What is there and what it lacks; nothing is guessed where the damaged store cannot be read."""
    newest = offered.backup
    if newest is None:
        return text("ui.damaged.none")
    day = f"{newest.day:%d/%m/%Y}"
    if offered.acts is None:
        return text("ui.damaged.unread", date=day)
    missing = offered.missing
    return text("ui.damaged.lead", date=day, acts=offered.acts, people=missing["people"], months=missing["months"])


def _words(error: Exception) -> str:
    return problems.sentence(error) if isinstance(error, AppError) else text("error.bug.message")


def _opener(wreck: Wreck) -> Opener:
    from app.services.backups import Opener

    return Opener(wreck.user, wreck.password)


def _offer(wreck: Wreck) -> Offer:
    from app.services import damage

    return damage.offer(wreck.folder, _opener(wreck))


def _replace(wreck: Wreck, file: Path) -> Session:
    from app.services import damage

    return damage.replace(wreck.folder, file, _opener(wreck), channel="window")[0]


def _salvage(wreck: Wreck, folder: Path) -> int:
    from app.services import damage

    return damage.salvage(wreck.folder, _opener(wreck), folder).get("people", 0)

"""Somebody moves: choose the police of the new place, and where their file and its slip are written (U12)."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.domain.office import CardState, OfficeCard
from app.domain.person import Person
from app.i18n import text
from app.services import offices, transfers
from app.session import Session
from ui import problems
from ui.desk import Desk
from ui.widgets.dialogs import FormDialog, Given, choose_folder
from ui.widgets.fields import Chooser, DayField


class TransferDialog(FormDialog):
    """To which office, moved on which day. Nothing is done before the folder is chosen."""

    def __init__(self, desk: Desk, parent: QWidget, person: Person, *, done: Callable[[Path], None]) -> None:
        self.office = Chooser("to", text("ui.transfer.to"), [], required=True)
        self.day = DayField("on", text("ui.transfer.on"))
        super().__init__(text("ui.transfer.title", name=person.name), text("ui.transfer.act"), [self.office, self.day],
                         parent.window(), lead=text("ui.transfer.lead"))  # fmt: skip
        self._desk, self._person, self._done = desk, person, done
        self.ok.setEnabled(False)
        desk.run(_trusted, self._offer)
        self.ask(self._choose)

    def _offer(self, cards: list[OfficeCard]) -> None:
        for card in cards:
            self.office.box.addItem(f"{card.name} ({card.unit})", card.fingerprint)
        self.ok.setEnabled(bool(cards))
        if not cards:
            self.notice.say(text("ui.transfer.nobody"), "warn")

    def _choose(self) -> None:
        folder = choose_folder(self, text("ui.transfer.folder"))
        if folder is not None:
            self.write(folder)

    def write(self, folder: Path) -> None:
        """Seal the file for the chosen office and write it with its slip into a folder."""
        person_id = self._person.id

        def work(session: Session, given: Given) -> Path:
            done = transfers.transfer(session, person_id, given["to"], on=given["on"])
            return transfers.write(done, folder)[0]

        problems.carry_out(self, self._desk.run, work, self._done)


def _trusted(session: Session) -> list[OfficeCard]:
    own = session.office.unit
    return [one for one in offices.cards(session) if one.state is CardState.TRUSTED and one.unit != own]

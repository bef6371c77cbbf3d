"""First run with the kit of the office above: one folder answers all but three questions."""

import sys
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.i18n import text
from app.services import kit
from app.services.kit import FILE, Offered
from ui.tasks import Failed, Tasks
from ui.widgets.basics import button, column, label, selectable
from ui.widgets.dialogs import choose_folder
from ui.widgets.fields import PasswordField


class KitPanel(QWidget):
    """Who made the kit, the code to compare with them, and the password of the place where there is one to give."""

    chosen = Signal()

    def __init__(self, tasks: Tasks, failed: Failed) -> None:
        super().__init__()
        self._tasks, self._failed = tasks, failed
        self.folder: Path | None = None
        self.above = label("", "muted", wrap=True)
        self.code = selectable("", "code")
        self.secret = PasswordField("place_secret", text("ui.wizard.kit.secret"))
        self.secret.hint(text("ui.wizard.kit.secret_hint"))
        self.setLayout(column(self.above, self.code, self.secret, spacing=8))
        self.hide()

    def at_hand(self, store: Path) -> list[QWidget]:
        """A button for each kit that lies where one looks first."""
        return [
            button(text("ui.wizard.kit.use", folder=one.name), partial(self.use, one), icon="folder", kind="link")
            for one in kits_beside(store)
        ]

    def choose(self) -> None:
        """Use the kit of any folder."""
        folder = choose_folder(self, text("ui.wizard.kit.choose"))
        if folder is not None:
            self.use(folder)

    def use(self, folder: Path) -> None:
        """Look into a kit and say whose it is."""
        self._tasks.run(lambda: (folder, kit.look(folder)), self._show, failed=self._failed)

    def forget(self) -> None:
        """Go on without a kit after all."""
        self.folder = None
        self.hide()

    def _show(self, found: tuple[Path, Offered]) -> None:
        self.folder, offered = found
        self.above.setText(text("ui.wizard.kit.above", name=offered.name))
        self.code.setText(offered.check_code)
        self.secret.setVisible(offered.at_server)
        self.show()
        self.chosen.emit()


def kits_beside(store: Path) -> list[Path]:
    """Folders at hand with a kit in them: where the store would be made, and beside the program."""
    program = Path(sys.executable).parent
    return [one for one in dict.fromkeys((store.parent, program, program.parent)) if (one / FILE).is_file()]

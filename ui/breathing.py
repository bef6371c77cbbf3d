"""So that the window answers while the store's thread works: both share one interpreter.

Looking for cycles among everything that lives stops every thread at once, for half a second after a long import. Here
the young objects are looked at as ever, the old ones only when no work has been waiting for a while, and what is there
once the user has signed in (modules, units, words) never again.
"""

import gc
import sys
from typing import Final

from PySide6.QtCore import QObject, QTimer

from ui.tasks import Tasks

_YOUNG: Final = (20_000, 20)
_NEVER: Final = 1_000_000
_IDLE_MS: Final = 3000
_SWITCH_SECONDS: Final = 0.002  # the usual 5 ms are felt when several threads want the interpreter


class Breathing(QObject):
    """Sets how the interpreter shares its time, and tidies up whenever the tasks have rested."""

    def __init__(self, tasks: Tasks) -> None:
        super().__init__(tasks)
        gc.set_threshold(*_YOUNG, _NEVER)
        sys.setswitchinterval(_SWITCH_SECONDS)
        self._rest = QTimer(self, interval=_IDLE_MS, singleShot=True)
        self._rest.timeout.connect(self.rest)
        tasks.busy.connect(self._work)

    def rest(self) -> None:
        """Look at everything; what is still there after the first time stays."""
        gc.collect()
        if not gc.get_freeze_count():
            gc.freeze()

    def _work(self, working: bool) -> None:  # noqa: FBT001 - a slot of Tasks.busy
        if working:
            self._rest.stop()
        else:
            self._rest.start()

"""So that the window answers while the store's thread works, and dies where it lives: both share one interpreter.

Looking for cycles of dead objects stops every thread at once, for half a second after a long import, and whichever
thread happens to do it destroys what it finds: a widget destroyed by the store's thread takes the program with it.
Here only the UI thread looks: at the young objects as they become many, at the old ones when no work has been waiting
for a while, and at what the start has brought (modules, units, words) never: that alone would be felt.

And while this thread has something to do, work elsewhere gives way to it (`app.giving_way`).
"""

import gc
import sys
import time
from typing import Final

from PySide6.QtCore import QAbstractEventDispatcher, QObject, QTimer

from app import giving_way
from ui.tasks import Tasks

_YOUNG: Final = 20_000
_SURVIVORS_SECONDS: Final = 0.03  # looking at what survived takes no longer than the looks that it survived
_LOOK_MS: Final = 200
_IDLE_MS: Final = 3000
_SWITCH_SECONDS: Final = 0.002  # the usual 5 ms are felt when several threads want the interpreter


class Breathing(QObject):
    """Sets how the interpreter shares its time, and tidies up in this thread for all."""

    def __init__(self, tasks: Tasks) -> None:
        super().__init__(tasks)
        self._settled, self._survived = False, 0.0
        gc.freeze()
        gc.disable()
        sys.setswitchinterval(_SWITCH_SECONDS)
        self._looks = QTimer(self, interval=_LOOK_MS)
        self._looks.timeout.connect(self.look)
        self._looks.start()
        self._rest = QTimer(self, interval=_IDLE_MS, singleShot=True)
        self._rest.timeout.connect(self.rest)
        tasks.busy.connect(self._work)
        self._window, events = giving_way.open_window(), QAbstractEventDispatcher.instance()
        events.awake.connect(self._begins)
        events.aboutToBlock.connect(self._ends)
        self.destroyed.connect(giving_way.close_window)

    def look(self) -> None:
        """Look at the young objects when there are many; at those that survived too before that is felt."""
        if gc.get_count()[0] <= _YOUNG:
            return
        begun = time.perf_counter()
        if self._survived > _SURVIVORS_SECONDS:
            gc.collect(1)
            self._survived = 0.0
        else:
            gc.collect(0)
            self._survived += time.perf_counter() - begun

    def rest(self) -> None:
        """Look at everything; what the start and the first work have brought stays for good."""
        gc.collect()
        if not self._settled:
            gc.freeze()
            self._settled = True

    def _begins(self) -> None:
        self._window.begins()

    def _ends(self) -> None:
        self._window.ends()

    def _work(self, working: bool) -> None:  # noqa: FBT001 - a slot of Tasks.busy
        if working:
            self._rest.stop()
        else:
            self._rest.start()

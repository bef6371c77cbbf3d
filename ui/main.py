"""Start the window: look, language, which store, and then the user."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app import i18n
from app.paths import default_store
from ui import appearance, language, style
from ui.window import Window


def main(argv: Sequence[str]) -> int:
    """Run the window until it is closed; the exit status is Qt's."""
    app = application(argv)
    window = Window(store_folder())
    window.show()
    QTimer.singleShot(0, lambda: _after_the_first_paint(app, window))
    # A frozen build is tried by a machine that looks whether the window came up, then lets it go.
    if (milliseconds := os.environ.get("HOANHAP_CLOSE_AFTER", "")).isdecimal():
        QTimer.singleShot(int(milliseconds), window.close)
    return int(app.exec())


def application(argv: Sequence[str] = ()) -> QApplication:
    """The one QApplication, dressed and speaking the user's language."""
    running = QApplication.instance()
    app = running if isinstance(running, QApplication) else _new(argv)
    app.setApplicationName("Hòa Nhập")
    wanted = os.environ.get("HOANHAP_LANG", "")
    if wanted in i18n.LANGUAGES:
        i18n.use(wanted)
    language.install(app)
    appearance.dress(app)
    return app


def _new(argv: Sequence[str]) -> QApplication:
    app = QApplication(["Hòa Nhập", *argv, "-style", "fusion"])
    app.setProperty(style.STYLED, True)  # noqa: FBT003 - Qt's own signature
    return app


def _after_the_first_paint(app: QApplication, window: Window) -> None:
    from ui import problems
    from ui.breathing import Breathing

    Breathing(window.tasks)
    problems.catch_all(window)
    app.styleHints().colorSchemeChanged.connect(lambda _: window.follow_system())
    app.setWindowIcon(style.icon("office", style.colors().accent, size=64))


def store_folder() -> Path:
    """The store this window works with: the one named in the environment, else the machine's one."""
    named = os.environ.get("HOANHAP_STORE")
    return Path(named) if named else default_store()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

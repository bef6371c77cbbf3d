"""Light or dark: what the user chose for this Windows account, else what the system wears."""

import os
from typing import Final

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from ui import style

_KEY: Final = "look"


def chosen() -> str:
    """`system`, `light` or `dark`: the environment's word first, then the user's."""
    named = os.environ.get("HOANHAP_LOOK") or str(_memory().value(_KEY, "system"))
    return named if named in style.LOOKS else "system"


def choose(look: str) -> None:
    """Remember a look; `dress` puts it on."""
    _memory().setValue(_KEY, look)


def dress(app: QApplication, *, practice: bool = False) -> None:
    """Put the chosen look on."""
    style.apply(app, chosen(), practice=practice)


def _memory() -> QSettings:
    return QSettings("HoaNhap", "HoaNhap")

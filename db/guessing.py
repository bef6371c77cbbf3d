"""Passwords tried on a backup: a file has no store around it, so its tries are counted for this user of the machine.

Only slots and times are written. Whoever removes the count, or carries the file elsewhere, meets Argon2id alone.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from app.errors import AppError
from db.signin import Clock, SignInLog

_UNCOUNTED: Final = 5.0
"""Seconds that a try costs where nothing can be written: 720 an hour."""


@contextmanager
def counted(slot: str, clock: Clock | None = None) -> Iterator[None]:
    """Try a password inside: an `auth.*` refusal stays counted. Raises `auth.locked` (minutes) during the pause."""
    clock = clock or Clock()
    log = SignInLog(_folder(), clock)
    try:
        log.begin(slot)
    except AppError as error:
        if not error.code.startswith("disk."):
            raise
        clock.sleep(_UNCOUNTED)
    try:
        yield
    except AppError as error:
        if not error.code.startswith("auth."):
            log.right()  # it is the file that does not open, not the slot
        raise
    log.right()


def _folder() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", r"~\AppData\Local")).expanduser() / "HoaNhap"
    return Path(os.environ.get("XDG_STATE_HOME") or "~/.local/state").expanduser() / "hoanhap"

"""Where files live: bundled resources and the machine's one store."""

import os
import sys
from pathlib import Path
from typing import Final

import resources

# Its own folder says where a package lies; importlib.resources would cost the window a tenth of its start.
_RESOURCES: Final = Path(resources.__path__[0])


def resource(*parts: str) -> Path:
    """Path of a file shipped with the program (the same from source, wheel and frozen program)."""
    return _RESOURCES.joinpath(*parts)


def default_store() -> Path:
    """One store for the whole machine, not one per Windows account: colleagues share the register."""
    if sys.platform == "win32":
        return Path(os.environ.get("PROGRAMDATA", r"C:\ProgramData")) / "HoaNhap" / "store"
    return Path("/var/lib/hoanhap/store")

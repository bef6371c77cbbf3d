"""Where files live: bundled resources and the machine's one store."""

import os
import sys
from importlib.resources import files
from pathlib import Path


def resource(*parts: str) -> Path:
    """Path of a file shipped with the program (the same from source, wheel and frozen program)."""
    return Path(str(files("resources"))).joinpath(*parts)


def default_store() -> Path:
    """One store for the whole machine, not one per Windows account: colleagues share the register."""
    if sys.platform == "win32":
        return Path(os.environ.get("PROGRAMDATA", r"C:\ProgramData")) / "HoaNhap" / "store"
    return Path("/var/lib/hoanhap/store")

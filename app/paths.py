"""Where files live: bundled resources and the machine's one store."""

import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Final


def _folder_of(package: str) -> Path:
    """Where a package lies; importlib.resources would cost the window a tenth of its start."""
    found = find_spec(package)
    assert found is not None  # noqa: S101 - it is shipped with the program
    assert found.submodule_search_locations  # noqa: S101 - and it is a folder
    return Path(found.submodule_search_locations[0])


_RESOURCES: Final = _folder_of("resources")


def resource(*parts: str) -> Path:
    """Path of a file shipped with the program (the same from source, wheel and frozen program)."""
    return _RESOURCES.joinpath(*parts)


def default_store() -> Path:
    """One store for the whole machine, not one per Windows account: colleagues share the register."""
    if sys.platform == "win32":
        return Path(os.environ.get("PROGRAMDATA", r"C:\ProgramData")) / "HoaNhap" / "store"
    return Path("/var/lib/hoanhap/store")

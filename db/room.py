"""Room on the store's disk: looked for before long work, and a ballast to let go of when there is none left.

Without free space SQLite can neither merge its log nor delete. The ballast is a file of nothing: it goes at the first
write that finds the disk full, so that the store can still be closed, backed up and tidied, and comes back later.
"""

import contextlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from app.errors import AppError

BALLAST: Final = "ballast"
SIZE: Final = 8 * 1024 * 1024
_PLENTY: Final = 25 * SIZE
_NOTHING: Final = 1024 * 1024
"""Bytes free below which an error of the disk means that it is full: SQLite does not always say so."""
_MB: Final = 1_000_000
_TO_FREE: Final = 50
"""Megabytes to ask for when a write found the disk full."""


def keep_ballast(folder: Path) -> None:
    """Put the ballast in place when it is not there and the disk has plenty; nobody is stopped for it."""
    file = folder / BALLAST
    with contextlib.suppress(OSError):
        if not file.exists() and shutil.disk_usage(folder).free > _PLENTY:
            with file.open("xb") as out:
                if hasattr(os, "posix_fallocate"):
                    os.posix_fallocate(out.fileno(), 0, SIZE)
                else:
                    out.truncate(SIZE)  # NTFS gives the clusters at once


def let_go(folder: Path) -> None:
    """Give the ballast back to the disk."""
    with contextlib.suppress(OSError):
        (folder / BALLAST).unlink(missing_ok=True)


@contextmanager
def said(folder: Path) -> Iterator[None]:
    """A disk that is full is called so, whatever the database made of it; it gets the ballast."""
    try:
        yield
    except AppError as error:
        told = _told(folder, error)
        if told is error:
            raise
        raise told from error


def check(folder: Path, needed: int) -> None:
    """Refuse long work that needs so many bytes with `disk.full` (MB to free) before it begins."""
    missing = needed + SIZE - _free(folder)
    if missing > 0:
        raise AppError("disk.full", mb=missing // _MB + 1)


def _told(folder: Path, error: AppError) -> AppError:
    full = error.code == "disk.full" or (error.code in ("disk.error", "disk.read_only") and _free(folder) < _NOTHING)
    if full:
        let_go(folder)
        return AppError("disk.full", **{"mb": _TO_FREE, **error.values})
    # SQLite opens a file that cannot be opened for writing just now as one that is only for reading.
    if error.code == "disk.read_only" and os.name == "posix" and os.access(folder, os.W_OK):
        return AppError("disk.error")
    return error


def _free(folder: Path) -> int:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return _PLENTY

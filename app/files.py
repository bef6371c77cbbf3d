"""Files that are there whole or not at all, whatever happens to the power."""

import errno
import os
from pathlib import Path
from typing import Final

from app.errors import AppError

_MB: Final = 1024**2


def write_whole(file: Path, content: bytes, *, mode: int = 0o644, make_folder: bool = True) -> None:
    """Write `file` through a temporary neighbour: write, fsync, rename, fsync the folder.

    A reader sees the old file or the new one, never a half; on an error the old one stays.
    Without `make_folder` a folder that is gone by now is an error, not made anew.
    Raises `disk.full`, `disk.read_only` or `disk.error`.
    """
    part = file.with_name(file.name + ".part")
    try:
        if make_folder:
            file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), mode)
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        part.replace(file)
        sync_folder(file.parent)
    except OSError as error:
        _forget(part)
        raise disk_error(error, room=len(content)) from error


def read_file(file: Path, *, limit: int) -> bytes:
    """The bytes of a file somebody named; `file.missing`, `file.too_big` (over `limit` bytes) or `file.unreadable`."""
    try:
        with file.open("rb") as source:  # a device or a pipe has no size to ask for
            content = source.read(limit + 1)
    except FileNotFoundError as error:
        raise AppError("file.missing", file=file.name) from error
    except OSError as error:
        raise AppError("file.unreadable", file=file.name) from error
    if len(content) > limit:
        raise AppError("file.too_big", file=file.name)
    return content


def is_folder(path: Path) -> bool:
    """Whether a folder is there; unlike `Path.is_dir`, a dead share or a name too long is simply none."""
    return os.path.isdir(path)  # noqa: PTH112 - see above


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` durable, where the system lets folders be synced (not on Windows)."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def disk_error(error: OSError, *, room: int = 0) -> AppError:
    """What the disk did, as the user can be told it; `room` is how many bytes there was none for."""
    codes = {errno.ENOSPC: "disk.full", errno.EDQUOT: "disk.full", errno.EROFS: "disk.read_only",
             errno.EACCES: "disk.read_only", errno.EPERM: "disk.read_only"}  # fmt: skip
    code = codes.get(error.errno or 0, "disk.error")
    return AppError(code, mb=room // _MB + 1) if room and code == "disk.full" else AppError(code)


def _forget(part: Path) -> None:
    try:
        part.unlink(missing_ok=True)
    except OSError:
        return  # the disk is gone or read-only: there is nothing to tidy, and the first error is the one to tell

"""Where a store may lie: on this machine's own disk, not on a share, a stick or a synchronised folder."""

import os
import re
import sys
from pathlib import Path
from typing import Final

from app.errors import AppError

# `OneDrive - Công an tỉnh` and `MEGAsync`, but not the home folder of somebody called Megan.
_SYNCHRONISED: Final = re.compile(
    r"(onedrive|google ?drive|my drive|dropbox|icloud( ?drive)?|mega(sync)?|zalo(pc)?)(?![a-z])"
)
_REMOTE: Final = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "davfs", "fuse.rclone", "ncpfs"}
)
_DRIVE_REMOVABLE: Final = 2
_DRIVE_REMOTE: Final = 4


def check_place(folder: Path) -> None:
    """Refuse with `store.place` a folder that another machine, a cloud or a pulled stick can change."""
    where = folder.resolve()  # a link may lead elsewhere
    words = [part.casefold() for part in (*folder.absolute().parts, *where.parts)]
    if any(_SYNCHRONISED.match(part) for part in words) or _elsewhere(where):
        raise AppError("store.place")


def _elsewhere(where: Path) -> bool:
    if sys.platform == "win32":
        return _on_windows_elsewhere(where)
    kind, point = _mount(where)
    return kind in _REMOTE or point.startswith(("/media/", "/run/media/"))


def _mount(where: Path) -> tuple[str, str]:
    """Kind and point of the file system that holds a folder, as Linux tells it."""
    best = ("", "")
    try:
        lines = Path("/proc/self/mounts").read_text("utf-8").splitlines()
    except OSError:
        return best
    for line in lines:
        _, point, kind, *_ = line.split(" ")
        point = point.replace("\\040", " ")
        if where.is_relative_to(point) and len(point) >= len(best[1]):
            best = (kind, point)
    return best


def _on_windows_elsewhere(where: Path) -> bool:
    if str(where).startswith("\\\\"):
        return True
    import ctypes

    kind = ctypes.windll.kernel32.GetDriveTypeW(f"{where.drive}{os.sep}")  # type: ignore[attr-defined,unused-ignore]
    return kind in (_DRIVE_REMOVABLE, _DRIVE_REMOTE)

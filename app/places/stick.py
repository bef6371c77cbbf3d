"""A USB stick as a place: every file is read back from the device before it counts, and nothing strange is touched.

Sticks lie: full ones, locked ones, ones that pretend to be bigger than they are, ones pulled out too early. And they
carry worms that hide folders and put shortcuts in their place: our folder is found though it is hidden, written in
other capitals or moved into a folder without a visible name; no shortcut, link or foreign file is ever opened.
"""

import errno
import mmap
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from app.errors import AppError
from app.files import is_folder, sync_folder

FOLDER: Final = "HoaNhap"
INDEX: Final = "index.json"
_IN_FLIGHT: Final = ".part"
_OURS: Final = (".asice.age", _IN_FLIGHT)
_LARGEST: Final = 64 * 1024 * 1024
_SPARE: Final = 256 * 1024
_MB: Final = 1_000_000
_CHUNK: Final = 1024 * 1024
_REPARSE_POINT: Final = 0x400  # FILE_ATTRIBUTE_REPARSE_POINT: junctions and links of Windows
# What Windows and file systems put there themselves.
_OF_THE_SYSTEM: Final = frozenset({"system volume information", "$recycle.bin", "lost+found", "lost.dir"})
_RUNS: Final = frozenset(".lnk .inf .exe .com .scr .pif .bat .cmd .vbs .vbe .js .jse .wsf .ps1 .hta .url".split())


@dataclass(frozen=True, slots=True)
class Foreign:
    """How many things on a stick are not ours, and how many of them could run or lead astray."""

    items: int = 0
    shortcuts: int = 0


def from_device(file: Path) -> bytes:
    """The bytes of a file as the device holds them: past the system's cache, where the system can be told so.

    Linux: unbuffered, or else with the cached pages dropped. Elsewhere what the system gives.
    """
    direct = getattr(os, "O_DIRECT", 0)
    if direct:
        try:
            return _unbuffered(file, os.O_RDONLY | direct)
        except OSError as error:
            if error.errno not in (errno.EINVAL, errno.EOPNOTSUPP):
                raise
    handle = os.open(file, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as source:
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
        return source.read(_LARGEST + 1)


class StickPlace:
    """Our folder on a stick. Names are relative with `/`; capitals do not count, links are never followed."""

    def __init__(self, root: Path, *, read_back: Callable[[Path], bytes] = from_device) -> None:
        self._root = root
        self._read_back = read_back

    def put_new(self, name: str, content: bytes) -> None:
        """Write beside, sync, read back from the device, compare, then rename into place.

        A file of that name that holds something else is a torn one of ours, for names are made from content: it is
        written anew. Raises `stick.full`, `stick.read_only`, `stick.unsafe`, `place.unreachable`.
        """
        try:
            if self.holds(name, content):
                return
            file = self._make(name)
            self._check_room(len(content))
            part = file.with_name(file.name + _IN_FLIGHT)
            _write(part, content)
            if self._read_back(part) != content:
                part.unlink()
                raise AppError("stick.unsafe")
            part.replace(file)
            sync_folder(file.parent)
        except OSError as error:
            raise self._told(error, len(content)) from error

    def holds(self, name: str, content: bytes) -> bool:
        """Whether the device holds exactly these bytes under this name."""
        file = self._find(name)
        try:
            return file is not None and file.stat().st_size == len(content) and self._read_back(file) == content
        except OSError:
            return False

    def get(self, name: str) -> bytes:
        """Read a file, whole."""
        file = self._find(name)
        if file is None:
            raise AppError("place.missing")
        try:
            if file.stat().st_size > _LARGEST:
                raise AppError("batch.too_big")
            return file.read_bytes()
        except OSError as error:
            raise AppError("place.unreachable") from error

    def names(self, folder: str) -> list[str]:
        """File names directly in a folder, in order; links and shortcuts are no files of ours."""
        found = self._find(folder, is_wanted=_is_real_folder)
        entries = _entries(found) if found is not None else ()
        return sorted(entry.name for entry in entries if _is_real_file(entry) and not entry.name.endswith(_IN_FLIGHT))

    def folders(self) -> list[str]:
        """Folder names at the top, in order."""
        return sorted(entry.name for entry in _entries(self._root) if _is_real_folder(entry))

    def stat(self, name: str) -> int | None:
        """Size in bytes, or None."""
        file = self._find(name)
        try:
            return None if file is None else file.stat().st_size
        except OSError:
            return None

    def remove_own(self, name: str) -> None:
        """Nothing is deleted from a stick: who knows how many copies of it there are, and whose it is."""

    def _find(self, name: str, *, is_wanted: Callable[["os.DirEntry[str]"], bool] | None = None) -> Path | None:
        """Where a name lies, each part in whatever capitals."""
        *above, last = _parts(name)
        place = self._root
        for part, wanted in [*((part, _is_real_folder) for part in above), (last, is_wanted or _is_real_file)]:
            found = _named(place, part, wanted)
            if found is None:
                return None
            place = found
        return place

    def _make(self, name: str) -> Path:
        """Where a file is to lie; folders are made, or found in whatever capitals."""
        *above, last = _parts(name)
        place = self._root
        for part in above:
            found = _named(place, part, _is_real_folder)
            if found is None:
                found = place / part
                if os.path.lexists(found):
                    raise AppError("stick.foreign")
                found.mkdir()
                sync_folder(place)
            place = found
        return _named(place, last, _is_real_file) or place / last

    def _check_room(self, size: int) -> None:
        if shutil.disk_usage(self._root).free < size + _SPARE:
            raise AppError("stick.full", mb=(size + _SPARE) // _MB + 1)

    def _told(self, error: OSError, size: int) -> AppError:
        """What happened, as the user can be told it."""
        if not is_folder(self._root):
            return AppError("place.unreachable")
        match error.errno:
            case errno.ENOSPC | errno.EDQUOT | errno.EFBIG:
                return AppError("stick.full", mb=(size + _SPARE) // _MB + 1)
            case errno.EROFS | errno.EACCES | errno.EPERM:
                return AppError("stick.read_only")
            case _:
                return AppError("stick.unsafe")


def open_stick(folder: Path, *, make: bool = False, read_back: Callable[[Path], bytes] = from_device) -> StickPlace:
    """Our folder on the stick at `folder`; made when asked, else an empty place when there is none.

    Raises `place.unreachable` without a stick, `stick.foreign` when something else stands in our folder's place,
    `stick.read_only`, `stick.full`.
    """
    if not is_folder(folder):
        raise AppError("place.unreachable")
    root = find_root(folder)
    place = StickPlace(root or folder / FOLDER, read_back=read_back)
    if root is None and make:
        if os.path.lexists(folder / FOLDER):
            raise AppError("stick.foreign")
        try:
            (folder / FOLDER).mkdir()
            sync_folder(folder)
        except OSError as error:
            raise StickPlace(folder)._told(error, 0) from error  # noqa: SLF001 - our own class
    return place


def find_root(folder: Path) -> Path | None:
    """Our folder on a stick, whatever its capitals; also in a folder without a visible name, where worms move all."""
    found = _named(folder, FOLDER, _is_real_folder)
    if found is not None:
        return found
    nameless = [entry.path for entry in _entries(folder) if _is_real_folder(entry) and not _visible(entry.name)]
    inside = (_named(Path(path), FOLDER, _is_real_folder) for path in sorted(nameless))
    return next((path for path in inside if path is not None), None)


def foreign(folder: Path) -> Foreign:
    """What else lies on a stick: its top and our folder are counted by name, nothing is opened."""
    root = find_root(folder)
    top = [entry for entry in _entries(folder) if entry.path != str(root) and entry.name.lower() not in _OF_THE_SYSTEM]
    inside = [one for one in _within(root) if not _is_ours(one)] if root is not None else []
    names = [entry.name for entry in (*top, *inside)]
    return Foreign(len(names), sum(os.path.splitext(name)[1].lower() in _RUNS for name in names))  # noqa: PTH122


def _is_ours(entry: "os.DirEntry[str]") -> bool:
    return _is_real_file(entry) and (entry.name.endswith(_OURS) or entry.name.startswith(INDEX))


def _within(folder: Path, depth: int = 2) -> Iterator["os.DirEntry[str]"]:
    """Everything in our folder that is no folder of ours: `HoaNhap/{unit}/{up,down}/`."""
    for entry in _entries(folder):
        if depth and _is_real_folder(entry):
            yield from _within(Path(entry.path), depth - 1)
        else:
            yield entry


def _entries(folder: Path) -> list["os.DirEntry[str]"]:
    try:
        with os.scandir(folder) as found:
            return list(found)
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise AppError("place.unreachable") from error


def _named(folder: Path, name: str, is_wanted: Callable[["os.DirEntry[str]"], bool]) -> Path | None:
    """The entry of this name, exactly or else in other capitals."""
    same = [entry for entry in _entries(folder) if entry.name.casefold() == name.casefold() and is_wanted(entry)]
    same.sort(key=lambda entry: (entry.name != name, entry.name))
    return Path(same[0].path) if same else None


def _is_real_folder(entry: "os.DirEntry[str]") -> bool:
    return entry.is_dir(follow_symlinks=False) and not _leads_elsewhere(entry)


def _is_real_file(entry: "os.DirEntry[str]") -> bool:
    return entry.is_file(follow_symlinks=False) and not _leads_elsewhere(entry)


def _leads_elsewhere(entry: "os.DirEntry[str]") -> bool:
    known = entry.stat(follow_symlinks=False)
    return stat.S_ISLNK(known.st_mode) or bool(getattr(known, "st_file_attributes", 0) & _REPARSE_POINT)


def _visible(name: str) -> bool:
    return any(char.isprintable() and not char.isspace() for char in name)


def _parts(name: str) -> tuple[str, ...]:
    parts = PurePosixPath(name).parts
    if not parts or any(part in ("..", "/") or "\\" in part or ":" in part for part in parts):
        raise AppError("place.url")
    return parts


def _write(part: Path, content: bytes) -> None:
    """Write and sync a new file; what lies there from an interrupted time is ours and goes first."""
    part.unlink(missing_ok=True)
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o644)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        sync_folder(part.parent)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def _unbuffered(file: Path, flags: int) -> bytes:
    handle = os.open(file, flags)
    try:
        content = bytearray()
        with mmap.mmap(-1, _CHUNK) as page:  # anonymous memory is aligned as the device wants it
            while len(content) <= _LARGEST and (count := os.readv(handle, [page])):
                content += page[:count]
        return bytes(content)
    finally:
        os.close(handle)

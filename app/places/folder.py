"""A folder as a place: a stick, a share, or any mounted folder."""

import contextlib
import os
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Final

from app.errors import AppError
from app.files import disk_error, is_folder, write_whole

_IN_FLIGHT: Final = ".part"
_LARGEST: Final = 64 * 1024 * 1024
_CHUNK: Final = 256 * 1024


class FolderPlace:
    """Files in a folder, published by rename: what has its final name is whole."""

    is_disk = True

    def __init__(self, root: str, moved: Callable[[int], None]) -> None:
        self._root = Path(root)
        self._moved = moved

    def put_new(self, name: str, content: bytes) -> None:
        """Write beside, sync, then rename into place; what is there already is never overwritten."""
        file = self._path(name)
        self._check_root()
        try:
            if file.exists():
                self._check_same(file, content)
                return
            self._make_folders(file)
        except OSError as error:
            raise disk_error(error) from error
        write_whole(file, content, make_folder=False)
        if self.stat(name) != len(content):
            self.remove_own(name)  # we have just made it: a torn one would stand in its own way for good
            raise AppError("place.lied")
        self._moved(len(content))

    def create(self, name: str, content: bytes) -> bool:
        """Write under a name of its own, then link: of two that try, the file system lets one through."""
        file = self._path(name)
        self._check_root()
        mine = file.with_name(f"{file.name}.{os.getpid()}-{os.urandom(4).hex()}{_IN_FLIGHT}")
        try:
            self._make_folders(file)
        except OSError as error:
            raise disk_error(error) from error
        write_whole(mine, content, make_folder=False)
        try:
            os.link(mine, file)
        except FileExistsError:
            return file.read_bytes() == content
        except OSError as error:
            raise AppError("place.not_exclusive") from error
        finally:
            mine.unlink(missing_ok=True)
        return True

    def get(self, name: str) -> bytes:
        """Read a file, whole."""
        content = bytearray()
        self.get_on(name, content)
        return bytes(content)

    def get_on(self, name: str, begun: bytearray) -> None:
        """Read on from where it broke off: a share may go in the middle."""
        file = self._path(name)
        self._check_root()
        try:
            if file.stat().st_size > _LARGEST:
                raise AppError("batch.too_big")
            with file.open("rb") as source:
                source.seek(len(begun))
                while chunk := source.read(_CHUNK):
                    begun += chunk
                    self._moved(len(chunk))
        except FileNotFoundError as error:
            raise AppError("place.missing") from error
        except OSError as error:
            raise AppError("place.unreachable") from error

    def names(self, folder: str) -> list[str]:
        """File names directly in a folder, in order."""
        self._check_root()
        try:
            found = [entry.name for entry in os.scandir(self._path(folder)) if entry.is_file(follow_symlinks=False)]
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as error:
            raise AppError("place.unreachable") from error
        return sorted(name for name in found if not name.endswith(_IN_FLIGHT))

    def folders(self) -> list[str]:
        """Folder names at the top, in order."""
        self._check_root()
        try:
            return sorted(entry.name for entry in os.scandir(self._root) if entry.is_dir(follow_symlinks=False))
        except OSError as error:
            raise AppError("place.unreachable") from error

    def stat(self, name: str) -> int | None:
        """Size in bytes, or None."""
        try:
            return self._path(name).stat().st_size
        except OSError:
            return None

    def sweep(self, folder: str, keep: set[str]) -> None:
        """Remove files in flight that nobody finishes."""
        with contextlib.suppress(OSError):
            for entry in os.scandir(self._path(folder)):
                if entry.name.endswith(_IN_FLIGHT) and entry.name.removesuffix(_IN_FLIGHT) not in keep:
                    Path(entry.path).unlink()

    def remove_own(self, name: str) -> None:
        """Remove a file; one that is gone already is fine."""
        try:
            self._path(name).unlink(missing_ok=True)
        except OSError as error:
            raise disk_error(error) from error

    def close(self) -> None:
        """A folder has no line to hang up."""

    def _path(self, name: str) -> Path:
        parts = PurePosixPath(name).parts
        if not parts or any(part in ("..", "/") or "\\" in part or ":" in part for part in parts):
            raise AppError("place.url")
        return self._root.joinpath(*parts)

    def _check_root(self) -> None:
        """A share that is not connected must not look like an empty one, nor be made on the local disk."""
        if not is_folder(self._root):
            raise AppError("place.unreachable")

    def _make_folders(self, file: Path) -> None:
        """The folders between the root and a file, but never the root: a share may go at any moment."""
        missing = [folder for folder in file.parents if self._root in folder.parents and not folder.is_dir()]
        for folder in reversed(missing):
            folder.mkdir(exist_ok=True)

    def _check_same(self, file: Path, content: bytes) -> None:
        if file.read_bytes() != content:
            raise AppError("place.conflict", file=file.name)

"""A folder as a place: a stick, a share, or any mounted folder."""

import os
from pathlib import Path, PurePosixPath
from typing import Final

from app.errors import AppError
from app.files import disk_error, is_folder, write_whole

_IN_FLIGHT: Final = ".part"
_LARGEST: Final = 64 * 1024 * 1024


class FolderPlace:
    """Files in a folder, published by rename: what has its final name is whole."""

    def __init__(self, root: str) -> None:
        self._root = Path(root)

    def put_new(self, name: str, content: bytes) -> None:
        """Write beside, sync, then rename into place; what is there already is never overwritten."""
        file = self._path(name)
        self._check_root()
        try:
            if file.exists():
                self._check_same(file, content)
                return
        except OSError as error:
            raise disk_error(error) from error
        write_whole(file, content)

    def get(self, name: str) -> bytes:
        """Read a file, whole."""
        file = self._path(name)
        self._check_root()
        try:
            if file.stat().st_size > _LARGEST:
                raise AppError("batch.too_big")
            return file.read_bytes()
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

    def remove_own(self, name: str) -> None:
        """Remove a file; one that is gone already is fine."""
        try:
            self._path(name).unlink(missing_ok=True)
        except OSError as error:
            raise disk_error(error) from error

    def _path(self, name: str) -> Path:
        parts = PurePosixPath(name).parts
        if not parts or any(part in ("..", "/") or "\\" in part or ":" in part for part in parts):
            raise AppError("place.url")
        return self._root.joinpath(*parts)

    def _check_root(self) -> None:
        """A share that is not connected must not look like an empty one, nor be made on the local disk."""
        if not is_folder(self._root):
            raise AppError("place.unreachable")

    def _check_same(self, file: Path, content: bytes) -> None:
        if file.read_bytes() != content:
            raise AppError("place.conflict", file=file.name)

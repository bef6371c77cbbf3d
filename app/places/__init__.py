"""Where a batch can go: `connect(url)` → put_new, get, names, stat, remove_own."""

from typing import Protocol

from app.errors import AppError
from app.places.folder import FolderPlace


class PlaceConnection(Protocol):
    """A place while we talk to it. Names are relative with `/`; nothing is ever overwritten."""

    def put_new(self, name: str, content: bytes) -> None:
        """Put a file that was not there; the same bytes already there are success. Raises `place.*`, `disk.*`."""

    def get(self, name: str) -> bytes:
        """The bytes of a file. Raises `place.unreachable`, `place.missing`."""

    def names(self, folder: str) -> list[str]:
        """Names of the files directly in a folder, without those in flight; a folder that is not there is empty."""

    def folders(self) -> list[str]:
        """Names of the folders at the top of the place."""

    def stat(self, name: str) -> int | None:
        """Size of a file in bytes, or None when there is none."""

    def remove_own(self, name: str) -> None:
        """Remove a file of ours that a verified receipt has answered."""


def connect(url: str) -> PlaceConnection:
    """The place behind a URL: a path or `folder:PATH`. Raises `place.url` for a kind we do not know."""
    scheme, colon, rest = url.partition(":")
    if scheme == "folder" and colon:
        return FolderPlace(rest)
    # One letter before the colon is a Windows drive.
    if not colon or len(scheme) == 1:
        return FolderPlace(url)
    raise AppError("place.url")

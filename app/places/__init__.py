"""Where a batch can go: `connect(url, access)` → put_new, create, get, get_on, names, folders, stat, sweep, remove_own.

Nothing a place says is believed beyond its bytes: what they mean, the signature inside says.
"""

from collections.abc import Callable
from typing import Protocol

from app.errors import AppError
from app.places.address import Access, Address, over_network, parse, proxy_url
from app.places.folder import FolderPlace

__all__ = ["Access", "PlaceConnection", "Readable", "connect", "over_network", "proxy_url"]

Moved = Callable[[int], None]
"""Told how many more bytes went either way; what it raises stops the transfer."""


class Readable(Protocol):
    """What can be read at a place, or on a stick."""

    def get(self, name: str) -> bytes:
        """The bytes of a file. Raises `place.*`, `place.missing`."""

    def names(self, folder: str) -> list[str]:
        """Names of the files directly in a folder, without those in flight; a folder that is not there is empty."""

    def folders(self) -> list[str]:
        """Names of the folders at the top of the place."""

    def stat(self, name: str) -> int | None:
        """Size of a file in bytes, or None when there is none."""


class PlaceConnection(Readable, Protocol):
    """A place while we talk to it. Names are relative with `/`; nothing is ever overwritten."""

    is_disk: bool
    """Whether this is a disk or share, which needs no line of ours."""

    def get_on(self, name: str, begun: bytearray) -> None:
        """Put the rest of a file behind what came of it before; what comes stays there when it breaks off again.

        A server that cannot begin in the middle gives all of it anew. Raises as `get` does.
        """

    def put_new(self, name: str, content: bytes) -> None:
        """Put a file that was not there; the same bytes already there are success. Raises `place.*`, `disk.*`."""

    def create(self, name: str, content: bytes) -> bool:
        """Put a file only if no other was first: False when one was. Raises `place.not_exclusive`, `place.*`."""

    def sweep(self, folder: str, keep: set[str]) -> None:
        """Remove what an interrupted transfer left in our own folder, but for the files of these names."""

    def remove_own(self, name: str) -> None:
        """Remove a file of ours that a verified receipt has answered."""

    def close(self) -> None:
        """Hang up."""


def connect(url: str, access: Access | None = None, *, moved: Moved | None = None) -> PlaceConnection:
    """The place behind a URL; the network is not used yet. Raises `place.url`, `place.clear_text`, `place.certificate`.

    A path or `folder:PATH`; `webdavs://host/path`; `s3://bucket/prefix?endpoint=https://host&region=…`.
    """
    address = parse(url)
    access, moved = access or Access(), moved or (lambda _count: None)
    if address.kind == "folder":
        return FolderPlace(address.where, moved)
    return _online(address, access, moved)


def _online(address: Address, access: Access, moved: Moved) -> PlaceConnection:
    """Libraries that speak to servers are loaded only by who has one."""
    if address.kind == "webdav":
        from app.places.webdav import WebdavPlace

        return WebdavPlace(address.where, access, moved)
    if address.kind == "s3":
        from app.places.s3 import S3Place

        return S3Place(address, access, moved)
    raise AppError("place.url")

"""A WebDAV server as a place. Files are published by MOVE, and no answer is believed before the size was asked for.

Measured on Apache, nginx and wsgidav: `PUT If-None-Match: *` overwrites on nginx, a dropped PUT destroys the old file
on wsgidav. Only PUT of a `.part`, its size, then MOVE without overwriting works on all three.
"""

import contextlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote
from xml.etree.ElementTree import ParseError

from app.errors import AppError
from app.places.address import Access
from app.places.web import CHUNK, LARGEST, Pace, answer_in, client, in_chunks, refused, translated

if TYPE_CHECKING:
    import httpx

_IN_FLIGHT: Final = ".part"
_ASK: Final = b'<?xml version="1.0"?><propfind xmlns="DAV:"><prop><resourcetype/></prop></propfind>'
_XML: Final = {"Content-Type": "application/xml"}


class WebdavPlace:
    """A folder of a WebDAV server and one connection to it that is kept open."""

    is_disk = False

    def __init__(self, url: str, access: Access, moved: Callable[[int], None]) -> None:
        self._url = url
        self._timeout = access.timeout
        self._client = client(url, access)
        self._moved = moved

    def put_new(self, name: str, content: bytes) -> None:
        """PUT beside, check the size, MOVE without overwriting, check again: servers lie about success."""
        held = self.stat(name)
        if held is None:
            part = name + _IN_FLIGHT
            self._put(part, content)
            if self.stat(part) != len(content):
                raise AppError("place.lied")
            self._publish(part, name)
            held = self.stat(name)
            if held is None:
                raise AppError("place.lied")
        if held != len(content):
            raise AppError("place.conflict", file=name.rpartition("/")[2])

    def create(self, name: str, content: bytes) -> bool:  # noqa: ARG002 - no server of this kind can
        """Two that create at the same time are both told they were first (measured on Apache)."""
        raise AppError("place.not_exclusive")

    def get(self, name: str) -> bytes:
        """Read a file, whole."""
        content = bytearray()
        self.get_on(name, content)
        return bytes(content)

    def get_on(self, name: str, begun: bytearray) -> None:
        """Ask for the rest; only an answer that says it begins just there is taken for it."""
        headers = {"Range": f"bytes={len(begun)}-"} if begun else {}
        with translated(), self._client.stream("GET", self._at(name), headers=headers) as answer:
            rest = answer.status_code == 206 and answer.headers.get("Content-Range", "").startswith(
                f"bytes {len(begun)}-"
            )
            if answer.status_code != 200 and not rest:
                raise refused(answer.status_code)
            if not rest:
                begun.clear()
            self._read(answer, begun)

    def names(self, folder: str) -> list[str]:
        """File names directly in a folder, in order."""
        found = self._children(folder)
        return sorted(name for name, is_folder in found if not is_folder and not name.endswith(_IN_FLIGHT))

    def folders(self) -> list[str]:
        """Folder names at the top, in order."""
        return sorted(name for name, is_folder in self._children("", must_exist=True) if is_folder)

    def stat(self, name: str) -> int | None:
        """Size in bytes, or None."""
        answer = self._ask("HEAD", name)
        if answer.status_code == 404:
            return None
        size = answer.headers.get("Content-Length", "")
        if answer.status_code != 200 or not size.isdecimal():
            raise refused(answer.status_code)
        return int(size)

    def sweep(self, folder: str, keep: set[str]) -> None:
        """Remove files in flight that nobody finishes."""
        for name, is_folder in self._children(folder):
            if name.endswith(_IN_FLIGHT) and not is_folder and name.removesuffix(_IN_FLIGHT) not in keep:
                self.remove_own(f"{folder}/{name}")

    def remove_own(self, name: str) -> None:
        """Remove a file; one that is gone already is fine."""
        answer = self._ask("DELETE", name)
        if answer.status_code not in (200, 204, 404):
            raise refused(answer.status_code)

    def close(self) -> None:
        """Hang up."""
        self._client.close()

    def _put(self, name: str, content: bytes) -> None:
        answer = self._send(name, content)
        if answer.status_code in (403, 404, 409) and self._make_folders(name):
            answer = self._send(name, content)
        if answer.status_code not in (200, 201, 204):
            raise refused(answer.status_code)

    def _send(self, name: str, content: bytes) -> "httpx.Response":
        headers = {"Content-Length": str(len(content)), "Content-Type": "application/octet-stream"}
        chunks = in_chunks(content, self._timeout, self._moved) if content else b""
        late = answer_in(content, self._timeout)
        return self._ask("PUT", name, content=chunks, headers=headers, late=late)

    def _publish(self, part: str, name: str) -> None:
        """A server that has the name already says 412: the sizes tell whether that is our own lost answer."""
        headers = {"Destination": self._at(name), "Overwrite": "F"}
        answer = self._ask("MOVE", part, headers=headers)
        if answer.status_code not in (201, 204, 412):
            raise refused(answer.status_code)

    def _make_folders(self, name: str) -> bool:
        """Whether a folder above was missing and is there now."""
        made = False
        above = name.split("/")[:-1]
        for depth in range(1, len(above) + 1):
            made = self._ask("MKCOL", "/".join(above[:depth]) + "/").status_code == 201 or made
        return made

    def _children(self, folder: str, *, must_exist: bool = False) -> list[tuple[str, bool]]:
        """Names in a folder, and whether each is a folder."""
        at = f"{folder}/" if folder else ""
        with translated():
            asked = self._client.stream("PROPFIND", self._at(at), content=_ASK, headers={**_XML, "Depth": "1"})
            with asked as answer:
                if answer.status_code == 404 and not must_exist:
                    return []
                if answer.status_code != 207:
                    raise refused(answer.status_code)
                return _members(self._body(answer), self._client.build_request("GET", self._at(at)).url.path)

    def _body(self, answer: "httpx.Response") -> bytes:
        content = bytearray()
        self._read(answer, content)
        return bytes(content)

    def _read(self, answer: "httpx.Response", content: bytearray) -> None:
        pace, before = Pace(self._timeout), len(content)
        for chunk in answer.iter_bytes():
            content += chunk
            if len(content) > LARGEST:
                raise AppError("batch.too_big")
            pace.check(len(content) - before)
            self._moved(len(chunk))

    def _ask(
        self, method: str, name: str, *, content: "bytes | Iterator[bytes] | None" = None,
        headers: dict[str, str] | None = None, late: float | None = None,
    ) -> "httpx.Response":  # fmt: skip
        """One request whose answer's body nobody needs."""
        request = self._client.build_request(method, self._at(name), content=content, headers=headers)
        if late is not None:
            request.extensions["timeout"] = {**request.extensions["timeout"], "read": late}
        with translated(), contextlib.closing(self._client.send(request, stream=True)) as answer:
            for count, _chunk in enumerate(answer.iter_raw(CHUNK)):
                if count > LARGEST // CHUNK:
                    raise AppError("place.kind")
            return answer

    def _at(self, name: str) -> str:
        if any(part in ("..", ".") for part in name.split("/")) or "\\" in name or name.startswith("/"):
            raise AppError("place.url")
        return f"{self._url}/{quote(name)}"


def _members(xml: bytes, own: str) -> list[tuple[str, bool]]:
    """Names directly below `own` in a multistatus answer; anything else it tells of is not ours to reach."""
    from webdav4.multistatus import MultiStatusResponse

    try:
        # Its parser is given text that is ours to judge: a server cannot make it follow entities (expat refuses).
        responses = MultiStatusResponse(xml.decode("utf-8")).responses.values()
    except (ParseError, ValueError, KeyError, AssertionError) as error:
        raise AppError("place.kind") from error
    own = unquote(own).rstrip("/")
    found = []
    for one in responses:
        above, _, name = unquote(one.path_norm).rpartition("/")
        if above.rstrip("/") == own and name:
            found.append((name, bool(one.properties.collection)))
    return found

"""An S3-compatible store as a place: objects appear whole, and a create lets one writer through."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import md5
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from app.errors import AppError
from app.places.address import Access, Address
from app.places.signing import signed
from app.places.web import CHUNK, LARGEST, answer_in, client, in_chunks, now_here, of_words, refused, translated

if TYPE_CHECKING:
    import httpx
    from obstore import GetOptions
    from obstore.store import ClientConfig, S3Store

_STATUS: Final = re.compile(
    r"\b(?:status(?: code)?:?|error response) \"?(\d{3})\b|\b([45]\d\d) [A-Z][a-z]+", re.IGNORECASE
)
_NO_LINE: Final = ("kind: connect", "tcp connect", "dns error")
_CLOCK: Final = ("timetooskewed", "request has expired", "expired request", "not yet valid", "not valid yet")
_OTHERS_ARE_DONE: Final = 2.0  # seconds between one's look and one's removal, with much to spare
_SLOWEST: Final = 1000  # bytes a second: the library knows only a limit for the whole request


class S3Place:
    """A prefix of a bucket."""

    is_disk = False

    def __init__(self, address: Address, access: Access, moved: Callable[[int], None]) -> None:
        self._stores: dict[int, S3Store] = {}
        self._http: httpx.Client | None = None
        self._address = address
        self._access = access
        self._moved = moved

    def put_new(self, name: str, content: bytes) -> None:
        """Create the object; one that is there already must be the same."""
        if not self.create(name, content):
            raise AppError("place.conflict", file=name.rpartition("/")[2])

    def create(self, name: str, content: bytes) -> bool:
        """Put only if no object of this name is there; our own lost answer counts as ours."""
        if not self._put(name, content):
            return self._is_same(name, content) or (bool(content) and self._replaces_nothing(name, content))
        if self.stat(name) != len(content):
            self.remove_own(name)  # we have just made it: a torn one would stand in its own way for good
            raise AppError("place.lied")
        return True

    def get(self, name: str) -> bytes:
        """Read an object, whole."""
        content = bytearray()
        self.get_on(name, content)
        return bytes(content)

    def get_on(self, name: str, begun: bytearray) -> None:
        """Ask for the rest: every store of this kind gives objects from the middle."""
        with _translated():
            options: GetOptions = {"range": {"offset": len(begun)}} if begun else {}
            answer = self._store(LARGEST).get(self._key(name), options=options)
            if answer.meta["size"] > LARGEST:
                raise AppError("batch.too_big")
            for chunk in answer.stream(min_chunk_size=CHUNK):
                begun += bytes(chunk)
                self._moved(len(chunk))
            if len(begun) != answer.meta["size"]:
                raise AppError("place.timeout")

    def names(self, folder: str) -> list[str]:
        """Names of the objects directly in a folder, in order."""
        at = self._key(folder) + "/"
        with _translated():
            pages = self._store().list(self._key(folder), chunk_size=1000)
            keys = [str(one["path"]) for page in pages for one in page]
        return sorted(key.removeprefix(at) for key in keys if key.startswith(at) and "/" not in key.removeprefix(at))

    def folders(self) -> list[str]:
        """Names of the prefixes at the top, in order."""
        with _translated():
            found = self._store().list_with_delimiter(self._address.prefix or None)
        return sorted(str(one).rstrip("/").rpartition("/")[2] for one in found["common_prefixes"])

    def stat(self, name: str) -> int | None:
        """Size in bytes, or None."""
        found = self._head(name)
        return None if found is None else int(found["size"])

    def sweep(self, folder: str, keep: set[str]) -> None:
        """A put that broke off leaves nothing."""

    def remove_own(self, name: str) -> None:
        """Remove an object; one that is gone already is fine."""
        with _translated():
            self._store().delete(self._key(name))

    def close(self) -> None:
        """Hang up."""
        self._stores.clear()
        if self._http is not None:
            self._http.close()

    def _put(self, name: str, content: bytes) -> bool:
        """Whether the name was free. The library does not tell how far a body is, so we send it ourselves."""
        import httpx

        address, timeout = self._address, self._access.timeout
        url = f"{address.endpoint}/{address.where}/{self._key(name)}"
        more = {"Content-Length": str(len(content)), "If-None-Match": "*"}
        headers = signed("PUT", url, content, access=self._access, region=address.region, more=more)
        with translated(), self._client().stream(
            "PUT", url, content=in_chunks(content, timeout, self._moved) if content else b"", headers=headers,
            timeout=httpx.Timeout(timeout, connect=min(15, timeout), read=answer_in(content, timeout)),
        ) as answer:  # fmt: skip
            said = next(answer.iter_text(CHUNK), "")
        if answer.status_code == 409:  # another is just putting this very name
            raise AppError("place.busy")
        if answer.status_code not in (200, 201, 412):
            raise _told_our_clock(said) or refused(answer.status_code)
        return answer.status_code != 412

    def _replaces_nothing(self, name: str, content: bytes) -> bool:
        """Whether what stands in the way was empty, and ours is there now.

        SeaweedFS keeps an upload that broke off before its first byte as an empty object. Of two that clear it away at
        the same time both may seem to be first: so each looks again once the other must be done.
        """
        if self.stat(name) != 0:
            return False
        self.remove_own(name)
        if self._put(name, content):
            time.sleep(_OTHERS_ARE_DONE)
        return self._is_same(name, content)

    def _client(self) -> "httpx.Client":
        if self._http is None:
            login_is_in_the_signature = replace(self._access, login="", secret="")
            self._http = client(self._address.endpoint, login_is_in_the_signature)
        return self._http

    def _is_same(self, name: str, content: bytes) -> bool:
        """By size and, where the store gives the usual kind, by its checksum; else by reading it."""
        found = self._head(name)
        if found is None or found["size"] != len(content):
            return False
        tag = str(found["e_tag"] or "").strip('"')
        if re.fullmatch("[0-9a-f]{32}", tag):
            return tag == md5(content, usedforsecurity=False).hexdigest()
        return self.get(name) == content

    def _head(self, name: str) -> Any:
        from obstore.exceptions import NotFoundError

        with _translated():
            try:
                return self._store().head(self._key(name))
            except (NotFoundError, FileNotFoundError):
                return None

    def _store(self, size: int = 0) -> "S3Store":
        """A client whose time limit fits a transfer of so many bytes over a slow line."""
        from obstore.store import S3Store

        limit = int(self._access.timeout + size / _SLOWEST)
        if limit not in self._stores:
            address, access = self._address, self._access
            options: ClientConfig = {
                "timeout": f"{limit}s", "connect_timeout": f"{min(15, int(access.timeout) or 1)}s",
                "allow_http": address.endpoint.startswith("http:"),
            }  # fmt: skip
            if access.ca:
                options["root_certificate"] = access.ca
            if access.proxy:
                options["proxy_url"] = access.proxy
            self._stores[limit] = S3Store(
                address.where, endpoint=address.endpoint, region=address.region, access_key_id=access.login,
                secret_access_key=access.secret, virtual_hosted_style_request=False, client_options=options,
                retry_config={"max_retries": 0},
                disable_bulk_delete=True,  # Ceph lets nobody use it who may delete below a prefix only
            )  # fmt: skip
        return self._stores[limit]

    def _key(self, name: str) -> str:
        if any(part in ("..", ".", "") for part in name.split("/")) or quote(name, safe="/") != name:
            raise AppError("place.url")
        return f"{self._address.prefix}/{name}" if self._address.prefix else name


@contextmanager
def _translated() -> Iterator[None]:
    """The library tells most errors in one sentence: its status, or what it says of the connection, decides."""
    from obstore.exceptions import BaseError, NotFoundError, PermissionDeniedError, UnauthenticatedError

    try:
        yield
    except (PermissionDeniedError, UnauthenticatedError) as error:
        raise _told_our_clock(str(error)) or AppError("place.auth") from error
    except (NotFoundError, FileNotFoundError) as error:
        raise AppError("place.missing") from error
    except BaseError as error:
        raise _told_our_clock(str(error)) or _told(str(error)) from error


def _told_our_clock(words: str) -> AppError | None:
    """Signatures hold for minutes: a clock that is wrong makes a right password useless."""
    if not any(sign in words.lower() for sign in _CLOCK):
        return None
    return AppError("place.clock", date=now_here())


def _told(words: str) -> AppError:
    if "accessdenied" in words.replace(" ", "").lower():
        return AppError("place.auth")
    status = _STATUS.search(words)
    if status is not None:
        return refused(int(status[1] or status[2]))
    if any(sign in words.lower() for sign in _NO_LINE):
        return of_words(words, otherwise="place.unreachable")
    return of_words(words, otherwise="place.timeout")

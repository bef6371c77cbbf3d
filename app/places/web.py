"""HTTP as places need it: own CA, client certificate, proxy, time limits, and errors in our words."""

import contextlib
import os
import socket
import ssl
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from app.errors import AppError
from app.places.address import Access

if TYPE_CHECKING:
    import httpx

CHUNK: Final = 16 * 1024
LARGEST: Final = 8 * 1024 * 1024
"""Bytes of an answer that are read at most: twice the largest batch."""

_CONNECT: Final = 15.0
_SEND_BUFFER: Final = 32 * 1024
"""What the system takes ahead of the line; with its usual megabytes a file seems gone minutes before it is."""
SLOWEST: Final = 200
"""Bytes a second; a server that gives less holds us on purpose."""
_TLS: Final = ("certificate", "ssl", "tls", "handshake")
_BY_STATUS: Final = {
    401: "place.auth", 403: "place.auth", 404: "place.missing", 407: "place.proxy", 413: "place.refused",
    405: "place.kind", 501: "place.kind", 507: "place.full",
}  # fmt: skip


def client(url: str, access: Access) -> "httpx.Client":
    """A client that follows no redirect: nobody but this server gets the login. Raises `place.certificate`."""
    import httpx

    options = [(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)]
    return httpx.Client(
        auth=httpx.BasicAuth(access.login, access.secret) if access.login else None,
        transport=httpx.HTTPTransport(verify=_tls(access), proxy=_proxy(url, access), socket_options=options),
        timeout=httpx.Timeout(access.timeout, connect=min(_CONNECT, access.timeout)),
        headers={"Accept-Encoding": "identity", "User-Agent": "hoanhap"},
        follow_redirects=False,
    )


@contextmanager
def translated() -> Iterator[None]:
    """Errors of the line come out as `place.unreachable`, `place.tls`, `place.timeout`, `place.proxy`."""
    import httpx

    try:
        yield
    except httpx.ProxyError as error:
        raise AppError("place.proxy") from error
    except httpx.ConnectError as error:
        raise of_words(str(error), otherwise="place.unreachable") from error
    except httpx.ConnectTimeout as error:
        raise AppError("place.unreachable") from error
    except (httpx.TransportError, httpx.StreamError, httpx.DecodingError) as error:
        # A line that broke off in the middle and one too slow end the same way: what is missing goes later.
        raise of_words(str(error), otherwise="place.timeout") from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise AppError("place.unreachable") from error


def of_words(words: str, *, otherwise: str) -> AppError:
    """What a library's sentence about a connection means; a wrong clock is the usual reason of bad certificates."""
    if any(word in words.lower() for word in _TLS):
        return AppError("place.tls", date=now_here())
    return AppError(otherwise)


def now_here() -> str:
    """What this machine's clock says, as an error names it."""
    return datetime.now().astimezone().strftime("%d/%m/%Y %H:%M")


def refused(status: int) -> AppError:
    """What an HTTP status that is no success means."""
    return AppError(
        _BY_STATUS.get(status, "place.busy" if status >= 500 or status in (408, 423, 429) else "place.kind")
    )


class Pace:
    """Gives up on a transfer that crawls below any real line."""

    def __init__(self, timeout: float) -> None:
        self._began, self._timeout = time.monotonic(), timeout

    def check(self, done: int) -> None:
        """Raises `place.timeout` when so many bytes took too long."""
        if time.monotonic() - self._began > 2 * self._timeout + done / SLOWEST:
            raise AppError("place.timeout")


def in_chunks(content: bytes, timeout: float, moved: Callable[[int], None]) -> Iterator[bytes]:
    """The body of an upload, told of as it leaves. Raises `place.timeout` when it crawls, and what `moved` raises."""
    pace = Pace(timeout)
    for start in range(0, len(content), CHUNK):
        chunk = content[start : start + CHUNK]
        yield chunk
        pace.check(start)
        moved(len(chunk))


def answer_in(content: bytes, timeout: float) -> float:
    """Seconds to wait for the answer to an upload: the system takes the bytes long before a slow line carried them."""
    return timeout + len(content) / (5 * SLOWEST)


def _proxy(url: str, access: Access) -> str | None:
    """The one entered with the place, else what the system uses for such a server, when it is of a kind we speak."""
    from urllib.request import getproxies, proxy_bypass

    parts = urlsplit(url)
    if access.proxy or proxy_bypass(parts.hostname or ""):
        return access.proxy or None
    found = getproxies().get(parts.scheme, "")
    found = found if "://" in found or not found else f"http://{found}"
    return found if found.startswith(("http://", "https://")) else None


def _tls(access: Access) -> ssl.SSLContext:
    """The office's own CA alone when one is given, else what the system trusts."""
    import truststore

    try:
        if access.ca:
            context = ssl.create_default_context(cadata=access.ca)
        else:
            context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        if access.certificate:
            _load_own(context, access.certificate)
    except (ssl.SSLError, ValueError, TypeError) as error:
        raise AppError("place.certificate") from error
    return context


def _load_own(context: ssl.SSLContext, pem: str) -> None:
    """Python reads client certificates from files only: the key lies there encrypted, for a moment."""
    from cryptography.hazmat.primitives import serialization

    key = serialization.load_pem_private_key(pem.encode(), None)
    password = os.urandom(16).hex().encode()
    locked = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(password),
    )
    begins = pem.index("-----BEGIN CERTIFICATE-----")
    ends = pem.rindex("-----END CERTIFICATE-----") + len("-----END CERTIFICATE-----")
    handle, name = tempfile.mkstemp(suffix=".pem")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(locked + pem[begins:ends].encode() + b"\n")
        context.load_cert_chain(name, password=password)
    finally:
        with contextlib.suppress(OSError):
            Path(name).unlink()

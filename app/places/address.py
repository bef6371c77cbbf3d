"""What a place's URL says, and what else it takes to get in."""

import ipaddress
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qs, urlsplit

from app.errors import AppError

_WEBDAV: Final = {"webdav": "http", "webdavs": "https"}


@dataclass(frozen=True, slots=True)
class Access:
    """How to get in. `ca` and `certificate` (with its key) are PEM text; `timeout` is seconds without a byte."""

    login: str = ""
    secret: str = field(default="", repr=False)
    ca: str = ""
    proxy: str = field(default="", repr=False)
    certificate: str = field(default="", repr=False)
    timeout: float = 30.0


@dataclass(frozen=True, slots=True)
class Address:
    """A URL taken apart: `where` is a path, an http(s) URL or a bucket."""

    kind: str
    where: str
    prefix: str = ""
    endpoint: str = ""
    region: str = ""


def parse(url: str) -> Address:
    """Raises `place.url` for what we do not know, `place.clear_text` for a line that anybody could read."""
    scheme, colon, rest = url.partition(":")
    if scheme == "folder" and colon:
        return Address("folder", rest)
    # One letter before the colon is a Windows drive.
    if not colon or len(scheme) == 1:
        return Address("folder", url)
    if scheme in _WEBDAV:
        return Address("webdav", _checked(f"{_WEBDAV[scheme]}:{rest}").rstrip("/"))
    if scheme == "s3":
        return _bucket(url)
    raise AppError("place.url")


def over_network(url: str) -> bool:
    """Whether a place lies behind a line: a server, or a folder that another machine shares. Raises as `parse`."""
    address = parse(url)
    return address.kind != "folder" or address.where.startswith(("\\\\", "//"))


def proxy_url(typed: str) -> str:
    """A proxy as somebody typed it. Raises `place.url`."""
    try:
        parts = urlsplit(typed)
        known = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        known = False
    if not known:
        raise AppError("place.url")
    return typed


def _bucket(url: str) -> Address:
    parts = urlsplit(url)
    asked = parse_qs(parts.query)
    endpoint = (asked.get("endpoint") or [""])[0]
    if not parts.netloc or not endpoint or set(asked) - {"endpoint", "region"}:
        raise AppError("place.url")
    region = (asked.get("region") or ["us-east-1"])[0]
    return Address("s3", parts.netloc, parts.path.strip("/"), _checked(endpoint).rstrip("/"), region)


def _checked(url: str) -> str:
    """The URL, when it is encrypted on its way or never leaves this machine."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise AppError("place.url") from error
    in_url = parts.username or parts.password or parts.query or parts.fragment
    if parts.scheme not in ("http", "https") or not host or in_url or port == 0:
        raise AppError("place.url")
    if parts.scheme == "http" and not _is_loopback(host):
        raise AppError("place.clear_text")
    return url


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

"""Whether a place seems to be there, without a login and within seconds."""

import os
import socket
from typing import Final
from urllib.parse import urlsplit

from app.places.address import Address

_SECONDS: Final = 4.0


def answers(address: Address, proxy: str = "") -> bool:
    """A folder that is there, or a server (or the proxy before it) that takes a connection."""
    if address.kind == "folder":
        return os.path.isdir(address.where)  # noqa: PTH112 - a dead share is simply none
    parts = urlsplit(proxy or address.endpoint or address.where)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        with socket.create_connection((parts.hostname or "", port), timeout=_SECONDS):
            return True
    except OSError:
        return False

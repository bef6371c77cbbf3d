"""The outside of a batch: age v1, readable by X25519 identities only, never through temporary files."""

import re
from collections.abc import Sequence
from typing import Final

_MAGIC: Final = b"age-encryption.org/v1\n"
_MOST_STANZAS: Final = 32
_LONGEST_HEADER: Final = 16 * 1024
# rage adds a stanza with a random name to keep readers honest; every other unknown kind is refused.
_STANZA: Final = re.compile(rb"-> (?:X25519 [A-Za-z0-9+/]{43}|[!-~]{1,64}-grease(?: [!-~]{1,256}){0,8})")
_BODY_LINE: Final = re.compile(rb"[A-Za-z0-9+/]{0,64}")
_MAC_LINE: Final = re.compile(rb"--- [A-Za-z0-9+/]{43}")


def encrypt(data: bytes, recipients: Sequence[str]) -> bytes:
    """`data` for these age recipients. Raises `ValueError` for what is no X25519 recipient."""
    import pyrage

    try:
        return bytes(pyrage.encrypt(data, [pyrage.x25519.Recipient.from_str(one) for one in recipients]))
    except pyrage.RecipientError:
        raise ValueError("recipient") from None


def decrypt(data: bytes, identities: Sequence[str]) -> bytes:
    """The whole content, or `ValueError`; never a part of it."""
    import pyrage

    if not is_plain_header(data):
        raise ValueError("header")
    ours = [pyrage.x25519.Identity.from_str(one) for one in identities]
    try:
        return bytes(pyrage.decrypt(data, ours))
    except pyrage.DecryptError:
        raise ValueError("decrypt") from None


def is_plain_header(data: bytes) -> bool:
    """Whether the header is age v1 with X25519 stanzas only.

    pyrage would accept a passphrase stanza of work factor 23 (minutes of processor and gigabytes), and headers
    with missing body lines; each X25519 stanza costs a multiplication per identity, hence a bound.
    """
    if not data.startswith(_MAGIC):
        return False
    lines = data[len(_MAGIC) : _LONGEST_HEADER].split(b"\n")
    stanzas = place = 0
    while place < len(lines) and _STANZA.fullmatch(lines[place]):
        stanzas += 1
        place = _after_body(lines, place + 1)
    return 1 <= stanzas <= _MOST_STANZAS and place < len(lines) - 1 and _MAC_LINE.fullmatch(lines[place]) is not None


def _after_body(lines: list[bytes], place: int) -> int:
    """Index after a stanza's body: lines of 64 and one shorter last line, which may be empty."""
    while place < len(lines) and _BODY_LINE.fullmatch(lines[place]):
        place += 1
        if len(lines[place - 1]) < 64:
            return place
    return len(lines)


def recipient_of(identity: str) -> str:
    """The public half of an age identity. Raises `ValueError`."""
    from pyrage import IdentityError, x25519

    try:
        return str(x25519.Identity.from_str(identity).to_public())
    except IdentityError as error:
        raise ValueError("identity") from error

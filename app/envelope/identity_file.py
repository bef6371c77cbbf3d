"""age identities in a file under a passphrase, as `age -d -i FILE` takes it: for escrow, printed or in a safe."""

import re
from collections.abc import Sequence
from typing import Final

from app.envelope.encryption import decrypt, encrypt

_SECRET: Final = re.compile(r"AGE-SECRET-KEY-1[0-9A-Z]{58}")
_MAGIC: Final = b"age-encryption.org/v1\n"
_ARMOR: Final = b"-----BEGIN AGE ENCRYPTED FILE-----"
_ARMOR_END: Final = b"-----END AGE ENCRYPTED FILE-----"
_SCRYPT: Final = re.compile(rb"-> scrypt [A-Za-z0-9+/]{22} ([1-9][0-9]?)")
# 2^21 is 2 GB and seconds, on an old machine a minute; pyrage itself would begin work of 2^23.
_MOST_WORK: Final = 21
_LARGEST: Final = 64 * 1024


def protect(identities: Sequence[str], passphrase: str) -> bytes:
    """Identities, one a line, encrypted with a passphrase and armored: text that can be printed and typed again."""
    from pyrage import passphrase as by_passphrase

    return bytes(by_passphrase.encrypt("".join(f"{one}\n" for one in identities).encode(), passphrase, armored=True))


def read_identities(data: bytes, passphrase: str | None) -> list[str]:
    """The identities in a file: plain, or protected by a passphrase.

    Raises `ValueError`: not an identity file, no or the wrong passphrase, or work nobody honest asks for.
    """
    if len(data) > _LARGEST:
        raise ValueError("length")
    encrypted = data.startswith((_MAGIC, _ARMOR))
    text = _decrypted(data, passphrase) if encrypted else data
    found = [line.strip() for line in text.decode("ascii").splitlines() if line.strip() and not line.startswith("#")]
    if not found or not all(_SECRET.fullmatch(line) for line in found):
        raise ValueError("identity")
    return found


def opens(identities: Sequence[str], recipient: str) -> bool:
    """Whether what is encrypted to this recipient can be read with one of these: tried, not compared."""
    sample = b"hoanhap"
    try:
        return decrypt(encrypt(sample, [recipient]), identities) == sample
    except ValueError:
        return False


def compact(data: bytes) -> bytes:
    """A protected identity file without its armor, to be printed small. Raises `ValueError` for a plain one."""
    plain = _dearmored(data) if data.startswith(_ARMOR) else data
    if len(data) > _LARGEST or not _is_modest(plain):
        raise ValueError("passphrase")
    return plain


def _decrypted(data: bytes, passphrase: str | None) -> bytes:
    import pyrage

    if passphrase is None or not _is_modest(data):
        raise ValueError("passphrase")
    try:
        return bytes(pyrage.passphrase.decrypt(data, passphrase))
    except pyrage.DecryptError:
        raise ValueError("passphrase") from None


def _is_modest(data: bytes) -> bool:
    """Whether the one stanza asks for a passphrase and for work that an old machine can do."""
    lines = (_dearmored(data) if data.startswith(_ARMOR) else data).split(b"\n", 3)
    stanza = _SCRYPT.fullmatch(lines[1]) if len(lines) == 4 and lines[0] + b"\n" == _MAGIC else None
    return stanza is not None and int(stanza[1]) <= _MOST_WORK


def _dearmored(data: bytes) -> bytes:
    import base64

    inside = data.strip().removeprefix(_ARMOR).removesuffix(_ARMOR_END)
    return base64.b64decode(b"".join(inside.split()), validate=True)

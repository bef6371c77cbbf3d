"""age identities in a file under a passphrase, as `age -d -i FILE` takes it: for escrow, printed or in a safe."""

import base64
import re
from collections.abc import Sequence
from typing import Final

from app.envelope.encryption import decrypt, encrypt
from app.envelope.passphrase import LARGEST, decrypt_by, encrypt_by, is_modest

_SECRET: Final = re.compile(r"AGE-SECRET-KEY-1[0-9A-Z]{58}")
_MAGIC: Final = b"age-encryption.org/v1\n"
_ARMOR: Final = b"-----BEGIN AGE ENCRYPTED FILE-----"
_ARMOR_END: Final = b"-----END AGE ENCRYPTED FILE-----"
_LINE: Final = 64


def protect(identities: Sequence[str], passphrase: str) -> bytes:
    """Identities, one a line, encrypted with a passphrase and armored: text that can be printed and typed again."""
    text = base64.b64encode(encrypt_by(passphrase, "".join(f"{one}\n" for one in identities).encode()))
    lines = [text[start : start + _LINE] for start in range(0, len(text), _LINE)]
    return b"\n".join((_ARMOR, *lines, _ARMOR_END, b""))


def read_identities(data: bytes, passphrase: str | None) -> list[str]:
    """The identities in a file: plain, or protected by a passphrase.

    Raises `ValueError`: not an identity file, no or the wrong passphrase, or work nobody honest asks for.
    """
    if len(data) > LARGEST:
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
    plain = _binary(data)
    if len(data) > LARGEST or not is_modest(plain):
        raise ValueError("passphrase")
    return plain


def _decrypted(data: bytes, passphrase: str | None) -> bytes:
    if passphrase is None:
        raise ValueError("passphrase")
    try:
        return decrypt_by(passphrase, _binary(data))
    except ValueError:
        raise ValueError("passphrase") from None


def _binary(data: bytes) -> bytes:
    return _dearmored(data) if data.startswith(_ARMOR) else data


def _dearmored(data: bytes) -> bytes:
    inside = data.strip().removeprefix(_ARMOR).removesuffix(_ARMOR_END)
    return base64.b64decode(b"".join(inside.split()), validate=True)

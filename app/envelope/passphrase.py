"""age files under a passphrase, of at most 64 KiB: one scrypt stanza, binary (age-encryption.org/v1).

Not pyrage's: it measures the machine at each call, so that a busy or old PC refuses the right passphrase of a file
made on a quick one, and a PC measured too quick is asked for gigabytes. Here the work is what the file says, within
limits, and what we write asks for what age itself asks for.
"""

import base64
import hmac
import os
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

LARGEST: Final = 64 * 1024
# 2^18 is 256 MB and about a second, age's own choice.
_WORK: Final = 18
# 2^21 is 2 GB and seconds, on an old machine a minute; age would begin 2^22.
_MOST_WORK: Final = 21
_VERSION: Final = b"age-encryption.org/v1\n"
_LABEL: Final = b"age-encryption.org/v1/scrypt"
_HEADER: Final = re.compile(
    # A body of 43 letters holds 32 bytes, so the file key has 16 before anything is decrypted with it.
    _VERSION + rb"-> scrypt ([A-Za-z0-9+/]{22}) ([1-9][0-9]?)\n([A-Za-z0-9+/]{43})\n--- ([A-Za-z0-9+/]{43})\n"
)
_FILE_KEY, _NONCE = 16, 16
# STREAM counts chunks of 64 KiB: this is number 0 and the last, the only one there can be here.
_ONLY_CHUNK: Final = bytes(11) + b"\x01"


def is_modest(data: bytes) -> bool:
    """Whether it is a file under a passphrase alone, and the work it asks for can be done by an old machine."""
    header = _HEADER.match(data)
    return len(data) <= LARGEST and header is not None and int(header[2]) <= _MOST_WORK


def encrypt_by(passphrase: str, content: bytes) -> bytes:
    """An age file that this passphrase opens; content below 63 KiB."""
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    salt, file_key, nonce = os.urandom(16), os.urandom(_FILE_KEY), os.urandom(_NONCE)
    body = _wrapping(passphrase, salt, _WORK).encrypt(bytes(12), file_key, None)
    header = b"%s-> scrypt %s %d\n%s\n---" % (_VERSION, _base64(salt), _WORK, _base64(body))
    payload = ChaCha20Poly1305(_derived(file_key, nonce, b"payload")).encrypt(_ONLY_CHUNK, content, None)
    return b"%s %s\n%s%s" % (header, _mac(file_key, header), nonce, payload)


def decrypt_by(passphrase: str, data: bytes) -> bytes:
    """What stands in an age file under this passphrase. Raises `ValueError`: anything else."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    header = _HEADER.match(data)
    if header is None or not is_modest(data):
        raise ValueError("header")
    salt, body = _bytes(header[1]), _bytes(header[3])
    nonce, payload = data[header.end() :][:_NONCE], data[header.end() + _NONCE :]
    try:
        file_key = _wrapping(passphrase, salt, int(header[2])).decrypt(bytes(12), body, None)
        signed = data[: header.start(4) - 1]
        if not hmac.compare_digest(_mac(file_key, signed), header[4]):
            raise ValueError("mac")
        return ChaCha20Poly1305(_derived(file_key, nonce, b"payload")).decrypt(_ONLY_CHUNK, payload, None)
    except InvalidTag:
        raise ValueError("passphrase") from None


def _wrapping(passphrase: str, salt: bytes, work: int) -> "ChaCha20Poly1305":
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    return ChaCha20Poly1305(Scrypt(salt=_LABEL + salt, length=32, n=2**work, r=8, p=1).derive(passphrase.encode()))


def _derived(file_key: bytes, salt: bytes, info: bytes) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), 32, salt, info).derive(file_key)


def _mac(file_key: bytes, header: bytes) -> bytes:
    return _base64(hmac.digest(_derived(file_key, b"", b"header"), header, "sha256"))


def _base64(data: bytes) -> bytes:
    return base64.b64encode(data).rstrip(b"=")


def _bytes(text: bytes) -> bytes:
    """The bytes of canonical base64 without padding. Raises `ValueError`: another text of the same bytes."""
    found = base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    if _base64(found) != text:
        raise ValueError("base64")
    return found

"""Keys in PKCS#12 files (.p12, .pfx), as certification authorities hand them out."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.envelope.keys import as_pem, bare_signature, may_sign, valid_until
from app.errors import AppError


@dataclass(frozen=True, slots=True)
class FileKey:
    """A key read from a file into memory (`Signs`)."""

    certificate_pem: str
    _private: Any = field(repr=False)

    def sign(self, data: bytes) -> bytes:
        """The bare signature over the SHA-256 of `data`."""
        return bare_signature(self._private, data)


def open_key_file(data: bytes, passphrase: str, *, at: datetime) -> FileKey:
    """The key in a PKCS#12 file. Raises `key_file.passphrase`, `key_file.invalid`, `token.expired`.

    A wrong passphrase and a damaged file cannot be told apart: both are `key_file.passphrase`.
    """
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.serialization import pkcs12

    try:
        private, certificate, _others = pkcs12.load_key_and_certificates(data, passphrase.encode())
    except ValueError as error:
        raise AppError("key_file.passphrase") from error
    der = certificate.public_bytes(serialization.Encoding.DER) if certificate and private else b""
    if not der or not may_sign(der):
        raise AppError("key_file.invalid")
    pem = as_pem(der)
    if valid_until(pem) < at:
        raise AppError("token.expired", date=f"{valid_until(pem).astimezone():%d/%m/%Y}")
    return FileKey(pem, private)

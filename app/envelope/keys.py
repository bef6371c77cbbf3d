"""An office's keys: the P-256 key that signs, the age identity that reads, and how people compare them."""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, Protocol, cast

_FROM: Final = datetime(2020, 1, 1, tzinfo=UTC)
# No expiry: the state of the card decides, never a clock (contract §3; RFC 5280 §4.1.2.5 names this very date).
_UNTIL: Final = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
_NAME_BYTES: Final = 64  # X.520 ub-common-name
_CODE_BITS: Final = 132
_CODE_DIGITS: Final = 40
_SHORTEST_RSA: Final = 2048
_LONGEST_RSA: Final = 8192


class Signs(Protocol):
    """A key that signs for an office, wherever it lies: in the store, in a key file, on a token."""

    @property
    def certificate_pem(self) -> str:
        """Its certificate."""

    def sign(self, data: bytes) -> bytes:
        """The bare signature over the SHA-256 of `data`: ECDSA as DER with P-256, PKCS#1 v1.5 with RSA."""


@dataclass(frozen=True, slots=True)
class OfficeKey:
    """The software key of an office, both parts as PEM."""

    private_key_pem: str = field(repr=False)
    certificate_pem: str

    def sign(self, data: bytes) -> bytes:
        """The bare signature over the SHA-256 of `data`."""
        from cryptography.hazmat.primitives import serialization

        return bare_signature(serialization.load_pem_private_key(self.private_key_pem.encode(), None), data)


def new_office_key(common_name: str) -> OfficeKey:
    """A fresh P-256 key with its self-issued certificate, exactly as contract §3 describes it."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    short = common_name.strip().encode()[:_NAME_BYTES].decode(errors="ignore").strip()
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, short)])
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_FROM)
        .not_valid_after(_UNTIL)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return OfficeKey(private.decode(), certificate.public_bytes(serialization.Encoding.PEM).decode())


def bare_signature(private_key: Any, data: bytes) -> bytes:
    """What `Signs.sign` gives, made by a private key of `cryptography`."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, padding

    if isinstance(private_key, ec.EllipticCurvePrivateKey):
        return private_key.sign(data, ec.ECDSA(hashes.SHA256()))
    return bytes(private_key.sign(data, padding.PKCS1v15(), hashes.SHA256()))


def new_identity() -> tuple[str, str]:
    """A fresh age identity (secret) and its recipient (public)."""
    from pyrage import x25519

    identity = x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def fingerprint(certificate_pem: str) -> str:
    """Lowercase hex SHA-256 of the certificate's DER. Raises `ValueError` for what is no single certificate."""
    from cryptography import x509
    from cryptography.hazmat.primitives import serialization

    try:
        (certificate,) = x509.load_pem_x509_certificates(certificate_pem.encode())
    except x509.InvalidVersion:
        raise ValueError("certificate") from None
    return hashlib.sha256(certificate.public_bytes(serialization.Encoding.DER)).hexdigest()


def check_code(fingerprint: str) -> str:
    """For the telephone: the first 132 bits as a decimal number, in 8 groups of 5 digits (contract §3)."""
    number = int(fingerprint, 16) >> (256 - _CODE_BITS)
    digits = f"{number:0{_CODE_DIGITS}}"
    return " ".join(digits[start : start + 5] for start in range(0, _CODE_DIGITS, 5))


def same_fingerprint(typed: str, fingerprint: str) -> bool:
    """Whether what a person typed is this fingerprint: hex in any writing, or the check code."""
    plain = re.sub(r"[\s:.,-]", "", typed).lower()
    return plain in (fingerprint.lower(), check_code(fingerprint).replace(" ", ""))


def may_sign(der: bytes) -> bool:
    """Whether a certificate is one we let sign: P-256 or RSA, no CA, keyUsage digitalSignature.

    pyHanko enforces none of this when the certificate itself is the trust root. Dates are not looked at.
    Raises `ValueError` for what is no certificate.
    """
    from cryptography import x509
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    try:
        certificate = x509.load_der_x509_certificate(der)
        key = certificate.public_key()
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
        basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
        _names = certificate.subject, certificate.issuer  # read only when asked for, and TypeError where they are odd
    except (x509.ExtensionNotFound, x509.DuplicateExtension, x509.InvalidVersion, UnsupportedAlgorithm, TypeError):
        return False
    if isinstance(key, ec.EllipticCurvePublicKey):
        strong = isinstance(key.curve, ec.SECP256R1)
    else:
        strong = isinstance(key, rsa.RSAPublicKey) and _SHORTEST_RSA <= key.key_size <= _LONGEST_RSA
    return strong and usage.digital_signature and not basic.ca


def is_self_issued(der: bytes) -> bool:
    """Whether a certificate that may sign is of the kind `new_office_key` makes: P-256, self-signed, no EKU."""
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric import ec

    certificate = x509.load_der_x509_certificate(der)
    try:
        certificate.verify_directly_issued_by(certificate)
    except (ValueError, TypeError, InvalidSignature):
        return False
    other_use = any(isinstance(extension.value, x509.ExtendedKeyUsage) for extension in certificate.extensions)
    return isinstance(certificate.public_key(), ec.EllipticCurvePublicKey) and not other_use


def holder(certificate_pem: str) -> str:
    """Whom a certificate names: its common name, or the whole subject where it has none."""
    from cryptography import x509

    subject = x509.load_pem_x509_certificate(certificate_pem.encode()).subject
    names = subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(names[0].value) if names else subject.rfc4514_string()


def valid_until(certificate_pem: str) -> datetime:
    """The last moment of a certificate's validity."""
    from cryptography import x509

    return x509.load_pem_x509_certificate(certificate_pem.encode()).not_valid_after_utc


def signature_holds(certificate_pem: str, signature: bytes, data: bytes) -> bool:
    """Whether a bare signature (`Signs.sign`) was made by the key of this certificate."""
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

    key = x509.load_pem_x509_certificate(certificate_pem.encode()).public_key()
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, data, ec.ECDSA(hashes.SHA256()))
        else:  # `may_sign` lets no third kind through
            cast("rsa.RSAPublicKey", key).verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        return False
    return True


def as_der(certificate_pem: str) -> bytes:
    """A certificate's bytes."""
    from cryptography import x509
    from cryptography.hazmat.primitives import serialization

    return x509.load_pem_x509_certificate(certificate_pem.encode()).public_bytes(serialization.Encoding.DER)


def as_pem(der: bytes) -> str:
    """The one PEM spelling of a certificate."""
    from cryptography import x509
    from cryptography.hazmat.primitives import serialization

    return x509.load_der_x509_certificate(der).public_bytes(serialization.Encoding.PEM).decode()

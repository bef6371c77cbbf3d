"""Keys on USB tokens, through the PKCS#11 library of their maker. The PIN is asked each time and kept nowhere."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from app.envelope.keys import as_pem, fingerprint, holder, may_sign, signature_holds, valid_until
from app.errors import AppError

# DER of DigestInfo up to the SHA-256 itself (RFC 8017 §9.2): hashing stays here, for some tokens know only bare
# RSA and ECDSA (softhsm2 answers MechanismInvalid to ECDSA with a hash).
_SHA256_INFO: Final = bytes.fromhex("3031300d060960864801650304020105000420")


@dataclass(frozen=True, slots=True)
class TokenPlace:
    """Where a key lies: the library, the slot (None where only one token is in) and which certificate.

    A certificate goes by its label, its holder's name or its fingerprint in hex: tokens may label both of theirs alike.
    """

    library: Path
    slot: int | None = None
    certificate: str = ""


@dataclass(frozen=True, slots=True)
class TokenCertificate:
    """A certificate on a token that may sign; `until` is the last moment of its validity."""

    label: str
    pem: str = field(repr=False)
    key_id: bytes = field(repr=False)
    holder: str = field(repr=False)
    until: datetime


@dataclass(frozen=True, slots=True)
class Slot:
    """A token that is plugged in."""

    id: int
    label: str
    certificates: tuple[TokenCertificate, ...]


@dataclass(frozen=True, slots=True)
class TokenKey:
    """A key on a token that is unlocked (`Signs`). It never leaves the token."""

    certificate_pem: str
    _private: Any = field(repr=False)

    def sign(self, data: bytes) -> bytes:
        """The bare signature over the SHA-256 of `data`. Raises `token.missing`, `token.no_certificate`."""
        from pkcs11 import KeyType, Mechanism

        digest = hashlib.sha256(data).digest()
        with _explained():
            if self._private.key_type == KeyType.EC:
                signature = _as_der(self._private.sign(digest, mechanism=Mechanism.ECDSA))
            else:
                signature = bytes(self._private.sign(_SHA256_INFO + digest, mechanism=Mechanism.RSA_PKCS))
        # A certificate and a key may carry the same number and yet not belong together.
        if not signature_holds(self.certificate_pem, signature, data):
            raise AppError("token.no_certificate")
        return signature


def slots(library: Path) -> list[Slot]:
    """The tokens that are plugged in, with what may sign on them. Raises `token.library`, `token.missing`."""
    with _explained():
        found = []
        for slot, token in _tokens(_load(library)):
            with token.open() as opened:
                found.append(Slot(slot, token.label.strip(), tuple(_certificates(opened))))
        return found


@contextmanager
def open_token(place: TokenPlace, pin: str, *, at: datetime) -> Iterator[TokenKey]:
    """Unlock a key for as long as the `with` lasts. `at` is the moment to judge the certificate's dates by.

    Raises `token.library`, `token.missing`, `token.no_certificate`, `token.which`, `token.expired`, `token.pin`,
    `token.locked`; what needs no PIN is said before the PIN is tried.
    """
    with _explained():
        token = _token(_load(place.library), place.slot)
        with token.open() as opened:
            shown = list(_certificates(opened))
        certificate = _chosen(shown, place.certificate, at) if shown else None
        session = _unlocked(token, pin)
    try:
        with _explained():
            # Some tokens show their certificates only to whom they know.
            certificate = certificate or _chosen(list(_certificates(session)), place.certificate, at)
            private = _private_key(session, certificate)
        yield TokenKey(certificate.pem, private)
    finally:
        with _explained(gone=True):
            session.close()


def _load(library: Path) -> Any:
    import pkcs11

    # By its whole path: a bare name would be looked for along the system's search path.
    if not library.is_file():
        raise AppError("token.library", name=library.name)
    try:
        return pkcs11.lib(str(library.resolve()))
    except pkcs11.PKCS11Error as error:
        raise AppError("token.library", name=library.name) from error


def _tokens(library: Any) -> list[tuple[int, Any]]:
    from pkcs11 import TokenFlag

    found = [(slot.slot_id, slot.get_token()) for slot in library.get_slots(token_present=True)]
    found = [(slot, token) for slot, token in found if TokenFlag.TOKEN_INITIALIZED in token.flags]
    if not found:
        raise AppError("token.missing")
    return found


def _token(library: Any, slot: int | None) -> Any:
    found = _tokens(library)
    if slot is None:
        if len(found) > 1:
            raise AppError("token.which", names=", ".join(str(number) for number, _token in found))
        return found[0][1]
    by_id = dict(found)
    if slot in by_id:
        return by_id[slot]
    # People also count: the first token is 0.
    if 0 <= slot < len(found):
        return found[slot][1]
    raise AppError("token.missing")


def _certificates(session: Any) -> Iterator[TokenCertificate]:
    from pkcs11 import Attribute, CertificateType, ObjectClass

    wanted = {Attribute.CLASS: ObjectClass.CERTIFICATE, Attribute.CERTIFICATE_TYPE: CertificateType.X_509}
    for item in session.get_objects(wanted):
        der = item[Attribute.VALUE]
        try:
            if may_sign(der):
                pem = as_pem(der)
                label = next(iter(item.get_attributes([Attribute.LABEL]).values()), "")
                yield TokenCertificate(label, pem, item[Attribute.ID], holder(pem), valid_until(pem))
        except ValueError:
            continue


def _chosen(found: list[TokenCertificate], name: str, at: datetime) -> TokenCertificate:
    fitting = [one for one in found if name in ("", one.label, one.holder, fingerprint(one.pem))]
    if not fitting:
        raise AppError("token.no_certificate")
    if len(fitting) > 1:
        raise AppError("token.which", names=", ".join(one.label or one.holder for one in fitting))
    (certificate,) = fitting
    if certificate.until < at:
        raise AppError("token.expired", date=f"{certificate.until.astimezone():%d/%m/%Y}")
    return certificate


def _unlocked(token: Any, pin: str) -> Any:
    from pkcs11 import TokenFlag

    if TokenFlag.USER_PIN_LOCKED in token.flags:
        raise AppError("token.locked")
    return token.open(user_pin=pin)


def _private_key(session: Any, certificate: TokenCertificate) -> Any:
    from pkcs11 import Attribute, ObjectClass

    found = list(session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY, Attribute.ID: certificate.key_id}))
    if len(found) != 1:
        raise AppError("token.no_certificate")
    return found[0]


def _as_der(signature: bytes) -> bytes:
    """PKCS#11 gives r and s side by side, everybody else reads a sequence of two numbers."""
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

    half = len(signature) // 2
    return encode_dss_signature(int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big"))


@contextmanager
def _explained(*, gone: bool = False) -> Iterator[None]:
    """Turn what a PKCS#11 library says into our errors; `gone` forgives a token that is not there any more."""
    try:
        import pkcs11
    except ImportError as error:
        raise AppError("token.support") from error
    try:
        yield
    except (pkcs11.PinIncorrect, pkcs11.PinInvalid, pkcs11.PinLenRange, pkcs11.PinExpired) as error:
        raise AppError("token.pin") from error
    except (pkcs11.PinLocked, pkcs11.UserPinNotInitialized) as error:
        raise AppError("token.locked") from error
    except pkcs11.PKCS11Error as error:
        # A token pulled out shows in as many ways as there are libraries: invalid handle, general error, removed.
        if not gone:
            raise AppError("token.missing") from error

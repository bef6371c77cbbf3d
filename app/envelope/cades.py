"""Detached CAdES-B signatures: one signer, SHA-256, the certificate inside (ETSI EN 319 122-1)."""

import asyncio
import logging
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final

from app.envelope.keys import Signs, may_sign

_LONGEST: Final = 64 * 1024
_LONGEST_BARE: Final = 1024  # RSA of 8192 bits
_MOST_CERTIFICATES: Final = 4
_NO_PARAMETERS: Final = (b"", b"\x05\x00")
_SIGNING_CERTIFICATE_V2: Final = "1.2.840.113549.1.9.16.2.47"
# By kind of key: pyHanko breaks off with an AssertionError where a signature claims another than its certificate has.
# The bare RSA identifier takes its hash from the digest algorithm, which must be SHA-256 too.
_ALGORITHMS: Final = {"ec": ("sha256_ecdsa",), "rsa": ("sha256_rsa", "rsassa_pkcs1v15")}


def sign(data: bytes, key: Signs) -> bytes:
    """DER of a detached CAdES-B signature over `data`. Its signing time is the device's clock: a note, no proof."""
    from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

    signature = cms_signer(key).async_sign_general_data(
        data,
        "sha256",
        detached=True,
        use_cades=True,
        signed_attr_settings=PdfCMSSignedAttributes(signing_time=datetime.now(UTC)),
    )
    return bytes(asyncio.run(signature).dump())


def cms_signer(key: Signs, others: Iterable[bytes] = ()) -> Any:
    """A pyHanko signer whose bare signatures `key` makes; `others` are certificates (DER) to send along."""
    from asn1crypto import pem, x509
    from pyhanko.sign.signers.pdf_cms import Signer
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    class KeySigner(Signer):
        async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: ARG002, FBT001, FBT002 - pyHanko's
            # A dry run only asks for room; some tokens want a button pressed for each signature.
            return bytes(_LONGEST_BARE) if dry_run else key.sign(data)

    silence()
    registry = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    registry.register_multiple([x509.Certificate.load(other) for other in others])
    certificate = x509.Certificate.load(pem.unarmor(key.certificate_pem.encode())[2])
    return KeySigner(signing_cert=certificate, cert_registry=registry)


def verify(signature: bytes, data: bytes) -> bytes:
    """DER of the certificate that signed `data`; `ValueError` for anything but one good CAdES-B signature.

    Who that signer is, and whether it is believed, the caller decides: here the certificate itself is the root.
    """
    # `tsp` teaches asn1crypto the CAdES attributes; without it they would be unknown to the first reader.
    from asn1crypto import cms, tsp  # noqa: F401

    silence()
    if len(signature) > _LONGEST:
        raise ValueError("length")
    try:
        signed = _checked(cms.ContentInfo.load(signature, strict=True))
        certificate = _signer(signed)
        if not may_sign(certificate.dump()) or not _holds(signed, certificate, data):
            raise ValueError("signature")
    except (LookupError, TypeError, AttributeError, OverflowError, RecursionError, NotImplementedError):
        # asn1crypto reads lazily and pyHanko asks for fields as if they were there.
        raise ValueError("structure") from None
    return bytes(certificate.dump())


def _checked(info: Any) -> Any:
    """The SignedData, after the checks of form that pyHanko does not make."""
    signed = info["content"] if info["content_type"].native == "signed_data" else None
    if signed is None or signed["encap_content_info"]["content_type"].native != "data":
        raise ValueError("content type")
    if signed["encap_content_info"]["content"].native is not None or signed["crls"].native:
        raise ValueError("not detached")
    (signer,) = signed["signer_infos"]
    if signer["unsigned_attrs"].native:
        raise ValueError("unsigned attributes")
    if (signed["version"].native, signer["version"].native) != ("v1", "v1"):
        raise ValueError("version")
    if [_is_sha256(one) for one in (*signed["digest_algorithms"], signer["digest_algorithm"])] != [True, True]:
        raise ValueError("digest")
    if signer["signature_algorithm"]["parameters"].dump() not in _NO_PARAMETERS:
        raise ValueError("algorithm")
    found = [attribute["type"].dotted for attribute in signer["signed_attrs"]]
    # Without it the certificate could be exchanged for another of the same key.
    if found.count(_SIGNING_CERTIFICATE_V2) != 1 or len(set(found)) != len(found):
        raise ValueError("attributes")
    return signed


def _signer(signed: Any) -> Any:
    from pyhanko.sign.general import extract_certificate_info

    certificates = list(signed["certificates"])
    if not 1 <= len(certificates) <= _MOST_CERTIFICATES:
        raise ValueError("certificates")
    if any(choice.name != "certificate" for choice in certificates):
        raise ValueError("certificates")
    certificate = extract_certificate_info(signed).signer_cert
    # asn1crypto compares names as X.500 does, without case: here a name is its bytes.
    signer = signed["signer_infos"][0]
    if signer["sid"].chosen["issuer"].dump() != certificate.issuer.dump():
        raise ValueError("signer")
    if signer["signature_algorithm"]["algorithm"].native not in _ALGORITHMS.get(certificate.public_key.algorithm, ()):
        raise ValueError("algorithm")
    return certificate


def _is_sha256(algorithm: Any) -> bool:
    return algorithm["algorithm"].native == "sha256" and algorithm["parameters"].dump() in _NO_PARAMETERS


def _holds(signed: Any, certificate: Any, data: bytes) -> bool:
    from pyhanko.sign.validation.generic_cms import async_validate_detached_cms
    from pyhanko_certvalidator import ValidationContext

    context = ValidationContext(trust_roots=[certificate], allow_fetching=False)
    status = asyncio.run(async_validate_detached_cms(data, signed, signer_validation_context=context))
    return bool(status.bottom_line)


def silence() -> None:
    """pyHanko logs tracebacks with the names in certificates; nothing personal may reach a log."""
    for name in ("pyhanko", "pyhanko_certvalidator"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)

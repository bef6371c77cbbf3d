"""Certification authorities an office trusts: their certificates, their lists of revoked ones, and the judgement."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from app.envelope.cades import silence
from app.envelope.keys import may_sign
from app.errors import AppError

# An office without a network cannot fetch a new list each week: for its own signatures an old one must do.
_ANY_AGE: Final = timedelta(days=3650)
# Uses that have nothing to do with signing for an office: servers, code, time stamps, OCSP.
_OTHER_USES: Final = frozenset({"1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.3", "1.3.6.1.5.5.7.3.8", "1.3.6.1.5.5.7.3.9"})


@dataclass(frozen=True, slots=True)
class Authority:
    """Certificates (DER) of authorities, self-signed ones being the roots of trust, and lists of revoked ones."""

    certificates: tuple[bytes, ...] = field(default=(), repr=False)
    crls: tuple[bytes, ...] = field(default=(), repr=False)


def read_certificates(data: bytes) -> tuple[bytes, ...]:
    """The authorities' certificates in a file, PEM (any number) or DER (one). Raises `authority.invalid`."""
    from cryptography import x509
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization

    try:
        if b"-----BEGIN" in data:
            found = x509.load_pem_x509_certificates(data)
        else:
            found = [x509.load_der_x509_certificate(data)]
        if not found or not all(_may_issue(one) for one in found):
            raise AppError("authority.invalid")
    except (ValueError, x509.InvalidVersion, x509.DuplicateExtension, UnsupportedAlgorithm) as error:
        raise AppError("authority.invalid") from error
    return tuple(one.public_bytes(serialization.Encoding.DER) for one in found)


def read_crl(data: bytes, authorities: Iterable[bytes]) -> bytes:
    """DER of a list of revoked certificates that one of these authorities signed. Raises `authority.invalid`."""
    from cryptography import x509
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization

    try:
        crl = (x509.load_pem_x509_crl if b"-----BEGIN" in data else x509.load_der_x509_crl)(data)
        issuers = [x509.load_der_x509_certificate(der) for der in authorities]
        if not any(_signed_by(crl, issuer) for issuer in issuers):
            raise AppError("authority.invalid")
        der = crl.public_bytes(serialization.Encoding.DER)
        # What is asked of a list later is asked now: not every reading of it is strict.
        issuer_of(der), made_on(der), in_force_until(der)
    except (ValueError, x509.InvalidVersion, x509.DuplicateExtension, UnsupportedAlgorithm) as error:
        raise AppError("authority.invalid") from error
    return der


def issuer_of(crl: bytes) -> bytes:
    """DER of the name that issued a list: a newer list of the same issuer replaces the older one."""
    from cryptography import x509

    return x509.load_der_x509_crl(crl).issuer.public_bytes()


def made_on(crl: bytes) -> datetime:
    """When a list was made."""
    from cryptography import x509

    return x509.load_der_x509_crl(crl).last_update_utc


def in_force_until(crl: bytes) -> str | None:
    """The ISO day until which a list is in force, when it says so."""
    from cryptography import x509

    until = x509.load_der_x509_crl(crl).next_update_utc
    return until.date().isoformat() if until else None


def issues(certificate: bytes, crl: bytes) -> bool:
    """Whether this authority is the one that issued a list."""
    from cryptography import x509

    return x509.load_der_x509_certificate(certificate).subject.public_bytes() == issuer_of(crl)


def is_root(certificate: bytes) -> bool:
    """Whether an authority's certificate is signed by itself."""
    return _issued_by(certificate, certificate)


def anchored(certificates: Iterable[bytes]) -> bool:
    """Whether each of these authorities is a root or comes from one through the others."""
    left = set(certificates)
    above = {der for der in left if is_root(der)}
    while above:
        left -= above
        above = {der for der in left if any(_issued_by(der, issuer) for issuer in above)}
    return not left


def _issued_by(certificate: bytes, issuer: bytes) -> bool:
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

    try:
        x509.load_der_x509_certificate(certificate).verify_directly_issued_by(x509.load_der_x509_certificate(issuer))
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def check(certificate: bytes, authority: Authority, *, at: datetime, own: bool = False) -> None:
    """Refuse a certificate (DER) that no trusted authority stands behind at this moment.

    Another office's needs its issuer's list of revoked certificates, in its time of validity; for our own any list
    we hold is used, however old, and none is needed: the reader judges. Raises `authority.usage`,
    `authority.expired`, `authority.not_yet`, `authority.revoked`, `authority.crl`, `authority.untrusted`.
    """
    from pyhanko_certvalidator import errors

    if not may_sign(certificate) or not _meant_for_signing(certificate):
        raise AppError("authority.usage")
    _check_dates(certificate, at)
    try:
        asyncio.run(_validated(certificate, authority, at, own=own))
    except errors.RevokedError as error:
        raise AppError("authority.revoked", date=_day(error.revocation_dt)) from error
    except errors.InsufficientRevinfoError as error:
        raise AppError("authority.crl") from error
    except (errors.PathBuildingError, errors.ValidationError, ValueError) as error:
        raise AppError("authority.untrusted") from error
    # A clock that is behind must not make somebody good again whom a list already names.
    revoked = revoked_on(certificate, authority)
    if revoked:
        raise AppError("authority.revoked", date=revoked)


def revoked_on(certificate: bytes, authority: Authority) -> str | None:
    """Since when (`dd/mm/yyyy`) a list of this certificate's own issuer names it, or None."""
    from cryptography import x509

    read = x509.load_der_x509_certificate(certificate)
    lists = [x509.load_der_x509_crl(crl) for crl in authority.crls]
    found = [
        one.get_revoked_certificate_by_serial_number(read.serial_number) for one in lists if one.issuer == read.issuer
    ]
    return next((_day(one.revocation_date_utc) for one in found if one), None)


def chain_of(certificate: bytes, authority: Authority) -> tuple[bytes, ...]:
    """The authorities between a certificate and its root, to be sent along with a signature."""
    from cryptography import x509

    held = [(x509.load_der_x509_certificate(der).subject, der) for der in authority.certificates if not is_root(der)]
    chain: list[bytes] = []
    while True:
        issuer = x509.load_der_x509_certificate(chain[-1] if chain else certificate).issuer
        above = next((der for subject, der in held if subject == issuer and der not in chain), None)
        if above is None:
            return tuple(chain)
        chain.append(above)


async def _validated(certificate: bytes, authority: Authority, at: datetime, *, own: bool) -> Any:
    """Validate up to a root. The leaf is never a root here: pyHanko then accepts expired and misused ones."""
    from asn1crypto import x509
    from pyhanko_certvalidator import CertificateValidator, ValidationContext

    silence()
    held = [x509.Certificate.load(der) for der in authority.certificates]
    roots = [one for one, der in zip(held, authority.certificates, strict=True) if is_root(der)]
    leaf = x509.Certificate.load(certificate)
    listed = any(issuer_of(crl) == leaf.issuer.dump() for crl in authority.crls)
    context = ValidationContext(
        trust_roots=roots,
        other_certs=held,
        crls=list(authority.crls),
        allow_fetching=False,
        moment=at,
        revinfo_policy=_policy(check_crl=listed or not own, any_age=own),
    )
    return await CertificateValidator(leaf, validation_context=context).async_validate_path()


def _policy(*, check_crl: bool, any_age: bool) -> Any:
    """The issuer's list decides, whether or not the certificate says where it is found.

    pyHanko's modes `soft-fail` and `hard-fail` look at a list only when the certificate names its address, and so
    report a revoked one as trusted; `require` asks a list for every authority too. A list made after `at` counts
    (`retroactive_revinfo`): the clock of an office may be behind.
    """
    from pyhanko_certvalidator import policy_decl as rules

    rule = rules.RevocationCheckingRule
    checking = rules.RevocationCheckingPolicy(
        ee_certificate_rule=rule.CRL_REQUIRED if check_crl else rule.NO_CHECK, intermediate_ca_cert_rule=rule.NO_CHECK
    )
    if any_age:
        kind = rules.FreshnessReqType.MAX_DIFF_REVOCATION_VALIDATION
        trust = rules.CertRevTrustPolicy(checking, freshness=_ANY_AGE, freshness_req_type=kind)
    else:
        trust = rules.CertRevTrustPolicy(checking, retroactive_revinfo=True)
    return trust


def _check_dates(certificate: bytes, at: datetime) -> None:
    from cryptography import x509

    read = x509.load_der_x509_certificate(certificate)
    if at > read.not_valid_after_utc:
        raise AppError("authority.expired", date=_day(read.not_valid_after_utc))
    if at < read.not_valid_before_utc:
        raise AppError("authority.not_yet", date=_day(read.not_valid_before_utc))


def _meant_for_signing(certificate: bytes) -> bool:
    from cryptography import x509

    extensions = x509.load_der_x509_certificate(certificate).extensions
    uses = [
        use.dotted_string for one in extensions if isinstance(one.value, x509.ExtendedKeyUsage) for use in one.value
    ]
    return not uses or not set(uses) <= _OTHER_USES


def _may_issue(certificate: Any) -> bool:
    from cryptography import x509

    try:
        basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return False
    return bool(basic.ca and usage.key_cert_sign)


def _day(moment: datetime) -> str:
    # Not local time: the last moment of year 9999 has no day east of Greenwich.
    return f"{moment.astimezone(UTC):%d/%m/%Y}"


def _signed_by(crl: Any, issuer: Any) -> bool:
    return bool(crl.issuer == issuer.subject and crl.is_signature_valid(issuer.public_key()))

"""Certificates that an authority issued: judged by its root and its list, never by themselves."""

import asyncio
import subprocess
from datetime import UTC, datetime, timedelta

import pytest
from asn1crypto import cms, x509
from hypothesis import given
from hypothesis import strategies as st

from app import envelope
from app.envelope import authority
from app.envelope.cades import sign, silence, verify
from app.envelope.key_file import open_key_file
from app.errors import AppError
from tests.certificates import PASSPHRASE, YEAR, TestAuthority, key_usage
from tests.claims import refused
from tests.invented import NOW
from tests.zones import in_zone


@pytest.fixture(scope="module")
def ca():
    return TestAuthority()


@pytest.fixture(scope="module")
def officer(ca):
    return ca.officer()


def trusted(ca, *crls):
    certificates = authority.read_certificates(ca.bundle)
    return authority.Authority(certificates, tuple(authority.read_crl(crl, certificates) for crl in crls))


def check(issued, trusted, at=NOW, **options):
    return authority.check(issued.der, trusted, at=at, **options)


@pytest.mark.parametrize("bits", [0, 2048])
def test_a_good_certificate_is_accepted(ca, bits):
    check(ca.officer(bits=bits), trusted(ca, ca.crl()))


def test_a_revoked_certificate_is_refused(ca, officer):
    error = refused("authority.revoked", check, officer, trusted(ca, ca.crl(officer)))
    assert error.values == {"date": "03/12/2026"}


@pytest.mark.parametrize("mode", ["soft-fail", "hard-fail"])
def test_pyhankos_own_modes_would_believe_a_revoked_certificate(ca, officer, mode):
    # Why `authority` has a policy of its own. When this fails, pyHanko has changed and the policy may go.
    from pyhanko_certvalidator import CertificateValidator, ValidationContext

    held = trusted(ca, ca.crl(officer))
    context = ValidationContext(
        trust_roots=[x509.Certificate.load(held.certificates[0])],
        other_certs=[x509.Certificate.load(held.certificates[1])],
        crls=list(held.crls), allow_fetching=False, moment=NOW, revocation_mode=mode,
    )  # fmt: skip
    leaf = x509.Certificate.load(officer.der)
    asyncio.run(CertificateValidator(leaf, validation_context=context).async_validate_path())
    refused("authority.revoked", check, officer, held)


@pytest.mark.parametrize(
    ("code", "options"),
    [
        ("authority.expired", {"until": NOW - timedelta(days=1)}),
        ("authority.not_yet", {"since": NOW + timedelta(days=1)}),
        ("authority.usage", {"usage": key_usage(key_encipherment=True)}),
        ("authority.usage", {"usage": key_usage(content_commitment=True)}),
        ("authority.usage", {"uses": ["1.3.6.1.5.5.7.3.1"]}),
        ("authority.usage", {"bits": 1024}),
    ],
)
def test_an_unfit_certificate_is_refused(ca, code, options):
    refused(code, check, ca.officer(**options), trusted(ca, ca.crl()))


def test_a_certificate_as_its_own_root_would_be_believed_though_expired(ca):
    # The trap that `check` is for: bare CAdES verification takes the signer's certificate as the root.
    from pyhanko.sign.validation.generic_cms import async_validate_detached_cms
    from pyhanko_certvalidator import ValidationContext

    expired = ca.officer(since=NOW - 3 * YEAR, until=NOW - 2 * YEAR)
    key = open_key_file(expired.key_file(), PASSPHRASE, at=NOW - 2 * YEAR - timedelta(days=1))
    silence()
    signed = cms.ContentInfo.load(sign(b"data", key))["content"]
    leaf = x509.Certificate.load(expired.der)
    context = ValidationContext(trust_roots=[leaf], allow_fetching=False, moment=NOW)
    status = asyncio.run(async_validate_detached_cms(b"data", signed, signer_validation_context=context))
    assert status.bottom_line
    assert verify(sign(b"data", key), b"data") == expired.der
    refused("authority.expired", check, expired, trusted(ca, ca.crl()))


@pytest.mark.parametrize("uses", [["1.3.6.1.5.5.7.3.4"], ["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.36"]])
def test_certificates_for_mail_or_documents_may_sign(ca, uses):
    check(ca.officer(uses=uses), trusted(ca, ca.crl()))


def test_another_authority_is_not_believed(ca, officer):
    other = TestAuthority()
    refused("authority.untrusted", check, officer, trusted(other, other.crl()))
    refused("authority.untrusted", check, officer, authority.Authority())


def test_the_issuer_alone_is_no_root(ca, officer):
    held = trusted(ca, ca.crl())
    refused("authority.untrusted", check, officer, authority.Authority(held.certificates[1:], held.crls))


def test_without_a_list_in_force_another_office_is_not_believed(ca, officer):
    refused("authority.crl", check, officer, trusted(ca))
    refused("authority.crl", check, officer, trusted(ca, ca.crl(made=NOW - timedelta(days=30))))


def test_for_our_own_certificate_an_old_list_or_none_will_do(ca, officer):
    check(officer, trusted(ca), own=True)
    check(officer, trusted(ca, ca.crl(made=NOW - timedelta(days=300))), own=True)
    old = ca.crl(officer, made=NOW - timedelta(days=30))
    refused("authority.revoked", check, officer, trusted(ca, old), own=True)


def test_a_list_made_later_counts_when_the_clock_is_behind(ca, officer):
    refused("authority.revoked", check, officer, trusted(ca, ca.crl(officer)), at=NOW - timedelta(days=20))


def test_revoked_certificates_are_found_by_number_and_issuer(ca, officer):
    assert authority.revoked_on(officer.der, trusted(ca, ca.crl(officer))) == "03/12/2026"
    assert authority.revoked_on(officer.der, trusted(ca, ca.crl(ca.officer()))) is None
    other = TestAuthority("CA khác")
    assert authority.revoked_on(other.officer().der, trusted(ca, ca.crl(officer))) is None


def test_only_authorities_become_authorities(ca, officer):
    for data in (officer.pem.encode(), ca.bundle + officer.pem.encode(), b"", b"-----BEGIN CERTIFICATE-----"):
        refused("authority.invalid", authority.read_certificates, data)
    assert authority.read_certificates(ca.root.der) == (ca.root.der,)
    assert [authority.is_root(one) for one in authority.read_certificates(ca.bundle)] == [True, False]


def test_a_certificate_that_does_not_say_what_it_is_for_is_no_authority(tmp_path):
    command = "openssl req -x509 -nodes -newkey ec -pkeyopt ec_paramgen_curve:P-256 -subj /CN=ca -keyout k -out ca.pem"
    subprocess.run(command.split(), cwd=tmp_path, check=True, capture_output=True)
    refused("authority.invalid", authority.read_certificates, (tmp_path / "ca.pem").read_bytes())


def test_a_list_signed_by_somebody_else_is_refused(ca, officer):
    same_name = TestAuthority()
    refused("authority.invalid", authority.read_crl, same_name.crl(officer), (ca.root.der, ca.issuer.der))


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_by_name(data):
    for read in (authority.read_certificates, lambda bytes_: authority.read_crl(bytes_, ())):
        with pytest.raises(AppError) as caught:
            read(data)
        assert caught.value.code == "authority.invalid"


def test_a_key_file_signs_as_its_certificate(ca):
    for bits in (0, 2048):
        issued = ca.officer(bits=bits)
        key = open_key_file(issued.key_file(), PASSPHRASE, at=NOW)
        assert verify(sign(b"data", key), b"data") == issued.der
        assert "PrivateKey" not in repr(key)


def test_a_key_file_is_refused_by_name(ca, officer):
    refused("key_file.passphrase", open_key_file, officer.key_file(), "sai", at=NOW)
    refused("key_file.passphrase", open_key_file, b"no key file", PASSPHRASE, at=NOW)
    wrong = ca.officer(usage=key_usage(key_encipherment=True))
    refused("key_file.invalid", open_key_file, wrong.key_file(), PASSPHRASE, at=NOW)
    refused("token.expired", open_key_file, officer.key_file(), PASSPHRASE, at=NOW + 2 * YEAR)


def test_a_card_with_an_issued_certificate_is_read_only_by_who_judges_it(ca, officer):
    key = open_key_file(officer.key_file(), PASSPHRASE, at=NOW)
    facts = {"unit": "05887", "name": "Công an xã Thử Nghiệm", "kind": "commune", "made_on": "2026-12-05"}
    facts["age_recipient"] = envelope.new_identity()[1]
    card = envelope.make_card(**facts, key=key, issued=envelope.unjudged)
    refused("card.signature", envelope.read_card, card)
    refused("card.signature", envelope.make_card, **facts, key=key)
    asked = []
    assert envelope.read_card(card, issued=asked.append).certificate == officer.pem
    assert asked == [officer.der]


def test_a_list_says_who_made_it_when_and_until_when(ca):
    root, issuer = authority.read_certificates(ca.bundle)
    crl = authority.read_crl(ca.crl(made=NOW, until=NOW + timedelta(days=7)), (root, issuer))
    assert [authority.issues(one, crl) for one in (root, issuer)] == [False, True]
    assert authority.made_on(crl) == NOW
    assert authority.in_force_until(crl) == "2026-12-12"


def test_a_certificate_of_the_end_of_time_is_refused_in_every_zone(ca):
    last = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
    with in_zone("Asia/Ho_Chi_Minh"):
        refused("authority.not_yet", check, ca.officer(since=last, until=last), trusted(ca, ca.crl()))


def test_an_authority_in_between_hangs_on_its_root(ca):
    root, issuer = authority.read_certificates(ca.bundle)
    assert [authority.anchored(held) for held in ((root, issuer), (issuer,), (root,), ())] == [True, False, True, True]

"""One signer, one algorithm family, one certificate, nothing unsigned beside them."""

import logging
import subprocess

import pytest
from asn1crypto import cms, core

from app import envelope
from app.envelope import container
from app.envelope.cades import sign, verify
from app.envelope.keys import as_pem, may_sign

DATA = b"<x/>"
SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
CMS = "openssl cms -sign -binary -outform DER -in data -inkey key.pem -signer card.pem"


@pytest.fixture
def desk(tmp_path, workshop):
    """A folder with `data`, and the commune's key and card; runs openssl there."""
    (tmp_path / "data").write_bytes(DATA)
    (tmp_path / "key.pem").write_text(workshop.commune.key.private_key_pem)
    (tmp_path / "card.pem").write_text(workshop.commune.key.certificate_pem)

    def run(command):
        done = subprocess.run(command, shell=True, check=True, cwd=tmp_path, capture_output=True)
        return done.stdout

    return run


def make_key(options):
    return (
        f"openssl req -x509 -nodes -subj /CN=thu -keyout key.pem -out card.pem {options} "
        "-addext keyUsage=critical,digitalSignature "
    )


NOT_CA = "-addext basicConstraints=critical,CA:FALSE"
P256 = "-newkey ec -pkeyopt ec_paramgen_curve:P-256"


def test_a_signature_is_of_its_signer(workshop):
    certificate = verify(sign(DATA, workshop.commune.key), DATA)
    assert as_pem(certificate) == workshop.commune.key.certificate_pem


def test_a_first_reader_needs_no_writer_before_it(desk):
    """Which attributes asn1crypto knows depends on what was imported before."""
    signature = desk(f"{CMS} -cades -md sha256")
    code = "import sys; from app.envelope.cades import verify; verify(sys.stdin.buffer.read(), b'<x/>')"
    subprocess.run([__import__("sys").executable, "-c", code], input=signature, check=True, capture_output=True)


def test_openssl_signatures_are_understood(desk):
    verify(desk(f"{CMS} -cades -md sha256"), DATA)


def test_rsa_of_a_token_is_understood(desk):
    desk(make_key("-newkey rsa:2048") + NOT_CA)
    verify(desk(f"{CMS} -cades -md sha256"), DATA)


@pytest.mark.parametrize(
    "options",
    [
        "-md sha256",  # no signing-certificate attribute
        "-cades -md sha1",
        "-cades -md sha512",
        "-cades -md sha256 -nodetach",
        "-cades -md sha256 -nocerts",
    ],
)
def test_another_form_of_signature_is_refused(desk, options):
    refused(desk(f"{CMS} {options}"))


def test_a_signer_named_by_key_identifier_is_refused(desk):
    """One way to name the signer is enough; issuer and serial is the one every CAdES tool writes."""
    desk(make_key(P256) + NOT_CA)
    refused(desk(f"{CMS} -cades -md sha256 -keyid"))


def refused(signature, data=DATA):
    with pytest.raises(ValueError, match=r"."):
        verify(signature, data)


@pytest.mark.parametrize(
    "options",
    [
        "-newkey rsa:1024 " + NOT_CA,
        "-newkey ec -pkeyopt ec_paramgen_curve:P-384 " + NOT_CA,
        P256 + " -addext basicConstraints=critical,CA:TRUE",
    ],
)
def test_a_weak_or_wrong_certificate_may_not_sign(desk, options):
    desk(make_key(options))
    refused(desk(f"{CMS} -cades -md sha256"))


def test_an_edwards_key_may_not_sign(desk):
    """OpenSSL 3.0 could not verify it with CAdES."""
    desk(make_key("-newkey ed25519") + NOT_CA)
    assert not may_sign(desk("openssl x509 -in card.pem -outform DER"))


@pytest.mark.parametrize("usage", ["", "-addext keyUsage=critical,keyAgreement"])
def test_a_certificate_for_other_uses_may_not_sign(desk, usage):
    desk(f"openssl req -x509 -nodes -subj /CN=thu -keyout key.pem -out card.pem {P256} {NOT_CA} {usage}")
    refused(desk(f"{CMS} -cades -md sha256"))


def test_other_content_is_refused(workshop):
    refused(sign(DATA, workshop.commune.key), DATA + b" ")


@pytest.mark.parametrize("start", range(8))
def test_a_changed_bit_of_a_signature_is_refused(workshop, start):
    signature = sign(DATA, workshop.commune.key)
    for place in range(start, len(signature), 8):
        refused(bytes([*signature[:place], signature[place] ^ (1 << start), *signature[place + 1 :]]))


@pytest.mark.parametrize("wrong", [b"", b"\x00", b"0\x00", b"0\x0b" + SIGNED_DATA, bytes(70_000), b"\x30\x80" * 5000])
def test_what_is_no_signature_is_refused(wrong):
    refused(wrong)


def test_a_cut_or_prolonged_signature_is_refused(workshop):
    signature = sign(DATA, workshop.commune.key)
    for wrong in (signature[:-1], signature + b"\x00", signature[:100], signature * 2):
        refused(wrong)


def changed(workshop, change):
    info = cms.ContentInfo.load(sign(DATA, workshop.commune.key))
    change(info["content"])
    return info.dump(force=True)


def test_unsigned_attributes_are_refused(workshop):
    def add(signed):
        attribute = cms.CMSAttribute({"type": "content_type", "values": ["data"]})
        signed["signer_infos"][0]["unsigned_attrs"] = cms.CMSAttributes([attribute])

    refused(changed(workshop, add))


def test_more_than_certificates_beside_the_signature_is_refused(workshop):
    def many(signed):
        signed["certificates"] = [signed["certificates"][0]] * 5

    def other_kind(signed):
        other = cms.CertificateChoices("other", {"other_cert_format": "1.2.3", "other_cert": core.Null()})
        signed["certificates"] = [*signed["certificates"], other]

    for change in (many, other_kind):
        refused(changed(workshop, change))


def test_a_signature_without_signer_or_of_other_content_is_refused(workshop):
    def nobody(signed):
        signed["signer_infos"] = []

    def other_content(signed):
        signed["encap_content_info"]["content_type"] = "signed_data"

    for change in (nobody, other_content):
        refused(changed(workshop, change))
    refused(cms.ContentInfo({"content_type": "data", "content": DATA}).dump())


def test_signatures_are_not_exchanged_between_batches(workshop):
    members = workshop.members()
    other = workshop.members(workshop.files(workshop.manifest(number=2, previous="a" * 64)))
    mixed = {**members, container.SIGNATURE: other[container.SIGNATURE]}
    assert workshop.refusal_of(mixed) == "batch.signature"


def test_two_signers_of_one_batch_are_refused(workshop, desk, tmp_path):
    members = workshop.members()
    (tmp_path / "data").write_bytes(members[container.MANIFEST])
    (tmp_path / "key2.pem").write_text(workshop.province.key.private_key_pem)
    (tmp_path / "card2.pem").write_text(workshop.province.key.certificate_pem)
    both = "-signer card.pem -inkey key.pem -signer card2.pem -inkey key2.pem"
    signature = desk(f"openssl cms -sign -binary -outform DER -in data -cades -md sha256 {both}")
    assert workshop.refusal_of({**members, container.SIGNATURE: signature}) == "batch.signature"


def test_nothing_about_a_bad_signature_is_logged(workshop, caplog):
    with caplog.at_level(logging.DEBUG):
        refused(sign(DATA, workshop.commune.key), b"other")
        envelope.new_office_key("Thử")
    assert "Công an" not in caplog.text
    assert not [record for record in caplog.records if record.name.startswith("pyhanko")]


def test_a_signature_of_another_kind_than_its_key_is_refused(workshop):
    """pyHanko breaks off with an AssertionError here, and under `python -O` goes on with the wrong kind of key."""

    def said(algorithm):
        def change(signed):
            signed["signer_infos"][0]["signature_algorithm"] = {"algorithm": algorithm}

        return change

    for algorithm in ("sha256_rsa", "rsassa_pkcs1v15", "sha256_dsa", "ed25519", "rsassa_pss"):
        refused(changed(workshop, said(algorithm)))


def test_parameters_that_no_algorithm_of_ours_has_are_refused(workshop):
    def parameters(signed):
        signed["signer_infos"][0]["signature_algorithm"]["parameters"] = core.OctetString(b"x")

    refused(changed(workshop, parameters))

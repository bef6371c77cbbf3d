"""Cards and keys: who an office is, and how two people compare it on the telephone."""

import json
import subprocess
from base64 import b64encode

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from app import envelope
from app.domain.canonical import canonical
from app.envelope.cades import sign
from app.envelope.card import Card
from app.errors import AppError


@pytest.fixture(scope="module")
def card(workshop):
    return make(workshop.commune)


def make(office, **changes):
    facts = {"unit": office.unit, "name": office.name, "kind": "commune", "made_on": "2026-12-01"}
    return envelope.make_card(**{**facts, **changes}, key=office.key, age_recipient=office.recipient)


def refusal(data):
    with pytest.raises(AppError) as refused:
        envelope.read_card(data)
    return refused.value.code


def test_a_card_says_who_the_office_is(workshop, card):
    office = workshop.commune
    assert envelope.read_card(card) == Card(
        unit="05887",
        name="Công an xã Thử Nghiệm",
        kind="commune",
        certificate=office.key.certificate_pem,
        age_recipient=office.recipient,
        made_on="2026-12-01",
        fingerprint=office.fingerprint,
    )
    assert card == canonical(json.loads(card)) + b"\n"


def test_openssl_verifies_a_card(card, tmp_path):
    facts = json.loads(card)
    (tmp_path / "CARD.pem").write_text(facts["certificate"])
    signature = facts.pop("signature")
    (tmp_path / "facts").write_bytes(canonical(facts))
    command = (
        "openssl base64 -d -A | openssl cms -verify -cades -purpose any -no_check_time -inform DER "
        "-content facts -CAfile CARD.pem -binary -out /dev/null"
    )
    subprocess.run(command, shell=True, check=True, cwd=tmp_path, input=signature.encode(), capture_output=True)


def test_a_card_written_with_other_spaces_is_the_same_card(card):
    assert envelope.read_card(json.dumps(json.loads(card), indent=1).encode()) == envelope.read_card(card)


@pytest.mark.parametrize(
    ("field", "value"),
    [("unit", "05888"), ("name", "Khác"), ("kind", "receiving"), ("made_on", "2026-12-02"), ("later", "x")],
)
def test_a_changed_card_is_refused(card, field, value):
    assert refusal(canonical({**json.loads(card), field: value})) == "card.signature"


def test_a_changed_byte_is_refused(card):
    for place in range(0, len(card) - 1, 13):
        changed = bytes([*card[:place], card[place] ^ 1, *card[place + 1 :]])
        assert refusal(changed) in {"card.invalid", "card.signature"}


@pytest.mark.parametrize(
    "changes",
    [
        {"unit": "../x"},
        {"unit": None},
        {"kind": "other"},
        {"made_on": "01/12/2026"},
        {"age_recipient": "age1" + "q" * 58},
        {"certificate": "x"},
        {"certificate": ""},
        {"signature": "!"},
    ],
)
def test_a_card_of_another_form_is_refused(card, changes):
    assert refusal(canonical({**json.loads(card), **changes})) == "card.invalid"


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"\xff", b'{"unit":"1","unit":"1"}', b" " * 70_000 + b"{}"])
def test_what_is_no_card_is_refused(data):
    assert refusal(data) == "card.invalid"


def test_a_card_signed_by_another_key_is_refused(workshop, card):
    facts = json.loads(card)
    del facts["signature"]
    signature = b64encode(sign(canonical(facts), workshop.stranger.key)).decode()
    assert refusal(canonical({**facts, "signature": signature})) == "card.signature"


def test_nothing_may_stand_around_the_certificate(workshop):
    key = workshop.commune.key
    padded = envelope.OfficeKey(key.private_key_pem, "text\n" + key.certificate_pem)
    with pytest.raises(AppError, match=r"card\.signature"):
        envelope.make_card(
            unit="1",
            name="x",
            kind="commune",
            key=padded,
            age_recipient=workshop.commune.recipient,
            made_on="2026-12-01",
        )


@pytest.mark.parametrize("options", ["-addext extendedKeyUsage=emailProtection", "-newkey rsa:2048", "ca"])
def test_only_a_self_issued_p256_certificate_makes_a_card(workshop, tmp_path, options):
    usage = "-addext keyUsage=critical,digitalSignature -addext basicConstraints=critical,CA:FALSE"
    issuer = "-CA ca.pem -CAkey cakey.pem" if options == "ca" else ""
    kind = (
        options if "newkey" in options else f"-newkey ec -pkeyopt ec_paramgen_curve:P-256 {options.removeprefix('ca')}"
    )
    command = (
        "openssl req -x509 -nodes -newkey rsa:2048 -subj /CN=ca -keyout cakey.pem -out ca.pem && "
        f"openssl req -x509 -nodes {kind} {issuer} {usage} -subj /CN=ca -keyout key.pem -out card.pem"
    )
    if issuer:
        command = command.replace(" -CA ca.pem -CAkey cakey.pem", "").replace(
            "req -x509 -nodes -newkey ec", "req -nodes -newkey ec"
        )
        command = command.replace("-out card.pem", "-out card.csr") + (
            " && openssl x509 -req -in card.csr -CA ca.pem -CAkey cakey.pem -copy_extensions copyall -out card.pem"
        )
    subprocess.run(command, shell=True, check=True, cwd=tmp_path, capture_output=True)
    key = envelope.OfficeKey((tmp_path / "key.pem").read_text(), (tmp_path / "card.pem").read_text())
    with pytest.raises(AppError, match=r"card\.signature"):
        envelope.make_card(
            unit="1", name="x", kind="commune", key=key, age_recipient=workshop.commune.recipient, made_on="2026-12-01"
        )


def test_a_new_certificate_is_as_the_contract_says(workshop):
    certificate = x509.load_pem_x509_certificate(workshop.commune.key.certificate_pem.encode())
    certificate.verify_directly_issued_by(certificate)
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert isinstance(certificate.public_key().curve, ec.SECP256R1)
    assert certificate.not_valid_before_utc.date().isoformat() == "2020-01-01"
    assert certificate.not_valid_after_utc.date().isoformat() == "9999-12-31"
    assert not certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert usage.digital_signature
    assert usage.content_commitment
    assert not any([usage.key_encipherment, usage.data_encipherment, usage.key_agreement])
    assert not any([usage.key_cert_sign, usage.crl_sign])
    assert len(certificate.extensions) == 2


def test_a_long_office_name_is_shortened_in_the_certificate():
    key = envelope.new_office_key("Công an xã " + "Đường Rất Dài " * 9)
    certificate = x509.load_pem_x509_certificate(key.certificate_pem.encode())
    name = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)[0].value
    assert name.startswith("Công an xã Đường Rất Dài")
    assert len(name.encode()) <= 64


def test_a_fingerprint_is_that_of_openssl(workshop):
    pem = workshop.commune.key.certificate_pem
    command = ["openssl", "x509", "-fingerprint", "-sha256", "-noout"]
    shown = subprocess.run(command, input=pem, text=True, check=True, capture_output=True).stdout
    assert envelope.same_fingerprint(shown.partition("=")[2], workshop.commune.fingerprint)


@pytest.mark.parametrize("wrong", ["", "x", "two", "version"])
def test_what_is_no_single_certificate_has_no_fingerprint(workshop, wrong):
    pem = workshop.commune.key.certificate_pem
    der = bytearray(x509.load_pem_x509_certificate(pem.encode()).public_bytes(serialization.Encoding.DER))
    der[der.index(b"\xa0\x03\x02\x01\x02") + 4] = 7
    text = {"two": pem * 2, "version": armored(bytes(der))}.get(wrong, wrong)
    with pytest.raises(ValueError, match=r"."):
        envelope.fingerprint(text)


def armored(der):
    return f"-----BEGIN CERTIFICATE-----\n{b64encode(der).decode()}\n-----END CERTIFICATE-----\n"


def test_the_check_code_is_the_first_132_bits_as_a_number():
    assert envelope.check_code("0" * 64) == " ".join(["00000"] * 8)
    assert envelope.check_code("0" * 32 + "1" + "f" * 31) == " ".join(["00000"] * 7 + ["00001"])
    assert envelope.check_code("f" * 64).replace(" ", "") == str(2**132 - 1)


@given(st.integers(0, 2**256 - 1), st.sampled_from([":", " ", "-", ""]))
def test_a_fingerprint_is_known_in_any_writing(number, between):
    fingerprint = f"{number:064x}"
    spelled = between.join(fingerprint[place : place + 2] for place in range(0, 64, 2)).upper()
    assert envelope.same_fingerprint(f" {spelled}\n", fingerprint)
    assert envelope.same_fingerprint(envelope.check_code(fingerprint).replace(" ", between), fingerprint)
    assert not envelope.same_fingerprint(spelled[:-1], fingerprint)
    assert not envelope.same_fingerprint(f"{(number + 2**200) % 2**256:064x}", fingerprint)

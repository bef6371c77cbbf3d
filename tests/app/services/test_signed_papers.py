"""Form 01 signed electronically: by whom, when, and beside which paper."""

import json
import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta

import pytest

from app.envelope import tokens
from app.envelope.pdf_signing import signed_fields
from app.services import months, official, papers, review, signed_papers
from tests.certificates import PASSPHRASE, TestAuthority, der
from tests.claims import refused
from tests.exchange import register_people
from tests.invented import MONTH
from tests.officials import believe, in_file
from tests.tokens import LIBRARY, PIN, needs_softhsm, token_box


@pytest.fixture(scope="module")
def ca():
    # pdfsig judges by the clock of the machine, the offices by their own: good for both.
    return TestAuthority(now=datetime.now(UTC).replace(microsecond=0))


@pytest.fixture(scope="module")
def officer(ca):
    return ca.officer(until=ca.now + timedelta(days=1500))


@pytest.fixture
def presented(commune, ca):
    """A commune that trusts the authority and has presented a month."""
    believe(commune, ca)
    register_people(commune, 3)
    review.all_still_good(commune, MONTH, basis="Họp thôn")
    months.draft(commune, MONTH)
    months.present(commune, MONTH)
    return commune


def test_the_signed_copy_stands_beside_the_frozen_paper(presented, officer):
    frozen = papers.form01(presented, MONTH, papers.PDF)
    signed = signed_papers.sign_form01(presented, MONTH, in_file(officer))
    assert signed.startswith(frozen)
    assert len(signed) > len(frozen)
    assert papers.form01(presented, MONTH, papers.PDF) == frozen
    assert signed_papers.signed_form01(presented, MONTH) == signed
    with presented.store.reading():
        assert [row.act for row in presented.store.audit.rows()].count("form01.sign") == 1


def test_a_paper_is_signed_once(presented, ca, officer):
    signed = signed_papers.sign_form01(presented, MONTH, in_file(officer))
    assert signed_papers.sign_form01(presented, MONTH, in_file(ca.officer("Nông Văn Thử"))) == signed


def test_the_committee_signs_behind_the_police(presented, ca, officer):
    once = signed_papers.sign_form01(presented, MONTH, in_file(officer))
    chairman = in_file(ca.officer("Hà Thị Thử"))
    twice = signed_papers.sign_form01(presented, MONTH, chairman, side="committee")
    assert twice.startswith(once)
    assert signed_fields(twice) == {"police", "committee"}
    assert signed_papers.signed_form01(presented, MONTH) == twice
    assert signed_papers.sign_form01(presented, MONTH, in_file(officer)) == twice


def test_the_committee_does_not_sign_first(presented, officer):
    refused("paper.police_first", signed_papers.sign_form01, presented, MONTH, in_file(officer), side="committee")


def test_a_nil_list_waits_for_no_committee(commune, ca, officer):
    believe(commune, ca)
    months.draft(commune, MONTH)
    months.nil(commune, MONTH)
    signed_papers.sign_form01(commune, MONTH, in_file(officer))
    refused("paper.no_fields", signed_papers.sign_form01, commune, MONTH, in_file(officer), side="committee")


def test_a_withdrawn_list_takes_its_signed_copy_along(presented, officer):
    signed_papers.sign_form01(presented, MONTH, in_file(officer))
    months.withdraw(presented, MONTH, "Thiếu một người")
    assert signed_papers.signed_form01(presented, MONTH) is None


def test_only_a_presented_list_is_signed(commune, ca, officer):
    believe(commune, ca)
    refused("month.unknown", signed_papers.sign_form01, commune, MONTH, in_file(officer))
    register_people(commune)
    months.draft(commune, MONTH)
    refused("month.state", signed_papers.sign_form01, commune, MONTH, in_file(officer))


def own_key_file(session):
    """The program's own key, dressed up as a key file."""
    from cryptography import x509
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.serialization import pkcs12

    private, certificate = session.store.offices.key(session.office.fingerprint)
    key = serialization.load_pem_private_key(private.encode(), None)
    read = x509.load_pem_x509_certificate(certificate.encode())
    lock = serialization.BestAvailableEncryption(PASSPHRASE.encode())
    assert der(read)
    return official.KeyFile(pkcs12.serialize_key_and_certificates(b"own", key, read, None, lock), PASSPHRASE)


def test_the_programs_own_key_never_signs_a_paper(presented):
    refused("paper.official_only", signed_papers.sign_form01, presented, MONTH, own_key_file(presented))


def test_a_key_of_an_authority_nobody_trusts_signs_no_paper(presented):
    stranger = TestAuthority("CA khác").officer()
    refused("authority.untrusted", signed_papers.sign_form01, presented, MONTH, in_file(stranger))


def test_a_list_frozen_without_rooms_is_not_signed(presented, officer):
    with presented.store.transaction():
        presented.store.months.put_paper(MONTH, 1, papers.ROOMS, json.dumps([]).encode(), "")
    refused("paper.no_fields", signed_papers.sign_form01, presented, MONTH, in_file(officer))


def test_a_nil_list_has_only_the_polices_signature(commune, ca, officer):
    believe(commune, ca)
    months.draft(commune, MONTH)
    months.nil(commune, MONTH)
    assert b"committee" not in signed_papers.sign_form01(commune, MONTH, in_file(officer))


def test_a_name_that_cannot_be_printed_is_said(presented, ca):
    strange = ca.officer("Nguyễn 漢 Thử")
    assert refused("paper.glyph", signed_papers.sign_form01, presented, MONTH, in_file(strange)).values == {
        "character": "漢"
    }


@needs_softhsm
@pytest.mark.skipif(not (shutil.which("pdfsig") and shutil.which("certutil")), reason="pdfsig or certutil is not here")
def test_form_01_signed_on_a_token_is_valid_for_pdfsig(presented, ca, officer, tmp_path):
    with token_box(tmp_path / "box") as box:
        box.plug_in()
        box.put(officer)
        place = official.OnToken(tokens.TokenPlace(LIBRARY), PIN)
        (tmp_path / "signed.pdf").write_bytes(signed_papers.sign_form01(presented, MONTH, place))
    (tmp_path / "root.pem").write_text(ca.root.pem)
    for command in (
        "certutil -N --empty-password -d .",
        "certutil -A -d . -n root -t CT,CT,CT -i root.pem",
    ):
        subprocess.run(command.split(), cwd=tmp_path, check=True, capture_output=True)
    command = ["pdfsig", "-nssdir", tmp_path, tmp_path / "signed.pdf"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert re.findall(r"Validation: (.+)", said) == ["Signature is Valid.", "Certificate is Trusted."]

"""PAdES on papers: what `pdfsig` says of one signature and of two, and that the paper beneath stays as it was."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from app.documents import form01_pdf, signature_stamp
from app.envelope import authority, pdf_signing
from app.envelope.key_file import open_key_file
from tests.certificates import PASSPHRASE, TestAuthority
from tests.claims import refused
from tests.papers import content

TODAY = datetime.now(UTC).replace(microsecond=0)  # pdfsig judges by the clock of the machine
needs_pdfsig = pytest.mark.skipif(
    not (shutil.which("pdfsig") and shutil.which("certutil")), reason="poppler-utils and libnss3-tools are not here"
)


@dataclass(frozen=True)
class Paper:
    """A finished Form 01 and its two fields."""

    pdf: bytes
    police: pdf_signing.SignatureField
    committee: pdf_signing.SignatureField


@pytest.fixture(scope="module")
def ca():
    return TestAuthority(now=TODAY)


@pytest.fixture(scope="module")
def trusted(ca):
    return authority.Authority(authority.read_certificates(ca.bundle))


@pytest.fixture(scope="module")
def paper():
    pdf, rooms = form01_pdf.render_with_rooms(content(40))
    committee, police = (
        pdf_signing.SignatureField(
            room.side, room.side, room.page, *(side / 10 for side in (room.x, room.y, room.width, room.height))
        )
        for room in rooms
    )
    return Paper(pdf, police, committee)


@pytest.fixture(scope="module")
def nss(ca, tmp_path_factory):
    """The database of trusted roots that `pdfsig` reads."""
    folder = tmp_path_factory.mktemp("nss")
    (folder / "root.pem").write_text(ca.root.pem)
    subprocess.run(["certutil", "-N", "--empty-password", "-d", folder], check=True, capture_output=True)
    command = ["certutil", "-A", "-d", folder, "-n", "root", "-t", "CT,CT,CT", "-i", folder / "root.pem"]
    subprocess.run(command, check=True, capture_output=True)
    return folder


def key_of(issued):
    return open_key_file(issued.key_file(), PASSPHRASE, at=TODAY)


def stamp(field):
    return signature_stamp.render(
        ("Ký bởi: Đàm Quang Vinh", "Thời gian ký: 08:00, 05/12/2026"), field.width, field.height
    )


def signed(paper, ca, trusted, **options):
    """The paper with the police's signature and a field for the Committee."""
    key = key_of(ca.officer(**options))
    return pdf_signing.sign_pdf(
        paper.pdf, key, trusted, at=paper.police, stamp=stamp(paper.police), empty=[paper.committee]
    )


def countersigned(paper, once, ca, trusted):
    key = key_of(ca.officer("Hoàng Thị Thử"))
    return pdf_signing.sign_pdf(once, key, trusted, at=paper.committee, stamp=stamp(paper.committee))


def pdfsig(pdf, nss, tmp_path):
    (tmp_path / "x.pdf").write_bytes(pdf)
    command = ["pdfsig", "-nssdir", nss, tmp_path / "x.pdf"]
    said = subprocess.run(command, check=False, capture_output=True, text=True).stdout
    return re.findall(r"Signature Validation: (.+)", said), re.findall(r"Certificate Validation: (.+)", said), said


@needs_pdfsig
@pytest.mark.parametrize("bits", [0, 3072])
def test_one_signature_is_valid_and_trusted(paper, ca, trusted, nss, tmp_path, bits):
    once = signed(paper, ca, trusted, bits=bits)
    signatures, certificates, said = pdfsig(once, nss, tmp_path)
    assert (signatures, certificates) == (["Signature is Valid."], ["Certificate is Trusted."]), said
    assert "ETSI.CAdES.detached" in said
    assert "Total document signed" in said


@needs_pdfsig
def test_two_signatures_are_valid_and_trusted(paper, ca, trusted, nss, tmp_path):
    twice = countersigned(paper, signed(paper, ca, trusted), ca, trusted)
    signatures, certificates, said = pdfsig(twice, nss, tmp_path)
    assert (signatures, certificates) == (["Signature is Valid."] * 2, ["Certificate is Trusted."] * 2), said


@needs_pdfsig
def test_a_changed_paper_is_found_out(paper, ca, trusted, nss, tmp_path):
    once = bytearray(signed(paper, ca, trusted))
    once[2000] ^= 1
    signatures, _certificates, said = pdfsig(bytes(once), nss, tmp_path)
    assert signatures == ["Digest Mismatch."], said


def test_the_paper_beneath_stays_byte_by_byte(paper, ca, trusted):
    once = signed(paper, ca, trusted)
    assert once.startswith(paper.pdf)
    assert countersigned(paper, once, ca, trusted).startswith(once)


def test_a_second_visible_field_waits_for_the_committee(paper, ca, trusted):
    import io

    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.fields import enumerate_sig_fields

    found = list(enumerate_sig_fields(PdfFileReader(io.BytesIO(signed(paper, ca, trusted)))))
    assert {name: value is not None for name, value, _field in found} == {"police": True, "committee": False}
    for _name, _value, field in found:
        left, bottom, right, top = field.get_object()["/Rect"]
        assert right - left > 100
        assert top - bottom > 40


def test_a_field_is_signed_once(paper, ca, trusted):
    once = signed(paper, ca, trusted)
    key = key_of(ca.officer())
    refused(
        "paper.signed", pdf_signing.sign_pdf, once, key, trusted, at=paper.police, stamp=stamp(paper.police), empty=()
    )


def test_a_field_that_waits_already_is_not_made_again(paper, ca, trusted):
    once = signed(paper, ca, trusted)
    key = key_of(ca.officer())
    twice = pdf_signing.sign_pdf(
        once, key, trusted, at=paper.committee, stamp=stamp(paper.committee), empty=[paper.police]
    )
    assert twice.startswith(once)


def test_what_is_no_pdf_is_refused(paper, ca, trusted):
    key = key_of(ca.officer())
    for data in (b"", b"%PDF-1.7 thu", paper.pdf[:3000]):
        refused("paper.not_pdf", pdf_signing.sign_pdf, data, key, trusted, at=paper.police, stamp=stamp(paper.police))


def test_the_authority_in_between_travels_along(ca, trusted):
    assert authority.chain_of(ca.officer().der, trusted) == (ca.issuer.der,)
    assert authority.chain_of(ca.root.der, trusted) == ()

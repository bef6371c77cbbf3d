"""Tokens and key files at the command line: seal, sign, and what each refusal says."""

import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta

import pytest

from app import envelope
from tests.certificates import PASSPHRASE, TestAuthority
from tests.invented import MONTH, person_data
from tests.tokens import LIBRARY, PIN, needs_softhsm, token_box

pytestmark = needs_softhsm


@pytest.fixture(scope="module")
def ca():
    return TestAuthority(now=datetime.now(UTC).replace(microsecond=0))


@pytest.fixture
def files(tmp_path, ca):
    """What an administrator has on disk: the authority, its list, an officer's key file, the PIN."""
    (tmp_path / "ca.pem").write_bytes(ca.bundle)
    (tmp_path / "ca.crl").write_bytes(ca.crl(until=ca.now + timedelta(days=30)))
    (tmp_path / "officer.p12").write_bytes(ca.officer().key_file())
    (tmp_path / "pin").write_text(f"{PIN}\n")
    (tmp_path / "passphrase").write_text(PASSPHRASE, "utf-8")
    return tmp_path


@pytest.fixture
def believed(introduced, files, ca):
    """Commune and province that trust the authority."""
    root = envelope.check_code(envelope.fingerprint(ca.root.pem))
    for one in introduced:
        one.do("office", "authority", files / "ca.pem", "--fingerprint", root, "--crl", files / "ca.crl")
    return introduced


@pytest.fixture
def issued(believed, tmp_path):
    """A month of the commune that the Committee has confirmed."""
    desk, above = believed
    desk.do("people", "add", desk.file("1.json", person_data()))
    desk.do("month", "review", MONTH, "--all-still-good", "--basis", "Họp thôn")
    desk.do("month", "draft", MONTH)
    desk.do("month", "confirm", MONTH, "--on", "2026-12-06", "--by", "Hoàng Thị Thử", "--title", "Chủ tịch")
    return desk, above


@pytest.fixture
def token(tmp_path, ca):
    """A token with an officer's key."""
    with token_box(tmp_path / "box") as box:
        box.plug_in()
        officer = ca.officer()
        box.put(officer)
        yield officer


def test_tokens_are_listed_without_a_store(desk, token):
    (slot,) = desk.do("office", "tokens", LIBRARY)["slots"]
    (certificate,) = slot["certificates"]
    assert (slot["label"], certificate["label"]) == ("Văn thư", "ky")
    assert certificate["fingerprint"] == envelope.fingerprint(token.pem)
    assert "ky" in desk.plain("office", "tokens", LIBRARY).out


def test_authorities_are_shown(believed):
    desk, _above = believed
    root, between = desk.do("office", "authority")["authorities"]
    assert (root["root"], root["crl_until"], between["root"]) == (True, None, False)
    assert between["crl_until"]
    assert root["check_code"] in desk.plain("office", "authority").out


def test_a_token_seals_a_month_that_the_office_above_takes_in(issued, files, token):
    desk, above = issued
    by_token = ("--token", LIBRARY, "--slot", "0", "--pin-file", files / "pin")
    card = desk.do("office", "card", "--out", files / "token.card.json", *by_token)
    assert card["fingerprint"] == envelope.fingerprint(token.pem)
    above.do("office", "trust", files / "token.card.json", "--fingerprint", card["check_code"])
    sealed = desk.do("batch", "seal", MONTH, "--out", files / "out", *by_token)
    (taken,) = above.do("inbox", "import", sealed["file"])["files"]
    assert taken["result"] == "imported"


def test_a_revoked_certificate_is_told_with_the_card_it_revokes(issued, files, token, ca):
    desk, above = issued
    card = desk.do("office", "card", "--out", files / "card", "--token", LIBRARY, "--pin-file", files / "pin")
    above.do("office", "trust", files / "card", "--fingerprint", card["fingerprint"])
    (files / "new.crl").write_bytes(ca.crl(token, made=ca.now))
    assert above.do("office", "authority", "--crl", files / "new.crl")["revoked"] == [card["fingerprint"]]


@pytest.mark.parametrize(
    ("pin", "code"), [("000000", "token.pin"), ("", "token.pin"), (None, "usage.pin")], ids=["wrong", "empty", "none"]
)
def test_a_refused_token_seals_nothing(issued, files, token, pin, code):
    desk, _above = issued
    options = []
    if pin is not None:
        (files / "pin").write_text(pin)
        options = ["--pin-file", files / "pin"]
    assert desk("batch", "seal", MONTH, "--out", files / "out", "--token", LIBRARY, *options).code == code
    assert desk.do("month", "show", MONTH)["state"] == "confirmed"
    assert not (files / "out").exists()


def test_a_signed_copy_is_written_beside_the_papers(issued, files, token):
    desk, _above = issued
    papers = desk.do("form01", MONTH, "--out", files / "papers", "--sign-token", LIBRARY, "--pin-file", files / "pin")
    names = [file.rpartition("/")[2] for file in papers["files"]]
    assert names == [f"form01-{MONTH}-1-signed.pdf", f"form01-{MONTH}-1.pdf", f"form01-{MONTH}-1.xlsx"]
    signed, plain = (files / "papers" / name for name in names[:2])
    assert signed.read_bytes().startswith(plain.read_bytes())


@pytest.mark.skipif(not shutil.which("pdfsig"), reason="pdfsig is not here")
def test_a_key_file_signs_too(issued, files):
    desk, _above = issued
    by_file = ("--sign-p12", files / "officer.p12", "--pin-file", files / "passphrase")
    desk.do("form01", MONTH, "--out", files / "papers", "--pdf", *by_file)
    command = ["pdfsig", "-nocert", files / "papers" / f"form01-{MONTH}-1-signed.pdf"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert re.findall(r"Signature Validation: (.+)", said) == ["Signature is Valid."]


@pytest.mark.skipif(not shutil.which("pdfsig"), reason="pdfsig is not here")
def test_police_and_committee_sign_the_same_paper_and_both_signatures_hold(issued, files, token, ca):
    desk, _above = issued
    (files / "chairman.p12").write_bytes(ca.officer("Hoàng Thị Thử").key_file())
    by_token = ("--sign-token", LIBRARY, "--pin-file", files / "pin")
    by_file = ("--sign-p12", files / "chairman.p12", "--pin-file", files / "passphrase", "--sign-for", "committee")
    write = ("form01", MONTH, "--out", files / "papers", "--pdf")
    assert desk(*write, *by_file).code == "paper.police_first"
    desk.do(*write, *by_token)
    desk.do(*write, *by_file)
    command = ["pdfsig", "-nocert", files / "papers" / f"form01-{MONTH}-1-signed.pdf"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert re.findall(r"Signature Validation: (.+)", said) == ["Signature is Valid."] * 2
    assert re.findall(r"Signature Type: (.+)", said) == ["ETSI.CAdES.detached"] * 2


def test_a_token_and_a_key_file_at_once_are_too_much(issued, files):
    desk, _above = issued
    both = ("--sign-p12", files / "officer.p12", "--sign-token", LIBRARY)
    assert desk("form01", MONTH, "--out", files / "papers", *both).status == 2

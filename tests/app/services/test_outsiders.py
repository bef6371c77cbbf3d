"""The outsider's kit: a plain copy, the same facts on paper, and public tools that agree with us."""

import re
import subprocess
import unicodedata
from io import BytesIO

import pytest
from pypdf import PdfReader

from app.domain.access import Role
from app.envelope import check_code
from app.services import batches, checking, months, offices, papers, sheets
from tests.claims import refused
from tests.exchange import forge, hand_over, issue, register_many, register_people, sealed
from tests.invented import MONTH


@pytest.fixture
def batch(pair):
    register_people(pair[0], 3)
    return sealed(pair[0])


@pytest.fixture
def copy(pair, batch):
    return checking.plain_copy(pair[1], batch.content)


@pytest.fixture
def card(pair):
    return offices.own_card(pair[0]).card


def words_of(pdf):
    pages = [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]
    assert len(pages) == 1
    return " ".join(unicodedata.normalize("NFC", pages[0]).split())


def qr_of(session):
    return papers.qr_text(session, months.show(session, MONTH).month)


def test_an_outsider_learns_the_same_from_a_plain_copy(pair, batch, copy, card):
    found = checking.check_plain(copy, card)
    inside = checking.check(pair[1], batch.content)
    differ = {name for name in found if found[name] != inside[name]}
    assert differ == {"sha256", "chain", "trusted_since"}
    assert (found["digest"], found["entries"], found["chain"]) == (batch.digest, 3, "outside")


def test_paper_and_plain_copy_are_held_against_each_other(pair, copy, card):
    qr = qr_of(pair[0])
    assert checking.check_plain(copy, card, paper=qr)["paper"] is True
    assert checking.check_plain(copy, card, paper=qr.replace("2026-12", "2026-11"))["paper"] is False


def test_a_list_in_parts_is_held_against_its_paper_once_all_are_there(pair):
    commune, receiving = pair
    register_many(commune, 450)
    issue(commune)
    parts = batches.seal_month(commune, MONTH)
    assert len(parts) > 1
    qr = qr_of(commune)
    assert checking.check(commune, parts[0].content, paper=qr)["paper"] is True
    for part in parts[:-1]:
        hand_over(part, receiving)
    assert checking.check(receiving, parts[0].content, paper=qr)["paper"] is None
    assert checking.check(receiving, parts[-1].content, paper=qr)["paper"] is True
    hand_over(parts[-1], receiving)
    assert checking.check(receiving, parts[0].content, paper=qr)["paper"] is True
    assert checking.check(receiving, parts[0].content, paper=qr.replace("|1|", "|2|"))["paper"] is False
    words = words_of(sheets.cover_sheet(checking.check(receiving, parts[0].content)))
    assert f"Phần 1 trên tổng số {len(parts)} phần" in words
    assert "Mã các dòng" not in words


def test_both_offices_may_hand_out_the_very_same_copy(pair, batch, copy):
    assert checking.plain_copy(pair[0], batch.content) == copy


def test_a_plain_copy_is_audited_and_needs_its_role(pair, batch, copy):
    receiving = pair[1]
    last = next(receiving.store.audit.rows(newest_first=True))
    assert (last.act, last.subject) == ("batch.plain_copy", batch.digest)
    receiving.user = type(receiving.user)("Tú", (Role.ADMIN,), receiving.user.made_at)
    refused("auth.role", checking.plain_copy, receiving, batch.content)


def test_nobody_is_handed_a_copy_that_is_not_genuine(pair, batch):
    refused("batch.decrypt", checking.plain_copy, pair[1], batch.content[:-1])
    stolen = forge(
        pair[0], pair[1], office={"unit": "06187", "name": "Khác", "fingerprint": pair[0].office.fingerprint}
    )
    refused("batch.unit_mismatch", checking.plain_copy, pair[1], stolen.file)


def test_a_changed_copy_is_refused(copy, card):
    for place in range(0, len(copy), max(1, len(copy) // 40)):
        changed = bytes([*copy[:place], copy[place] ^ 1, *copy[place + 1 :]])
        with pytest.raises(Exception, match=r"^batch\."):
            checking.check_plain(changed, card)


def test_another_offices_card_vouches_for_nothing(pair, copy):
    refused("batch.untrusted", checking.check_plain, copy, offices.own_card(pair[1]).card)


def test_an_encrypted_file_is_named_so(batch, card):
    refused("batch.not_plain", checking.check_plain, batch.content, card)


# Papers


def test_the_check_sheet_says_the_code_in_every_form(commune):
    words = words_of(sheets.card_sheet(commune))
    code = check_code(commune.office.fingerprint)
    assert code in words
    assert re.search(r"Nhóm 8: \d{5} – (\w+ ){4}\w+", words)
    assert commune.office.fingerprint in words.replace(" ", "")
    assert "Công an xã Đồng Đăng (mã 06184)" in words


def test_the_cover_sheet_says_what_the_file_says_and_names_nobody(pair, batch):
    commune, receiving = pair
    found = checking.check(receiving, batch.content)
    words = words_of(sheets.cover_sheet(found, receiver=receiving.office.name, file=batch.file))
    for fact in (batch.digest, batch.rows_digest, batch.file, receiving.office.name, "12/2026", "gói đầu tiên"):
        assert fact in words
    people = [row.name for row in months.show(commune, MONTH).rows.entries]
    assert people
    assert not [name for name in people if name in words]


def test_the_cover_of_a_receipt_has_no_list(pair, batch):
    from app.services import receipts

    hand_over(batch, pair[1])
    (receipt,) = receipts.seal_outstanding(pair[1])
    words = words_of(sheets.cover_sheet(checking.check(pair[0], receipt.content)))
    assert "Tháng:" not in words
    assert receipt.digest in words


def test_every_command_of_the_guide_does_what_it_says(pair, batch, copy, card, tmp_path):
    """The commands are taken off the printed page, in order, and run as they stand there."""
    (tmp_path / "goi.asice").write_bytes(copy)
    (tmp_path / "the.pem").write_text(offices.own_card(pair[0]).certificate)
    printed = words_of(sheets.guide())
    commands = [command.strip() for command in re.findall(
        r"(?:openssl x509 .+?-sha256|unzip goi.+?-d goi|openssl cms .+?ketqua.txt|openssl dgst .+?base64"
        r"|openssl dgst -sha256 goi/META.+?\.xml)", printed)]  # fmt: skip
    assert len(commands) == 5
    said = [subprocess.run(one, shell=True, cwd=tmp_path, check=True, capture_output=True, text=True)
            for one in commands]  # fmt: skip
    manifest = (tmp_path / "goi/META-INF/ASiCManifest001.xml").read_text()
    assert pair[0].office.fingerprint in said[0].stdout.replace(":", "").lower()
    assert "Verification successful" in said[2].stderr
    assert f"DigestValue>{said[3].stdout.strip()}<" in manifest
    assert batch.digest in said[4].stdout


def test_a_sheet_is_the_same_file_every_time(commune):
    assert sheets.card_sheet(commune) == sheets.card_sheet(commune)
    assert sheets.guide() == sheets.guide()

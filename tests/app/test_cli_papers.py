"""Papers and templates from the command line."""

import io

import msoffcrypto
import pytest

from tests.command_line import issue
from tests.invented import MONTH


@pytest.fixture
def issued(enrolled):
    desk, _ids = enrolled
    issue(desk, MONTH)
    return desk


def names(answer):
    return [name.rpartition("/")[2] for name in answer.data["files"]]


def test_the_papers_that_go_to_the_bank_are_written_together(issued, tmp_path):
    done = issued("form01", MONTH, "--out", tmp_path / "o", "--pdf", "--letter", "--minutes", "--answer-sheet")
    assert names(done) == [f"{name}-{MONTH}-1.pdf" for name in ("form01", "letter", "minutes", "answer-sheet")]
    assert all((tmp_path / "o" / name).read_bytes().startswith(b"%PDF-1.4") for name in names(done))


def test_the_confirmed_copy_is_written_as_it_was_filed(enrolled, tmp_path):
    desk, _ids = enrolled
    scan = desk.file("scan.pdf", "%PDF-1.7 invented")
    issue(desk, MONTH, "--file", scan)
    (name,) = names(desk("form01", MONTH, "--out", tmp_path / "o", "--confirmed", "--pdf"))[1:]
    assert name == f"confirmed-{MONTH}-1.pdf"
    assert (tmp_path / "o" / name).read_bytes() == b"%PDF-1.7 invented"


def test_the_workbook_for_the_bank_opens_with_its_password_only(issued, tmp_path):
    password = issued.file("password.txt", "mật khẩu của tháng")
    done = issued("form01", MONTH, "--out", tmp_path, "--xlsx", "--password-file", password)
    book = msoffcrypto.OfficeFile(io.BytesIO((tmp_path / names(done)[0]).read_bytes()))
    assert book.is_encrypted()
    book.load_key(password="mật khẩu của tháng")
    plain = io.BytesIO()
    book.decrypt(plain)
    issued("form01", MONTH, "--out", tmp_path / "plain", "--xlsx")
    assert plain.getvalue() == (tmp_path / "plain" / names(done)[0]).read_bytes()
    assert "Zalo" in issued.plain("form01", MONTH, "--out", tmp_path, "--xlsx", "--password-file", password).out


def test_the_blank_form_needs_no_list(issued, tmp_path):
    assert names(issued("form01", "2027-03", "--out", tmp_path, "--blank")) == [
        "form01-2027-03-blank.pdf", "form01-2027-03-blank.xlsx",
    ]  # fmt: skip


def test_the_other_papers(issued, tmp_path):
    told = issued("paper", "expiring", "--out", tmp_path, "--as-of", "05/12/2026", "--months", "60")
    assert names(told) == ["expiring-2026-12-05.pdf"]
    told = issued("paper", "handover", "--out", tmp_path, "--as-of", "05/12/2026", "--from", "A", "--to", "B")
    assert names(told) == ["handover-2026-12-05.pdf"]


def test_a_template_goes_out_and_comes_back_as_the_next_version(issued, tmp_path):
    issued("template", "export", "form01", "--shipped", "form01-compact", "--out", tmp_path / "t.json")
    kept = issued("template", "import", tmp_path / "t.json", "--from", "01/01/2027").data
    assert (kept["id"], kept["version"]) == ("form01-compact", 2)
    told = issued("template", "list").data["templates"]
    assert [one["from"] for one in told if one["version"] == 2] == ["2027-01-01"]
    compared = issued("template", "compared", "letter", "--on", "01/12/2026", "--by", "Nông Thị Thử").data
    assert compared["compared"] == {"on": "2026-12-01", "by": "Nông Thị Thử"}
    (tmp_path / "bad.json").write_text("{}", "utf-8")
    assert issued("template", "import", tmp_path / "bad.json").code == "template.invalid"

"""Cards, escrow, sticks and the outsider's kit from the command line."""

import subprocess
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from app.envelope import new_identity
from app.envelope.identity_file import read_identities
from tests.command_line import issue
from tests.invented import COMMUNE, MONTH

PASSPHRASE = "một câu dài chỉ để thử"


@pytest.fixture
def batch(introduced, enrolled, tmp_path):
    """The file of a sealed month of two entries."""
    desk = introduced[0]
    issue(desk, MONTH)
    return desk("batch", "seal", MONTH, "--out", tmp_path / "out").data["file"]


@pytest.fixture
def passphrase(tmp_path):
    file = tmp_path / "passphrase"
    file.write_text(f"{PASSPHRASE}\n", "utf-8")
    return file


def test_a_renewed_card_is_trusted_by_the_one_it_renews(introduced, tmp_path):
    desk, above = introduced
    renewed = desk("office", "renew").data
    card = desk("office", "card", "--out", tmp_path / "new.card.json").data
    assert card["fingerprint"] == renewed["fingerprint"]
    trusted = above("office", "trust", card["file"]).data
    assert trusted["state"] == "trusted"
    states = {one["fingerprint"]: one["state"] for one in above("office", "list").data["offices"]}
    assert sorted(states.values()) == ["own", "replaced", "trusted"]


def test_a_first_card_needs_its_code(desk, above, tmp_path):
    card = above("office", "card", "--out", tmp_path / "a.json").data["file"]
    said = desk("office", "trust", card)
    assert (said.status, said.code) == (1, "office.not_compared")


def test_a_card_is_suspended_and_trusted_again(introduced, batch, tmp_path):
    desk, above = introduced
    card = desk("office", "card", "--out", tmp_path / "c.json").data
    assert above("office", "suspend", card["fingerprint"], "--reason", "Đang hỏi").data["state"] == "suspended"
    (taken,) = above("inbox", "import", batch).json["data"]["files"]
    assert taken["code"] == "batch.suspended"
    above("office", "trust", card["file"], "--fingerprint", card["check_code"]).data  # noqa: B018
    assert above("inbox", "import", batch).data["files"][0]["result"] == "imported"


def test_what_waited_for_a_card_is_tried_again_by_command(introduced, batch, tmp_path):
    desk, above = introduced
    card = desk.do("office", "card", "--out", tmp_path / "c.json")
    above.do("office", "suspend", card["fingerprint"], "--reason", "Đang hỏi")
    above("inbox", "import", batch)
    assert above.do("inbox", "retry") == {"files": []}
    above.do("office", "trust", card["file"], "--fingerprint", card["check_code"])
    assert [one["result"] for one in above.do("inbox", "retry")["files"]] == ["imported"]


def test_the_check_sheet_is_a_pdf(desk, tmp_path):
    made = desk("office", "sheet", "--out", tmp_path / "phieu.pdf").data
    assert (tmp_path / "phieu.pdf").read_bytes().startswith(b"%PDF")
    assert len(made["check_code"].split(" ")) == 8


def test_an_identity_leaves_under_a_passphrase_and_overwrites_nothing(above, passphrase, tmp_path):
    words = ("office", "identity", "--out", tmp_path / "khoa.age", "--passphrase-file", passphrase)
    above(*words).data  # noqa: B018
    assert len(read_identities((tmp_path / "khoa.age").read_bytes(), PASSPHRASE)) == 1
    said = above(*words)
    assert (said.status, said.code) == (1, "file.exists")


def test_a_key_file_is_printed_in_parts_and_joined_without_a_store(desk, passphrase, tmp_path):
    key = desk.do("office", "identity", "--out", tmp_path / "key.age", "--passphrase-file", passphrase)["file"]
    parts = desk.do("office", "escrow", "print", "--identity-file", key, "--parts", "2", "--out", tmp_path)["files"]
    for number, part in enumerate(parts, start=1):
        run = ["pdftoppm", "-r", "150", "-png", "-singlefile", part, tmp_path / f"{number}"]
        subprocess.run(run, check=True)
        (code,) = zxingcpp.read_barcodes(Image.open(tmp_path / f"{number}.png"))
        (tmp_path / f"{number}.txt").write_text(code.text)
    texts = [tmp_path / "2.txt", tmp_path / "1.txt"]
    joined = desk.do("office", "escrow", "join", *texts, "--out", tmp_path / "again.age")["file"]
    assert read_identities(Path(joined).read_bytes(), passphrase.read_text("utf-8").strip())
    assert desk("office", "escrow", "join", *texts, "--out", joined).code == "file.exists"
    assert desk("office", "escrow", "join", texts[0], "--out", tmp_path / "x").code == "escrow.part_missing"


def test_an_escrow_key_is_made_shown_tried_and_removed(desk, passphrase, tmp_path):
    assert desk("office", "escrow", "show").data == {"escrow": None, "former": []}
    file = tmp_path / "du-phong.age"
    made = desk("office", "escrow", "make", "--out", file, "--passphrase-file", passphrase).data["escrow"]
    assert desk("office", "escrow", "show").data["escrow"] == made
    (identity,) = read_identities(file.read_bytes(), PASSPHRASE)
    plain = desk.file("plain.txt", f"{identity}\n")
    assert desk("office", "escrow", "test", "--identity-file", plain).data["escrow"]["recipient"] == made["recipient"]
    assert desk("office", "escrow", "set", made["recipient"], "--identity-file", plain).data["escrow"]
    assert desk("office", "escrow", "set", "age1x", "--identity-file", plain).code == "escrow.recipient"
    by_key = ("--escrow-file", plain)
    assert desk("backup", "rehearse").data["escrow"]["tested"] is False
    assert "--escrow-file" in desk.plain("backup", "rehearse").out
    assert desk("backup", "rehearse", *by_key).data["escrow"]["tested"] is True
    plain.write_text(f"{new_identity()[0]}\n")
    failed = desk("backup", "rehearse", *by_key)
    assert (failed.code, failed.json["data"]["same"]) == ("escrow.test", True)
    assert desk("office", "escrow", "remove").data == {"escrow": None}
    (former,) = desk.do("office", "escrow", "show")["former"]
    assert (former["recipient"], former["batches"]) == (made["recipient"], 0)
    assert desk("office", "escrow", "test", "--identity-file", plain).code == "escrow.none"


def test_an_outsider_checks_a_plain_copy_without_a_store(introduced, batch, tmp_path, capsys):
    desk, above = introduced
    plain = above("batch", "open", "--plain-copy", batch, "--out", tmp_path / "goi.asice").data["file"]
    assert (tmp_path / "goi.asice").stat().st_mode & 0o777 == 0o600
    card = desk("office", "card", "--out", tmp_path / "the.card.json").data
    outsider = type(desk)(tmp_path / "no store here", capsys)
    found = outsider("batch", "check", plain, "--card", card["file"]).data
    assert (found["unit"], found["entries"], found["check_code"]) == (COMMUNE, 2, card["check_code"])
    assert card["check_code"] in outsider.plain("batch", "check", plain, "--card", card["file"]).out
    assert outsider("batch", "check", batch, "--card", card["file"]).code == "batch.not_plain"
    (tmp_path / "goi.asice").write_bytes((tmp_path / "goi.asice").read_bytes()[:-1])
    assert outsider("batch", "check", plain, "--card", card["file"]).status == 3
    assert not (tmp_path / "no store here").exists()


def test_a_plain_copy_must_be_asked_for_by_name(introduced, batch, tmp_path):
    said = introduced[1]("batch", "open", batch, "--out", tmp_path / "goi.asice")
    assert (said.status, said.json["error"]["code"]) == (2, "usage")


def test_cover_and_guide_are_printed(introduced, batch, tmp_path, capsys):
    desk, above = introduced
    for one in (desk, above):
        made = one("batch", "cover", batch, "--out", tmp_path / f"{one.folder.name}.pdf").data
        assert (tmp_path / f"{one.folder.name}.pdf").read_bytes().startswith(b"%PDF")
        assert len(made["digest"]) == 64
    outsider = type(desk)(tmp_path / "no store here", capsys)
    outsider("batch", "guide", "--out", tmp_path / "guide.pdf").data  # noqa: B018
    assert (tmp_path / "guide.pdf").read_bytes().startswith(b"%PDF")


def test_a_stick_tells_what_is_strange_on_it(introduced, batch, tmp_path):
    desk, above = introduced
    (stick := tmp_path / "usb").mkdir()
    (stick / "HoaNhap.lnk").write_bytes(b"x")
    assert desk("stick", "write", stick).data["foreign"] == {"items": 1, "shortcuts": 1}
    said = above.plain("stick", "read", stick)
    assert said.status == 0
    assert "Không bấm đúp mở USB" in said.out
    (stick / "HoaNhap" / COMMUNE / "up" / batch.rpartition("/")[2]).unlink()
    assert above("stick", "read", stick).data["failed"] == []


def test_alarms_stand_above_the_inbox_in_words(introduced, enrolled, tmp_path):
    desk, above = introduced
    files = []
    for month in (MONTH, "2027-01"):
        issue(desk, month)
        files.append(desk("batch", "seal", month, "--out", tmp_path / "out").data["file"])
    above("inbox", "import", files[1]).data  # noqa: B018
    (alarm,) = above("inbox", "list").data["alarms"]
    assert (alarm["kind"], alarm["unit"], alarm["numbers"]) == ("gap", COMMUNE, [1])
    said = above.plain("inbox", "list").out
    assert f"! {COMMUNE}  Công an xã Đồng Đăng: Thiếu gói số 1" in said
    assert alarm["remedy"] in said
    above("inbox", "import", files[0]).data  # noqa: B018
    assert above("inbox", "list").data["alarms"] == []

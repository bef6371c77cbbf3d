"""Accounts by commands."""

import pytest

from tests.command_line import Desk
from tests.invented import person_data

NEW = "một mật khẩu khác"


@pytest.fixture
def desk(commune, capsys):
    commune.close()
    return Desk(commune.store.folder, capsys)


@pytest.fixture
def colleague(desk, capsys):
    """Another user of the same store."""
    made = Desk(desk.folder, capsys, user="Đạt", password=NEW)
    desk.do("user", "add", "Đạt", "--role", "officer", "--new-password-file", made.secret)
    return made


def test_a_removed_user_may_take_the_old_key_with_them_for_nothing(desk, colleague):
    keys = desk.folder / "keys.json"
    kept = keys.read_bytes()
    done = desk.do("user", "disable", "Đạt", "--rekey")
    assert done["rekeyed"]
    assert desk.do("user", "list")["users"][1]["disabled_at"]
    keys.write_bytes(kept)
    assert colleague("user", "list").code == "store.damaged"


def test_a_new_key_of_the_store_leaves_everybody_their_password(desk, colleague):
    assert desk.do("store", "rekey")["rekeyed"]
    assert colleague("user", "list").status == 0
    assert colleague("store", "rekey").code == "auth.role"


def test_removing_a_user_tells_of_the_new_key(desk, colleague):
    assert "store rekey" in desk.plain("user", "disable", "Đạt").out


def test_an_inspector_comes_for_a_time_and_says_why_they_open_a_person(desk, capsys):
    person = desk.do("people", "add", desk.file("one.json", person_data()))
    inspector = Desk(desk.folder, capsys, user="Kiểm Tra", password=NEW)
    words = ["user", "add", "Kiểm Tra", "--role", "auditor", "--new-password-file", inspector.secret]
    assert desk.do(*words, "--until", "31/12/2099")["until"] == "2099-12-31"
    assert inspector("people", "show", person["id"]).code == "reason.missing"
    assert inspector.do("people", "show", person["id"], "--reason", "Kiểm tra đợt 1")["person"]["id"] == person["id"]
    (row,) = inspector.do("audit", "list", "--of", person["id"], "--act", "person.show")["rows"]
    assert (row["user"], row["detail"]) == ("Kiểm Tra", {"reason": "Kiểm tra đợt 1"})
    desk.do("user", "roles", "Kiểm Tra", "--role", "auditor", "--until", "2020-01-31")
    assert inspector("audit", "list").code == "auth.ended"


def test_presets_arrange_the_accounts(desk, capsys):
    secret = Desk(desk.folder, capsys, user="Thắng", password=NEW).secret
    assert desk("user", "preset", "two").code == "usage.chief"
    users = desk.do("user", "preset", "two", "--chief", "Thắng", "--new-password-file", secret)["users"]
    assert [user["roles"] for user in users] == [["officer", "admin"], ["chief", "admin"]]
    assert desk.do("user", "preset", "one")["users"][0]["roles"] == ["officer", "chief", "admin", "auditor"]


def test_a_person_asks_and_gets_what_is_kept_about_them(desk, tmp_path):
    person = desk.do("people", "add", desk.file("one.json", person_data()))["id"]
    asked = desk.do("request", "add", "--kind", "access", "--person", person, "--received-on", "07/12/2026")
    assert asked["due_on"] == "2026-12-09"
    files = desk.do("people", "extract", person, "--out", tmp_path / "out")["files"]
    assert [file.rpartition(".")[2] for file in files] == ["pdf", "json"]
    desk.do("request", "answer", asked["number"], "--how", "Đã giao bản trích xuất")
    assert desk.do("request", "list")["requests"][0]["answer"] == "Đã giao bản trích xuất"
    assert desk.plain("request", "list").status == 0


def test_papers_of_data_protection_are_files(desk, tmp_path):
    sheet = tmp_path / "out" / "breach.pdf"
    words = ("privacy", "breach", "--what", "Mất USB", "--out", sheet, "--found-at")
    assert desk.do(*words, "2026-12-05T08:00+07:00")["people"] == 0
    assert desk(*words, "hôm qua").code == "date.invalid"
    assert desk.do("privacy", "processing", "--out", tmp_path / "out" / "p.pdf")["file"]
    assert sheet.read_bytes().startswith(b"%PDF")

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

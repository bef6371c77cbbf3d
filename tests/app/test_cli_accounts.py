"""Accounts by commands."""

import pytest

from tests.command_line import Desk

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

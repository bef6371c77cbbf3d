"""Backups from the command line: what a script of an office relies on."""

import json
from pathlib import Path

import pytest

from app.cli import main
from tests.command_line import Desk


@pytest.fixture
def sheet(made_commune, tmp_path):
    file = tmp_path / "sheet.txt"
    file.write_text(f"{made_commune.recovery_key}\n", "utf-8")
    return file


def test_a_backup_is_made_checked_and_restored_by_password(enrolled, tmp_path, capsys):
    desk, _ids = enrolled
    made = desk.do("backup", "create", "--out", tmp_path / "x.hnbackup")
    assert made["counts"]["people"] == 2
    assert made["size"] == (tmp_path / "x.hnbackup").stat().st_size
    checked = desk.do("backup", "check", tmp_path / "x.hnbackup")
    assert {name: checked[name] for name in ("made_at", "unit", "counts", "audit")} == {
        name: made[name] for name in ("made_at", "unit", "counts", "audit")
    }
    back = desk.do("backup", "restore", tmp_path / "x.hnbackup", "--to", tmp_path / "new")
    assert (back["store"], back["epoch"]) == (str(tmp_path / "new"), 2)
    own = next(one for one in desk.do("office", "list")["offices"] if one["state"] == "own")
    assert checked["check_code"] == back["check_code"] == own["check_code"]
    assert Desk(tmp_path / "new", capsys).do("people", "find", "")["total"] == 2


def test_with_the_recovery_key_alone_no_store_user_or_password_is_needed(enrolled, sheet, tmp_path, capsys):
    desk, _ids = enrolled
    file = desk.do("backup", "create")["file"]
    for words in (["check", file], ["restore", file, "--to", str(tmp_path / "new")]):
        capsys.readouterr()
        assert main(["--json", "--anywhere", "backup", *words, "--recovery-file", str(sheet)]) == 0
        assert json.loads(capsys.readouterr().out)["data"]["counts"]["people"] == 2
    (tmp_path / "password").write_text("một mật khẩu mới", "utf-8")
    new = Desk(tmp_path / "new", capsys, password="một mật khẩu mới")
    new.do("recover", "--recovery-file", sheet, "--user", "Lan", "--new-password-file", tmp_path / "password")
    assert new.do("people", "find", "")["total"] == 2


def test_a_damaged_backup_is_a_matter_of_integrity(desk, tmp_path):
    (tmp_path / "x.hnbackup").write_bytes(b"x")
    for words in (["check", tmp_path / "x.hnbackup"], ["restore", tmp_path / "x.hnbackup", "--to", tmp_path / "new"]):
        said = desk("backup", *words)
        assert (said.status, said.code) == (3, "backup.damaged")
    assert not (tmp_path / "new").exists()


def test_a_file_that_is_there_is_not_overwritten(desk, tmp_path):
    (tmp_path / "x.hnbackup").write_bytes(b"x")
    said = desk("backup", "create", "--out", tmp_path / "x.hnbackup")
    assert (said.status, said.code) == (1, "file.exists")
    assert (tmp_path / "x.hnbackup").read_bytes() == b"x"


def test_a_rehearsal_makes_what_it_needs_and_the_list_shows_it(desk, sheet):
    assert desk.do("backup", "list")["backups"] == []
    first = desk.do("backup", "rehearse")
    assert (first["same"], first["newer_acts"]) == (True, 0)
    assert desk.do("backup", "rehearse", "--recovery-file", sheet)["file"] == first["file"]
    assert [one["file"] for one in desk.do("backup", "list")["backups"]] == [first["file"]]


def test_a_second_place_gets_each_backup_and_its_absence_is_told(desk, tmp_path):
    desk.do("settings", "set", "backup_folder", tmp_path / "stick")
    said = desk("backup", "create")
    assert (said.status, said.json["error"]["code"], said.json["data"]["second"]) == (4, "backup.second", None)
    assert not (tmp_path / "stick").exists()
    (tmp_path / "stick").mkdir()
    made = desk.do("backup", "create")
    assert (tmp_path / "stick" / made["second"]).read_bytes() == Path(made["file"]).read_bytes()
    again = desk.do("backup", "create")
    assert [str(one) for one in (tmp_path / "stick").iterdir()] == [again["second"]]


def test_a_trail_that_does_not_hold_is_told_beside_the_backup(enrolled, sign_in):
    desk, _ids = enrolled
    session = sign_in(desk.folder)
    session.store._db.conn.execute("DROP TRIGGER audit_append_only_update")
    session.store._db.conn.execute("UPDATE audit SET user = 'x' WHERE seq = 2")
    session.close()
    said = desk("backup", "create")
    assert (said.status, said.json["error"]["code"], said.json["data"]["audit"]["broken_at"]) == (3, "audit.broken", 2)


def test_a_new_epoch_wants_a_reason(desk):
    assert desk("office", "new-epoch").status == 2
    assert desk("office", "new-epoch", "--reason", " ").code == "reason.missing"
    assert desk.do("office", "new-epoch", "--reason", "Máy bị sao chép") == {"epoch": 2}


@pytest.mark.parametrize("words", [["create"], ["list"], ["rehearse"]])
def test_what_people_read_names_the_day_and_no_person(enrolled, words):
    desk, _ids = enrolled
    said = desk.plain("backup", *words)
    assert said.status == 0
    assert "Nông" not in said.out
    assert said.out

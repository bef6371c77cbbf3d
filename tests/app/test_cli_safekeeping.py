"""Damaged stores, the recovery sheet and a change of officer on the command line."""

import subprocess

import pytest

from app.services import backups
from tests.app.services.test_damage import spoil
from tests.command_line import Desk
from tests.exchange import issue, register_people
from tests.invented import PASSWORD


def words(pdf):
    done = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


@pytest.fixture
def desk(commune, capsys):
    register_people(commune, 3)
    issue(commune)
    backups.create(commune)
    register_people(commune, 1, first=9)
    commune.close()
    return Desk(commune.store.folder, capsys)


def test_a_whole_store_says_what_a_backup_would_lack(desk):
    found = desk.do("store", "check")
    assert (found["whole"], found["backup"]["missing"]["people"], found["readable"]["people"]) == (True, 1, 4)


def test_a_damaged_store_is_checked_saved_and_replaced(desk, tmp_path):
    spoil(desk.folder, 1)
    said = desk("store", "check")
    assert (said.status, said.json["error"]["code"]) == (3, "store.damaged")
    desk.do("store", "salvage", "--out", tmp_path / "out")
    replaced = desk.do("store", "replace")
    assert replaced["epoch"] == 2
    assert len(desk.do("people", "find", "")["people"]) == 3
    assert desk.do("store", "check")["whole"]


def test_a_damaged_store_without_a_backup_says_where_to_look(desk):
    for file in (desk.folder / "backups").iterdir():
        file.unlink()
    spoil(desk.folder, 1)
    assert desk("store", "replace").code == "backup.none"


def test_a_new_recovery_key_ends_the_old_sheet(desk, made_commune, tmp_path):
    old, new = desk.file("old.key", made_commune.recovery_key), tmp_path / "new.key"
    assert desk.do("recovery", "rehearse", "--recovery-file", old)["opens_store"]
    desk.do("recovery", "renew", "--recovery-file", new, "--sheet", tmp_path / "sheet.pdf")
    assert desk("recovery", "rehearse", "--recovery-file", old).code == "auth.recovery"
    desk.do("backup", "create")
    assert desk.do("recovery", "rehearse", "--recovery-file", new)["opens_store"]
    assert all(group in words(tmp_path / "sheet.pdf") for group in new.read_text("utf-8").strip().split("-"))


def test_a_new_recovery_key_is_shown_once_without_a_file(desk):
    assert len(desk.do("recovery", "renew")["recovery_key"]) == 39


def test_the_handover_sheet_tells_what_is_open_and_nobody_of_the_register(desk, tmp_path):
    desk.do("handover", "--leaving", "Lan", "--to", "Hoàng Văn Nhận", "--out", tmp_path / "sheet.pdf")
    said = words(tmp_path / "sheet.pdf")
    for expected in ("BIÊN BẢN BÀN GIAO", "Hoàng Văn Nhận", "4 hồ sơ", "12/2026", "chưa giao cho Ngân hàng", "Lan: "):
        assert expected in said
    assert "Nông Thị Ánh Tuyết" not in said


def test_the_handover_sheet_is_for_an_account_there_is(desk, tmp_path):
    assert desk("handover", "--leaving", "Ai đó", "--to", "X", "--out", tmp_path / "x.pdf").code == "user.unknown"


def test_a_restore_elsewhere_needs_only_the_sheet_or_only_a_password(desk, made_commune, tmp_path, capsys):
    (file,) = (desk.folder / "backups").glob("*.hnbackup")
    sheet = desk.file("sheet.key", made_commune.recovery_key)
    key_only, password_only = tmp_path / "by-key", tmp_path / "by-password"
    desk.do("backup", "restore", file, "--to", key_only, "--recovery-file", sheet)
    desk.do("backup", "restore", file, "--to", password_only)
    for folder in (key_only, password_only):
        again = Desk(folder, capsys, password=PASSWORD)
        assert len(again.do("people", "find", "")["people"]) == 3
        assert again.do("audit", "check")["broken_at"] is None


def test_people_whose_time_is_over_are_listed_and_purged_by_command(desk, tmp_path):
    assert desk.do("people", "expired")["people"] == []
    one = desk.do("people", "find", "")["people"][0]["id"]
    assert desk("people", "purge", one, "--reason", "Hết thời hạn lưu").code == "purge.not_proposed"

"""Stores, accounts, settings, cards, places, the audit trail and the doctor from the command line."""

import json
import os
import shutil

import pytest

from app.cli import main
from tests.command_line import Desk
from tests.invented import COMMUNE, PROVINCE, USER


def secret(desk, name, typed):
    return desk.file(name, f"{typed}\n")


def test_a_store_is_made_and_opened(tmp_path, capsys):
    desk = Desk(tmp_path / "new", capsys)
    made = desk("init", "--kind", "commune", "--unit", COMMUNE, "--name", "Công an xã Đồng Đăng",
                "--recovery-file", tmp_path / "key").data  # fmt: skip
    assert len(made["fingerprint"]) == 64
    assert "recovery_key" not in made
    if os.name == "posix":
        assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    roles = desk("user", "list").data["users"][0]["roles"]
    assert roles == ["officer", "chief", "admin", "auditor"]
    new = secret(desk, "new password", "ba con mèo nằm ngủ")
    words = ["recover", "--recovery-file", tmp_path / "key", "--user", USER, "--new-password-file", new]
    assert desk(*words).data == {"user": USER}
    assert desk("user", "list").code == "auth.password"
    assert Desk(tmp_path / "new", capsys, password="ba con mèo nằm ngủ")("user", "list").status == 0


def test_without_a_file_the_recovery_key_is_shown_this_once(tmp_path, capsys):
    desk = Desk(tmp_path / "new", capsys)
    key = desk.do("init", "--kind", "receiving", "--unit", PROVINCE, "--name", "Công an tỉnh Lạng Sơn")["recovery_key"]
    said = desk("recover", "--recovery-file", desk.file("key", key), "--new-password-file", desk.secret)
    assert said.status == 0
    assert key not in said.out


def test_an_existing_file_never_loses_its_content_to_a_recovery_key(tmp_path, capsys):
    (tmp_path / "key").write_text("of another store", "utf-8")
    said = Desk(tmp_path / "new", capsys)("init", "--kind", "commune", "--unit", COMMUNE, "--name", "x",
                                          "--recovery-file", tmp_path / "key")  # fmt: skip
    assert (said.status, said.code) == (1, "file.exists")
    assert not (tmp_path / "new").exists()


def test_a_store_is_not_made_twice(desk):
    said = desk("init", "--kind", "commune", "--unit", COMMUNE, "--name", "Công an xã Đồng Đăng")
    assert (said.status, said.code) == (1, "store.exists")


def test_a_synchronised_folder_is_refused_unless_anywhere(made_commune, tmp_path, capsys):
    folder = tmp_path / "OneDrive" / "store"
    shutil.copytree(made_commune.folder, folder)
    desk = Desk(folder, capsys)
    assert desk("user", "list").status == 0
    desk._words.remove("--anywhere")
    said = desk("user", "list")
    assert (said.status, said.code) == (1, "store.place")


def test_the_demo_ends_by_saying_what_lies_where(tmp_path, capsys):
    assert main(["demo", "--out", str(tmp_path / "demo")]) == 0
    printed = capsys.readouterr().out
    told = json.loads((tmp_path / "demo/demo.json").read_text("utf-8"))
    for path in (told["batch"], told["papers"]["pdf"], told["people_xlsx"], told["commune"]["store"]):
        assert str(tmp_path / "demo" / path) in printed
    assert main(["--json", "demo", "--out", str(tmp_path / "demo")]) == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "demo.not_empty"


def test_settings_are_listed_and_changed(desk):
    assert desk("settings", "set", "two_persons", "on").data == {"key": "two_persons", "value": True}
    listed = {one["key"]: one for one in desk("settings", "list").data["settings"]}
    assert listed["two_persons"] | {"meaning": ""} == {
        "key": "two_persons", "value": True, "default": False, "meaning": "",
    }  # fmt: skip
    assert desk("settings", "set", "nonsense", "1").code == "settings.unknown"
    assert desk("settings", "set", "list_day", "40").code == "settings.invalid"
    assert "two_persons" in desk.plain("settings", "list").out


def test_accounts_come_and_go(desk, capsys):
    typed = "bốn từ không liên quan"
    words = ["user", "add", "Minh", "--role", "officer", "--role", "auditor"]
    added = desk(*words, "--new-password-file", secret(desk, "minh", typed)).data
    assert (added["name"], added["roles"]) == ("Minh", ["officer", "auditor"])
    minh = Desk(desk.folder, capsys, "Minh", typed)
    assert minh("settings", "set", "list_day", "6").code == "auth.role"
    changed = "năm từ mới không liên quan"
    assert minh("user", "password", "Minh", "--new-password-file", secret(desk, "new", changed)).status == 0
    minh = Desk(desk.folder, capsys, "Minh", changed)
    assert minh("people", "find", "").status == 0
    assert desk("user", "disable", "Minh").data["disabled_at"]
    assert [bool(user["disabled_at"]) for user in desk("user", "list").data["users"]] == [False, True]
    assert Desk(desk.folder, capsys, "Minh", changed)("people", "find", "").code == "auth.password"
    assert desk("user", "disable", USER).code == "user.last_admin"


def test_a_role_of_another_kind_of_store_is_refused(desk):
    words = ["user", "add", "Minh", "--role", "receiver", "--new-password-file", desk.secret]
    assert (desk(*words).status, desk(*words).code) == (2, "usage.role")


def test_our_card_comes_with_its_certificate(desk, tmp_path):
    made = desk("office", "card", "--out", tmp_path / "06184.card.json").data
    assert json.loads((tmp_path / "06184.card.json").read_text("utf-8"))["unit"] == COMMUNE
    assert made["certificate"] == str(tmp_path / "06184.card.json.pem")
    assert (tmp_path / "06184.card.json.pem").read_text("utf-8").startswith("-----BEGIN CERTIFICATE-----")


def test_cards_are_trusted_named_and_revoked(introduced):
    desk, above = introduced
    own, receiver = desk("office", "list").data["offices"]
    assert (own["state"], receiver["state"]) == ("own", "trusted")
    assert (receiver["receiver"], receiver["unit"]) == (True, PROVINCE)
    assert len(receiver["check_code"].split()) == 8
    plain = desk.plain("office", "list").out
    assert receiver["check_code"] in plain
    assert "Đã tin cậy" in plain
    below = above("office", "list").data["offices"][1]["fingerprint"]
    revoked = above("office", "revoke", below, "--reason", "Máy bị mất").data
    assert (revoked["state"], revoked["reason"]) == ("revoked", "Máy bị mất")


def test_places_are_kept_tried_and_forgotten(desk, tmp_path):
    (tmp_path / "share").mkdir()
    assert desk("place", "add", "Chia sẻ", tmp_path / "share").data["name"] == "Chia sẻ"
    assert desk("place", "add", "Chia sẻ", tmp_path / "share").code == "place.exists"
    assert [set(one) for one in desk("place", "list").data["places"]] == [{"name", "url", "login"}]
    assert desk("place", "test", "Chia sẻ").data["folders"] == [COMMUNE]  # it tried whether it may write there
    assert not [file for file in (tmp_path / "share").rglob("*") if file.is_file()]
    shutil.rmtree(tmp_path / "share")
    said = desk("place", "test", "Chia sẻ")
    assert (said.status, said.code) == (4, "place.unreachable")
    assert desk("place", "remove", "Chia sẻ").status == 0
    assert desk("place", "list").data == {"places": []}


def test_a_secret_of_a_place_is_never_shown(desk, tmp_path):
    words = ["place", "add", "Máy chủ", tmp_path, "--login", "xa", "--secret-file", secret(desk, "s", "rất bí mật")]
    assert desk(*words).status == 0
    for said in (desk("place", "list"), desk.plain("place", "list")):
        assert "rất bí mật" not in said.out + said.err


def test_the_doctor_looks_at_everything_and_says_what_to_do(desk):
    checks = {one["check"]: one for one in desk("doctor").data["checks"]}
    assert set(checks) == {"store", "keys", "audit", "disk", "clock", "fonts", "places", "waiting"}
    assert checks["store"]["ok"]
    assert checks["keys"]["ok"]
    assert checks["places"]["remedy"]
    assert "→ Thêm bằng lệnh place add" in desk.plain("doctor").out


def test_a_whole_trail_agrees_with_its_own_heads(desk):
    found = desk("audit", "check").data
    assert set(found) >= {"rows", "head", "broken_at"}
    assert found["broken_at"] is None
    desk.do("settings", "set", "list_day", "6")
    heads = desk.file("heads.json", [{"rows": found["rows"], "hash": found["head"]}])
    assert desk("audit", "check", "--heads", heads).data["compared"] == 1


@pytest.mark.parametrize(("rows", "first"), [(1, 1), (500, 2)])
def test_a_trail_that_a_head_outside_contradicts_is_told(desk, rows, first):
    heads = desk.file("heads.json", [{"rows": rows, "hash": "0" * 64}])
    said = desk("audit", "check", "--heads", heads)
    assert said.status == 3
    assert said.json["error"]["code"] == "audit.broken"
    assert said.json["data"]["broken_at"] == first


@pytest.mark.parametrize(
    "heads", [{"rows": "x"}, 5, [[]], [{"rows": 2**70, "hash": "x"}], [{"rows": True, "hash": ""}]]
)
def test_heads_in_no_form_we_know_are_refused(desk, heads):
    assert desk("audit", "check", "--heads", desk.file("heads.json", heads)).code == "json.invalid"


def test_the_trail_is_exported_whole(desk, tmp_path):
    desk.do("settings", "set", "symbol", "=1+1")
    assert desk("audit", "export", "--out", tmp_path / "trail.jsonl").data["rows"] == 3
    lines = (tmp_path / "trail.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["act"] for line in lines] == ["store.init", "sign_in", "settings.set"]
    assert desk("audit", "export", "--out", tmp_path / "trail.csv").status == 0
    assert (tmp_path / "trail.csv").read_bytes().startswith(b"\xef\xbb\xbfseq,at,user")

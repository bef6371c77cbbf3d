"""Sealing, sending, taking in and answering from the command line."""

import json
import shutil

import pytest

from tests.command_line import Desk, issue
from tests.invented import COMMUNE, MONTH, PROVINCE, person_data

DECISION = ("inbox", "decide")


@pytest.fixture
def sealed(introduced, enrolled, tmp_path):
    """A sealed month of two entries: both desks and what `batch seal` answered."""
    desk, above = introduced
    issue(desk, MONTH)
    return desk, above, desk("batch", "seal", MONTH, "--out", tmp_path / "out").data


@pytest.fixture
def share(introduced, tmp_path):
    (tmp_path / "share").mkdir()
    for one in introduced:
        one.do("place", "add", "Chia sẻ", tmp_path / "share")
    return tmp_path / "share"


def test_a_month_is_sealed_once(sealed, tmp_path):
    desk, _above, made = sealed
    assert set(made) >= {"file", "files", "number", "sha256", "digest", "previous"}
    assert (made["number"], made["previous"]) == (1, None)
    assert f"{COMMUNE}-00001-month-{made['sha256'][:12]}.asice.age" in made["file"]
    again = desk("batch", "seal", MONTH, "--out", tmp_path / "again").data
    assert (tmp_path / "again" / made["file"].rpartition("/")[2]).exists()
    assert again["sha256"] == made["sha256"]
    (listed,) = desk("batch", "list").data["batches"]
    assert (listed["digest"], listed["state"], listed["receiver"]) == (made["digest"], "sealed", PROVINCE)


def test_there_and_back_through_a_place(sealed, share):
    desk, above, made = sealed
    sent = desk("sync").data
    assert set(sent) >= {"sent", "fetched", "waiting", "failed"}
    assert (len(sent["sent"]), sent["waiting"], sent["failed"]) == (1, 0, [])
    assert desk("month", "show", MONTH).data["state"] == "uploaded"
    assert len(above("sync").data["fetched"]) == 1
    (batch,) = above("inbox", "list").data["batches"]
    assert set(batch) >= {"batch", "unit", "number", "month", "kind", "entries", "state", "alarms"}
    assert (batch["batch"], batch["entries"], batch["state"], batch["alarms"]) == (made["digest"], 2, "received", [])
    prefix = made["digest"][:8]
    assert above(*DECISION, prefix, "--accept", "--return", "2=Thiếu số").data["state"] == "accepted_partly"
    assert above("inbox", "undecide", prefix).data["state"] == "received"
    assert above(*DECISION, prefix, "--accept", "--return", "1=Thiếu số").data["state"] == "accepted_partly"
    above.do("sync")
    assert above("inbox", "undecide", prefix).code == "batch.state"
    desk.do("sync")
    assert desk("month", "show", MONTH).data["state"] == "accepted_partly"
    assert desk("audit", "check").data["compared"] == 1
    assert desk("sync").data["sent"] == []


def test_there_by_stick(sealed, tmp_path):
    desk, above, _made = sealed
    (tmp_path / "stick").mkdir()
    printed = desk.plain("stick", "write", tmp_path / "stick").out
    assert "Có thể rút USB." in printed
    assert len(above("stick", "read", tmp_path / "stick").data["fetched"]) == 1
    assert len(above("stick", "write", tmp_path / "stick").data["sent"]) == 1
    assert len(desk("stick", "read", tmp_path / "stick").data["fetched"]) == 1
    assert desk("month", "show", MONTH).data["state"] == "received"
    assert "chưa có biên nhận" not in above.plain("batch", "list").out  # a receipt has none to wait for
    said = desk("stick", "write", tmp_path / "no stick")
    assert (said.status, said.code) == (4, "place.unreachable")


def test_a_place_that_is_gone_is_four_and_says_what_waits(sealed, share):
    desk, _above, _made = sealed
    share.rmdir()
    said = desk("sync")
    assert said.status == 4
    assert said.json["ok"] is False
    assert said.json["error"]["code"] == "place.unreachable"
    assert said.json["data"]["waiting"] == 1
    assert said.json["data"]["failed"][0]["code"] == "place.unreachable"
    assert desk("sync", "--place", "nonsense").code == "place.unknown"


def test_files_and_folders_are_imported_once(sealed, tmp_path):
    _desk, above, made = sealed
    (one,) = above("inbox", "import", made["file"], "--received-on", "6/12/2026").data["files"]
    assert (one["result"], one["code"], one["batch"]) == ("imported", None, made["digest"])
    (again,) = above("inbox", "import", tmp_path / "out").data["files"]
    assert again["result"] == "already"
    shown = above("inbox", "show", made["digest"][:10]).data
    assert (shown["office"], shown["received_on"]) == ("Công an xã Đồng Đăng", "2026-12-06")
    assert [row["number"] for row in shown["rows"]] == [1, 2]
    assert "Công an xã Đồng Đăng" in above.plain("inbox", "show", made["digest"][:10]).out
    assert above("inbox", "show", "00000000").code == "batch.unknown"


def test_part_of_an_import_may_be_refused(sealed, tmp_path):
    _desk, above, made = sealed
    (tmp_path / "out" / "bad.asice.age").write_bytes(b"nothing")
    said = above("inbox", "import", tmp_path / "out")
    assert said.status == 3
    results = {one["file"]: one["result"] for one in said.json["data"]["files"]}
    assert results == {made["file"].rpartition("/")[2]: "imported", "bad.asice.age": "quarantined"}
    assert said.json["error"]["code"] == "batch.decrypt"
    listed = above("inbox", "list").data
    assert len(listed["batches"]) == 1
    assert [one["code"] for one in listed["quarantined"]] == ["batch.decrypt"]
    assert "Khu cách ly:" in above.plain("inbox", "list").out


def test_a_missing_file_does_not_stop_the_others(sealed, tmp_path):
    _desk, above, made = sealed
    said = above("inbox", "import", tmp_path / "missing", made["file"])
    assert (said.status, said.json["error"]["code"]) == (1, "file.missing")
    assert [one["result"] for one in said.json["data"]["files"]] == ["imported"]
    assert above("inbox", "import", tmp_path / "missing").code == "file.missing"


def test_a_sealed_month_that_could_not_be_written_is_sealed_all_the_same(introduced, enrolled, tmp_path):
    desk, _above = introduced
    issue(desk, MONTH)
    (tmp_path / "file").write_text("", "utf-8")
    said = desk("batch", "seal", MONTH, "--out", tmp_path / "file")
    assert (said.status, said.json["error"]["code"]) == (4, "disk.error")
    assert said.json["data"]["file"] is None
    written = desk("batch", "seal", MONTH, "--out", tmp_path / "folder").data
    assert written["digest"] == said.json["data"]["digest"]


def test_an_epoch_nobody_opened_cannot_be_decided(above):
    said = above("inbox", "epoch", COMMUNE, "--accept")
    assert (said.status, said.code) == (3, "batch.no_new_epoch")


def test_a_batch_says_who_what_and_since_when(sealed):
    desk, above, made = sealed
    for reader, chain in ((above, "next"), (desk, "own")):
        found = reader("batch", "check", made["file"]).data
        assert set(found) >= {"unit", "office", "kind", "number", "epoch", "month", "revision", "entries", "persons",
                              "created", "digest", "previous", "signature", "paper"}  # fmt: skip
        assert (found["unit"], found["office"], found["kind"]) == (COMMUNE, "Công an xã Đồng Đăng", "month")
        assert (found["entries"], found["persons"], found["digest"]) == (2, 2, made["digest"])
        assert (found["signature"], found["paper"], found["chain"]) == ("ok", None, chain)
    assert above("inbox", "list").data["batches"] == []
    assert "Gói nguyên vẹn" in above.plain("batch", "check", made["file"]).out
    above.do("inbox", "import", made["file"])
    assert above("batch", "check", made["file"]).data["chain"] == "held"


def test_a_paper_is_compared_with_its_batch(sealed, sign_in):
    desk, above, made = sealed
    session = sign_in(desk.folder)
    qr = session.store.months.get(MONTH).qr
    session.close()
    assert above("batch", "check", made["file"], "--paper", qr).data["paper"] is True
    for wrong in (qr.replace(MONTH, "2026-11"), qr[:-70] + ("0" if qr[-70] != "0" else "1") + qr[-69:]):
        said = above("batch", "check", made["file"], "--paper", wrong)
        assert (said.status, said.json["error"]["code"], said.json["data"]["paper"]) == (3, "batch.paper", False)
    said = above("batch", "check", made["file"], "--paper", "nonsense")
    assert (said.status, said.code) == (2, "usage.paper")


def test_answers_are_one_line_of_json(sealed):
    desk, _above, _made = sealed
    said = desk("batch", "list")
    assert said.out.count("\n") == 1
    assert json.loads(said.out)["ok"] is True
    assert said.err == ""


def test_a_fork_stands_on_the_batch_whose_number_came_twice(introduced, enrolled, tmp_path, capsys):
    desk, above = introduced
    shutil.copytree(desk.folder, tmp_path / "copy")
    twin = Desk(tmp_path / "copy", capsys)
    for one, month in ((desk, MONTH), (twin, "2027-01")):
        issue(one, month)
        one.do("batch", "seal", month, "--out", tmp_path / "out" / month)
    above.do("inbox", "import", tmp_path / "out" / MONTH)
    assert above("inbox", "import", tmp_path / "out" / "2027-01").code == "batch.number_reused"
    listed = above("inbox", "list").data
    assert [one["alarms"] for one in listed["batches"]] == [["batch.number_reused"]]
    assert [one["kind"] for one in listed["alarms"]] == ["fork"]


def test_what_was_returned_comes_home_with_its_reason(sealed, share):
    desk, above, made = sealed
    desk.do("sync")
    above.do("sync")
    above.do(*DECISION, made["digest"][:8], "--accept", "--return", "2=Sai ngày sinh")
    above.do("sync")
    desk.do("sync")
    returned = [{"number": 2, "reason": "Sai ngày sinh", "end": ""}]
    assert desk("month", "show", MONTH).data["returned"] == returned
    printed = desk.plain("month", "show", MONTH).out
    assert "2: Sai ngày sinh" in printed
    assert "có 1 mục trả lại" in printed


def test_the_file_of_somebody_who_moved_is_passed_on_with_a_slip(introduced, tmp_path):
    desk, above = introduced
    person = desk.do("people", "add", desk.file("one.json", person_data()))["id"]
    card = above.do("office", "card", "--out", tmp_path / "to.json")
    passed = desk.do("people", "transfer", person, "--to", card["file"], "--on", "01/12/2026", "--out", tmp_path)
    assert above.do("inbox", "import", passed["file"])["files"][0]["result"] == "imported"
    assert (tmp_path / passed["slip"]).read_bytes().startswith(b"%PDF")
    shown = desk.do("people", "show", person)["person"]
    assert (shown["residence"], shown["residence_since"]) == ("moved", "2026-12-01")

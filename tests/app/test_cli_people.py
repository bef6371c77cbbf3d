"""The register from the command line."""

import io

import pytest

from app.documents.officers_list import officers_list
from tests.invented import person_data

ROW = ("Hoàng Văn Đoàn", "17.5.1988", "101/GCN", "10/3/2025", "Trại giam Phú Sơn 4", "10/3/2025", "Chăn nuôi",
       "50", "Nam", "20088000117", "Thôn Nà Pài", "")  # fmt: skip


@pytest.fixture
def workbook(tmp_path):
    """A list as an officer keeps it: a repaired number, a rejected one, blank and total rows."""
    bad = (*ROW[:9], "12345", *ROW[10:])
    file = tmp_path / "list.xlsx"
    file.write_bytes(officers_list("Công an xã", [ROW, (), ("Lò Quốc Khánh", *bad[1:])]))
    return file


def test_a_list_is_imported_and_every_cell_told(desk, workbook):
    done = desk("people", "import", workbook).data
    keys = ("import_id", "rows", "added", "updated", "unchanged", "rejected", "repaired", "warnings")
    assert set(keys) <= set(done)
    assert (done["rows"], done["added"], done["updated"], done["unchanged"]) == (2, 1, 0, 0)
    assert [(one["row"], one["column"], one["code"]) for one in done["rejected"]] == [(9, "K", "id.length")]
    assert done["repaired"] == [{"row": 7, "column": "K", "code": "id.leading_zero"}]
    assert "12 chữ số" in done["rejected"][0]["message"]
    again = desk("people", "import", workbook).data
    assert (again["added"], again["unchanged"]) == (0, 1)


def test_a_dry_run_changes_nothing(desk, workbook):
    said = desk.plain("people", "import", workbook, "--dry-run")
    assert "chưa ghi gì" in said.out
    assert "K9: Số định danh cá nhân phải đủ 12 chữ số (đang có 5)" in said.out
    assert desk("people", "find", "").data["total"] == 0


def test_an_import_is_reported_in_a_workbook_and_taken_back(desk, workbook, tmp_path):
    done = desk("people", "import", workbook, "--report", tmp_path / "report.xlsx").data
    assert (tmp_path / "report.xlsx").read_bytes().startswith(b"PK")
    assert desk("people", "import", "--undo", done["import_id"]).data["people"] == 1
    assert desk("people", "find", "").data["total"] == 0


@pytest.mark.parametrize("words", [(), ("x.xlsx", "--undo", "1")])
def test_an_import_needs_a_file_or_an_id(desk, words):
    said = desk("people", "import", *words)
    assert (said.status, said.code) == (2, "usage.import")


def test_people_are_found_as_the_contract_says(enrolled):
    desk, ids = enrolled
    found = desk("people", "find", "anh tuyet").data
    assert found["total"] == 1
    (one,) = found["people"]
    assert set(one) >= {"id", "name", "birth", "personal_number", "unit", "residence", "state"}
    assert (one["id"], one["birth"], one["residence"], one["state"]) == (ids[0], "1971-02-02", "living_here", "open")
    assert desk("people", "find", "", "--limit", "1").data["total"] == 2
    assert len(desk("people", "find", "", "--limit", "1").data["people"]) == 1
    assert "Có 2 người, hiện 1." in desk.plain("people", "find", "", "--limit", "1").out


def test_a_person_is_shown_whole(enrolled):
    desk, ids = enrolled
    shown = desk("people", "show", ids[0]).data
    assert set(shown) == {"person", "history", "eligibility", "listed_in"}
    assert set(shown["eligibility"]) >= {"listed", "reasons", "last_day"}
    assert shown["eligibility"]["last_day"] == "2030-03-10"
    assert shown["listed_in"] == []
    assert shown["history"][0]["act"] == "person.add"
    printed = desk.plain("people", "show", ids[0]).out
    for line in ("Họ và tên: Nông Thị Ánh Tuyết", "Giới tính: Nữ", "Ngày cuối cùng còn đủ điều kiện vay: 10/03/2030",
                 "Số tiền đề nghị vay (đồng): 50.000.000"):  # fmt: skip
        assert line in printed
    assert desk("people", "show", "nobody").code == "person.unknown"


def test_a_person_is_corrected_closed_and_reopened(enrolled):
    desk, ids = enrolled
    file = desk.file("change.json", {"village": "Thôn Kéo Kham", "birth": "5/3/1971"})
    changed = desk("people", "change", ids[0], file, "--reason", "Theo căn cước").data
    assert (changed["person"]["village"], changed["person"]["birth"]) == ("Thôn Kéo Kham", "1971-03-05")
    assert desk("people", "close", ids[0], "--reason", "Chuyển đi").data["person"]["closed_on"]
    assert desk("people", "find", "tuyet").data["people"][0]["state"] == "closed"
    assert desk("people", "close", ids[0], "--reason", "x").code == "person.closed"
    assert desk("people", "reopen", ids[0], "--reason", "Trở về").data["person"]["closed_on"] is None
    steps = [step["reason"] for step in desk("people", "show", ids[0]).data["history"]]
    assert steps == ["Trở về", "Chuyển đi", "Theo căn cước", ""]


def test_a_warning_of_a_number_does_not_stop(desk):
    said = desk("people", "add", desk.file("p.json", person_data(1, sex="male"))).data
    assert said["warnings"] == [{"code": "id.sex_mismatch"}]
    printed = desk.plain("people", "add", desk.file("p.json", person_data(3, sex="female"))).out
    assert "! Số định danh không khớp giới tính" in printed


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("[]", "json.invalid"),
        ("{", "json.invalid"),
        ("[" * 100_000, "json.invalid"),
        ('{"name": NaN}', "json.invalid"),
        ('{"name": 1e999}', "person.invalid"),
        ({"name": ""}, "person.name_missing"),
        ({"name": "Lò Quốc Khánh", "personal_number": "123"}, "id.length"),
        ({"name": "Lò Quốc Khánh", "birth": "31/2/1988"}, "date.invalid"),
        ({"name": "Lò Quốc Khánh", "nonsense": 1}, "person.invalid"),
    ],
)
def test_a_bad_record_is_refused_with_its_code(desk, content, code):
    said = desk("people", "add", desk.file("bad.json", content))
    assert (said.status, said.code) == (1, code)
    assert desk("people", "find", "").data["total"] == 0


def test_a_name_cannot_steer_the_terminal(desk):
    printed = desk.plain("people", "add", desk.file("p.json", {"name": "Lò\x1b[31m Khánh"})).out
    assert "Lò" in printed
    assert "\x1b" not in printed + desk.plain("people", "find", "").out


def test_a_number_that_is_there_already_is_refused(enrolled):
    desk, _ids = enrolled
    said = desk("people", "add", desk.file("again.json", person_data(1, name="Lò Quốc Khánh")))
    assert (said.status, said.code) == (1, "person.duplicate_id")
    assert desk("people", "add", desk.folder / "missing.json").code == "file.missing"


class Terminal(io.StringIO):
    """What a person looks at."""

    def isatty(self):
        return True


def test_a_person_at_a_terminal_sees_how_far_an_import_is(desk, workbook, monkeypatch):
    monkeypatch.setattr("sys.stderr", shown := Terminal())
    desk.plain("people", "import", workbook, "--dry-run")
    assert shown.getvalue().endswith("\r100 %\n")

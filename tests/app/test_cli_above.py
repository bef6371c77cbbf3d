"""Board, duplicates and consolidation from the command line, in the shapes of contract §1."""

import shutil
from pathlib import Path

import pytest

from app import session
from tests.command_line import Desk
from tests.invented import MONTH, NOW, PASSWORD, USER, person_data
from tests.province import Below, communes, later


@pytest.fixture
def desk(made_receiving, tmp_path, capsys):
    """A province with two communes that sent December, one of them late."""
    folder = tmp_path / "receiving"
    shutil.copytree(made_receiving.folder, folder)
    opened = session.sign_in(folder, USER, PASSWORD, now=lambda: NOW)
    one, other = (Below(opened, unit, f"Công an phường {unit}").trusted() for unit in ("05977", "05983"))
    person = one.person(1)
    one.send(MONTH, [person])
    other.send(MONTH, [other.person(1, name=person.name, birth=person.birth.iso,
                                    personal_number=person.personal_number)],
               on="2026-12-20", created="2026-12-20T08:00:00+07:00")  # fmt: skip
    opened.close()
    return Desk(folder, capsys)


def test_the_board_has_the_shape_of_the_contract(desk):
    data = desk.do("board", "--from", "2026-12", "--to", "2027-01")
    first, second = data["offices"]
    assert (first["unit"], first["name"], first["months"]["2026-12"]) == ("05977", "Công an phường 05977", "on_time")
    assert second["months"]["2026-12"] == "late"
    assert data["rates"]["2026-12"] == {
        "in_time": 1,
        "sent": 2,
        "due": 2,
        "due_day": data["rates"]["2026-12"]["due_day"],
    }
    assert desk.do("board", "show", "--from", "2026-12", "--to", "2026-12")["offices"][0]["months"] == {
        "2026-12": "on_time"
    }


@pytest.mark.parametrize("words", [(), ("--from", "2026-12"), ("--from", "2027-01", "--to", "2026-12")])
def test_a_board_needs_its_months(desk, words):
    assert desk("board", *words).code == "month.invalid"


def test_paper_phone_and_contact_are_recorded(desk, tmp_path):
    book = tmp_path / "x.xlsx"
    book.write_bytes(b"PK")
    kept = desk.do("inbox", "paper", "--unit", "05986", "--month", "2020-12", "--entries", "7", "--xlsx", book)
    assert (kept["entries"], kept["file"]) == (7, "05986-2020-12.xlsx")
    written = desk.do("board", "paper", "--unit", "05986", "--month", "2020-12", "--out", tmp_path / "kept")["file"]
    assert Path(written).read_bytes() == b"PK"
    assert desk("board", "paper", "--unit", "05986", "--month", MONTH, "--out", tmp_path).code == "board.no_file"
    desk.do("board", "note", "--unit", "05977", "--month", "2025-12", "--phone", "1234-5678")
    desk.do("board", "office", "05977", "--contact", "Lương Văn Thử", "--phone", "0205 000 000", "--bank", "PGD Kỳ Lừa")
    first = desk.do("board", "--from", "2025-12", "--to", "2025-12")["offices"][0]
    assert (first["contact"], first["told_by_phone"]) == ("Lương Văn Thử", {"2025-12": "12345678"})
    assert desk("board", "note", "--unit", "05977", "--month", MONTH, "--phone", "1").code == "note.code"
    assert desk("inbox", "paper", "--unit", "99999", "--month", MONTH, "--entries", "1").code == "unit.unknown"
    assert desk("inbox", "paper", "--unit", "05977", "--month", MONTH, "--entries", "-1").code == "number.invalid"


def test_the_reminder_names_who_is_missing(desk, tmp_path):
    written = desk.do("board", "remind", "--from", "2025-11", "--to", "2025-12", "--out", tmp_path / "out")
    assert (written["offices"], len(written["files"])) == (2, 2)
    assert desk.do("board", "remind", "--from", MONTH, "--to", MONTH, "--out", tmp_path / "none")["files"] == []


def test_a_split_unit_asks_where_it_belongs(desk):
    split = next(one for one in communes(old=True) if len(set(one.successors)) == 2)
    desk.do("inbox", "paper", "--unit", split.code, "--month", "2025-05", "--entries", "3")
    months = ("--from", "2025-05", "--to", "2025-05", "--today-units")
    (ask,) = desk.do("board", *months)["split_units"]
    assert (ask["unit"], sorted(ask["choices"])) == (split.code, sorted(split.successors))
    assert split.successors[1] in desk.plain("board", *months).out
    desk.do("board", "successor", split.code, split.successors[1])
    found = desk.do("board", *months)
    assert found["split_units"] == []
    assert [row["unit"] for row in found["offices"] if split.code in row["old_units"]] == [split.successors[1]]
    assert desk("board", "successor", split.code, "05977").code == "unit.not_successor"
    assert desk("board", "successor", "00000", "06184").code == "unit.unknown"


def test_duplicates_are_listed_merged_and_separated(desk):
    (pair,) = desk.do("duplicates", "list")["pairs"]
    assert pair["level"] == "certain"
    assert {reason["sign"] for reason in pair["reasons"]} >= {"number.same", "name.same", "birth.same"}
    assert all(reason["words"] for reason in pair["reasons"])
    made = desk.do("duplicates", "merge", pair["a"]["id"], pair["b"]["id"])
    assert desk.do("duplicates", "list")["pairs"] == []
    (merged,) = desk.do("duplicates", "list", "--merged")["merged"]
    assert merged["id"] == made["id"]
    desk.do("duplicates", "unmerge", made["id"])
    desk.do("duplicates", "dismiss", pair["a"]["id"], pair["b"]["id"], "--reason", "Anh em sinh đôi")
    assert desk.do("duplicates", "list")["pairs"] == []
    assert "Không có cặp" in desk.plain("duplicates", "list").out
    assert desk.plain("duplicates", "list", "--merged").out


def test_consolidating_writes_papers_and_sealing_needs_an_office_above(desk, tmp_path):
    for batch in desk.do("inbox", "list")["batches"]:
        desk.do("inbox", "decide", batch["batch"][:12], "--accept")
    data = desk.do("consolidate", MONTH, "--out", tmp_path / "papers")
    assert (data["people"], data["amount"], len(data["files"])) == (2, 100_000_000, 4)
    first = [Path(file).read_bytes() for file in data["files"]]
    desk.do("consolidate", MONTH, "--out", tmp_path / "papers")
    assert [Path(file).read_bytes() for file in data["files"]] == first
    assert desk("batch", "seal", MONTH, "--out", tmp_path / "up").code == "office.no_receiver"


def test_a_dry_run_of_an_empty_folder_says_so(desk, tmp_path):
    (tmp_path / "empty").mkdir()
    assert desk.plain("inbox", "import", tmp_path / "empty", "--dry-run").out.strip()


def test_people_read_the_board_at_a_terminal(desk):
    said = desk.plain("board", "--from", "2026-11", "--to", "2026-12").out
    assert "Công an phường 05977" in said
    assert "Đúng hạn 1/2" in said


def test_a_loan_not_used_as_agreed_is_recorded_by_number_or_identifier(desk):
    (case,) = desk.do("cases", "list")["cases"]
    who = case["people"][0]["id"]
    assert desk.do("cases", "misuse", who, "--on", "20/12/2026") == {"person_id": who, "on": "2026-12-20"}
    assert desk("cases", "misuse", "020000000000", "--on", "2026-12-20").code == "person.unknown"
    assert desk("cases", "misuse", who, "--on", "12/2026").code == "date.invalid"


def test_a_commune_hears_its_own_figures_and_has_no_board(made_commune, tmp_path, capsys):
    shutil.copytree(made_commune.folder, tmp_path / "commune")
    commune = Desk(tmp_path / "commune", capsys)
    commune.do("people", "add", commune.file("p.json", person_data()))
    totals = commune.do("figures")["totals"]
    assert (totals["kept"], totals["here"], totals["listed"], len(totals)) == (1, 1, 0, 8)
    assert commune.do("figures", "--on", "2020-01-01")["totals"]["kept"] == 0
    assert "Người đang theo dõi trong sổ: 1" in commune.plain("figures").out
    assert commune("board", "--from", MONTH, "--to", MONTH).code == "store.kind"
    assert commune("consolidate", MONTH, "--out", tmp_path / "papers").code == "store.kind"
    assert not (tmp_path / "papers").exists()


@pytest.mark.parametrize("words", [("--accept",), ("12345678", "--clean"), ("--clean", "--return", "1=Sai")])
def test_deciding_names_one_batch_or_takes_every_clean_one(desk, words):
    said = desk("inbox", "decide", *words)
    assert (said.status, said.code) == (2, "usage")
    assert {one["state"] for one in desk.do("inbox", "list")["batches"]} == {"received"}


def test_what_a_later_version_changed_stands_below_the_entries(desk):
    opened = session.sign_in(desk.folder, USER, PASSWORD, now=lambda: NOW)
    office = Below(opened, "05986").trusted()
    office.send("2026-11", [office.person(1)])
    made = office.send(MONTH, [later(office.person(1), village="Khu 9")])
    opened.close()
    (changed,) = desk.do("inbox", "show", made.digest)["differences"]
    assert changed["new"] == "Khu 9"
    assert f"{changed['old']} → Khu 9" in desk.plain("inbox", "show", made.digest).out

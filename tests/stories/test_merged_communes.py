"""Two communes become one on 20/12/2026, by commands, with stores of their own and the province above them.

| | December | sent | closes with |
|---|---|---|---|
| Xã Một (06022) | 3 people | in time | a closing batch |
| Xã Hai (06025) | 2 people, one of them also in Xã Một's register | late, after the merger | a closing batch |
| Xã mới (06184) | none: it begins in January with both registers | January in time | – |
"""

from contextlib import closing

import pytest

from app.domain.access import Kind
from tests.command_line import Desk, introduce, issue
from tests.exchange import register_people
from tests.invented import COMMUNE, PROVINCE
from tests.mergers import office

ONE, TWO, NEXT = "06022", "06025", "2027-01"


@pytest.fixture
def desks(tmp_path, capsys):
    names = {ONE: "Công an xã Một", TWO: "Công an xã Hai", COMMUNE: "Công an xã mới", PROVINCE: "Công an tỉnh Lạng Sơn"}
    found = {}
    for unit, name in names.items():
        kind = Kind.RECEIVING if unit == PROVINCE else Kind.COMMUNE
        with closing(office(tmp_path / unit, unit, kind, name)) as made:
            if unit == ONE:
                register_people(made, 3, first=1)
            elif unit == TWO:
                register_people(made, 2, first=3)  # number 3 is in both registers
        found[unit] = Desk(tmp_path / unit, capsys)
    for unit in (ONE, TWO, COMMUNE):
        introduce(found[unit], found[PROVINCE], tmp_path)
    return found


def close_one(desk, out):
    closed = desk.do("office", "succeed", "--to", COMMUNE, "--on", "20/12/2026", "--out", out)
    assert (closed["new"], closed["since"]) == (COMMUNE, "2026-12-20")


def sealed(desk, month, out):
    desk.do("batch", "seal", month, "--out", out)
    return out


def accept_all(province):
    for batch in province.do("inbox", "list")["batches"]:
        if batch["entries"] and batch["state"] == "received":
            province.do("inbox", "decide", batch["batch"], "--accept")


def test_two_communes_become_one(desks, tmp_path):
    one, two, new, province = (desks[unit] for unit in (ONE, TWO, COMMUNE, PROVINCE))
    for desk in (one, two):
        issue(desk, "2026-12")
    province.do("inbox", "import", sealed(one, "2026-12", tmp_path / "one"), "--received-on", "05/12/2026")
    late = sealed(two, "2026-12", tmp_path / "two")
    for desk, folder in ((one, tmp_path / "closing-one"), (two, tmp_path / "closing-two")):
        close_one(desk, folder)

    # The new office takes both registers over; who is in both is shown, not joined.
    look = new.do("store", "merge", one.folder, "--from-user", "Lan", "--from-password-file", one.secret, "--dry-run")
    assert (look["people"], look["months"], look["dry_run"]) == (3, 1, True)
    first = new.do("store", "merge", one.folder, "--from-user", "Lan", "--from-password-file", one.secret)
    second = new.do("store", "merge", two.folder, "--from-user", "Lan", "--from-password-file", two.secret)
    assert (first["people"], second["people"], first["pairs"], second["pairs"]) == (3, 2, 0, 1)
    assert (first["waiting"], second["waiting"]) == (2, 2)
    again = new.do("store", "merge", two.folder, "--from-user", "Lan", "--from-password-file", two.secret)
    assert (again["already"], again["people"]) == (True, 0)
    assert len(new.do("duplicates", "list")["pairs"]) == 1
    assert [store["unit"] for store in new.do("store", "merged")["stores"]] == [ONE, TWO]
    written = new.do("store", "merged", "--unit", TWO, "--month", "2026-12", "--out", tmp_path / "papers")["files"]
    assert {file.rpartition("-")[2] for file in written} >= {"form01.pdf", "form01.xlsx"}

    # January is the new office's, with the people of both; nobody on it is a first-timer.
    issue(new, NEXT)
    entries = new.do("month", "show", NEXT)["entries"]
    assert [entry["new"] for entry in entries] == [False] * 5
    january = sealed(new, NEXT, tmp_path / "january")

    # Above: closing batches, January, and the late December of a commune that is no more, in whatever order.
    for folder in (tmp_path / "closing-one", january):
        province.do("inbox", "import", folder, "--received-on", "05/01/2027")
    (gap,) = province.do("inbox", "import", tmp_path / "closing-two", "--received-on", "05/01/2027")["files"]
    assert (gap["result"], gap["code"]) == ("imported", "batch.gap")
    (taken,) = province.do("inbox", "import", late, "--received-on", "10/02/2027")["files"]
    assert (taken["result"], taken["code"]) == ("imported", None)
    accept_all(province)
    months = ("--from", "2026-12", "--to", NEXT)
    alone = {row["unit"]: row["months"] for row in province.do("board", *months)["offices"]}
    assert alone[ONE] == {"2026-12": "on_time", NEXT: "not_due"}
    assert alone[TWO]["2026-12"] in ("late", "late_line")
    (rolled,) = province.do("board", *months, "--today-units")["offices"]
    assert (rolled["unit"], rolled["old_units"]) == (COMMUNE, [ONE, TWO])
    assert rolled["months"][NEXT] == "on_time"

    # The people stay five; who went from the old lists to the new one is no question, who was on both old ones is.
    assert province.do("people", "find", "")["total"] == 5
    (case,) = province.do("cases", "list")["cases"]
    assert (case["sign"], len(case["people"])) == ("two_units", 2)
    old = province.do("consolidate", "2026-12", "--out", tmp_path / "old")
    rolled_up = province.do("consolidate", "2026-12", "--out", tmp_path / "new", "--today-units")
    assert (old["people"], rolled_up["people"]) == (5, 5)
    assert (old["offices"], rolled_up["offices"]) == (2, 1)
    again = province.do("consolidate", "2026-12", "--out", tmp_path / "again", "--today-units")
    assert all(
        (tmp_path / "new" / name).read_bytes() == (tmp_path / "again" / name).read_bytes()
        for name in (file.name for file in (tmp_path / "new").iterdir())
    )
    assert again["files"]


def test_the_office_above_names_a_successor_where_no_closing_batch_came(desks):
    province = desks[PROVINCE]
    said = province.do("office", "succeed", "--unit", ONE, "--to", COMMUNE, "--on", "20/12/2026")
    assert said == {"old": ONE, "new": COMMUNE, "name": "Công an xã mới", "since": "2026-12-20"}
    assert province("office", "succeed", "--to", COMMUNE).code == "succession.unit"
    assert province("office", "succeed", "--unit", COMMUNE, "--to", ONE).code == "succession.circle"


def test_what_cannot_be_merged_is_refused_with_a_sentence(desks, tmp_path):
    new, one = desks[COMMUNE], desks[ONE]
    words = ("--from-user", "Lan", "--from-password-file", one.secret)
    assert new("store", "merge", one.folder, *words).code == "merge.not_successor"
    assert new("store", "merge", new.folder, *words).code == "merge.self"
    assert new("store", "merge", tmp_path / "nothing", *words).code == "store.missing"
    assert new("store", "merged", "--unit", ONE).code == "merge.unknown"
    close_one(one, tmp_path / "closing")
    said = new.plain("store", "merge", one.folder, *words)
    assert "Đã nhận sổ của Công an xã Một." in said.out
    assert "3" in said.out
    assert "đã nhận rồi" in new.plain("store", "merge", one.folder, *words).out

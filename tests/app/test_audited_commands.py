"""Each act of the audit's list, done by a command: the exact act, what it was about, and which command it was."""

import pytest

from app.services import people_view
from tests.command_line import Desk, issue
from tests.exchange import register_people
from tests.invented import MONTH, PASSWORD, USER, person_data
from tests.raw_sql import raw_sql


def rows(desk):
    """Every row of the trail, oldest first, as `audit list` tells it."""
    return desk.do("audit", "list", "--limit", "1000")["rows"][::-1]


def told(desk, *words):
    """The one row beside the sign-in that this command left, and what it answered."""
    before = len(rows(desk))
    answer = desk.do(*words)
    sign_in, *others = [row for row in rows(desk)[before:] if not row["act"].startswith("backup.")]
    assert (sign_in["act"], sign_in["channel"]) == ("sign_in", others[0]["channel"])
    assert {row["user"] for row in (sign_in, *others)} == {USER}
    (row,) = others
    return (row["act"], row["subject"], row["channel"]), answer


def test_what_a_command_does_with_a_person_is_told(desk):
    row, answer = told(desk, "people", "add", desk.file("1.json", person_data(1)))
    one = answer["id"]
    assert row == ("person.add", one, "cli people add")
    changes = desk.file("changes.json", {"village": "Nà Pài"})
    assert told(desk, "people", "change", one, changes, "--reason", "x")[0] == (
        "person.change", one, "cli people change")  # fmt: skip
    assert told(desk, "people", "show", one)[0] == ("person.show", one, "cli people show")
    assert told(desk, "people", "close", one, "--reason", "x")[0] == ("person.close", one, "cli people close")


def test_an_import_by_command_is_told(desk):
    file = desk.file("list.csv", "Họ và tên,CCCD,Thôn\nNgười Thứ Nhất,020090000001,Thôn Một\n")
    row, answer = told(desk, "people", "import", file)
    assert row == ("people.import", answer["import_id"], "cli people import")


def test_a_month_by_commands_is_told_from_the_list_to_the_decision(introduced, tmp_path):
    desk, above = introduced
    desk.do("people", "add", desk.file("1.json", person_data(1)))
    before = len(rows(desk))
    issue(desk, MONTH)
    confirmed = [row for row in rows(desk)[before:] if row["act"] == "month.confirm"]
    assert [(row["subject"], row["channel"]) for row in confirmed] == [(MONTH, "cli month confirm")]
    assert told(desk, "form01", MONTH, "--out", tmp_path, "--pdf")[0] == ("form01.print", MONTH, "cli form01")
    row, batch = told(desk, "batch", "seal", MONTH, "--out", tmp_path / "out")
    assert row == ("batch.seal", MONTH, "cli batch seal")
    assert told(above, "inbox", "import", tmp_path / "out")[0] == (
        "batch.import", batch["digest"], "cli inbox import")  # fmt: skip
    assert told(above, "inbox", "decide", batch["digest"][:12], "--accept")[0] == (
        "batch.decide", batch["digest"], "cli inbox decide")  # fmt: skip


def test_a_setting_by_command_is_told(desk):
    assert told(desk, "settings", "set", "list_day", "6")[0] == ("settings.set", "list_day", "cli settings set")


def test_a_backup_by_command_is_told(desk):
    desk.do("backup", "create")
    assert [(row["act"], row["channel"]) for row in rows(desk)[-1:]] == [("backup.create", "cli backup create")]


def test_a_wrong_password_is_told_with_the_next_command(desk, capsys):
    stranger = Desk(desk.folder, capsys, password=f"{PASSWORD} sai")
    assert stranger("people", "find", "").code == "auth.password"
    desk.do("doctor")
    failed, came_in = [row for row in rows(desk) if row["act"].startswith("sign_in")][-2:]
    assert (failed["act"], failed["subject"], failed["detail"]["times"]) == ("sign_in_failed", USER, 1)
    assert (came_in["act"], came_in["detail"]) == ("sign_in", {"failed_before": 1})


@pytest.mark.parametrize(("limit", "acts"), [(people_view.A_SCREEN, []), (1000, ["people.export"])])
def test_printing_more_people_than_a_screen_shows_is_an_export(commune, capsys, limit, acts):
    register_people(commune, people_view.A_SCREEN + 1)
    commune.close()
    desk = Desk(commune.store.folder, capsys)
    before = len(rows(desk))
    desk.do("people", "find", "", "--limit", str(limit))
    assert [row["act"] for row in rows(desk)[before:] if row["act"].startswith("people.")] == acts


@pytest.mark.parametrize("column", ["at", "user", "act", "channel", "subject", "detail", "previous", "hash"])
def test_a_byte_edited_by_sql_is_named_by_the_check(desk, column):
    for day in "67":
        desk.do("settings", "set", "list_day", day)
    row = 3
    flipped = f"CASE WHEN substr({column}, 1, 1) = 'x' THEN 'y' ELSE 'x' END || substr({column}, 2)"
    raw_sql(desk.folder, USER, PASSWORD, f"UPDATE audit SET {column} = {flipped} WHERE seq = {row}")
    said = desk("audit", "check")
    assert (said.status, said.json["error"]["code"], said.json["data"]["broken_at"]) == (3, "audit.broken", row)


def test_the_last_row_taken_away_is_named_by_the_heads_that_the_office_above_holds(introduced, tmp_path):
    desk, above = introduced
    desk.do("people", "add", desk.file("1.json", person_data(1)))
    issue(desk, MONTH)
    desk.do("batch", "seal", MONTH, "--out", tmp_path / "out")
    above.do("inbox", "import", tmp_path / "out")
    above.do("inbox", "heads", "06184", "--out", tmp_path / "heads.json")
    (((last,),),) = raw_sql(desk.folder, USER, PASSWORD, "SELECT max(audit_rows) FROM batches")
    raw_sql(desk.folder, USER, PASSWORD, f"DELETE FROM audit WHERE seq >= {last}", "DELETE FROM batches")
    assert desk("audit", "check").json["data"]["broken_at"] is None
    said = desk("audit", "check", "--heads", tmp_path / "heads.json")
    assert (said.status, said.json["data"]["broken_at"]) == (3, last)

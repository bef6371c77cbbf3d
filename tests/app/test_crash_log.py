"""Errors of commands and of the window are logged without anybody's data."""

import json

import pytest

from app import crash_log
from app.errors import AppError
from app.services import register
from tests.command_line import Desk
from tests.invented import person_data

MARKED = "Đánh Dấu Kín"
NUMBER = "020199123456"


def broken_person(commune):
    """A record that makes our own code stumble over a value with the person's name in it."""
    person = register.add(commune, person_data(name=f"Nông Thị {MARKED}", personal_number=NUMBER, sex="female")).person
    data = json.dumps({"name": MARKED, "residence": f"{MARKED} {NUMBER}", "id": person.id, "version": 1})
    commune.store._db.conn.execute("UPDATE people SET data = ? WHERE id = ?", (data, person.id))
    return person.id


def files_written(folder):
    return [file for file in folder.rglob("*") if file.is_file() and not file.name.startswith("store.db")]


def holds_the_marked(content):
    spellings = (MARKED, MARKED.upper(), NUMBER, "Nông Thị")
    return any(word.encode(code) in content for word in spellings for code in ("utf-8", "utf-16-le"))


def test_a_command_that_stumbles_logs_where_and_not_over_whom(commune, capsys, tmp_path):
    person_id = broken_person(commune)
    commune.close()
    said = Desk(commune.store.folder, capsys)("people", "show", person_id)
    assert said.status == 70
    log = (commune.store.folder / "log" / "errors.log").read_text("utf-8")
    assert "cli people show" in log
    assert "register.py:" in log
    assert person_id not in log
    assert not holds_the_marked((said.out + said.err).encode())
    assert not [file.name for file in files_written(tmp_path) if holds_the_marked(file.read_bytes())]


def test_a_refusal_leaves_its_code_only(commune, capsys):
    commune.close()
    desk = Desk(commune.store.folder, capsys)
    assert desk("people", "show", MARKED).code == "person.unknown"
    log = (commune.store.folder / "log" / "errors.log").read_text("utf-8")
    assert log.endswith("person.unknown cli people show\n")
    assert MARKED not in log


def raised(*messages):
    try:
        try:
            raise ValueError(messages[0])
        except ValueError as error:
            raise KeyError(messages[-1]) from error
    except KeyError as error:
        return error


def test_the_same_mistake_has_the_same_code_whoever_it_was_about():
    one, other = (crash_log.describe(raised(name)) for name in ("Lan", MARKED))
    assert one == other
    assert {"ValueError", "KeyError"} <= set(one.lines)
    assert crash_log.describe(ZeroDivisionError()).code != one.code


def test_the_log_stays_short(commune):
    for _ in range(700):
        crash_log.keep(commune.store.folder, raised(MARKED * 9), place="window register")
    file = commune.store.folder / "log" / "errors.log"
    assert file.stat().st_size <= 256 * 1024
    assert file.read_text("utf-8").splitlines()[0][:2] == "20"


@pytest.mark.parametrize("spoil", ["folder", "nothing"])
def test_a_log_that_cannot_be_written_stops_nothing(commune, tmp_path, spoil):
    folder = commune.store.folder if spoil == "folder" else tmp_path / "none"
    if spoil == "folder":
        (folder / "log" / "errors.log").mkdir()
    assert crash_log.keep(folder, AppError("disk.full"), place="cli").code == "disk.full"
    assert not (tmp_path / "none").exists()

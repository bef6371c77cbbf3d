"""People planted in the register are found in no file outside the encrypted store (`python -m tests.marked`)."""

import subprocess
import sys
from pathlib import Path

from tests.marked.__main__ import hits, marks, search
from tests.marked.month import person

ROOT = Path(__file__).parents[2]
MARK = "zqbcdfgh"


def test_a_month_by_commands_and_in_the_window_leaves_nobodys_name_behind():
    command = [sys.executable, "-m", "tests.marked", "--near"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    print(ended.stdout)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "; found 0;" in ended.stdout


def test_the_search_finds_a_name_however_it_was_written(tmp_path):
    name, number, _ = person(MARK, 0)
    (tmp_path / "kept").mkdir()
    for place, content in enumerate((name.encode(), name.encode("utf-16-le"), name.upper().encode(), number.encode())):
        (tmp_path / f"log-{place}").write_bytes(b"\0x" + content)
    (tmp_path / "kept" / "list.csv").write_text(name, "utf-8")
    (tmp_path / "clean").write_text("Nông Thị", "utf-8")
    searched, found, unread = search([tmp_path], 0, marks(MARK), kept=tmp_path / "kept")
    assert (searched, len(found), unread) == (5, 4, 0)
    assert hits(tmp_path / "kept" / "list.csv", marks(MARK))

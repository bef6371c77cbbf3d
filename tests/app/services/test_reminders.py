"""The reminder letter: whom it names, and as which unit."""

import io

from openpyxl import load_workbook

from app.services import board, reminders
from tests.province import Below, at, communes


def named(letter):
    (book,) = (content for name, content in letter.files.items() if name.endswith(".xlsx"))
    return [str(cell) for row in load_workbook(io.BytesIO(book)).active.iter_rows(values_only=True) for cell in row]


def test_a_unit_that_became_part_of_another_is_pressed_there_when_so_asked(receiving):
    units = {one.code: one for one in communes()}
    old = next(one for one in communes(old=True)
               if one.code not in units and len(one.successors) == 1 and one.successors[0] in units)  # fmt: skip
    Below(receiving, old.code, "Công an xã đã sáp nhập").trusted()
    Below(receiving, old.successors[0], "Công an xã mới").trusted()
    at(receiving, "2025-12-01")
    missing = {row.unit for row in board.overdue(board.read(receiving, "2025-06", "2025-06"))}
    assert old.code in missing
    assert "Công an xã đã sáp nhập" in named(reminders.letter(receiving, "2025-06", "2025-06"))
    today = reminders.letter(receiving, "2025-06", "2025-06", today_units=True)
    assert today.offices == 1
    assert "Công an xã mới" in named(today)
    assert "Công an xã đã sáp nhập" not in named(today)

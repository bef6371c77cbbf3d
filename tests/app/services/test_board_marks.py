"""What was entered in an office's stead at a wrong cell is taken back, and an earlier entry stands again."""

from app.services import board, board_marks
from tests.invented import MONTH
from tests.province import Below


def test_a_list_on_paper_is_taken_back_to_the_one_before(receiving, tmp_path):
    below = Below(receiving, "05977").trusted()
    sheet = tmp_path / "a.xlsx"
    sheet.write_bytes(b"PK")
    nothing = board_marks.read(receiving, below.unit, MONTH)
    assert (nothing.paper, nothing.code) == (None, "")
    board.record_paper(receiving, below.unit, MONTH, 4, file=sheet)
    board.note(receiving, below.unit, MONTH, "1234 5678")
    former = board_marks.read(receiving, below.unit, MONTH)
    board.record_paper(receiving, below.unit, MONTH, 40)
    board_marks.put_back(receiving, below.unit, MONTH, former)
    again = board_marks.read(receiving, below.unit, MONTH)
    assert (again.paper.entries, again.paper.content, again.code) == (4, b"PK", "12345678")
    board_marks.put_back(receiving, below.unit, MONTH, nothing)
    assert board_marks.read(receiving, below.unit, MONTH) == nothing
    with receiving.store.reading():
        assert "board.put_back" in [row.act for row in receiving.store.audit.rows()]

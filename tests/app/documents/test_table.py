"""Sharing rows out to pages."""

from hypothesis import given
from hypothesis import strategies as st

from app.documents.table import Piece, Table, share_out
from app.domain.paper import Column, Line, Row

FULL, FIRST, TAIL = 150.0, 90.0, 60.0
PIECES = st.lists(
    st.builds(Piece, st.just(()), st.floats(5, FULL), st.booleans().map(lambda often: often and False)), max_size=40
)


def rows(*heights):
    return [Piece((), height) for height in heights]


def used(page):
    return sum(piece.height for piece in page)


@given(PIECES)
def test_no_row_is_lost_moved_or_cut_by_a_page(pieces):
    pages = share_out(pieces, FIRST, FULL, TAIL)
    assert [piece for page in pages for piece in page] == pieces
    assert used(pages[0]) <= FIRST + 1e-6
    assert all(used(page) <= FULL + 1e-6 for page in pages[1:])


@given(PIECES)
def test_the_signatures_find_room_on_the_last_page(pieces):
    pages = share_out(pieces, FIRST, FULL, TAIL)
    assert used(pages[-1]) + TAIL <= (FIRST if len(pages) == 1 else FULL) + 1e-6


def test_a_row_goes_along_with_the_signatures():
    pages = share_out(rows(40, 40), FIRST, FULL, TAIL)
    assert [len(page) for page in pages] == [1, 1]


def test_a_group_heading_stays_with_its_first_row():
    heading = Piece((), 10, across=True)
    assert [len(page) for page in share_out([*rows(75), heading, *rows(40)], FIRST, FULL, 5)] == [1, 2]
    assert [len(page) for page in share_out([*rows(20), heading, *rows(20)], FIRST, FULL, TAIL)] == [1, 2]


def test_a_row_taller_than_a_page_is_split_between_lines():
    table = Table([Column("notes", "Ghi chú", 1), Column("name", "Tên", 1)], 60, 11)
    pieces = table.pieces([Row(("chữ " * 400, "An"))], FULL)
    assert len(pieces) > 1
    assert all(piece.height <= FULL for piece in pieces)
    assert " ".join(line for piece in pieces for line in piece.cells[0]) == ("chữ " * 400).strip()
    assert [piece.cells[1] for piece in pieces] == [("An",)] + [()] * (len(pieces) - 1)


def test_a_line_across_takes_the_whole_width():
    table = Table([Column("name", "Tên", 1)], 60, 11)
    assert table.pieces([Row(across=Line("Không có"))], FULL)[0].across

"""Where people sign on Form 01, and what is seen there once they did."""

import io
import re
import zlib
from dataclasses import replace

import pytest
from pypdf import PdfReader

from app.documents import form01_pdf, signature_stamp
from app.documents.page import QR_RISE, blocks_height, signature_rooms
from app.documents.typeface import MissingGlyph
from app.domain.month import Signer
from app.domain.paper import Block, Line
from tests.papers import content

PAGE = (2970, 2100)  # A4 lying, in tenths of mm
LONG = Signer("police", "KT", "Phó Trưởng Công an phường kiêm Chỉ huy trưởng " * 2, "Đàm Quang Vinh", "Thượng tá")


def words_in(pdf, room):
    """Text on the room's page whose baseline begins inside it."""
    found = []

    def visit(text, _matrix, place, _font, _size):
        x, y = place[4] * 25.4 / 7.2, PAGE[1] - place[5] * 25.4 / 7.2
        if text.strip() and room.x < x < room.x + room.width and room.y < y < room.y + room.height:
            found.append(text)

    PdfReader(io.BytesIO(pdf)).pages[room.page].extract_text(visitor_text=visit)
    return found


@pytest.mark.parametrize("rows", [0, 1, 5, 6, 7, 8, 30])
@pytest.mark.parametrize("signer", [None, LONG])
def test_both_sign_side_by_side_on_the_last_page_and_over_no_text(rows, signer):
    pdf, rooms = form01_pdf.render_with_rooms(content(rows, **({"police": signer} if signer else {})))
    committee, police = rooms
    assert (committee.side, police.side) == ("committee", "police")
    assert committee.x + committee.width < police.x
    for room in rooms:
        assert room.page == len(PdfReader(io.BytesIO(pdf)).pages) - 1
        assert 300 <= room.x < room.x + room.width <= PAGE[0] - 150
        assert 200 <= room.y < room.y + room.height <= PAGE[1] - 200 - QR_RISE
        assert not words_in(pdf, room)
        assert words_in(pdf, replace(room, y=room.y - 150, height=150)), "what is asked of the room would see words"


def test_a_nil_list_is_signed_by_the_police_alone():
    _pdf, rooms = form01_pdf.render_with_rooms(content(0, nil=True))
    assert [room.side for room in rooms] == ["police"]


def test_where_there_is_no_room_nobody_signs():
    blocks = (Block(lines=(Line("TRƯỞNG CÔNG AN XÃ"),), room=5, side="police"),)
    assert signature_rooms(blocks, 30, 100, 200, page=0) == ()
    assert signature_rooms((), 30, 100, 200, page=0) == ()


def test_a_stamp_is_as_large_as_its_field_and_says_who_signed():
    stamp = signature_stamp.render(("Ký bởi: Đàm Quang Vinh", "Đơn vị: Công an xã Đồng Đăng"), 70, 24)
    (page,) = PdfReader(io.BytesIO(stamp)).pages
    assert [round(float(side) * 25.4 / 72) for side in page.mediabox[2:]] == [70, 24]
    assert "Đàm Quang Vinh" in page.extract_text()


def test_a_stamp_may_become_part_of_a_pdf_a():
    # PDFBox Preflight refuses a subset font without it.
    assert b"/CIDSet" in signature_stamp.render(("Ký bởi: A",), 70, 24)


@pytest.mark.parametrize("times", [1, 8, 12])
def test_long_names_shrink_rather_than_spill(times):
    stamp = signature_stamp.render(("Nguyễn Thị Thử " * times, "Công an xã " * times), 70, 24)
    (page,) = PdfReader(io.BytesIO(stamp)).pages
    drawn = zlib.decompress(page["/Contents"].get_object()._data)
    heights = [float(y) for y in re.findall(rb"BT [\d.]+ ([\d.-]+) Td", drawn)]
    assert heights
    assert all(0 < y < 24 * 72 / 25.4 for y in heights)


def test_a_name_that_the_typeface_lacks_is_refused():
    with pytest.raises(MissingGlyph):
        signature_stamp.render(("Ký bởi: 漢",), 70, 24)


def test_a_block_whose_line_is_long_takes_room_from_those_that_have_some_over():
    short = Block((Line("BÊN NHẬN", size=13),), 20, side="a")
    long = Block((Line("KT. TRƯỞNG CÔNG AN PHƯỜNG HỮU NGHỊ", size=13),), 20, side="b")
    first, second, third = signature_rooms((short, short, long), 30, 200, 165, page=0)
    assert blocks_height((short, short, long), 165) == blocks_height((short,), 165)
    assert first.x < second.x < third.x
    assert third.x + third.width < 1950

"""Measuring and wrapping text in the bundled typeface."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.documents.typeface import MissingGlyph, face, font_file, width, wrap, wrap_evenly
from app.domain.paper import Style

VIETNAMESE = st.text(st.sampled_from("aăâbcdđeêghiklmnoôơpqrstuưvxyẢặệĐỖữỳ 0123456789-,./"), max_size=80)


@pytest.mark.parametrize("style", Style)
def test_every_cut_lies_in_the_program_and_draws_vietnamese(style):
    assert font_file(style).is_file()
    letters = "ăâđêôơưĂÂĐÊÔƠƯ" + "".join(
        unicodedata.normalize("NFC", base + tone)
        for base in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
        for tone in "\u0300\u0309\u0303\u0301\u0323"
    )
    assert all(letter in face(style).widths for letter in letters + "–“”…0123456789./-()%")


def test_the_typeface_is_as_wide_as_times_new_roman():
    assert width("0123456789", Style.PLAIN, 72) == pytest.approx(5 * 25.4)


@settings(deadline=None)
@given(VIETNAMESE, st.floats(12, 200), st.floats(0, 6))
def test_wrapped_lines_fit_and_lose_nothing(text, room, indent):
    lines = wrap(text, Style.PLAIN, 11, room, indent)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert width(lines[0], Style.PLAIN, 11) <= room - indent + 1e-6
    assert all(width(line, Style.PLAIN, 11) <= room + 1e-6 for line in lines)


def test_words_stay_whole_when_they_fit():
    assert wrap("Thôn Nà Pài, xã Đồng Đăng", Style.PLAIN, 11, 30) == ["Thôn Nà Pài, xã", "Đồng Đăng"]


def test_decomposed_text_is_composed_before_drawing():
    assert wrap(unicodedata.normalize("NFD", "Nguyễn Thị Hường"), Style.PLAIN, 11, 100) == ["Nguyễn Thị Hường"]


def test_invisible_characters_are_left_out():
    assert wrap("An\u200b\x00 \u00a0Bình\n", Style.PLAIN, 11, 100) == ["An Bình"]


@pytest.mark.parametrize("character", ["☐", "漢", "😀"])
def test_what_the_typeface_cannot_draw_is_refused_by_name(character):
    with pytest.raises(MissingGlyph, match=f"U\\+{ord(character):04X}") as caught:
        wrap(f"Nguyễn {character}", Style.BOLD, 11, 100)
    assert caught.value.character == character


def test_what_stands_in_the_middle_breaks_evenly():
    text = "Không phát sinh người chấp hành xong án phạt tù có nhu cầu và đủ điều kiện vay vốn tháng 12/2026"
    greedy, even = wrap(text, Style.BOLD, 14, 165), wrap_evenly(text, Style.BOLD, 14, 165)
    assert " ".join(even) == text
    assert len(even) == len(greedy) == 2
    lengths = [width(line, Style.BOLD, 14) for line in even]
    assert max(lengths) - min(lengths) < 25
    assert wrap_evenly("Danh sách", Style.BOLD, 14, 165) == ["Danh sách"]


def test_a_dash_ends_a_line_and_begins_none():
    lines = wrap_evenly("NGÂN HÀNG CHÍNH SÁCH XÃ HỘI – PHÒNG GIAO DỊCH CAO LỘC", Style.BOLD, 12, 105)
    assert lines == ["NGÂN HÀNG CHÍNH SÁCH XÃ HỘI –", "PHÒNG GIAO DỊCH CAO LỘC"]

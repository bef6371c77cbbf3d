"""One spelling, folding, and the order of Vietnamese names."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.names import clean, fold, sort_key

vietnamese = st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấờữỵĐƯẾ ", max_size=30)


@given(vietnamese)
def test_both_spellings_of_a_letter_are_the_same_name(name):
    apart = unicodedata.normalize("NFD", name)
    assert clean(apart) == clean(name)
    assert fold(apart) == fold(name)
    assert sort_key(apart) == sort_key(name)


@given(st.text())
def test_cleaning_and_folding_twice_changes_nothing(text):
    assert clean(clean(text)) == clean(text)
    assert fold(fold(clean(text))) == fold(clean(text))


@given(vietnamese)
def test_folded_vietnamese_is_plain_small_letters(name):
    assert fold(name).isascii()
    assert fold(name) == fold(name).lower()


@given(st.text())
def test_any_text_has_a_place_in_the_order(text):
    assert isinstance(sort_key(text), bytes)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Nông   Văn\tÍch \n", "Nông Văn Ích"),
        ("Nông\u200bVăn", "NôngVăn"),
        ("Nông\u00a0Văn", "Nông Văn"),
        ("Nông\x00 Văn\x1b", "Nông Văn"),
        ("\ufeffNông", "Nông"),
        ("N\ud800ông", "Nông"),
        ("Nông 🙂", "Nông 🙂"),
    ],
)
def test_invisible_characters_go_and_visible_ones_stay(typed, kept):
    assert clean(typed) == kept


def test_folding_takes_tones_marks_capitals_and_the_stroke_of_d():
    assert fold("Đặng Thị HÒA") == fold("đặng thị hoà") == "dang thi hoa"
    assert fold("ƯỚC MƠ") == "uoc mo"


IN_ORDER = [
    "Hoàng Văn An",
    "Vi Thị Ăn",
    "Chu Văn Ân",
    "Lò Thị Ba",
    "Lò Thị Bà",
    "Lò Thị Bả",
    "Lò Thị Bã",
    "Lò Thị Bá",
    "Lò Thị Bạ",
    "Nông Văn Cường",
    "Nông Văn Dũng",
    "Nông Văn Đạt",
    "Nông Thị Em",
    "Nông Thị Êm",
    "Chu Văn Hòa",
    "Đàm Văn Hòa",
    "Hoàng Văn Hòa",
    "Nông Văn Hoàn",
    "Nông Văn Ơn",
    "Nông Văn Tú",
    "Nông Văn Tư",
]


def test_a_list_goes_by_given_name_then_family_name_in_the_vietnamese_alphabet():
    mixed = list(reversed(IN_ORDER))
    assert sorted(mixed, key=sort_key) == IN_ORDER


def test_between_the_same_given_and_family_name_the_middle_decides():
    in_order = ["Hoàng Hòa", "Hoàng Ánh Hòa", "Hoàng Đình Hòa", "Hoàng Văn Hòa"]
    mixed = list(reversed(in_order))
    assert sorted(mixed, key=sort_key) == in_order


def test_where_the_tone_mark_is_written_does_not_change_the_order():
    assert sort_key("Nông Văn Hoà") == sort_key("Nông Văn Hòa")


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text):
    assert clean(clean(text)) == clean(text)
    assert clean(f"{text}\x07") == clean(text)  # the control character keeps it off the fast path

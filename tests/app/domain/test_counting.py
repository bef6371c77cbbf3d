"""Numbers in words, as the closing line of a list says them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.counting import in_words, two_digits

VALUES = {
    "không": 0,
    "một": 1,
    "mốt": 1,
    "hai": 2,
    "ba": 3,
    "bốn": 4,
    "năm": 5,
    "lăm": 5,
    "sáu": 6,
    "bảy": 7,
    "tám": 8,
    "chín": 9,
}
UNITS = {"trăm": 100, "mươi": 10}


def understood(words: str) -> int:
    """What a reader of the words would write in figures."""
    total = digit = 0
    for word in words.split():
        if word == "nghìn":
            total, digit = (total + digit) * 1000, 0
        elif word in UNITS:
            total, digit = total + digit * UNITS[word], 0
        elif word == "mười":
            total += 10
        elif word != "linh":
            digit = VALUES[word]
    return total + digit


@given(st.integers(0, 999_999))
def test_the_words_say_the_number(number: int) -> None:
    assert understood(in_words(number)) == number


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"),
        (4, "bốn"),
        (10, "mười"),
        (11, "mười một"),
        (15, "mười lăm"),
        (20, "hai mươi"),
        (21, "hai mươi mốt"),
        (55, "năm mươi lăm"),
        (100, "một trăm"),
        (105, "một trăm linh năm"),
        (115, "một trăm mười lăm"),
        (500, "năm trăm"),
        (1000, "một nghìn"),
        (1005, "một nghìn không trăm linh năm"),
        (1021, "một nghìn không trăm hai mươi mốt"),
        (9999, "chín nghìn chín trăm chín mươi chín"),
        (12_040, "mười hai nghìn không trăm bốn mươi"),
        (105_000, "một trăm linh năm nghìn"),
    ],
)
def test_numbers_are_said_as_a_vietnamese_reader_says_them(number: int, words: str) -> None:
    assert in_words(number) == words


@pytest.mark.parametrize("number", [-1, 1_000_000])
def test_numbers_no_list_can_have_are_refused(number: int) -> None:
    with pytest.raises(ValueError, match="number"):
        in_words(number)


def test_small_numbers_take_a_leading_zero() -> None:
    assert (two_digits(4), two_digits(12)) == ("04", "12")

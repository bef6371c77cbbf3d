from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.dates import PartialDate
from app.domain.person import Sex
from app.domain.qr import LONGEST, looks_like_code, read_code

SEVEN = "020095000017|082345678|Bế Văn Ản|11011995|Nam|Thôn Nà Lầm, Xã Đồng Đăng, Huyện Cao Lộc, Tỉnh Lạng Sơn|20042021"
SIX = "020183000025|Đỗ Thị Bình|12041983|Nữ|Khu Dây Thép, Thị trấn Đồng Đăng, Cao Lộc, Lạng Sơn|20042021"
ELEVEN = "020090000041||NGÔ A PÁO|06051990|Nam|Thôn Nà Lầm, Xã Đồng Đăng, Lạng Sơn|01072024||Ngô A Cha|Vàng Thị Mẹ|"


def test_a_card_of_seven_fields_fills_everything():
    card = read_code(SEVEN)
    assert (card.personal_number, card.old_number, card.name) == ("020095000017", "082345678", "Bế Văn Ản")
    assert (card.birth, card.sex) == (PartialDate(1995, 1, 11), Sex.MALE)
    assert card.village == "Thôn Nà Lầm"
    assert card.issued_on == PartialDate(2021, 4, 20)


def test_a_card_of_six_fields_has_no_old_number():
    card = read_code(SIX)
    assert (card.old_number, card.name, card.sex) == ("", "Đỗ Thị Bình", Sex.FEMALE)
    assert card.village == "Khu Dây Thép"


def test_a_card_of_2024_gives_nothing_of_the_parents():
    card = read_code(ELEVEN)
    assert (card.name, card.birth, card.village) == ("Ngô A Páo", PartialDate(1990, 5, 6), "Thôn Nà Lầm")
    assert "Cha" not in repr(card)
    assert "Mẹ" not in repr(card)


def test_name_and_address_are_always_to_be_compared_with_the_card():
    assert read_code(SEVEN).doubtful == ("name", "village")


@pytest.mark.parametrize("said", ["N?", "Nwx", "N÷", "", "Nu", "Nữ"])
def test_a_spoiled_sex_is_told_from_the_number(said):
    assert read_code(SIX.replace("|Nữ|", f"|{said}|")).sex is Sex.FEMALE


def test_telex_keys_that_stayed_in_the_name_become_letters():
    assert read_code(SEVEN.replace("Bế Văn Ản", "Bees Vawn Anr")).name == "Bế Văn Ản"


def test_marks_in_pieces_and_the_end_of_a_line_do_no_harm():
    assert read_code("\ufeff" + SEVEN.replace("ế", "e\u0302\u0301") + "\r\n").name == "Bế Văn Ản"


def test_a_birth_of_which_only_the_year_is_known():
    assert read_code(SEVEN.replace("11011995", "00001995")).birth == PartialDate(1995)
    assert read_code(SEVEN.replace("11011995", "1995")).birth == PartialDate(1995)


@pytest.mark.parametrize(
    "spoiled",
    ["", "|||||", SEVEN[1:], SEVEN.replace("11011995", "31021995"), SEVEN.replace("Bế Văn Ản", ""),
     SEVEN.replace("082345678", "08"), SEVEN + "|" * 20, SEVEN + "x" * LONGEST, SEVEN.replace("|", "~"),
     SEVEN.replace("Bế Văn Ản", "x" * 300), "020095000017|11011995"],
)  # fmt: skip
def test_what_is_no_card_is_refused_without_a_word_of_it(spoiled):
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - the message must be empty of the payload
        read_code(spoiled)
    assert "Bế" not in str(refused.value)


def test_the_beginning_of_a_code_is_known_by_twelve_digits_and_the_sign():
    assert looks_like_code("020095000017|")
    assert not looks_like_code("020095000017")
    assert not looks_like_code("02009500001x|")


@given(st.text(max_size=300))
def test_any_text_is_a_card_or_refused(text):
    try:
        card = read_code(text)
    except ValueError:
        return
    assert len(card.personal_number) == 12


names = st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạ ", min_size=1, max_size=40).filter(str.strip)


@given(
    number=st.from_regex(r"[0-9]{12}", fullmatch=True), old=st.from_regex(r"([0-9]{9})?", fullmatch=True),
    birth=st.dates(date(1930, 1, 1), date(2199, 12, 31)), name=names, more=st.lists(names, max_size=4),
)  # fmt: skip
def test_every_well_formed_card_gives_its_number_and_birth(number, old, birth, name, more):
    code = "|".join(
        [number, old, name, f"{birth:%d%m}{birth.year:04}", "Nam", "Thôn A, Xã B, Tỉnh C", "01012022", *more]
    )
    card = read_code(code)
    assert (card.personal_number, card.old_number) == (number, old)
    assert card.birth == PartialDate(birth.year, birth.month, birth.day)

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.telex import from_telex, lacks_marks, looks_like_telex


@pytest.mark.parametrize(
    ("keys", "name"),
    [
        ("Nguyeenx Vawn Ar", "Nguyễn Văn Ả"), ("Traanf Thij Hoaf", "Trần Thị Hòa"),
        ("Luwowng Thij Thuys", "Lương Thị Thúy"),
        ("DDAOF VAWN QUYS", "ĐÀO VĂN QUÝ"), ("Giangf A Suwr", "Giàng A Sử"),
        ("Nguyeenx Vawn Gioongs", "Nguyễn Văn Giống"),
        ("nguyeenx", "nguyễn"), ("Huyeenf Tuaans", "Huyền Tuấn"),
    ],
)  # fmt: skip
def test_keys_become_the_letters_they_stand_for(keys, name):
    assert from_telex(keys) == name
    assert looks_like_telex(keys)


@pytest.mark.parametrize(
    "name",
    ["Bế Văn Ản", "Ngô A Páo", "Vàng Seo Lử", "Lù Văn Xèng", "Tẩn Láo Tả", "Phàn U Mẩy", "Hoàng Thị Pất", "Mua A Chu",
     "Lý Phù Chòi", "Nông Quang Hùng", "Giàng Thị Dợ", "Ma Văn Xuân", "Dương Kim Oanh"],
)  # fmt: skip
def test_names_of_every_people_pass(name):
    assert not looks_like_telex(name)
    assert not lacks_marks(name)


def test_a_family_that_has_a_mark_shows_a_name_typed_without():
    assert lacks_marks("nguyen van an")
    assert lacks_marks("Tran Thi Hoa")
    assert not lacks_marks("Ma Seo Chu")
    assert not lacks_marks("Nguyễn Văn An")


@given(st.text(max_size=60))
def test_any_text_comes_back_in_one_spelling(text):
    made = from_telex(text)
    assert made == unicodedata.normalize("NFC", made)
    assert from_telex(made) == from_telex(from_telex(made))

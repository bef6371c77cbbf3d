"""Each Vietnamese habit and each slip of a pen is recognised by its own name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.matching import Level, Record, around, find, level_of
from app.matching.record import Prepared
from app.matching.signals import compare, other_people

ONE = Record("a", "Đặng Thị Thúy Hòa", "1988-05-17", "020188000123", "082123456", "06184", "Thôn Nà Pài", "female")


def signs(**changes):
    other = Record(**{**{name: getattr(ONE, name) for name in Record.__slots__}, "id": "b", **changes})
    return {sign.name: sign.weight for sign in compare(Prepared(ONE), Prepared(other))}


@pytest.mark.parametrize(
    ("name", "sign"),
    [
        ("Đặng Thị Thúy Hòa", "name.same"),
        ("DANG THI THUY HOA", "name.folded"),
        ("Đặng Thị Thuý Hoà", "name.folded"),
        ("Đặng Thúy Hòa", "name.middle_dropped"),
        ("Thúy Hòa Đặng", "name.order"),
        ("Hòa Đặng Thị Thúy", "name.order"),
        ("Đặng Thị Thúy Hoan", "name.near"),
        ("Đặng Hòa", "name.middle_dropped"),
        ("Nguyễn Văn Bách", "name.other"),
    ],
)
def test_a_name_is_recognised(name, sign):
    assert sign in signs(name=name)


@pytest.mark.parametrize(("one", "other"), [("Lý Thị Mỹ", "Lí Thị Mĩ"), ("Vy Văn Tý", "Vi Văn Tí")])
def test_i_and_y_are_one_habit(one, other):
    assert Prepared(Record("a", one)).folded == Prepared(Record("b", other)).folded


def test_y_in_a_diphthong_is_another_name():
    assert Prepared(Record("a", "Lê Thúy")).folded != Prepared(Record("b", "Lê Thúi")).folded


@pytest.mark.parametrize(
    ("number", "old", "sign"),
    [
        ("020188000123", "", "number.same"),
        ("020188000124", "", "number.one_digit"),
        ("020188000213", "", "number.swapped"),
        ("20188000123", "", "number.zero_lost"),
        ("", "082123456", "number.old_same"),
        ("082123456", "", "number.old_same"),
        ("", "82123456", "number.old_same"),
        ("", "082123457", "number.old_near"),
        ("001199765432", "", "number.other"),
        ("001199765432", "082123456", "number.old_same"),
    ],
)
def test_a_number_is_recognised(number, old, sign):
    assert sign in signs(number=number, old_number=old)


@pytest.mark.parametrize(
    ("birth", "sign"),
    [
        ("1988-05-17", "birth.same"),
        ("1988", "birth.year_only"),
        ("1988-05", "birth.year_only"),
        ("1988-05-18", "birth.one_digit"),
        ("1988-05-27", "birth.one_digit"),
        ("1988-05-16", "birth.one_digit"),
        ("1988-05-71", "birth.one_digit"),
        ("1989-05-17", "birth.one_digit"),
        ("1988-11-02", "birth.year_same"),
        ("1971-01-02", "birth.other"),
    ],
)
def test_a_birth_date_is_recognised(birth, sign):
    assert sign in signs(birth=birth)


def test_day_and_month_are_found_swapped():
    one, other = Prepared(Record("a", "Vi An", "1988-05-11")), Prepared(Record("b", "Vi An", "1988-11-05"))
    assert "birth.swapped" in {sign.name for sign in compare(one, other)}


def test_a_birth_date_that_is_not_known_says_nothing():
    assert not [name for name in signs(birth="") if name.startswith("birth")]


@pytest.mark.parametrize(
    ("changes", "sign"),
    [
        ({"village": "thon na pai"}, "village.same"),
        ({"unit": "06001"}, "village.name"),
        ({"village": "Khu 2"}, "unit.same"),
        ({"sex": "male"}, "sex.other"),
    ],
)
def test_where_somebody_lives_and_the_sex_are_signs(changes, sign):
    assert sign in signs(**changes)


@pytest.mark.parametrize(
    ("number", "sign"), [("020188000999", "number.fits"), ("020088000999", "number.unfit"), ("020299000999", "")]
)
def test_a_number_is_held_against_a_record_that_has_none(number, sign):
    one = Prepared(Record("a", "Vi Thị An", "1988", number))
    other = Prepared(Record("b", "Vi Thị An", "1988", sex="female"))
    found = {one.name for one in compare(one, other) if one.name.startswith("number")}
    assert found == ({sign} if sign else {"number.unfit"} if number[3] == "2" else set())


def test_the_same_number_and_name_is_certain():
    assert level_of(sum(signs().values())) is Level.CERTAIN


def test_two_whole_numbers_that_differ_speak_against_the_same_name():
    assert level_of(sum(signs(number="020188999777", old_number="").values())) is None


@given(st.sampled_from([ONE.name, "Vi An"]), st.sampled_from(["020188999777", "081999777", ""]), st.integers(-1, 1))
def test_who_is_passed_over_for_two_other_numbers_would_weigh_too_little(name, number, rarity):
    one, other = Prepared(ONE), Prepared(Record("b", name, ONE.birth, number, "", ONE.unit, ONE.village, ONE.sex))
    if other_people(one, other):
        assert level_of(sum(sign.weight for sign in compare(one, other, rarity))) is None


@given(st.text(max_size=30), st.text(max_size=14), st.sampled_from(["", "1988", "1988-05", "1988-05-17"]))
def test_whatever_stands_in_a_record_compares_the_same_both_ways(name, number, birth):
    one, other = Prepared(ONE), Prepared(Record("b", name, birth, number))
    assert {sign.name for sign in compare(one, other)} == {sign.name for sign in compare(other, one)}


@given(st.lists(st.builds(Record, st.uuids().map(str), st.text(max_size=20), st.just("1990-01-01")), max_size=6))
def test_any_register_can_be_searched(records):
    assert all(pair.first < pair.second for pair in find(records))


def test_the_form_finds_whoever_is_being_entered_again():
    others = [Record("x", "Vi Văn Bách", "1970-01-01"), ONE, Record("y", "Đặng Thúy Hòa", "1988-05-17")]
    found = around(Record("new", "Dang Thi Thuy Hoa", "1988-05-17", "020188000123"), others)
    assert [(pair.second if pair.first == "new" else pair.first) for pair in found] == ["a", "y"]

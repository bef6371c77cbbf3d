"""The rules of the 12-digit personal number. All numbers are invented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.dates import PartialDate
from app.domain.identity import (
    NumberFacts,
    check_number,
    explain_number,
    known_birth_province,
    number_errors,
    number_warnings,
)
from app.domain.person import Sex

MAN_1988 = "020088000000"


def test_there_are_63_birth_provinces():
    assert sum(known_birth_province(f"{code:03}") is not None for code in range(1000)) == 63
    assert known_birth_province("020") == "Lạng Sơn"
    assert known_birth_province("003") is None
    assert known_birth_province("20") is None


def test_the_digits_say_province_sex_and_year():
    assert explain_number(MAN_1988) == NumberFacts("Lạng Sơn", Sex.MALE, 1988)


@pytest.mark.parametrize(
    ("digit", "sex", "year"),
    [
        ("0", Sex.MALE, 1907),
        ("1", Sex.FEMALE, 1907),
        ("2", Sex.MALE, 2007),
        ("3", Sex.FEMALE, 2007),
        ("9", Sex.FEMALE, 2307),
    ],
)
def test_the_fourth_digit_is_century_and_sex(digit, sex, year):
    facts = explain_number(f"020{digit}07000000")
    assert (facts.sex, facts.birth_year) == (sex, year)


@pytest.mark.parametrize("number", ["0" * 11, "0" * 13, "02008800000x", "020 088000000", "٠" * 12, MAN_1988 + "\n"])
def test_anything_but_12_digits_is_an_error_and_says_nothing_more(number):
    assert check_number(number, Sex.FEMALE, PartialDate(1950)) == ("id.length",)
    assert explain_number(number) == NumberFacts()


def test_a_number_not_known_yet_is_no_error():
    assert check_number("", Sex.MALE, PartialDate(1988)) == ()


def test_an_agreeing_number_has_no_warning():
    assert check_number(MAN_1988, Sex.MALE, PartialDate(1988, 5, 17)) == ()
    assert check_number(MAN_1988, None, None) == ()


def test_disagreements_are_warnings_not_errors():
    assert number_errors(MAN_1988) == ()
    assert number_warnings(MAN_1988, Sex.FEMALE, None) == ("id.sex_mismatch",)
    assert number_warnings(MAN_1988, Sex.MALE, PartialDate(1989)) == ("id.birth_mismatch",)
    assert number_warnings("003088000000", Sex.MALE, None) == ("id.province_unknown",)


def test_a_year_of_another_century_is_a_mismatch():
    assert number_warnings("020207000000", None, PartialDate(1907)) == ("id.birth_mismatch",)


def test_a_country_code_of_somebody_born_abroad_is_not_unknown():
    assert check_number("108088000000", Sex.MALE, PartialDate(1988)) == ()
    assert explain_number("108088000000").province is None


@given(st.text(max_size=14), st.sampled_from([None, *Sex]), st.none() | st.builds(PartialDate, st.integers(1900, 2199)))
def test_no_text_breaks_the_check(number, sex, birth):
    codes = check_number(number, sex, birth)
    assert codes == number_errors(number) + number_warnings(number, sex, birth)


@given(st.from_regex(r"[0-9]{12}", fullmatch=True))
def test_a_number_never_disagrees_with_what_it_says_itself(number):
    facts = explain_number(number)
    birth = PartialDate(facts.birth_year) if facts.birth_year < 2200 else None
    assert set(check_number(number, facts.sex, birth)) <= {"id.province_unknown"}

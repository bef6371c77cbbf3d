"""The code for the telephone: eight digits that mean one list."""

from hypothesis import given
from hypothesis import strategies as st

from app.domain.phone_code import fits, phone_code

DIGEST = "ab" * 32


def test_a_code_is_eight_digits_in_two_groups_and_stays_the_same():
    assert phone_code("06184", "2026-12", DIGEST) == "0724 4264"
    assert len(phone_code("06184", "2026-12", DIGEST)) == 9


@given(st.text(max_size=12), st.text(max_size=12), st.text(max_size=64))
def test_a_code_means_its_list_however_it_is_typed(unit, month, digest):
    code = phone_code(unit, month, digest)
    assert code.replace(" ", "").isdecimal()
    for typed in (code, code.replace(" ", ""), code.replace(" ", "-"), f" {code} "):
        assert fits(typed, unit, month, digest)


def test_another_list_has_another_code():
    code = phone_code("06184", "2026-12", DIGEST)
    assert not fits(code, "06187", "2026-12", DIGEST)
    assert not fits(code, "06184", "2027-01", DIGEST)
    assert not fits(code, "06184", "2026-12", "cd" * 32)
    assert not fits("", "06184", "2026-12", DIGEST)

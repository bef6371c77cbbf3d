"""Pauses grow, end, and spread."""

from hypothesis import given
from hypothesis import strategies as st

from app.domain.retry import pause


def test_pauses_grow_to_an_hour():
    assert [pause(failures, 0.999999) // 1 for failures in (1, 2, 3)] == [19, 39, 79]
    assert pause(50, 0.999999) <= 3600


@given(st.integers(0, 10_000), st.floats(0, 1, exclude_max=True))
def test_a_pause_is_between_half_and_all(failures, chance):
    assert 10 <= pause(failures, chance) <= 3600

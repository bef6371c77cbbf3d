"""Dead objects are looked for again once the work is done, whatever happened in it."""

import gc

import pytest

from app import tidying


def test_it_is_put_off_and_taken_up_again():
    with tidying.put_off():
        assert not gc.isenabled()
        with tidying.put_off():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


def test_an_error_does_not_put_it_off_for_ever():
    with pytest.raises(ValueError, match="so"), tidying.put_off():
        raise ValueError("so")
    assert gc.isenabled()


def test_where_it_is_off_it_stays_off():
    gc.disable()
    try:
        with tidying.put_off():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()

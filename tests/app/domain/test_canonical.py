"""One byte sequence for one value."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.canonical import canonical

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@given(values)
def test_reading_and_writing_again_gives_the_same_bytes(value):
    once = canonical(value)
    assert canonical(json.loads(once)) == once


def test_keys_are_sorted_and_nothing_is_padded():
    assert canonical({"b": [1, None, True], "a": "Đ"}) == '{"a":"Đ","b":[1,null,true]}'.encode()


def test_both_spellings_of_a_letter_give_the_same_bytes():
    name = "Nông Thị Ánh Tuyết"
    apart = unicodedata.normalize("NFD", name)
    assert canonical({apart: apart}) == canonical({name: name})


@pytest.mark.parametrize("value", [1.0, [0.5], {"a": {"b": float("nan")}}, (1, 2.5)])
def test_fractions_are_refused(value):
    with pytest.raises(TypeError):
        canonical(value)

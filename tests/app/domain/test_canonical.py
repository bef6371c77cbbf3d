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


def composed(value):
    """What canonical JSON is by definition, however slowly."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {composed(key): composed(item) for key, item in value.items()}
    return [composed(item) for item in value] if isinstance(value, list) else value


@given(values)
def test_the_short_way_gives_what_the_long_way_gives(value):
    written = json.dumps(composed(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert canonical(value).decode("utf-8", "surrogatepass") == written


def test_text_that_looks_like_a_fraction_is_text():
    assert canonical({"a": ",1.5e-3", "b": "NaN"}) == b'{"a":",1.5e-3","b":"NaN"}'


@pytest.mark.parametrize(
    "value",
    [1.0, [0.5], {"a": {"b": float("nan")}}, (1, 2.5), 1e300, -1e-9, [float("inf")], {"a": -float("inf")}, {"a": 1e16}],
)
def test_fractions_are_refused(value):
    with pytest.raises(TypeError):
        canonical(value)

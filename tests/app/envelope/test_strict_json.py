"""One byte sequence has one meaning, or none."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.canonical import canonical
from app.envelope.strict_json import LONGEST_LINE, LineError, strict_json, strict_lines

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=30,
)


@given(VALUES)
def test_canonical_json_is_read_as_it_was_written(value):
    """Keys that NFC makes equal are one key to the writer too."""
    written = canonical(value)
    assert canonical(strict_json(written)) == written


@given(VALUES)
def test_escaped_json_means_the_same(value):
    written = json.dumps(strict_json(canonical(value)), sort_keys=True).encode()
    assert canonical(strict_json(written)) == canonical(value)


@given(VALUES | st.integers() | st.lists(st.integers()))
def test_canonical_json_is_read_like_any_other(value):
    """It has a reader of its own, which gives the same; a space more is enough for the other one."""
    written = canonical(value)
    assert strict_json(written) == strict_json(b" " + written) == json.loads(written)


@pytest.mark.parametrize("twice", [b'{"a":1,"b":2,"a":1}', b'{"a":{"b":1,"b":1}}', b'[{"a":null,"a":null}]'])
def test_a_key_that_is_there_twice_is_seen_wherever_it_stands(twice):
    with pytest.raises(ValueError, match="duplicate"):
        strict_json(twice)


@given(st.floats())
def test_no_fraction_is_read_however_it_is_written(number):
    for written in (repr(number), f"[{number!r}]", f"{number:g}.0", f"{number:e}", '{"a":1e16}'):
        with pytest.raises(ValueError, match=r"."):
            strict_json(written.encode())


@given(st.binary(max_size=60) | TEXT.map(str.encode))
def test_noise_is_refused_or_is_json(data):
    try:
        value = strict_json(data)
    except ValueError:
        return
    assert value == json.loads(data)


@given(st.text(min_size=1, max_size=20))
def test_what_is_not_nfc_is_refused_however_it_is_written(text):
    twin = unicodedata.normalize("NFD", text)
    if unicodedata.is_normalized("NFC", twin):
        return
    for written in (json.dumps([twin]), json.dumps({twin: 1}), json.dumps([twin], ensure_ascii=False)):
        with pytest.raises(ValueError, match=r"."):
            strict_json(written.encode(errors="surrogatepass"))


@pytest.mark.parametrize(
    "wrong",
    [
        *(b"", b" ", b"{", b"[1]x", b"[1][2]", b"\xef\xbb\xbf[]", b"\xff", "[]".encode("utf-16"), b"[01]", b"[+1]"),
        *(b"NaN", b"Infinity", b"-Infinity", b"1.0", b"-0.0", b"1e3", b"9" * 5000, b"['a']", b"[1,]", b"// x\n1"),
        *(b'{"a":1,"a":2}', b'[{"b":{"a":1,"\\u0061":2}}]', b'"\\ud800"', b'"\\u00e9\\u0000"', b'"\\u007f"', b'"\x01"'),
        *(b"[" * 33 + b"]" * 33, b'{"a":' * 33 + b"1" + b"}" * 33, b"[" * 100_000, b"[" * 100_000 + b"]" * 100_000),
    ],
)
def test_what_two_readers_could_read_differently_is_refused(wrong):
    with pytest.raises(ValueError, match=r"."):
        strict_json(wrong)


def test_what_is_deep_only_in_words_is_read():
    assert strict_json(b"[" * 32 + b'"' + b"[" * 99 + b'"' + b"]" * 32)
    assert strict_json('"a\\nb\\tc \\u1ea1 é"'.encode()) == "a\nb\tc ạ é"


def test_lines_come_with_their_own_bytes():
    assert list(strict_lines(b'{"a":1}\n[2]\n')) == [(b'{"a":1}\n', {"a": 1}), (b"[2]\n", [2])]


@pytest.mark.parametrize(
    ("data", "number"),
    [
        (b"1\n\n", 2),
        (b"1\n2", 2),
        (b'"' + b"x" * (LONGEST_LINE - 2) + b'"\n', 1),
        (b"1\n2\nx\n4\n", 3),
    ],
)
def test_a_bad_line_is_named_by_its_number(data, number):
    with pytest.raises(LineError) as refused:
        list(strict_lines(data))
    assert refused.value.number == number


def test_the_longest_line_is_read():
    assert len(list(strict_lines(b'"' + b"x" * (LONGEST_LINE - 3) + b'"\n'))) == 1

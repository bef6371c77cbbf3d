"""A key in parts: all of them give it back, however they were typed; less than all gives nothing."""

import re
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.envelope.key_parts import PartError, join, read_part, split

KEY = b"a protected key file, some two hundred bytes long " * 4


@given(st.binary(min_size=1, max_size=300), st.integers(2, 9), st.randoms())
def test_all_parts_in_any_order_give_the_key(data, count, random):
    parts = split(data, count)
    random.shuffle(parts)
    assert join(parts) == data


@given(st.integers(2, 5), st.data())
def test_less_than_all_parts_gives_nothing_and_says_which_are_missing(count, data):
    parts = split(KEY, count)
    kept = data.draw(st.sampled_from(list(combinations(range(count), count - 1))))
    with pytest.raises(PartError) as refused:
        join(parts[place] for place in kept)
    assert refused.value.missing == tuple(set(range(1, count + 1)) - {place + 1 for place in kept})


def test_a_part_reads_well_however_it_was_typed():
    first, second = split(KEY, 2)
    typed = re.sub(r"(.{5})", r"\1 ", second).lower().replace("o", "0").replace("i", "1")
    typed = typed.replace("hnk 1", "hnk1").replace(" ", "\n", 3)
    head, rest = typed.split("-", 1)
    assert join([first, f"{head}-{rest}"]) == KEY


def test_every_wrong_letter_is_noticed_with_its_part():
    first, second = split(KEY, 2)
    for place, letter in enumerate(second):
        wrong = second[:place] + ("A" if letter != "A" else "B") + second[place + 1 :]
        with pytest.raises(PartError) as refused:
            join([first, wrong])
        assert refused.value.part == 2


def test_parts_of_two_keys_do_not_mix():
    with pytest.raises(PartError) as refused:
        join([split(KEY, 2)[0], split(KEY[::-1], 2)[1]])
    assert refused.value.part == 2


def test_parts_of_two_printings_of_one_key_give_no_key():
    with pytest.raises(PartError):
        join([split(KEY, 2)[0], split(KEY, 2)[1]])


@pytest.mark.parametrize("part", ["", "HNK1", "HNK1-", "HNK1-ABCDEF-3-2-ABC-ABCDEFGH", "x" * 10_000, "HNK1-----"])
def test_what_is_no_part_is_refused(part):
    with pytest.raises(PartError):
        read_part(part)


@given(st.text())
def test_any_text_is_a_part_or_refused(text):
    with pytest.raises(PartError):
        read_part(text)


def test_a_part_that_says_it_is_beyond_the_last_is_refused():
    from app.envelope import key_parts

    text = key_parts._text("HNK1-ABCDEF-3-2-ME")
    with pytest.raises(PartError):
        read_part(text)
    with pytest.raises(PartError):  # a body that base32 cannot have
        read_part(key_parts._text("HNK1-ABCDEF-1-2-M"))


@pytest.mark.parametrize(("data", "parts"), [(b"", 2), (KEY, 1), (KEY, 10), (bytes(3000), 2)])
def test_what_cannot_be_printed_is_not_split(data, parts):
    with pytest.raises(ValueError, match="parts"):
        split(data, parts)


def test_nothing_is_no_key():
    with pytest.raises(PartError):
        join([])

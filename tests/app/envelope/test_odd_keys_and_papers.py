"""Certificates, revocation lists, printed keys and PDF with bytes changed at random are refused by name, if at all."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz import keys_and_papers

CHANGES = st.lists(st.tuples(st.integers(0, 1 << 20), st.integers(0, 255), st.integers(0, 3)), min_size=1, max_size=6)


def changed(seed, changes):
    """Bytes written over, cut out or put in."""
    data = bytearray(seed)
    for place, byte, kind in changes:
        at = place % len(data)
        if kind == 0:
            data[at : at + 1 + byte % 8] = b""
        elif kind == 1:
            data[at:at] = data[at : at + byte]
        else:
            data[at] = byte
        data = data or bytearray(1)
    return bytes(data)


@pytest.mark.filterwarnings("ignore:Parsed a serial number")
@pytest.mark.parametrize("target", keys_and_papers.TARGETS, ids=[one.__name__ for one, _ in keys_and_papers.TARGETS])
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_whatever_was_changed_is_refused_by_name(target, data):
    function, seeds = target
    function(changed(data.draw(st.sampled_from(seeds)), data.draw(CHANGES)))


def test_what_was_not_changed_is_read():
    for function, seeds in keys_and_papers.TARGETS:
        for seed in seeds:
            function(seed)

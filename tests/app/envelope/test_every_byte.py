"""Every byte of a small batch is changed, one at a time: what was sealed comes out, or nothing does.

Here one bit of each byte; every bit, and every byte of every signed file, with `pytest -m slow tests/app/envelope`.
"""

import pytest

from app.errors import AppError
from tests.golden.envelope.attacks_outside import written
from tests.workshop import GOLDEN, golden_workshop

WORKSHOP = golden_workshop()
SEALED = (GOLDEN / "good.asice.age").read_bytes()
MEMBERS = WORKSHOP.members()
PLAIN = written(MEMBERS)


def one_bit(data):
    """Each place with `data` changed there by one bit, not always the same."""
    for place, byte in enumerate(data):
        yield place, data[:place] + bytes([byte ^ 1 << place % 8]) + data[place + 1 :]


def every_bit(data):
    for place, byte in enumerate(data):
        for bit in range(8):
            yield place, data[:place] + bytes([byte ^ 1 << bit]) + data[place + 1 :]


CHANGES = [one_bit, pytest.param(every_bit, marks=pytest.mark.slow)]


@pytest.mark.parametrize("changes", CHANGES)
def test_a_changed_byte_of_a_batch_file_is_refused(changes):
    for place, data in changes(SEALED):
        assert (place, WORKSHOP.refusal(data)) == (place, "batch.decrypt")


@pytest.mark.parametrize("changes", CHANGES)
def test_a_changed_byte_inside_is_refused_or_says_nothing(changes):
    """Who can decrypt, a clerk of the receiver say, may change the times in the ZIP and nothing that is read."""
    whole = WORKSHOP.open_container(PLAIN)
    outcomes = [outcome(data) for _place, data in changes(PLAIN)]
    assert all(one in (whole, "batch.container", "batch.too_big") for one in outcomes)
    assert outcomes.count(whole) * 10 < len(outcomes)


def outcome(plain):
    try:
        return WORKSHOP.open_container(plain)
    except AppError as refused:
        return refused.code


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in MEMBERS if name != "mimetype"])
def test_a_changed_byte_of_a_signed_file_is_refused(name):
    """In a ZIP whose checksums hold."""
    for place, content in one_bit(MEMBERS[name]):
        with pytest.raises(AppError) as refused:
            WORKSHOP.open_container(written({**MEMBERS, name: content}))
        assert (place, refused.value.code) == (place, "batch.signature")

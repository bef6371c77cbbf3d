"""A desk's decision in a file: believed as its own key wrote it, or not at all."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.envelope.decision_file import read_decision, write_decision
from app.envelope.encryption import recipient_of
from tests.workshop import golden_workshop

WORKSHOP = golden_workshop()
FACTS = {
    "batch": "a" * 64, "desk": WORKSHOP.province.fingerprint, "state": "returned",
    "entries": [{"number": 1, "state": "returned", "reason": "Thiếu"}], "decided_by": "Hoàng Thị Thử",
    "decided_at": "2026-12-07T08:00:00+07:00",
}  # fmt: skip
FILE = write_decision(FACTS, WORKSHOP.province.key)


def test_a_decision_comes_back_as_its_desk_wrote_it():
    assert read_decision(FILE) == FACTS


def changed(**facts):
    return json.dumps({**json.loads(FILE), **facts}, ensure_ascii=False).encode()


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", FILE[:-1], b" " * (1024 * 1024 + 1), changed(state="accepted"), changed(version=2),
     changed(signature="AAAA"), changed(desk=WORKSHOP.commune.fingerprint),
     write_decision(FACTS, WORKSHOP.commune.key)],
)  # fmt: skip
def test_whatever_else_is_refused(data):
    assert read(data) is None


@given(st.integers(0, len(FILE) - 1), st.integers(1, 255))
def test_a_changed_byte_is_noticed_or_changes_nothing(place, by):
    """The last letter of base64 has bits that mean nothing."""
    assert read(FILE[:place] + bytes([FILE[place] ^ by]) + FILE[place + 1 :]) in (None, FACTS)


def read(data):
    try:
        return read_decision(data)
    except ValueError:
        return None


def test_an_identity_has_its_recipient_and_nothing_else_has():
    assert recipient_of(WORKSHOP.province.identity) == WORKSHOP.province.recipient
    with pytest.raises(ValueError, match="identity"):
        recipient_of("AGE-SECRET-KEY-1NONSENSE")

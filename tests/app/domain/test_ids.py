"""Identifiers are UUIDv7."""

import time
from uuid import RFC_4122, UUID

from app.domain.ids import new_id


def test_an_id_is_a_uuid_of_version_7():
    made = UUID(new_id())
    assert (made.version, made.variant) == (7, RFC_4122)


def test_ids_tell_when_they_were_made():
    before = time.time_ns() // 1_000_000
    milliseconds = UUID(new_id()).int >> 80
    assert before <= milliseconds <= time.time_ns() // 1_000_000


def test_ids_sort_by_the_time_they_were_made():
    first = new_id()
    time.sleep(0.002)
    assert first < new_id()


def test_no_two_ids_are_the_same():
    assert len({new_id() for _ in range(10_000)}) == 10_000

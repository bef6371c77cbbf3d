"""The trail of who did what can only grow, and a rewrite shows."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlcipher3 import dbapi2

ROWS = 10


@pytest.fixture
def trail(commune):
    with commune.store.transaction():
        for number in range(commune.store.audit.head().rows, ROWS):
            append(commune.store.audit, number)
    return commune.store.audit


def append(trail, number, **changes):
    trail.append(**{"at": "2026-12-05T08:00:00+07:00", "user": "Lan", "act": "test", "channel": "cli",
                    "subject": str(number), "detail": {"rows": number}, **changes})  # fmt: skip


def tampered(trail, *statements):
    """What somebody with the key and an SQL tool can do."""
    conn = trail._db.conn
    conn.execute("DROP TRIGGER audit_append_only_update")
    conn.execute("DROP TRIGGER audit_append_only_delete")
    for statement in statements:
        conn.execute(statement)
    return trail.broken_at()


@pytest.mark.parametrize("sql", ["UPDATE audit SET user = 'x' WHERE seq = 3", "DELETE FROM audit WHERE seq = 3"])
def test_rows_can_neither_be_changed_nor_removed(trail, sql):
    with pytest.raises(dbapi2.IntegrityError, match="append-only"):
        trail._db.conn.execute(sql)
    assert trail.broken_at() is None


def test_an_untouched_trail_holds(trail):
    assert trail.broken_at() is None
    assert trail.head().rows == ROWS
    assert trail.hash_at(ROWS) == trail.head().hash
    assert trail.hash_at(ROWS + 1) is None


@pytest.mark.parametrize("column", ["at", "user", "act", "channel", "subject", "detail", "previous", "hash"])
def test_a_changed_row_is_found_whatever_was_changed(trail, column):
    value = '{"rows":99}' if column == "detail" else "x"
    assert tampered(trail, f"UPDATE audit SET {column} = '{value}' WHERE seq = 4") == 4


@pytest.mark.parametrize("detail", ["", "{", "[", '{"rows":1.5}', "NaN", "null"])
def test_a_detail_that_is_no_json_of_ours_is_found(trail, detail):
    assert tampered(trail, f"UPDATE audit SET detail = '{detail}' WHERE seq = 4") == 4


def test_a_removed_row_is_found(trail):
    assert tampered(trail, "DELETE FROM audit WHERE seq = 5") == 5


def test_a_removed_row_is_found_though_the_rest_closes_up(trail):
    assert tampered(trail, "DELETE FROM audit WHERE seq = 5", "UPDATE audit SET seq = seq - 1 WHERE seq > 5") == 5


def test_a_removed_beginning_is_found(trail):
    assert tampered(trail, "DELETE FROM audit WHERE seq < 4") == 1


def test_an_inserted_row_is_found(trail):
    moved = "UPDATE audit SET seq = -seq - 1 WHERE seq > 5", "UPDATE audit SET seq = -seq WHERE seq < 0"
    copied = (
        "INSERT INTO audit SELECT 6, at, user, act, channel, subject, detail, previous, hash FROM audit WHERE seq = 5"
    )
    assert tampered(trail, *moved, copied) == 6


def test_two_swapped_rows_are_found(trail):
    assert tampered(trail, "UPDATE audit SET seq = 99 WHERE seq = 4", "UPDATE audit SET seq = 4 WHERE seq = 5",
                    "UPDATE audit SET seq = 5 WHERE seq = 99") == 4  # fmt: skip


def test_removed_last_rows_show_against_a_head_that_left_the_office(trail):
    head = trail.head()
    assert tampered(trail, f"DELETE FROM audit WHERE seq = {ROWS}") is None
    assert trail.hash_at(head.rows) != head.hash


def test_rows_are_read_from_either_end(trail):
    assert [row.seq for row in trail.rows(since=7)] == [8, 9, 10]
    assert [row.seq for row in trail.rows(newest_first=True, limit=2)] == [10, 9]
    assert next(trail.rows(since=9)).detail == {"rows": 9}


def test_an_empty_trail_has_an_empty_head(trail):
    assert tampered(trail, "DELETE FROM audit") is None
    assert (trail.head().rows, trail.head().hash) == (0, "")


@given(subject=st.text(), detail=st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5), max_size=3))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_told_the_chain_holds(commune, subject, detail):
    append(commune.store.audit, 0, subject=subject, detail=detail)
    assert commune.store.audit.broken_at() is None

"""The trail of who did what can only grow, and a rewrite shows."""

import unicodedata

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


COLUMNS = ("at", "user", "act", "channel", "subject", "detail", "previous", "hash")
TARGET = 6


@pytest.fixture
def opened_trail(trail):
    """A trail with accents and nesting in one row, and without the triggers."""
    subject = "Đạt, thôn Nà Pài"
    append(trail, 0, subject=subject, detail={"người": "Lò Thị Ưng", "n": [1, {"a": None}]})
    tampered(trail)
    return trail


def test_editing_any_one_byte_of_a_row_is_found(opened_trail):
    conn, seq, tried = opened_trail._db.conn, ROWS + 1, 0
    for column in COLUMNS:
        (whole,) = conn.execute(f"SELECT CAST({column} AS BLOB) FROM audit WHERE seq = {seq}").fetchone()
        update = f"UPDATE audit SET {column} = CAST(? AS TEXT) WHERE seq = {seq}"
        for place in range(len(whole)):
            for change in (1, 0x20, 0x80):
                conn.execute(update, (whole[:place] + bytes([whole[place] ^ change]) + whole[place + 1 :],))
                assert opened_trail.broken_at() == seq, (column, place, change)
                tried += 1
        conn.execute(update, (whole,))
        assert opened_trail.broken_at() is None
    assert tried > 3 * 200


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("edit", ["'' || {0} || ' '", "substr({0}, 2)", "{0} || char(0)", "x'ff'", "char(0) || {0}"])
def test_longer_and_shorter_text_is_found(opened_trail, column, edit):
    sql = f"UPDATE audit SET {column} = CAST({edit.format(column)} AS TEXT) WHERE seq = {ROWS + 1}"
    opened_trail._db.conn.execute(sql)
    assert opened_trail.broken_at() == ROWS + 1


@pytest.mark.parametrize(
    "detail", ['{"rows": 5}', '{"rows":5} ', '{"rows":9,"rows":5}', '{"\\u0072ows":5}', '{"rows":5.0}', "[" * 9999]
)
def test_another_spelling_of_the_same_detail_is_found(opened_trail, detail):
    opened_trail._db.conn.execute("UPDATE audit SET detail = ? WHERE seq = ?", (detail, TARGET))
    assert opened_trail.broken_at() == TARGET


def test_another_spelling_of_the_same_accents_is_found(opened_trail):
    subject = unicodedata.normalize("NFD", "Đạt, thôn Nà Pài")
    opened_trail._db.conn.execute("UPDATE audit SET subject = ? WHERE seq = ?", (subject, ROWS + 1))
    assert opened_trail.broken_at() == ROWS + 1


def test_a_name_in_loose_accents_is_stored_composed_and_holds(trail):
    append(trail, 0, user=unicodedata.normalize("NFD", "Đạt"))
    assert next(trail.rows(newest_first=True)).user == "Đạt"
    assert trail.broken_at() is None


@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
def test_removing_repeating_or_reordering_rows_is_found_where_it_begins(opened_trail, data):
    """Rows are rewritten in another order, some left out, some twice; what differs first is named."""
    conn, before = opened_trail._db.conn, range(1, ROWS + 2)
    order = data.draw(st.lists(st.sampled_from(before), min_size=1, max_size=ROWS + 3))
    conn.execute("BEGIN")
    conn.execute("CREATE TEMP TABLE old AS SELECT * FROM audit")
    conn.execute("DELETE FROM audit")
    for seq, old in enumerate(order, 1):
        copied = "at, user, act, channel, subject, detail, previous, hash FROM temp.old WHERE seq = ?"
        conn.execute(f"INSERT INTO audit SELECT ?, {copied}", (seq, old))
    found = opened_trail.broken_at()
    conn.execute("ROLLBACK")
    assert found == next((seq for seq, old in enumerate(order, 1) if seq != old), None)

"""One act, one transaction."""

import contextlib

import pytest
from sqlcipher3 import dbapi2

from app.domain.ids import new_id
from app.domain.person import Person
from db.connection import connect, translated
from db.people import Change
from tests.claims import refused

CHANGE = Change("2026-12-05T08:00:00+07:00", "Lan", "person.add")


def put(store, name="Nông Văn Ích"):
    store.people.put(Person(new_id(), 1, name), CHANGE, origin="06184")


@pytest.mark.parametrize("error", [ZeroDivisionError, KeyboardInterrupt, SystemExit])
def test_whatever_ends_an_act_takes_all_of_it_back(commune, error):
    with contextlib.suppress(error), commune.store.transaction():
        put(commune.store)
        commune.store.accounts.set_setting("symbol", "x")
        raise error
    assert commune.store.people.count() == 0
    assert "symbol" not in commune.store.accounts.settings()
    assert not commune.store._db.conn.in_transaction


def test_after_a_failed_act_the_next_one_works(commune):
    with contextlib.suppress(ZeroDivisionError), commune.store.transaction():
        raise ZeroDivisionError
    with commune.store.transaction():
        put(commune.store)
    assert commune.store.people.count() == 1


def test_a_done_act_is_there_for_the_next_who_opens(commune, sign_in):
    with commune.store.transaction():
        put(commune.store)
    commune.close()
    assert sign_in(commune.store.folder).store.people.count() == 1


def test_a_broken_rule_of_ours_stays_a_bug(commune):
    with pytest.raises(dbapi2.IntegrityError), commune.store.transaction():
        commune.store._db.conn.execute("INSERT INTO meta VALUES ('kind', NULL)")
    with pytest.raises(dbapi2.OperationalError), commune.store.reading():
        commune.store._db.conn.execute("SELECT * FROM nothing")


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("database or disk is full", "disk.full"),
        ("database is locked", "store.locked"),
        ("attempt to write a readonly database", "disk.read_only"),
        ("disk I/O error", "disk.error"),
        ("unable to open database file", "disk.error"),
        ("database disk image is malformed", "store.damaged"),
        ("file is not a database", "store.damaged"),
        ("Cannot operate on a closed database.", "store.closed"),
    ],
)
def test_what_the_surroundings_did_has_a_code(said, code):
    def work():
        with translated():
            raise dbapi2.OperationalError(said)

    refused(code, work)


def test_a_power_cut_loses_no_finished_act(commune):
    asked = {name: commune.store._db.conn.execute(f"PRAGMA {name}").fetchone()[0]
             for name in ("journal_mode", "synchronous", "foreign_keys", "temp_store", "secure_delete")}  # fmt: skip
    assert asked == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "temp_store": 2, "secure_delete": 1}


def test_a_database_in_a_folder_that_is_gone_is_a_disk_error(tmp_path):
    refused("disk.error", connect, tmp_path / "gone" / "store.db", bytes(32))

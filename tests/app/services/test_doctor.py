"""The doctor sees what is wrong and names it."""

from datetime import timedelta

import pytest

from app.domain.office import Place
from app.services import accounts, doctor, places
from tests.invented import NOW


def found(session):
    return {one.check: one.error.code if one.error else "" for one in doctor.examine(session)}


def test_a_new_store_only_lacks_a_place(commune):
    wrong = {check: code for check, code in found(commune).items() if code and check != "disk"}
    assert wrong == {"places": "doctor.no_places"}


def test_every_place_is_tried(commune, tmp_path):
    places.add(commune, Place("Có", str(tmp_path)))
    places.add(commune, Place("Không", str(tmp_path / "missing")))
    tried = [
        (one.values["name"], one.error and one.error.code) for one in doctor.examine(commune) if one.check == "places"
    ]
    assert tried == [("Có", None), ("Không", "place.unreachable")]


def test_a_clock_that_was_set_back_is_seen(commune):
    accounts.set_setting(commune, "list_day", "6")
    commune.now = lambda: NOW - timedelta(days=400)
    assert found(commune)["clock"] == "doctor.clock"


def test_a_missing_office_key_is_seen(commune):
    with commune.store.transaction():
        commune.store._db.execute("DROP TRIGGER office_keys_stay")
        commune.store._db.execute("DELETE FROM office_keys")
    assert found(commune)["keys"] == "doctor.keys"


@pytest.mark.parametrize("page", [20, 60])
def test_a_damaged_page_is_seen(commune, page):
    """One page of the file is overwritten while the store is closed; the rest still opens."""
    assert commune.store.integrity()
    commune.store._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    file = commune.store.folder / "store.db"
    content = bytearray(file.read_bytes())
    content[page * 4096 : page * 4096 + 100] = bytes(100)
    file.write_bytes(content)
    commune.store._db.execute("PRAGMA shrink_memory").fetchall()
    assert not commune.store.integrity()

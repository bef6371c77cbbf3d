"""What lies on the disk: nothing in clear, nothing half, and damage with a name."""

import random
import shutil
import unicodedata

import pytest

from app.domain.names import fold
from app.errors import AppError
from app.services import register
from db.store import open_store
from tests.claims import refused
from tests.invented import PASSWORD, USER, person_data


def spellings(text):
    for way in (text, text.upper(), text.casefold(), fold(text), unicodedata.normalize("NFD", text)):
        yield from (way.encode(), way.encode("utf-16-le"))


def in_clear(folder, words):
    wanted = {spelling for word in words for spelling in spellings(word)}
    files = [(file, file.read_bytes()) for file in folder.rglob("*") if file.is_file()]
    return [file.name for file, content in files if any(spelling in content for spelling in wanted)]


def test_no_name_number_or_village_is_in_clear_open_or_closed(commune):
    data = [person_data(number) for number in range(1, 8)]
    for one in data:
        register.add(commune, one)
    words = [one[name] for one in data for name in ("name", "personal_number", "village")]
    assert (commune.store.folder / "store.db-wal").stat().st_size > 0
    assert in_clear(commune.store.folder, words) == []
    commune.close()
    assert in_clear(commune.store.folder, words) == []


def fill(session, pages):
    """Let the database grow by at most so many pages."""
    conn = session.store._db.conn
    used = conn.execute("PRAGMA page_count").fetchone()[0]
    conn.execute(f"PRAGMA max_page_count = {used + pages}")


def add_many(session):
    for number in range(1, 200):
        register.add(session, person_data(number, notes="dài " * 400))


def test_a_full_disk_is_said_and_leaves_nothing_half_done(commune):
    fill(commune, 0)
    before = commune.store.audit.head()
    refused("disk.full", add_many, commune)
    stored = commune.store.people.count()
    assert stored < 199
    assert commune.store.audit.head().rows == before.rows + stored
    assert commune.store.audit.broken_at() is None


def test_after_the_disk_has_room_again_the_work_goes_on(commune):
    fill(commune, 0)
    refused("disk.full", add_many, commune)
    commune.store._db.conn.execute("PRAGMA max_page_count = 1000000")
    assert register.add(commune, person_data(500))


def test_a_changed_byte_is_damage_with_a_name_or_does_no_harm(commune, tmp_path):
    for number in range(1, 8):
        register.add(commune, person_data(number))
    commune.close()
    whole = (commune.store.folder / "store.db").read_bytes()
    chosen = random.Random(7)
    for place in [0, 15, 16, 4095, *(chosen.randrange(len(whole)) for _ in range(60))]:
        folder = tmp_path / "damaged"
        shutil.copytree(commune.store.folder, folder)
        (folder / "store.db").write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert read_everything(folder) in (7, "store.damaged"), place
        shutil.rmtree(folder)


def read_everything(folder):
    try:
        with open_store(folder, user=USER, password=PASSWORD) as store, store.reading():
            assert store.audit.broken_at() is None
            return len(list(store.people.all()))
    except AppError as error:
        return error.code


@pytest.mark.parametrize("keep", [0, 1, 100, 4096, 4097, 20_000])
def test_a_cut_off_database_is_damage_with_a_name(commune, keep):
    commune.close()
    file = commune.store.folder / "store.db"
    file.write_bytes(file.read_bytes()[:keep])
    refused("store.damaged", everything, commune.store.folder)


def everything(folder):
    with open_store(folder, user=USER, password=PASSWORD) as store, store.reading():
        list(store.people.all())
        list(store.audit.rows())
        store.offices.cards()

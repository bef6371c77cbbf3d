"""Room on the disk: asked for before long work, and a ballast that lets a full one be tidied."""

import shutil
import subprocess

import pytest

from app.errors import AppError
from app.services import backups, register
from db import room
from db.store import open_store
from tests.claims import refused
from tests.invented import PASSWORD, USER, person_data


@pytest.fixture
def disk(tmp_path):
    """A disk of 24 MB on which a store has just room for its ballast."""
    point = tmp_path / "disk"
    point.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m", "none", point], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("only root may mount")
    yield point
    subprocess.run(["umount", "-l", point], check=True)


@pytest.fixture
def on_disk(made_commune, disk, sign_in, monkeypatch):
    monkeypatch.setattr(room, "_PLENTY", room.SIZE)
    shutil.copytree(made_commune.folder, disk / "store")
    return sign_in(disk / "store")


def fill(disk, left=0):
    size = shutil.disk_usage(disk).free - left
    with (disk / "filler").open("wb") as out:
        for _ in range(size // 4096):
            out.write(bytes(4096))


def test_an_opened_store_has_its_ballast(commune):
    assert (commune.store.folder / room.BALLAST).stat().st_size == room.SIZE


def test_a_small_disk_gets_no_ballast(made_commune, disk, sign_in):
    shutil.copytree(made_commune.folder, disk / "store")
    sign_in(disk / "store").close()
    assert not (disk / "store" / room.BALLAST).exists()


def test_a_full_disk_refuses_the_act_gives_the_ballast_back_and_takes_the_next(on_disk, disk):
    fill(disk)
    error = refused("disk.full", register.add, on_disk, person_data(1))
    assert error.values["mb"] > 0
    assert not (disk / "store" / room.BALLAST).exists()
    assert on_disk.store.people.count() == 0
    register.add(on_disk, person_data(1))
    on_disk.close()
    with open_store(disk / "store", user=USER, password=PASSWORD) as store:
        assert store.people.count() == 1
        assert store.audit.broken_at() is None


def test_long_work_asks_for_room_before_it_begins(on_disk, disk):
    fill(disk, left=room.SIZE)
    before = on_disk.store.audit.head()
    refused("disk.full", backups.create, on_disk)
    refused("disk.full", on_disk.store.check_room, 10 * room.SIZE)
    assert on_disk.store.audit.head() == before


def told(folder, code):
    try:
        with room.said(folder):
            raise AppError(code)
    except AppError as error:
        return error.code


def test_an_error_of_a_disk_with_room_stays_what_it_is(tmp_path):
    assert told(tmp_path, "disk.error") == "disk.error"


def test_a_disk_that_can_be_written_is_not_called_read_only(tmp_path):
    """SQLite opens a file for reading when it cannot be opened for writing at this moment."""
    assert told(tmp_path, "disk.read_only") == "disk.error"


def test_what_is_no_error_of_the_disk_keeps_the_ballast(tmp_path):
    (tmp_path / room.BALLAST).write_bytes(b"x")
    assert told(tmp_path, "person.name_missing") == "person.name_missing"
    assert (tmp_path / room.BALLAST).exists()

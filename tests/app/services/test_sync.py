"""Sending and fetching: evidence moves states, an idle round writes nothing, a bad place stops nothing else."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest

from app.domain.month import MonthState
from app.domain.office import Place
from app.errors import AppError
from app.services import batches, inbox, months, offices, places, sync
from tests.exchange import dump, forge, introduce, register_people, sealed
from tests.invented import MONTH, PASSWORD, USER

ROOT = Path(__file__).parents[3]


def state(commune, month=MONTH):
    return months.show(commune, month).month.state


def files_of(folder):
    return {file.relative_to(folder): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


def up(place, commune):
    folder = place / commune.office.unit / "up"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def batch(pair):
    register_people(pair[0], 2)
    return sealed(pair[0])


# Round trip


def test_a_round_sends_and_another_brings_the_receipt_home(pair, place, batch):
    commune, receiving = pair
    outcome = sync.run(commune)
    assert (outcome.sent, outcome.waiting, outcome.failed) == ([batch.file], 0, [])
    assert state(commune) is MonthState.UPLOADED
    assert (place / commune.office.unit / "up" / batch.file).read_bytes() == batch.content
    outcome = sync.run(receiving)
    assert [one.batch for one in outcome.fetched] == [batch.digest]
    (receipt,) = outcome.sent
    assert (place / commune.office.unit / "down" / receipt).is_file()
    assert [one.file for one in sync.run(commune).fetched] == [receipt]
    assert state(commune) is MonthState.RECEIVED
    inbox.decide(receiving, batch.digest, {})
    sync.run(receiving)
    sync.run(commune)
    assert state(commune) is MonthState.ACCEPTED


def test_an_idle_round_writes_nothing(pair, place, batch, sign_in):
    (up(place, pair[0]) / "garbage.asice.age").write_bytes(b"garbage")
    for office in (*pair, *pair):
        sync.run(office)
    folders = [office.store.folder for office in pair]
    for office in pair:
        office.close()
    before = [files_of(place), *((folder / "store.db").read_bytes() for folder in folders)]
    for folder in folders:
        session = sign_in(folder)
        outcome = sync.run(session)
        assert (outcome.sent, outcome.fetched) == ([], [])
        session.close()
    assert [files_of(place), *((folder / "store.db").read_bytes() for folder in folders)] == before


def test_what_was_quarantined_is_taken_in_by_a_later_round_once_trusted(pair, place, neighbour):
    _commune, receiving = pair
    introduce(neighbour, receiving)
    offices.trust(neighbour, offices.own_card(receiving).card, receiving.office.fingerprint)
    offices.set_receiver(neighbour, receiving.office.fingerprint)
    with receiving.store.transaction():
        receiving.store._db.execute("DELETE FROM cards WHERE fingerprint = ?", (neighbour.office.fingerprint,))
    places.add(neighbour, Place("kho", str(place)))
    register_people(neighbour)
    batch = sealed(neighbour)
    sync.run(neighbour)
    for _ in range(2):
        assert [one.error.code for one in sync.run(receiving).failed] == ["batch.untrusted"]
    assert len(inbox.quarantined(receiving)) == 1
    offices.trust(receiving, offices.own_card(neighbour).card, neighbour.office.fingerprint)
    assert [one.batch for one in sync.run(receiving).fetched] == [batch.digest]
    assert inbox.quarantined(receiving) == []


def test_a_receipt_that_the_place_lost_is_put_there_again(pair, place, batch):
    commune, receiving = pair
    sync.run(commune)
    (receipt,) = sync.run(receiving).sent
    (place / commune.office.unit / "down" / receipt).unlink()
    assert sync.run(receiving).sent == [receipt]
    assert sync.run(receiving).sent == []
    sync.run(commune)
    assert state(commune) is MonthState.RECEIVED


# Bad places


def test_a_place_that_is_gone_is_told_and_everything_goes_on_waiting(pair, place, batch):
    commune, _receiving = pair
    shutil.rmtree(place)
    outcome = sync.run(commune)
    assert [(one.file, one.error.code) for one in outcome.failed] == [(batch.file, "place.unreachable")]
    assert (outcome.sent, outcome.waiting) == ([], 1)
    assert state(commune) is MonthState.SEALED
    assert not place.exists()


def test_a_broken_place_does_not_stop_the_next(pair, place, batch, tmp_path):
    commune, _receiving = pair
    places.add(commune, Place("a", str(tmp_path / "not there")))
    outcome = sync.run(commune)
    assert outcome.sent == [batch.file]
    assert {one.error.code for one in outcome.failed} == {"place.unreachable"}
    assert (up(place, commune) / batch.file).is_file()


def test_one_place_can_be_asked_for_alone(pair, place, batch, tmp_path):
    commune, _receiving = pair
    places.add(commune, Place("a", str(tmp_path / "not there")))
    assert sync.run(commune, place="a").sent == []
    assert sync.run(commune, place="kho").sent == [batch.file]
    with pytest.raises(AppError, match=r"place\.unknown"):
        sync.run(commune, place="b")


def test_an_answer_goes_where_its_office_looks_for_it(pair, place, batch, tmp_path):
    commune, receiving = pair
    (tmp_path / "other").mkdir()
    places.add(receiving, Place("a", str(tmp_path / "other")))
    for office in (commune, receiving):
        sync.run(office)
    inbox.decide(receiving, batch.digest, {})
    assert len(sync.run(receiving).sent) == 1
    sync.run(commune)
    assert state(commune) is MonthState.ACCEPTED
    assert files_of(tmp_path / "other") == {}


def test_an_answer_to_an_office_seen_nowhere_goes_to_the_first_place(pair, place, batch, tmp_path):
    commune, receiving = pair
    (tmp_path / "other").mkdir()
    places.add(receiving, Place("a", str(tmp_path / "other")))
    inbox.take_in(receiving, batch.file, batch.content)
    (receipt,) = sync.run(receiving).sent
    assert list(files_of(tmp_path / "other")) == [Path(commune.office.unit, "down", receipt)]


def test_without_a_place_everything_waits(pair, batch):
    outcome = sync.run(pair[0])
    assert (outcome.sent, outcome.failed, outcome.waiting) == ([], [], 1)


def test_a_half_written_file_is_not_looked_at(pair, place, batch):
    commune, receiving = pair
    (up(place, commune) / f"{batch.file}.part").write_bytes(batch.content[:1000])
    outcome = sync.run(receiving)
    assert (outcome.fetched, outcome.failed) == ([], [])
    assert inbox.quarantined(receiving) == []


def test_a_file_that_grew_under_its_name_is_taken_in_when_whole(pair, place, batch):
    commune, receiving = pair
    file = up(place, commune) / batch.file
    file.write_bytes(batch.content[:1000])
    assert [one.error.code for one in sync.run(receiving).failed] == ["batch.decrypt"]
    file.write_bytes(batch.content)
    assert [one.batch for one in sync.run(receiving).fetched] == [batch.digest]


@pytest.mark.parametrize("name", ["06184-00009-month-000000000000.asice.age", "Ảnh chụp (1).asice.age"])
def test_a_file_whose_name_lies_is_taken_in_once(pair, place, batch, name):
    commune, receiving = pair
    (up(place, commune) / name).write_bytes(batch.content)
    assert [one.batch for one in sync.run(receiving).fetched] == [batch.digest]
    before = dump(receiving)
    outcome = sync.run(receiving)
    assert (outcome.fetched, outcome.failed) == ([], [])
    assert dump(receiving) == before


def test_garbage_in_a_place_stops_nothing(pair, place, batch):
    commune, receiving = pair
    (up(place, commune) / batch.file).write_bytes(batch.content)
    (up(place, commune) / "a:b\\c.asice.age").write_bytes(b"garbage")
    (up(place, commune) / "thumbs.db").write_bytes(b"garbage")
    (up(place, commune) / "folder.asice.age").mkdir()
    (place / "00 a:b" / "up").mkdir(parents=True)
    (place / "file").write_bytes(b"garbage")
    (place / "00001").mkdir()
    (place / "00001" / "up").write_bytes(b"a file where a folder should be")
    (place / "00002").symlink_to(place, target_is_directory=True)
    with open(os.fsencode(up(place, commune)) + b"/\xff.asice.age", "wb") as out:  # noqa: PTH123 - a name that is no text
        out.write(b"garbage")
    outcome = sync.run(receiving)
    assert [one.batch for one in outcome.fetched] == [batch.digest]
    assert [one.error.code for one in outcome.failed] == ["place.url"]


def test_one_refused_file_does_not_stop_the_others(pair, place, batch):
    commune, receiving = pair
    folder = up(place, commune)
    (folder / "00000.asice.age").write_bytes(b"garbage")
    (folder / batch.file).write_bytes(batch.content)
    (folder / "zzz.asice.age").write_bytes(bytes(4 * 1024 * 1024 + 1))
    outcome = sync.run(receiving)
    assert len(outcome.fetched) == 1
    assert [one.error.code for one in outcome.failed] == ["batch.decrypt", "batch.too_big"]


def test_what_is_refused_for_good_is_told_once(pair, place):
    commune, receiving = pair
    made = forge(commune, receiving, recipient={"unit": "22", "fingerprint": "a" * 64})
    (up(place, commune) / f"06184-00001-month-{made.sha256[:12]}.asice.age").write_bytes(made.file)
    assert [one.error.code for one in sync.run(receiving).failed] == ["batch.wrong_recipient"]
    assert sync.run(receiving).failed == []


def test_other_bytes_under_our_name_are_never_overwritten(pair, place, batch):
    commune, _receiving = pair
    (up(place, commune) / batch.file).write_bytes(b"something else")
    outcome = sync.run(commune)
    assert [one.error.code for one in outcome.failed] == ["place.conflict"]
    assert (outcome.waiting, state(commune)) == (1, MonthState.SEALED)
    assert (up(place, commune) / batch.file).read_bytes() == b"something else"


def test_the_same_bytes_already_there_count_as_sent(pair, place, batch):
    commune, _receiving = pair
    (up(place, commune) / batch.file).write_bytes(batch.content)
    assert sync.run(commune).sent == [batch.file]


@pytest.fixture
def small_disk(tmp_path):
    """A place on a disk of 40 KiB; making one needs the rights to mount."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=40k", "tmpfs", str(folder)], check=False, capture_output=True
    )
    if not mounted or mounted.returncode != 0:
        pytest.skip("no right to mount a small disk here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_place_is_told_and_holds_nothing_half(pair, small_disk, batch):
    commune, _receiving = pair
    assert len(batch.content) > 40 * 1024
    places.add(commune, Place("đầy", str(small_disk)))
    outcome = sync.run(commune)
    assert [one.error.code for one in outcome.failed] == ["disk.full"]
    assert (outcome.waiting, state(commune)) == (1, MonthState.SEALED)
    assert files_of(small_disk) == {}


def test_a_place_that_cannot_be_written_is_told(pair, small_disk, batch):
    commune, _receiving = pair
    remounted = subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=False, capture_output=True)
    if remounted.returncode != 0:
        pytest.skip("no right to make a disk read-only here")
    places.add(commune, Place("chỉ đọc", str(small_disk)))
    outcome = sync.run(commune)
    assert [one.error.code for one in outcome.failed] == ["disk.read_only"]
    assert outcome.waiting == 1


# Sticks


@pytest.fixture
def stick(tmp_path):
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def test_a_stick_carries_a_list_there_and_its_receipt_home(pair, stick, batch):
    commune, receiving = pair
    assert sync.write_stick(commune, stick).sent == [batch.file]
    assert state(commune) is MonthState.UPLOADED
    assert [one.batch for one in sync.read_stick(receiving, stick).fetched] == [batch.digest]
    inbox.decide(receiving, batch.digest, {})
    assert len(sync.write_stick(receiving, stick).sent) == 1
    assert [one.result for one in sync.read_stick(commune, stick).fetched] == ["imported"]
    assert state(commune) is MonthState.ACCEPTED


def test_other_files_on_a_stick_are_left_alone(pair, stick, batch):
    _commune, receiving = pair
    (stick / "ảnh.jpg").write_bytes(b"a picture")
    (stick / batch.file).write_bytes(batch.content)
    assert sync.read_stick(receiving, stick).fetched == []
    assert set(files_of(stick)) == {Path("ảnh.jpg"), Path(batch.file)}


def test_a_lost_stick_is_written_again(pair, stick, batch):
    commune, receiving = pair
    sync.write_stick(commune, stick)
    assert sync.write_stick(commune, stick).sent == []
    lost = stick.rename(stick.with_name("lost"))
    stick.mkdir()
    assert sync.write_stick(commune, stick).sent == [batch.file]
    sync.read_stick(receiving, stick)
    (receipt,) = sync.write_stick(receiving, stick).sent
    # The way home fails too: the commune brings its list again, and gets the receipt again.
    shutil.rmtree(stick)
    lost.rename(stick)
    assert sync.write_stick(receiving, stick).sent == [receipt]
    sync.read_stick(commune, stick)
    assert state(commune) is MonthState.RECEIVED
    assert sync.write_stick(commune, stick).sent == []


def test_a_list_that_was_answered_is_not_written_again(pair, place, stick, batch):
    commune, receiving = pair
    for office in (commune, receiving, commune):
        sync.run(office)
    assert sync.write_stick(commune, stick).sent == []


def test_a_stick_that_is_not_there_is_told(pair, tmp_path, batch):
    for act in (sync.write_stick, sync.read_stick):
        with pytest.raises(AppError, match=r"place\.unreachable"):
            act(pair[0], tmp_path / "not there")


def test_reading_a_stick_writes_nothing_on_it(pair, stick):
    assert sync.read_stick(pair[1], stick).fetched == []
    assert list(stick.iterdir()) == []


def test_a_full_stick_moves_nothing(pair, small_disk, batch):
    outcome = sync.write_stick(pair[0], small_disk)
    assert [one.error.code for one in outcome.failed] == ["stick.full"]
    assert state(pair[0]) is MonthState.SEALED


# Power cuts


SYNC_ONCE = """
import sys
from pathlib import Path
from app.services import sync
from app.session import sign_in
session = sign_in(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
print("ready", flush=True)
sync.run(session)
session.close()
"""


def killed_sync(folder, seconds):
    """A round in a process of its own that is killed after so many seconds of it."""
    command = [sys.executable, "-c", SYNC_ONCE, str(folder), USER, PASSWORD]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"ready\n"
        time.sleep(seconds)
        process.kill()


def test_whenever_a_round_is_killed_the_next_ones_make_exactly_one_effect(pair, place, sign_in):
    commune, receiving = pair
    register_people(commune, 2)
    names = [f"2027-{month:02}" for month in range(1, 6)]
    digests = [sealed(commune, name).digest for name in names]
    folders = [office.store.folder for office in pair]
    for office in pair:
        office.close()
    chance = Random(9)
    for folder in folders * 5:
        killed_sync(folder, chance.uniform(0, 0.25))
    commune, receiving = (sign_in(folder) for folder in folders)
    for office in (commune, receiving, commune):
        assert sync.run(office).failed == []
    assert [view.batch.digest for view in inbox.listing(receiving)] == digests[::-1]
    assert len(list(up(place, commune).glob("*.age"))) == len(digests)
    assert {state(commune, name) for name in names} == {MonthState.RECEIVED}
    assert len(batches.all_batches(receiving)) == len(digests)  # one receipt each
    assert (commune.store.audit.broken_at(), receiving.store.audit.broken_at()) == (None, None)

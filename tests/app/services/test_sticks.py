"""Sticks between offices: what is written is there, what was lost is told, what is strange is left alone."""

import json

import pytest

from app.domain.batch import OutState
from app.places.stick import Foreign, from_device
from app.services import batches, offices, sync
from tests.claims import refused
from tests.exchange import register_people, sealed


@pytest.fixture
def stick(tmp_path):
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def lists(pair):
    """Two lists that wait."""
    register_people(pair[0], 2)
    return [sealed(pair[0], month) for month in ("2026-12", "2027-01")]


def states(session):
    return [batch.state for batch in batches.all_batches(session)]


def index_of(stick):
    return json.loads((stick / "HoaNhap" / "index.json").read_bytes())


def codes(outcome):
    return [(one.file, one.error.code) for one in outcome.failed]


def test_the_index_lists_what_each_office_left_and_names_nobody(pair, stick, lists):
    commune, receiving = pair
    sync.write_stick(commune, stick)
    (part,) = index_of(stick)["offices"]
    assert [one["name"] for one in part["files"]] == sorted(f"06184/up/{batch.file}" for batch in lists)
    sync.read_stick(receiving, stick)
    sync.write_stick(receiving, stick)
    assert {one["unit"]: len(one["files"]) for one in index_of(stick)["offices"]} == {"06184": 2, "20": 2}
    text = (stick / "HoaNhap" / "index.json").read_text("utf-8")
    assert not [person.name for person in commune.store.people.all() if person.name in text]


def test_writing_again_touches_nothing(pair, stick, lists):
    sync.write_stick(pair[0], stick)
    before = {file: file.stat().st_mtime_ns for file in stick.rglob("*")}
    assert sync.write_stick(pair[0], stick).sent == []
    assert {file: file.stat().st_mtime_ns for file in stick.rglob("*")} == before


def test_a_stick_that_overwrites_the_first_files_with_the_last_is_found_out(pair, stick, lists):
    """A fake stick: each file reads well when it is written; at the end only the last ones are there."""
    kept = lists[-1].file

    def read_back(file):
        whole = file.suffix == ".part" or file.name in (kept, "index.json")
        return from_device(file) if whole else bytes(file.stat().st_size)

    outcome = sync.write_stick(pair[0], stick, read_back=read_back)
    assert codes(outcome) == [(lists[0].file, "stick.unsafe")]
    assert outcome.sent == [kept]
    assert states(pair[0]) == [OutState.SEALED, OutState.UPLOADED]
    assert outcome.waiting == 1


def test_a_bad_stick_is_given_up_at_once(pair, stick, lists):
    outcome = sync.write_stick(pair[0], stick, read_back=lambda _file: b"")
    assert (lists[0].file, "stick.unsafe") in codes(outcome)
    assert (lists[1].file, "stick.unsafe") not in codes(outcome)
    assert states(pair[0]) == [OutState.SEALED] * 2


def test_a_store_that_holds_something_else_than_it_signed_writes_it_on_no_stick(pair, stick, lists):
    commune = pair[0]
    with commune.store.transaction():
        commune.store._db.conn.execute("UPDATE batches SET content = zeroblob(100) WHERE number = 1")
    outcome = sync.write_stick(commune, stick)
    assert codes(outcome) == [(lists[0].file, "batch.decrypt")]
    assert outcome.sent == [lists[1].file]


@pytest.mark.parametrize("damage", ["deleted", "cut"])
def test_a_file_lost_on_the_way_is_told_by_name(pair, stick, lists, damage):
    commune, receiving = pair
    sync.write_stick(commune, stick)
    file = stick / "HoaNhap" / "06184" / "up" / lists[0].file
    if damage == "deleted":
        file.unlink()
    else:
        file.write_bytes(file.read_bytes()[:1000])
    outcome = sync.read_stick(receiving, stick)
    assert (lists[0].file, "stick.missing") in codes(outcome)
    assert [one.batch for one in outcome.fetched] == [lists[1].digest]


def test_what_was_taken_in_before_may_go(pair, stick, lists):
    commune, receiving = pair
    sync.write_stick(commune, stick)
    sync.read_stick(receiving, stick)
    (stick / "HoaNhap" / "06184" / "up" / lists[0].file).unlink()
    assert codes(sync.read_stick(receiving, stick)) == []


def test_an_index_of_a_card_that_is_not_believed_says_nothing(pair, stick, lists):
    commune, receiving = pair
    sync.write_stick(commune, stick)
    (stick / "HoaNhap" / "06184" / "up" / lists[0].file).unlink()
    offices.revoke(receiving, commune.office.fingerprint, "Mất máy")
    assert codes(sync.read_stick(receiving, stick)) == [(lists[1].file, "batch.revoked")]


def test_an_index_too_big_or_broken_stops_nothing(pair, stick, lists):
    commune, receiving = pair
    sync.write_stick(commune, stick)
    (stick / "HoaNhap" / "index.json").write_bytes(b"{" * 5_000_000)
    assert len(sync.read_stick(receiving, stick).fetched) == 2
    sync.write_stick(commune, stick)
    assert len(index_of(stick)["offices"]) == 1


def test_a_stick_that_a_worm_rearranged_is_read_and_told(pair, stick, lists):
    commune, receiving = pair
    sync.write_stick(commune, stick)
    (stick / "\u00a0").mkdir()
    (stick / "HoaNhap").rename(stick / "\u00a0" / "HOANHAP")
    for name in ("HoaNhap.lnk", "USB (4GB).lnk", "autorun.inf"):
        (stick / name).write_bytes(b"x")
    outcome = sync.read_stick(receiving, stick)
    assert [one.batch for one in outcome.fetched] == [batch.digest for batch in lists]
    assert outcome.foreign == Foreign(4, 3)


def test_something_in_our_folders_place_is_told(pair, stick, lists):
    (stick / "HoaNhap").write_bytes(b"MZ")
    refused("stick.foreign", sync.write_stick, pair[0], stick)
    assert states(pair[0]) == [OutState.SEALED] * 2

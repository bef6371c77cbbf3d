"""A store with bad pages: read as far as it goes, laid aside, and gone on from the newest good backup."""

import json
import shutil
from contextlib import closing

import pytest

from app.domain.access import Role
from app.services import accounts, backups, damage, people_import, register
from app.services.backups import Opener
from app.services.rotation import backups_in
from app.session import Query, sign_in
from db import salvage
from db.keyslots import TESTING
from tests.claims import refused
from tests.exchange import register_people
from tests.invented import NOW, PASSWORD, USER

OPENER = Opener(USER, PASSWORD)
PAGE = 4096


def spoil(folder, *pages):
    """Change a byte in the middle of these pages, the first is 1."""
    with (folder / "store.db").open("r+b") as file:
        for page in pages:
            file.seek((page - 1) * PAGE + PAGE // 2)
            byte = file.read(1)
            file.seek(-1, 1)
            file.write(bytes([byte[0] ^ 0xFF]))


@pytest.fixture(scope="module")
def used(made_commune, tmp_path_factory):
    """A closed store with a backup of 60 people and 3 more people after it, and a page with some of the people."""
    folder = tmp_path_factory.mktemp("used") / "commune"
    shutil.copytree(made_commune.folder, folder)
    with closing(sign_in(folder, USER, PASSWORD, now=lambda: NOW)) as session:
        register_people(session, 60)
        backups.create(session)
        register_people(session, 3, first=70)
    key = salvage.unlock(folder, user=USER, password=PASSWORD)
    trial = tmp_path_factory.mktemp("trial") / "commune"
    for page in range(10, (folder / "store.db").stat().st_size // PAGE):
        shutil.copytree(folder, trial)
        spoil(trial, page)
        bad = [one for one in salvage.readable(trial, key) if not one.whole]
        if [one.table for one in bad] == ["people"] and len(bad[0].rows) > 50:
            return folder, page
        shutil.rmtree(trial)
    raise AssertionError("no page holds people alone")


@pytest.fixture
def folder(used, tmp_path):
    shutil.copytree(used[0], tmp_path / "commune")
    return tmp_path / "commune"


@pytest.fixture
def leaf(used):
    return used[1]


def test_a_whole_store_is_told_apart_from_a_damaged_one(folder, leaf):
    assert damage.offer(folder, OPENER).whole
    spoil(folder, leaf)
    assert not damage.offer(folder, OPENER).whole


def test_the_window_is_refused_at_once_when_any_page_is_bad(folder, leaf):
    spoil(folder, leaf)
    refused("store.damaged", sign_in, folder, USER, PASSWORD, channel="window")


def test_the_newest_good_backup_is_offered_with_what_it_lacks(folder, leaf):
    spoil(folder, leaf)
    offered = damage.offer(folder, OPENER)
    assert offered.backup.header.rows < offered.acts + offered.backup.header.rows
    assert offered.acts == 4  # the backup's own row and three people
    assert 50 < offered.readable["people"] < 63


def test_a_damaged_backup_is_passed_over_for_the_one_before(folder, leaf, sign_in):
    with closing(sign_in(folder)) as session:
        session.now = lambda: NOW.replace(day=6)
        older, newer = backups.listing(session)[0].file, backups.create(session).file
    newer.write_bytes(newer.read_bytes()[:-100] + bytes(100))
    spoil(folder, leaf)
    assert damage.offer(folder, OPENER).backup.file == older


def test_without_any_backup_nothing_is_offered(folder, leaf):
    shutil.rmtree(folder / "backups")
    spoil(folder, leaf)
    assert damage.offer(folder, OPENER).backup is None


@pytest.mark.parametrize("page", [1, None])
def test_the_damaged_store_is_laid_aside_and_work_goes_on_from_the_backup(folder, leaf, page):
    spoil(folder, page or leaf)
    bad = (folder / "store.db").read_bytes()
    session, kept = damage.replace(folder, damage.offer(folder, OPENER).backup.file, OPENER)
    with closing(session):
        assert session.store.people.count() == 60
        assert session.office.epoch == 2
        assert session.store.audit.broken_at() is None
    assert (kept / "store.db").read_bytes() == bad
    spoil(folder, leaf)
    again, second = damage.replace(folder, damage.offer(folder, OPENER).backup.file, OPENER)
    again.close()
    assert kept != second
    assert (kept / "store.db").read_bytes() == bad


def test_a_store_that_is_whole_after_all_is_backed_up_before_it_is_replaced(folder):
    older = damage.offer(folder, OPENER).backup
    session, kept = damage.replace(folder, older.file, OPENER)
    session.close()
    newest = max(backups_in(folder / "backups"), key=lambda one: one.header.rows)
    assert newest.header.rows > older.header.rows
    assert backups.check(newest.file, OPENER).backup.counts["people"] == 63
    assert (kept / "store.db").exists()


def test_a_wrong_password_looks_at_nothing_and_counts(folder, leaf):
    spoil(folder, leaf)
    for _ in range(5):
        refused("auth.password", damage.offer, folder, Opener(USER, "không phải"))
    refused("auth.locked", damage.offer, folder, OPENER)


def test_a_backup_that_is_bad_leaves_the_damaged_store_where_it_lies(folder, leaf, tmp_path):
    spoil(folder, leaf)
    before = (folder / "store.db").read_bytes()
    (tmp_path / "bad.hnbackup").write_bytes(b"x")
    refused("backup.damaged", damage.replace, folder, tmp_path / "bad.hnbackup", OPENER)
    assert (folder / "store.db").read_bytes() == before
    assert not list((folder / "damaged").iterdir())


def test_what_can_be_read_is_written_out_without_any_key(folder, leaf, tmp_path):
    spoil(folder, leaf)
    written = damage.salvage(folder, OPENER, tmp_path / "out")
    lines = (tmp_path / "out" / "people.ndjson").read_text("utf-8").splitlines()
    assert len(lines) == written["people"] > 50
    assert all(json.loads(line)["name"] for line in lines)
    everything = b"".join(file.read_bytes() for file in (tmp_path / "out").iterdir())
    assert b"PRIVATE KEY" not in everything
    assert b"AGE-SECRET-KEY" not in everything
    refused("file.exists", damage.salvage, folder, OPENER, tmp_path / "out")


def test_the_people_that_were_saved_can_be_imported_again(folder, leaf, tmp_path, made_commune):
    spoil(folder, leaf)
    written = damage.salvage(folder, OPENER, tmp_path / "out")
    shutil.copytree(made_commune.folder, tmp_path / "new")
    with closing(sign_in(tmp_path / "new", USER, PASSWORD)) as session:
        assert people_import.run(session, tmp_path / "out" / "people.csv").added == written["people"]
        assert register.find(session, Query()).total == written["people"]


def test_the_recovery_key_reads_a_damaged_store_too(folder, leaf, made_commune):
    spoil(folder, leaf)
    assert damage.offer(folder, Opener(recovery_key=made_commune.recovery_key)).readable["people"] > 50


def test_an_auditor_gets_no_list_of_people_out_of_a_damaged_store(folder, leaf, sign_in, tmp_path):
    with closing(sign_in(folder)) as session:
        accounts.add_user(session, "Minh", [Role.AUDITOR], "mật khẩu của Minh", cost=TESTING)
    spoil(folder, leaf)
    refused("auth.role", damage.salvage, folder, Opener("Minh", "mật khẩu của Minh"), tmp_path / "out")

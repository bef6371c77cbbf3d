"""A backup is one verified file, or there is none: whatever is damaged, full, killed or pending."""

import hashlib
import random
import subprocess
import sys
import time

import pytest

from app.errors import AppError
from db import backup_file
from db.backup import bring_back
from db.keyslots import TESTING
from db.migrations import migrations
from db.store import open_store
from tests.claims import refused
from tests.exchange import register_people
from tests.invented import NOW, PASSWORD, USER

OPEN = """
import sys, resource
from pathlib import Path
from app.errors import AppError
from db.store import open_store
store = open_store(Path(sys.argv[1]), user=sys.argv[2], password=sys.argv[3])
"""
BACK_UP = """
print("ready", flush=True)
number = 0
while True:
    number += 1
    store.back_up(store.folder / "backups" / f"{number}.hnbackup", made_at="2026-12-05T08:00:00+07:00")
"""
BACK_UP_LIMITED = """
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[4]), resource.RLIM_INFINITY))
try:
    store.back_up(made_at="2026-12-05T08:00:00+07:00")
except AppError as error:
    print(error.code)
"""


def back_up(session, file=None):
    return session.store.back_up(file, made_at=NOW.isoformat())


def opened(file, folder, secret=PASSWORD, *, recovery=False):
    folder.mkdir()
    return bring_back(file, folder, secret=secret, recovery=recovery)


def test_what_comes_back_is_what_was_there(commune, tmp_path, made_commune):
    people = register_people(commune, 3)
    made = back_up(commune)
    for name, secret in (("a", PASSWORD), ("b", made_commune.recovery_key.lower().replace("-", " "))):
        brought = opened(made.file, tmp_path / name, secret, recovery=name == "b")
        assert (brought.header, brought.counts) == (made.header, made.counts)
        with open_store(tmp_path / name, user=USER, password=PASSWORD) as store:
            assert sorted(store.people.all(), key=lambda one: one.id) == sorted(people, key=lambda one: one.id)


def test_a_backup_needs_the_store_neither_closed_nor_still(commune, tmp_path):
    register_people(commune, 2)
    made = back_up(commune)
    register_people(commune, 1, first=5)
    assert (made.counts["people"], commune.store.people.count()) == (2, 3)
    assert opened(made.file, tmp_path / "a").counts["people"] == 2


def test_nothing_in_a_backup_names_anybody(commune):
    person = register_people(commune, 1)[0]
    data = back_up(commune).file.read_bytes()
    secrets = (USER, person.name, person.village, person.personal_number, commune.office.name, "SQLite format")
    assert not [one for one in secrets if f"{one}".encode() in data and one != USER]
    assert f'"user": "{USER}"'.encode() not in data
    assert data.count(b'"user": ""') == 2


def test_the_database_key_of_a_backup_is_its_own_and_so_is_that_of_what_is_restored(commune, tmp_path):
    made = back_up(commune)
    opened(made.file, tmp_path / "a")
    (tmp_path / "raw").mkdir()
    backup_file.unpack(made.file, tmp_path / "raw")
    heads = {folder.joinpath("store.db").read_bytes()[:4096] for folder in (tmp_path / "a", tmp_path / "raw")}
    assert len(heads | {(commune.store.folder / "store.db").read_bytes()[:4096]}) == 3
    with open_store(tmp_path / "a", user=USER, password=PASSWORD) as store:
        assert store._key != commune.store._key


def damaged(file):
    return refused("backup.damaged", backup_file.check, file)


def test_every_changed_byte_of_the_head_and_one_in_each_page_behind_it_is_refused(commune, tmp_path):
    data = back_up(commune).file.read_bytes()
    head = data.index(b"\n", data.index(b"\n") + 1) + 1
    file, moment = tmp_path / "x.hnbackup", random.Random(1)
    behind = [start + moment.randrange(2048) for start in range(head, len(data) - 2048, 2048)]
    for at in [*range(head), *behind, len(data) - 1]:
        file.write_bytes(data[:at] + bytes([data[at] ^ 1 << moment.randrange(8)]) + data[at + 1 :])
        damaged(file)


@pytest.mark.parametrize("kept", [0, 10, 81, 82, 300, 700, 5000, -1])
def test_a_backup_cut_short_is_refused(commune, tmp_path, kept):
    data = back_up(commune).file.read_bytes()
    (tmp_path / "x.hnbackup").write_bytes(data[:kept])
    damaged(tmp_path / "x.hnbackup")


@pytest.mark.parametrize("other", [b"", b"\n", b"hoanhap-backup \n", b"PK\x03\x04" * 100, b"x" * 100_000, b"\n" * 99])
def test_another_file_is_no_backup(tmp_path, other):
    (tmp_path / "x.hnbackup").write_bytes(other)
    damaged(tmp_path / "x.hnbackup")


def test_bytes_added_behind_are_refused(commune):
    file = back_up(commune).file
    with file.open("ab") as out:
        out.write(b"\0")
    damaged(file)


def test_a_missing_file_and_a_folder_are_told_apart_from_damage(tmp_path):
    refused("file.missing", backup_file.check, tmp_path / "x")
    refused("file.unreadable", backup_file.check, tmp_path)


def rewritten(file, change):
    """A backup with another header, whose checksum fits again."""
    first, line, rest = file.read_bytes().split(b"\n", 2)
    line = change(line) + b"\n"
    file.write_bytes(first[:15] + hashlib.sha256(line).hexdigest().encode() + b"\n" + line + rest)


def test_a_backup_of_a_newer_program_is_refused_by_that_name(commune):
    file = back_up(commune).file
    rewritten(file, lambda line: line.replace(b'"version":1', b'"version":2'))
    refused("store.newer", backup_file.check, file)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"format":"hoanhap-backup"', b'"format":"x"'),
        (b'"name":"store.db"', b'"name":"../x"'),
        (b'"rows":', b'"rows":null,"r":'),
        (b'"made_at":"', b'"made_at":"x'),
        (b'"files":[', b'"files":[],"f":['),
        (b"{", b"[{"),
    ],
)
def test_a_header_that_says_something_else_is_refused(commune, old, new):
    file = back_up(commune).file
    rewritten(file, lambda line: line.replace(old, new, 1))
    damaged(file)


def test_a_wrong_password_or_key_opens_nothing(commune, tmp_path):
    file = back_up(commune).file
    refused("auth.password", opened, file, tmp_path / "a", "sai mật khẩu")
    refused("auth.recovery", opened, file, tmp_path / "b", PASSWORD, recovery=True)


def test_a_removed_user_opens_older_backups_only(commune, tmp_path):
    with commune.store.transaction():
        commune.store.set_secret("user", "Minh", "mật khẩu của Minh", cost=TESTING)
    older = back_up(commune, tmp_path / "older").file
    with commune.store.transaction():
        commune.store.accounts.remove_slot("Minh")  # and keys.json is not tidied yet
    newer = back_up(commune, tmp_path / "newer").file
    opened(older, tmp_path / "a", "mật khẩu của Minh")
    refused("auth.password", opened, newer, tmp_path / "b", "mật khẩu của Minh")


def test_a_store_whose_trail_does_not_hold_is_backed_up_and_says_so(commune, tmp_path):
    register_people(commune, 2)
    commune.store._db.conn.execute("DROP TRIGGER audit_append_only_update")
    commune.store._db.conn.execute("UPDATE audit SET user = 'x' WHERE seq = 2")
    made = back_up(commune)
    assert made.broken_at == opened(made.file, tmp_path / "a").broken_at == 2


def test_a_damaged_store_makes_no_backup(commune, sign_in):
    register_people(commune, 5)
    commune.close()
    file = commune.store.folder / "store.db"
    data = bytearray(file.read_bytes())
    data[len(data) // 2 // 4096 * 4096 + 700] ^= 1
    file.write_bytes(data)
    again = sign_in(commune.store.folder)
    refused("store.damaged", back_up, again)
    assert not list((commune.store.folder / "backups").iterdir())


# --- full disks, killed programs, new schemas ---


def good(file):
    backup_file.check(file)
    return True


@pytest.mark.parametrize("missing", [260_000, 140_000, 500])
def test_a_file_that_may_not_grow_leaves_no_backup_and_the_older_one(commune, missing):
    older = back_up(commune, commune.store.folder / "backups" / "older.hnbackup").file
    limit = str(older.stat().st_size - missing)
    commune.close()
    command = [sys.executable, "-c", OPEN + BACK_UP_LIMITED, commune.store.folder, USER, PASSWORD, limit]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("disk.")
    assert list(older.parent.iterdir()) == [older]
    assert good(older)


@pytest.fixture
def small_disk(tmp_path):
    """A file system with two megabytes."""
    point = tmp_path / "small"
    point.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "none", point], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("only root may mount")
    yield point
    subprocess.run(["umount", "-l", point], check=True)


def keep_on(disk, folder):
    """Let the backups of a store lie on this disk."""
    (folder / "backups").rmdir()
    (folder / "backups").symlink_to(disk)


@pytest.mark.parametrize("free", [8, 100, 250, 400])
def test_a_full_disk_leaves_no_backup_and_the_older_one(commune, small_disk, free):
    keep_on(small_disk, commune.store.folder)
    older = back_up(commune, commune.store.folder / "backups" / "older.hnbackup").file
    room = int(subprocess.check_output(["df", "--output=avail", "-k", small_disk]).split()[-1])
    (small_disk / "filler").write_bytes(b"x" * 1024 * max(0, room - free))
    refused("disk.full", back_up, commune)
    assert sorted(one.name for one in small_disk.iterdir()) == ["filler", "older.hnbackup"]
    assert good(older)
    (small_disk / "filler").unlink()
    assert good(back_up(commune).file)


@pytest.mark.parametrize("free", [8, 200, 400])
def test_a_disk_too_small_for_what_is_restored_is_full(commune, small_disk, tmp_path, free):
    file = back_up(commune).file
    (small_disk / "filler").write_bytes(b"x" * 1024 * (2000 - free))
    refused("disk.full", opened, file, small_disk / "new")


def test_a_copy_on_a_full_stick_leaves_nothing_there(commune, small_disk):
    file = back_up(commune).file
    (small_disk / "filler").write_bytes(b"x" * 1024 * 1900)
    refused("disk.full", backup_file.copy_to, file, small_disk)
    assert [one.name for one in small_disk.iterdir()] == ["filler"]
    (small_disk / "filler").unlink()
    assert good(backup_file.copy_to(file, small_disk))


def test_a_killed_backup_is_good_or_not_there(commune):
    register_people(commune, 20)
    commune.close()
    folder, moment = commune.store.folder, random.Random()
    made = 0
    for _ in range(10):
        command = [sys.executable, "-c", OPEN + BACK_UP, folder, USER, PASSWORD]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout.readline() == b"ready\n"
            time.sleep(moment.random() * 0.08)
            process.kill()
        files = list((folder / "backups").glob("*.hnbackup"))
        assert all(good(file) for file in files)
        made += len(files)
    with open_store(folder, user=USER, password=PASSWORD) as store:
        store.back_up(made_at=NOW.isoformat())
    assert not [one for one in (folder / "backups").iterdir() if one.suffix != ".hnbackup"]
    print(f"{made} whole backups beside 10 kills")


@pytest.fixture
def next_release():
    """A program that knows one step more."""

    def add(step):
        migrations(name="m9999_test")(step)

    yield add
    migrations._migrations[:] = [one for one in migrations._migrations if one.name != "m9999_test"]


def test_a_store_is_backed_up_before_its_schema_changes(commune, next_release, tmp_path):
    register_people(commune, 2)
    commune.close()
    next_release(lambda db: db.conn.execute("DROP TABLE people"))
    open_store(commune.store.folder, user=USER, password=PASSWORD).close()
    (file,) = (commune.store.folder / "backups").iterdir()
    assert opened(file, tmp_path / "a").counts["people"] == 2


def test_a_schema_change_that_fails_leaves_the_store_as_it_was(commune, next_release):
    commune.close()

    def fails(db):
        db.conn.execute("DROP TABLE people")
        raise AppError("disk.full")

    next_release(fails)
    refused("disk.full", open_store, commune.store.folder, user=USER, password=PASSWORD)
    migrations._migrations.pop()
    with open_store(commune.store.folder, user=USER, password=PASSWORD) as store:
        assert store.people.count() == 0
    assert len(list((commune.store.folder / "backups").iterdir())) == 1


def test_without_room_for_the_backup_the_schema_stays(commune, next_release, small_disk):
    commune.close()
    keep_on(small_disk, commune.store.folder)
    (small_disk / "filler").write_bytes(b"x" * 2000 * 1024)
    next_release(lambda db: db.conn.execute("DROP TABLE people"))
    refused("disk.full", open_store, commune.store.folder, user=USER, password=PASSWORD)
    migrations._migrations.pop()
    with open_store(commune.store.folder, user=USER, password=PASSWORD) as store:
        assert store.people.count() == 0

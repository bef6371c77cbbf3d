"""Backups in an office's hands: made, kept, looked at, rehearsed, restored as a new epoch."""

import random
import shutil
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.domain.access import Permission, Role
from app.services import accounts, backups, inbox, register
from app.services.backups import Opener
from app.services.rotation import Kept, surplus
from app.session import BackupHeader, read_backup_header
from db.keyslots import TESTING
from tests.claims import refused
from tests.exchange import dump, hand_over, introduce, register_people, sealed
from tests.invented import NOW, PASSWORD, USER

BY_PASSWORD = Opener(USER, PASSWORD)


@pytest.fixture
def by_key(made_commune):
    return Opener(recovery_key=made_commune.recovery_key)


def own_folder(session):
    return sorted(file.name for file in (session.store.folder / "backups").iterdir())


def restored(file, to, opener=BY_PASSWORD, **options):
    return backups.restore(file, to, opener, anywhere=True, **options)[1]


def without(tables, *names):
    return {name: rows for name, rows in tables.items() if name not in names}


# --- make ---


def test_a_backup_is_made_in_the_stores_folder_and_is_in_the_trail(commune):
    register_people(commune)
    made = backups.create(commune)
    assert own_folder(commune) == [f"06184-2026-12-05-{made.header.rows:06}.hnbackup"]
    newest = next(commune.store.audit.rows(newest_first=True))
    assert (newest.act, newest.detail) == ("backup.create", {"own_folder": True, "rows": made.header.rows})


def test_a_backup_goes_where_it_is_told_and_replaces_nothing(commune, tmp_path):
    named = backups.create(commune, tmp_path / "new" / "x.hnbackup").file
    inside = backups.create(commune, tmp_path / "new").file
    assert sorted((tmp_path / "new").iterdir()) == sorted([named, inside])
    refused("file.exists", backups.create, commune, named)
    assert own_folder(commune) == []


def test_an_auditor_makes_and_restores_no_backup(commune, sign_in, tmp_path):
    accounts.add_user(commune, "Minh", [Role.AUDITOR], "mật khẩu của Minh", cost=TESTING)
    file = backups.create(commune).file
    commune.close()
    auditor = sign_in(commune.store.folder, "Minh", "mật khẩu của Minh")
    refused("auth.role", backups.create, auditor)
    assert backups.automatic(auditor) is None
    refused("auth.role", restored, file, tmp_path / "new", Opener("Minh", "mật khẩu của Minh"))
    assert not (tmp_path / "new").exists()


def test_an_automatic_backup_is_made_when_something_was_done(commune):
    register_people(commune, 1)
    first = backups.automatic(commune)
    assert backups.standing(commune).newer_acts == 0
    assert backups.automatic(commune) is None
    register_people(commune, 2, first=2)
    assert backups.standing(commune).newer_acts == 2
    assert backups.automatic(commune).header.rows > first.header.rows
    assert backups.standing(commune).newer_acts == 0


def test_a_broken_trail_pushes_no_older_backup_out(commune):
    older = backups.create(commune).file
    register_people(commune)
    commune.store._db.conn.execute("DROP TRIGGER audit_append_only_update")
    commune.store._db.conn.execute("UPDATE audit SET user = 'x' WHERE seq = 3")
    newer = backups.create(commune)
    assert newer.broken_at == 3
    assert {older, newer.file} == set((commune.store.folder / "backups").iterdir())


# --- rotation ---


def kept(day, rows, steps=("m0001",)):
    return Kept(Path(f"{rows}"), BackupHeader(f"{day.isoformat()}T08:00:00+07:00", "06184", 1, rows, "", steps), 1)


def daily(days, per_day=1):
    start = date(2025, 1, 1)
    every = [kept(start + timedelta(number // per_day), number) for number in range(days * per_day)]
    return every[::-1]


def staying(every):
    gone = surplus(every)
    return [one for one in every if one not in gone]


def test_after_long_use_seven_days_five_weeks_and_twelve_months_are_kept():
    stays = staying(daily(500, per_day=2))
    days = [one.day for one in stays]
    assert days[:7] == [days[0] - timedelta(number) for number in range(7)]
    assert len(stays) == len(set(days)) <= 7 + 5 + 12
    assert len({(day.year, day.month) for day in days}) == 12
    assert len({day.isocalendar()[:2] for day in days[:12]}) >= 5


@pytest.mark.parametrize("days", range(1, 40))
def test_the_newest_always_stays(days):
    every = daily(days, per_day=3)
    assert every[0] in staying(every)
    assert staying(staying(every)) == staying(every)


def test_a_clock_that_was_wrong_pushes_no_good_backup_out():
    every = [kept(date(2026, 12, 5), 12), kept(date(2099, 1, 1), 11), kept(date(2099, 1, 1), 10),
             kept(date(1999, 1, 1), 9), *daily(9)]  # fmt: skip
    stays = staying(every)
    assert every[0] in stays
    assert [one.header.rows for one in stays[:8]] == [12, 11, 9, 8, 7, 6, 5, 4]


def test_the_last_backup_of_an_older_schema_stays():
    today = date(2026, 12, 5)
    every = [kept(today, 3, ("m0001", "m0002")), kept(today, 2, ("m0001", "m0002")), kept(today, 1)]
    assert staying(every) == [every[0], every[2]]


def test_only_the_newest_of_a_day_stays_in_the_folder_and_strange_files_are_left_alone(commune, neighbour):
    folder = commune.store.folder / "backups"
    foreign = backups.create(neighbour, folder / "foreign.hnbackup").file
    (folder / "broken.hnbackup").write_bytes(b"x")
    for number in range(3):
        register_people(commune, 1, first=number + 1)
        newest = backups.create(commune)
    assert own_folder(commune) == sorted(["broken.hnbackup", foreign.name, newest.file.name])
    assert [one.file for one in backups.listing(commune)] == [newest.file]


# --- the second place, and how safe the work lies ---


def later(session, days):
    session.now = lambda: NOW + timedelta(days=days)
    return backups.standing(session)


def test_a_chosen_second_place_gets_a_backup_at_once_and_each_automatic_one(commune, tmp_path):
    stick = tmp_path / "usb"
    stick.mkdir()
    first = backups.choose_second(commune, str(stick))
    assert first.parent == stick
    assert backups.standing(commune).second_on == NOW.date()
    register_people(commune, 1)
    made = backups.automatic(commune)
    assert (stick / made.file.name).read_bytes() == made.file.read_bytes()


def test_a_second_place_that_takes_nothing_is_not_kept(commune, tmp_path):
    refused("backup.second", backups.choose_second, commune, str(tmp_path / "not-plugged-in"))
    refused("backup.same_disk", backups.choose_second, commune, str(commune.store.folder / "backups"))
    assert commune.settings.backup_folder == ""


def test_an_automatic_backup_is_made_though_the_second_place_is_away(commune, tmp_path):
    (tmp_path / "usb").mkdir()
    backups.choose_second(commune, str(tmp_path / "usb"))
    shutil.rmtree(tmp_path / "usb")
    register_people(commune, 1)
    assert backups.automatic(commune).file.exists()


@pytest.mark.parametrize(
    ("days", "reasons"), [(7, ()), (8, ("old", "second_unset")), (32, ("old", "second_unset", "rehearse"))]
)
def test_work_without_a_backup_turns_red_after_a_week(commune, days, reasons):
    register_people(commune, 1)
    stands = later(commune, days)
    assert (stands.reasons, stands.red, stands.days) == (reasons, bool(reasons), days)


def test_a_backup_in_both_places_and_a_rehearsal_leave_nothing_to_say(commune, tmp_path):
    (tmp_path / "usb").mkdir()
    register_people(commune, 1)
    backups.choose_second(commune, str(tmp_path / "usb"))
    backups.rehearse(commune, BY_PASSWORD)
    commune.noted(Permission.READ_PEOPLE, "person.read")
    stands = later(commune, 8)
    assert (stands.reasons, stands.rehearsed_on) == (("old", "second_old"), NOW.date())


def test_a_command_backs_up_once_a_day_and_after_many_acts(commune):
    register_people(commune, 1)
    assert backups.automatic(commune, sparing=True) is None
    register_people(commune, 20, first=2)
    assert backups.automatic(commune, sparing=True) is not None
    register_people(commune, 1, first=40)
    assert backups.automatic(commune, sparing=True) is None
    later(commune, 1)
    assert backups.automatic(commune, sparing=True) is not None


# --- check and restore ---


@pytest.mark.parametrize("way", ["password", "key"])
def test_a_store_comes_back_in_another_place(commune, by_key, tmp_path, sign_in, way):
    register_people(commune, 3)
    file = backups.create(commune, tmp_path / "x.hnbackup").file
    before = dump(commune)
    commune.close()
    shutil.rmtree(commune.store.folder)
    back = restored(file, tmp_path / "deep" / "new", BY_PASSWORD if way == "password" else by_key)
    assert back.office.epoch == 2
    again = sign_in(tmp_path / "deep" / "new")
    assert again.office == back.office
    assert without(dump(again), "meta") == without(before, "meta")
    acts = [
        (row.act, row.user, row.detail.get("epoch"))
        for row in again.store.audit.rows(since=read_backup_header(file).rows)
    ]
    assert ("backup.restore", USER if way == "password" else "", 2) in acts
    assert again.store.audit.broken_at() is None
    assert not list((tmp_path / "deep").glob(".*"))


def test_a_check_says_what_is_inside_and_makes_nothing(commune, by_key, tmp_path):
    register_people(commune, 2)
    file = backups.create(commune, tmp_path / "out" / "x.hnbackup").file
    for opener in (BY_PASSWORD, by_key):
        checked = backups.check(file, opener)
        assert (checked.office, checked.epoch, checked.backup.counts["people"]) == (commune.office.name, 1, 2)
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize(
    ("opener", "code"),
    [
        (Opener(USER, "sai mật khẩu"), "auth.password"),
        (Opener("Người lạ", PASSWORD), "auth.password"),
        (Opener(recovery_key="0000-0000-0000-0000-0000-0000-0000-0000"), "auth.recovery"),
    ],
)
def test_who_cannot_open_a_backup_makes_nothing(commune, tmp_path, opener, code):
    file = backups.create(commune, tmp_path / "x.hnbackup").file
    refused(code, backups.check, file, opener)
    refused(code, restored, file, tmp_path / "a" / "new", opener)
    assert list((tmp_path / "a").iterdir()) == []


@pytest.mark.parametrize("part", [0.0, 0.001, 0.003, 0.1, 0.5, 0.999])
def test_a_damaged_backup_is_refused_and_nothing_is_made(commune, by_key, tmp_path, part):
    file = backups.create(commune, tmp_path / "x.hnbackup").file
    data = bytearray(file.read_bytes())
    data[int(len(data) * part)] ^= 4
    file.write_bytes(data)
    for opener in (BY_PASSWORD, by_key):
        assert refused("backup.damaged", backups.check, file, opener).exit_status == 3
        refused("backup.damaged", restored, file, tmp_path / "a" / "new", opener)
    assert list((tmp_path / "a").iterdir()) == []


def test_a_folder_that_holds_something_is_left_alone(commune, tmp_path):
    file = backups.create(commune, tmp_path / "x.hnbackup").file
    refused("store.exists", restored, file, commune.store.folder)
    refused("store.exists", restored, file, file)
    (tmp_path / "empty").mkdir()
    assert restored(file, tmp_path / "empty").office.epoch == 2


def test_a_restored_store_lies_where_a_store_may_lie(commune, tmp_path):
    file = backups.create(commune, tmp_path / "x.hnbackup").file
    refused("store.place", backups.restore, file, tmp_path / "OneDrive" / "new", BY_PASSWORD)


def test_what_a_killed_restore_left_lying_is_cleared_away(commune, tmp_path):
    file = backups.create(commune, tmp_path / "x.hnbackup").file
    left = tmp_path / ".new.restoring"
    left.mkdir()
    (left / "store.db").write_bytes(b"half")
    restored(file, tmp_path / "new")
    assert not left.exists()


RESTORE = """
import sys
from pathlib import Path
from app.services.backups import Opener, restore
print("ready", flush=True)
for number in range(99):
    restore(Path(sys.argv[1]), Path(sys.argv[2]) / str(number), Opener(sys.argv[3], sys.argv[4]), anywhere=True)
"""


def test_a_killed_restore_is_whole_or_not_there(commune, tmp_path, sign_in):
    register_people(commune, 5)
    file, moment = backups.create(commune).file, random.Random()
    for attempt in range(5):
        to = tmp_path / str(attempt)
        command = [sys.executable, "-c", RESTORE, file, to, USER, PASSWORD]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout.readline() == b"ready\n"
            time.sleep(moment.random() * 0.4)
            process.kill()
        for store in to.glob("[0-9]*"):
            again = sign_in(store)
            assert (again.office.epoch, again.store.people.count(), again.store.audit.broken_at()) == (2, 5, None)


# --- the new epoch ---


def test_after_a_restore_the_office_above_holds_the_new_chain_until_it_accepts(commune, receiving, tmp_path, sign_in):
    introduce(commune, receiving)
    register_people(commune, 2)
    first = sealed(commune, "2026-11")
    assert hand_over(first, receiving).result == "imported"
    file = backups.create(commune).file
    lost = sealed(commune)
    assert hand_over(lost, receiving).result == "imported"
    restored(file, tmp_path / "new")
    again = sign_in(tmp_path / "new")
    second = sealed(again)
    assert (second.epoch, second.number, second.previous) == (2, 1, first.digest)
    held = hand_over(second, receiving)
    assert (held.result, held.code) == ("quarantined", "batch.new_epoch")
    (taken,) = inbox.decide_epoch(receiving, again.office.unit, accept=True)
    assert (taken.result, taken.batch) == ("imported", second.digest)


def test_a_new_epoch_is_begun_with_a_reason(commune, receiving, sign_in):
    introduce(commune, receiving)
    register_people(commune, 1)
    first = sealed(commune, "2026-11")
    refused("reason.missing", backups.new_epoch, commune, " ")
    assert backups.new_epoch(commune, "Máy bị sao chép") == commune.office.epoch == 2
    second = sealed(commune)
    assert (second.epoch, second.number, second.previous) == (2, 1, first.digest)
    assert commune.store.accounts.meta("epochs") == [{"epoch": 2, "at": NOW.isoformat(), "reason": "Máy bị sao chép"}]
    commune.close()
    assert sign_in(commune.store.folder).office.epoch == 2


def test_a_restored_receiving_store_begins_new_chains_too(pair, tmp_path, sign_in):
    _commune, receiving = pair
    file = backups.create(receiving).file
    assert restored(file, tmp_path / "new").office.epoch == 2
    assert sign_in(tmp_path / "new").office.epoch == 2


# --- rehearse ---


def test_a_rehearsal_makes_a_backup_when_there_is_none_and_removes_what_it_restored(commune, by_key):
    register_people(commune, 2)
    for opener in (BY_PASSWORD, by_key):
        backup, stands = backups.rehearse(commune, opener)
        assert (backup.counts["people"], stands.newer_acts) == (2, 0)
        assert own_folder(commune) == [backup.file.name]
    assert next(commune.store.audit.rows(newest_first=True)).act == "backup.rehearse"


def test_a_rehearsal_says_how_much_is_newer_than_the_backup(commune):
    (person,) = register_people(commune, 1)
    backups.create(commune)
    register.change(commune, person.id, {"village": "Thôn Mới"}, "Chuyển nhà")
    assert backups.rehearse(commune, BY_PASSWORD)[1].newer_acts == 1


def test_a_rehearsal_finds_a_register_that_was_changed_behind_its_back(commune):
    register_people(commune, 1)
    backups.create(commune)
    commune.store._db.conn.execute("UPDATE people_history SET data = replace(data, 'Thôn', 'Xóm')")
    refused("backup.differs", backups.rehearse, commune, BY_PASSWORD)
    assert [name for name in own_folder(commune) if name.startswith(".")] == []


def test_a_rehearsal_with_a_wrong_sheet_is_refused(commune):
    refused("auth.recovery", backups.rehearse, commune, Opener(recovery_key="1" * 32))

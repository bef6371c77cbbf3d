"""Wrong passwords: a pause that grows, ends, and never outlasts a wrong clock."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from db.signin import SignInLog
from db.store import open_store
from tests.claims import refused
from tests.invented import PASSWORD, USER


@pytest.fixture
def folder(commune):
    commune.close()
    return commune.store.folder


def slot_of(folder):
    slots = json.loads((folder / "keys.json").read_text("utf-8"))["slots"]
    return next(slot["id"] for slot in slots if slot["user"] == USER)


def failed(folder, times, minutes_ago=0.0, slot=None):
    at = (datetime.now(UTC) - timedelta(minutes=minutes_ago)).isoformat()
    data = [{"at": at, "slot": slot or slot_of(folder)}] * times
    (folder / "log" / "sign-in.json").write_text(json.dumps(data), "utf-8")


def opens(folder):
    open_store(folder, user=USER, password=PASSWORD).close()
    return True


def test_five_wrong_passwords_lock_out_the_right_one(folder):
    for _ in range(5):
        refused("auth.password", open_store, folder, user=USER, password="sai mật khẩu")
    error = refused("auth.locked", open_store, folder, user=USER, password=PASSWORD)
    assert error.values == {"minutes": 1}


def test_four_wrong_passwords_lock_out_nobody(folder):
    failed(folder, 4)
    assert opens(folder)


@pytest.mark.parametrize(("times", "minutes"), [(5, 1), (6, 2), (7, 4), (10, 32), (11, 60), (100, 60)])
def test_the_pause_doubles_up_to_an_hour_and_ends(folder, times, minutes):
    failed(folder, times, minutes - 0.5)
    assert refused("auth.locked", open_store, folder, user=USER, password=PASSWORD).values == {"minutes": 1}
    failed(folder, times, minutes + 0.1)
    assert opens(folder)


def test_a_wrong_password_after_the_pause_makes_it_longer(folder):
    failed(folder, 5, 2)
    refused("auth.password", open_store, folder, user=USER, password="sai mật khẩu")
    error = refused("auth.locked", open_store, folder, user=USER, password=PASSWORD)
    assert error.values == {"minutes": 2}


def test_a_clock_that_was_set_back_locks_nobody_out(folder):
    failed(folder, 50, -60 * 24 * 365)
    assert opens(folder)


def test_others_are_not_locked_out(folder):
    failed(folder, 50, slot="0123456789abcdef")
    assert opens(folder)


UNREADABLE = ("", "{}", "[1]", "null", '["x"]', '[{"at": "hôm qua", "slot": "x"}]', '[{"at": 7, "slot": "x"}]')


@pytest.mark.parametrize("log", UNREADABLE)
def test_an_unreadable_log_guards_nothing_and_stops_nothing(folder, log):
    (folder / "log" / "sign-in.json").write_text(log, "utf-8")
    assert opens(folder)
    refused("auth.password", open_store, folder, user=USER, password="sai mật khẩu")
    assert len(SignInLog(folder / "log").failures()) == 1


def test_times_without_a_zone_are_understood(folder):
    at = datetime.now(UTC).replace(tzinfo=None).isoformat()
    data = [{"at": at, "slot": slot_of(folder)}] * 5
    (folder / "log" / "sign-in.json").write_text(json.dumps(data), "utf-8")
    refused("auth.locked", open_store, folder, user=USER, password=PASSWORD)


def test_the_log_holds_times_and_slots_only_and_stays_short(folder):
    failed(folder, 200, 120)
    refused("auth.password", open_store, folder, user=USER, password="sai mật khẩu")
    log = (folder / "log" / "sign-in.json").read_text("utf-8")
    assert USER not in log
    assert len(json.loads(log)) == 200
    assert all(set(item) == {"at", "slot"} for item in json.loads(log))

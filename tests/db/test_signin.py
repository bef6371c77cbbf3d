"""Wrong passwords: a pause that grows, ends, and never outlasts a wrong clock."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import session
from app.errors import AppError
from db.signin import Clock, SignInLog
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
    data = [{"at": at, "slot": slot or slot_of(folder)}] * times  # as release 0.1 wrote them
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


def test_a_clock_that_was_set_back_before_a_restart_locks_nobody_out_for_ever(folder):
    log = SignInLog(folder / "log", started(hours=1))
    failed(folder, 50, -60 * 24 * 365)
    log.begin(slot_of(folder))
    log = SignInLog(folder / "log", started(minutes=1))
    failed(folder, 50, -60 * 24 * 365)
    refused("auth.locked", log.begin, slot_of(folder))


def started(**ago):
    """A clock of a machine that was started so long ago."""
    return Clock(up=lambda: timedelta(**ago).total_seconds())


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
    assert all(set(item) == {"at", "slot", "up", "noted"} for item in json.loads(log))


class Attacker:
    """Somebody with the machine: tries passwords, moves the clock, starts it anew, for one hour by a real watch."""

    def __init__(self, folder):
        self.log, self.slots = folder / "log", [slot_of(folder), ""]
        self.watch, self.wall, self.up, self.guesses = 0.0, 1e9, 1e6, 0

    def clock(self):
        return Clock(lambda: datetime.fromtimestamp(self.wall, UTC), lambda: self.up, self.wait)

    def wait(self, seconds):
        self.watch, self.wall, self.up = self.watch + seconds, self.wall + seconds, self.up + seconds

    def locked(self, slot):
        try:
            SignInLog(self.log, self.clock())._check(
                [one for one in SignInLog(self.log).failures() if one.slot == slot]
            )
        except AppError:
            return True
        return False

    def guess(self):
        for slot in self.slots:
            try:
                SignInLog(self.log, self.clock()).begin(slot)
            except AppError:
                continue
            else:
                self.guesses += 1


@given(moves=st.lists(st.sampled_from(["wait", "back", "forward", "restart"]), max_size=40))
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_moving_of_the_clock_and_no_restart_lets_many_be_tried(commune, moves):
    """A restart costs half a minute; the most clever order of moves is far from 10,000 tries in an hour."""
    (commune.store.folder / "log" / "sign-in.json").unlink(missing_ok=True)
    attacker = Attacker(commune.store.folder)
    for move in moves:
        if move == "restart":
            attacker.wait(30)
            attacker.up = 30.0
        attacker.wall += {"back": -1e6, "forward": 1e6}.get(move, 0)
        attacker.wait(60 if move == "wait" else 0)
        attacker.guess()
    restarts = moves.count("restart")
    assert attacker.guesses <= 2 * (5 + 7 + restarts)


def test_ten_thousand_wrong_passwords_take_more_than_a_year(folder):
    """The fastest that the program allows: a try whenever the pause is over."""
    attacker, slot = Attacker(folder), slot_of(folder)
    in_first_hour = 0
    for _ in range(60):
        attacker.guess()
        in_first_hour = attacker.guesses if attacker.watch <= 3600 else in_first_hour
        while attacker.locked(slot):
            attacker.wait(60)
    print(f"{in_first_hour} tries in the first hour for one user and one unknown name")
    assert in_first_hour <= 24
    assert attacker.watch > 40 * 3600


def test_an_hours_worth_of_tries_from_many_programs_at_once(folder):
    """Each process counts its try before it looks at the password, so together they have the same five."""
    tried = """
import sys
from pathlib import Path
from app.errors import AppError
from db.store import open_store
for _ in range(6):
    try:
        open_store(Path(sys.argv[1]), user=sys.argv[2], password="sai")
    except AppError as error:
        print(error.code, flush=True)
"""
    running = [subprocess.Popen([sys.executable, "-c", tried, folder, USER], stdout=subprocess.PIPE, text=True)
               for _ in range(4)]  # fmt: skip
    said = [line for one in running for line in one.communicate()[0].split()]
    assert sorted(set(said)) == ["auth.locked", "auth.password"]
    assert said.count("auth.password") == 5
    assert len(said) == 24


def test_a_program_killed_while_it_looks_has_used_up_its_try(folder):
    log = SignInLog(folder / "log")
    log.begin(slot_of(folder))  # and then the power goes
    assert len(SignInLog(folder / "log").failures()) == 1


def test_a_right_password_is_no_failure_and_leaves_no_file(folder):
    assert opens(folder)
    assert not (folder / "log" / "sign-in.json").exists()


def test_a_right_password_is_never_told_as_failed_though_the_disk_takes_nothing(folder):
    failed(folder, 1, slot="0123456789abcdef")
    log, in_the_way = SignInLog(folder / "log"), folder / "log" / "sign-in.json.part"
    log.begin(slot_of(folder))
    in_the_way.mkdir()
    log.right()
    assert len(SignInLog(folder / "log").failures()) == 2
    assert len(log.failures()) == 1
    in_the_way.rmdir()
    log.settle()
    assert len(SignInLog(folder / "log").failures()) == 1


def test_a_try_that_could_not_be_counted_takes_no_other_back(folder):
    failed(folder, 1, slot=slot_of(folder))
    log = SignInLog(folder / "log", Clock(sleep=lambda _: None))
    (folder / "log" / "sign-in.json.part").mkdir()
    log.begin(slot_of(folder))
    log.right()
    assert len(log.failures()) == 1


def test_nobody_resets_the_pause_of_somebody_else_by_signing_in(folder):
    failed(folder, 9, slot="0123456789abcdef")
    session.sign_in(folder, USER, PASSWORD, channel="window").close()
    left = SignInLog(folder / "log").failures()
    assert [one.noted for one in left] == [True] * 9
    refused("auth.locked", SignInLog(folder / "log").begin, "0123456789abcdef")


def test_failed_tries_enter_the_trail_once(folder):
    for name in (USER, USER, "Không có"):
        refused("auth.password", open_store, folder, user=name, password="sai mật khẩu")
    for _ in range(2):
        opened = session.sign_in(folder, USER, PASSWORD, channel="window")
        rows = [(row.subject, row.detail["times"]) for row in opened.store.audit.rows() if row.act == "sign_in_failed"]
        opened.close()
        assert rows == [(USER, 2), ("", 1)]


def test_a_log_that_cannot_be_written_makes_each_try_slow(folder):
    (folder / "log" / "sign-in.json.part").mkdir()
    attacker = Attacker(folder)
    for _ in range(10):
        attacker.guess()
    assert (attacker.guesses, attacker.watch) == (20, 100.0)  # 5 seconds each: 720 in an hour

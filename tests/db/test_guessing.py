"""A backup's password cannot be tried by the thousand, and an honest owner is not kept out."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from app.errors import AppError
from db.backup import bring_back
from db.guessing import counted
from db.signin import Clock
from tests.claims import refused
from tests.invented import NOW, PASSWORD

HOUR = 3600


class Moved:
    """A clock that a test moves on."""

    def __init__(self):
        self.seconds = 0.0
        begin = datetime(2026, 12, 5, tzinfo=UTC)
        self.clock = Clock(lambda: begin + timedelta(seconds=self.seconds), lambda: self.seconds, self.sleep)

    def sleep(self, seconds):
        self.seconds += seconds


def wrong(clock):
    with counted("a slot", clock):
        raise AppError("auth.password")


def tries_within(hours):
    """How many passwords somebody tests who loses no second."""
    moved, tested = Moved(), 0
    while moved.seconds < hours * HOUR:
        try:
            wrong(moved.clock)
        except AppError as error:
            tested += error.code == "auth.password"
            moved.sleep(error.values.get("minutes", 0) * 60)
    return tested


def test_within_an_hour_ten_passwords_can_be_tried():
    assert tries_within(1) == 10


def test_where_nothing_can_be_written_each_try_costs_five_seconds(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    assert tries_within(1) == 720


@pytest.fixture
def backup(commune):
    return commune.store.back_up(made_at=NOW.isoformat()).file


def brought(backup, folder, password):
    folder.mkdir()
    return bring_back(backup, folder, secret=password, recovery=False)


def test_five_wrong_passwords_close_a_backup_for_a_while_and_its_copies_too(backup, tmp_path):
    copy = tmp_path / "copy.hnbackup"
    copy.write_bytes(backup.read_bytes())
    numbers = (tmp_path / str(number) for number in itertools.count())
    for _ in range(5):
        refused("auth.password", brought, backup, next(numbers), "sai mật khẩu")
    refused("auth.locked", brought, copy, next(numbers), PASSWORD)


def test_the_right_password_leaves_no_count(backup, tmp_path):
    refused("auth.password", brought, backup, tmp_path / "wrong", "sai mật khẩu")
    for number in range(6):
        brought(backup, tmp_path / str(number), PASSWORD)


def test_a_damaged_file_counts_against_nobody():
    moved = Moved()
    for _ in range(9):
        with pytest.raises(AppError, match=r"backup\.damaged"), counted("a slot", moved.clock):
            raise AppError("backup.damaged")

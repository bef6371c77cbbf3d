"""Who works in a store, and the one way to write."""

import contextlib
from hashlib import sha256

import pytest
from sqlcipher3.dbapi2 import IntegrityError

from app.domain.access import Permission, Role
from app.services import accounts
from db.keyslots import TESTING
from db.store import open_store
from tests.claims import refused
from tests.invented import PASSWORD, USER


def acts(session):
    return [row.act for row in session.store.audit.rows()]


def touch(session, permission=Permission.WRITE_PEOPLE, **options):
    with session.change(permission, "test", "subject", **options) as change:
        change.store.accounts.set_setting("symbol", "x")


def contents(folder):
    return {file.name: sha256(file.read_bytes()).hexdigest() for file in folder.rglob("*") if file.is_file()}


def test_a_change_writes_one_audit_row_that_says_who_what_and_where(commune):
    before = commune.store.audit.head().rows
    with commune.change(Permission.WRITE_PEOPLE, "test", "subject", rows=3) as change:
        change.note(changed=2)
    (row,) = commune.store.audit.rows(since=before)
    assert (row.user, row.act, row.channel, row.subject) == (USER, "test", "window", "subject")
    assert row.detail == {"rows": 3, "changed": 2}
    assert row.at == "2026-12-05T08:00:00+07:00"


def test_a_change_that_fails_leaves_neither_the_write_nor_the_row(commune):
    before = acts(commune)
    with contextlib.suppress(ZeroDivisionError), commune.change(Permission.WRITE_PEOPLE, "test") as change:
        change.store.accounts.set_setting("symbol", "x")
        raise ZeroDivisionError
    assert acts(commune) == before
    assert commune.settings.symbol == ""


def test_a_row_that_cannot_be_written_takes_the_change_back(commune):
    with pytest.raises(TypeError, match="fractions"):
        touch(commune, share=0.5)
    assert commune.settings.symbol == ""


@pytest.mark.parametrize(
    ("role", "permission"),
    [
        (Role.OFFICER, Permission.APPROVE_MONTH),
        (Role.OFFICER, Permission.MANAGE_USERS),
        (Role.CHIEF, Permission.WRITE_PEOPLE),
        (Role.ADMIN, Permission.READ_PEOPLE),
        (Role.AUDITOR, Permission.READ_PEOPLE),
        (Role.AUDITOR, Permission.WRITE_PEOPLE),
    ],
)
def test_who_has_not_the_role_is_refused_and_nothing_is_written(commune, sign_in, role, permission):
    accounts.add_user(commune, "Tuấn", [role], PASSWORD, cost=TESTING)
    commune.close()
    other = sign_in(commune.store.folder, "Tuấn", channel="window")
    before = acts(other)
    error = refused("auth.role", touch, other, permission)
    assert error.values["action"] == permission.value
    assert not other.may(permission)
    assert acts(other) == before


def test_what_belongs_to_the_other_kind_of_store_is_refused(commune, receiving):
    refused("store.kind", touch, receiving, Permission.DRAFT_MONTH)
    refused("store.kind", touch, commune, Permission.DECIDE_BATCH)
    assert not receiving.may(Permission.DRAFT_MONTH)


def test_reading_needs_the_permission_too(receiving):
    def read():
        with receiving.read(Permission.WRITE_PEOPLE):
            raise AssertionError

    refused("store.kind", read)


def test_an_idle_command_writes_nothing(commune, sign_in):
    commune.close()
    before = contents(commune.store.folder)
    idle = sign_in(commune.store.folder, channel="cli")
    with idle.read(Permission.READ_MONTHS) as store:
        store.months.all()
    assert idle.settings.list_day == 5
    idle.close()
    assert contents(commune.store.folder) == before


def test_a_command_signs_in_with_its_first_act_and_only_once(commune, sign_in):
    commune.close()
    session = sign_in(commune.store.folder, channel="cli")
    before = len(acts(session))
    touch(session)
    touch(session)
    assert acts(session)[before:] == ["sign_in", "test", "test"]


def test_a_failed_first_act_does_not_swallow_the_sign_in(commune, sign_in):
    commune.close()
    session = sign_in(commune.store.folder, channel="cli")
    before = len(acts(session))
    with contextlib.suppress(ZeroDivisionError), session.change(Permission.WRITE_PEOPLE, "test"):
        raise ZeroDivisionError
    touch(session)
    assert acts(session)[before:] == ["sign_in", "test"]


@pytest.mark.parametrize("channel", ["cli", "window"])
def test_failed_tries_enter_the_audit_at_the_next_sign_in(commune, sign_in, channel):
    commune.close()
    folder = commune.store.folder
    for _ in range(3):
        refused("auth.password", sign_in, folder, password="sai mật khẩu")
    session = sign_in(folder, channel=channel)
    assert next(session.store.audit.rows(newest_first=True)).detail == {"failed_before": 3}
    session.close()
    again = sign_in(folder, channel="window")
    assert next(again.store.audit.rows(newest_first=True)).detail == {}


def test_a_sign_in_that_cannot_be_noted_leaves_the_store_free(commune, sign_in):
    refusing = "CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no room'); END"
    commune.store._db.conn.execute(refusing)
    commune.close()
    with pytest.raises(IntegrityError):
        sign_in(commune.store.folder, channel="window")
    with open_store(commune.store.folder, user=USER, password=PASSWORD) as store:
        store._db.conn.execute("DROP TRIGGER full")
    assert sign_in(commune.store.folder, channel="window")


def test_a_disabled_user_is_refused_like_a_wrong_password(commune, sign_in):
    accounts.add_user(commune, "Tuấn", [Role.OFFICER], PASSWORD, cost=TESTING)
    keys = (commune.store.folder / "keys.json").read_bytes()
    accounts.disable_user(commune, "Tuấn")
    commune.close()
    refused("auth.password", sign_in, commune.store.folder, "Tuấn")
    (commune.store.folder / "keys.json").write_bytes(keys)
    refused("auth.password", sign_in, commune.store.folder, "Tuấn")


def test_a_locked_screen_opens_for_the_same_password_only_and_counts_the_wrong_ones(commune):
    refused("auth.password", commune.unlock, "sai mật khẩu")
    commune.unlock(PASSWORD)
    assert acts(commune)[-2:] == ["sign_in_failed", "session.unlock"]
    for _ in range(5):
        refused("auth.password", commune.unlock, "sai mật khẩu")
    refused("auth.locked", commune.unlock, PASSWORD)

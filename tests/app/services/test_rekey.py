"""Somebody is removed, and the store gets a new key that needs nobody's password."""

import pytest

from app.domain.access import Role
from app.services import accounts, backups
from app.session import recover
from db.keyslots import TESTING
from tests.claims import refused
from tests.invented import PASSWORD, USER

LEAVING, NEW = "Đạt", "một mật khẩu khác"


@pytest.fixture
def removed(commune):
    """The folder of a store that was re-keyed after somebody left, and the `keys.json` they kept."""
    accounts.add_user(commune, LEAVING, [Role.OFFICER], NEW, cost=TESTING)
    kept = (commune.store.folder / "keys.json").read_bytes()
    accounts.disable_user(commune, LEAVING)
    assert accounts.rekey(commune) == []
    commune.close()
    return commune.store.folder, kept


def test_a_removed_users_old_keys_file_does_not_open_a_rekeyed_store(removed, sign_in):
    folder, kept = removed
    refused("auth.password", sign_in, folder, LEAVING, NEW)
    (folder / "keys.json").write_bytes(kept)
    refused("store.damaged", sign_in, folder, LEAVING, NEW)


def test_remaining_passwords_and_the_recovery_key_still_open_it(removed, sign_in, made_commune):
    folder, _ = removed
    sign_in(folder, USER, PASSWORD).close()
    recover(folder, made_commune.recovery_key, USER).close()


def test_it_is_in_the_trail_and_older_backups_are_named(commune):
    older = backups.create(commune)
    assert accounts.rekey(commune) == [older.file.name]
    assert next(commune.store.audit.rows(newest_first=True)).act == "store.rekey"


def test_a_key_that_cannot_be_changed_is_told_and_in_the_trail(commune):
    (commune.store.folder / "keys.next.json.part").mkdir()
    refused("disk.error", accounts.rekey, commune)
    last, before = commune.store.audit.rows(newest_first=True, limit=2)
    assert (last.act, last.detail, before.act) == ("store.rekey_failed", {"code": "disk.error"}, "store.rekey")


def test_an_officer_cannot_do_it(commune):
    object.__setattr__(commune.user, "roles", (Role.OFFICER,))
    refused("auth.role", accounts.rekey, commune)

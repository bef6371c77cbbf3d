"""A recovery key can be printed and replaced; only the newest opens the store."""

from app import session as sessions
from app.domain.access import Role
from app.services import accounts, backups, recovery
from db.keyslots import TESTING
from tests.claims import refused
from tests.invented import USER


def test_printing_the_sheet_is_in_the_trail_but_the_key_is_not(commune, made_commune):
    assert recovery.sheet(commune, made_commune.recovery_key).startswith(b"%PDF")
    newest = next(commune.store.audit.rows(newest_first=True))
    assert (newest.act, newest.detail) == ("recovery.print", {})


def test_a_new_key_opens_the_store_and_the_old_one_does_not(commune, made_commune):
    key = recovery.renew(commune, cost=TESTING)
    commune.close()
    refused("auth.recovery", sessions.recover, commune.store.folder, made_commune.recovery_key, USER)
    sessions.recover(commune.store.folder, key, USER).close()


def test_a_new_key_opens_the_next_backup_and_the_old_one_the_older(commune, made_commune, tmp_path):
    older = backups.create(commune, tmp_path / "older").file
    key = recovery.renew(commune, cost=TESTING)
    newer = backups.create(commune, tmp_path / "newer").file
    old_sheet = backups.Opener(recovery_key=made_commune.recovery_key)
    assert backups.check(older, old_sheet).office == commune.office.name
    assert backups.check(newer, backups.Opener(recovery_key=key)).office == commune.office.name
    refused("auth.recovery", backups.check, newer, old_sheet)


def test_only_an_administrator_prints_or_renews(commune, sign_in):
    accounts.add_user(commune, "Minh", [Role.OFFICER], "mật khẩu của Minh", cost=TESTING)
    commune.close()
    officer = sign_in(commune.store.folder, "Minh", "mật khẩu của Minh")
    refused("auth.role", recovery.sheet, officer, "x")
    refused("auth.role", recovery.renew, officer)

"""Stores, a backup and batches made by release 0.1 open in this program, with everything in them."""

import shutil
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from app.domain.batch import OutState
from app.domain.month import MonthState
from app.services import accounts, backups, batches, inbox, months, register
from app.services.backups import Opener
from app.session import Query, sign_in
from db.keyslots import TESTING
from db.migrations import migrations
from tests.anomaly.acts import VINTAGE, VINTAGE_USER
from tests.claims import refused

SECOND_USER, DISABLED = "Vi Văn Hai", "Lý Thị Ba"
HEAD = "5a4badd327e7fe40a05f75cbab0f2be73c79b7064b3e300f8d999e2c65012519"


def secret(name):
    return (VINTAGE / f"{name}.txt").read_text("utf-8").strip()


@pytest.fixture
def folder(tmp_path):
    for name in ("commune", "receiving"):
        shutil.copytree(VINTAGE / name, tmp_path / name)
        for made in ("backups", "log"):
            (tmp_path / name / made).mkdir()
    return tmp_path


@pytest.fixture
def commune(folder):
    with closing(sign_in(folder / "commune", VINTAGE_USER, secret("commune-password"))) as session:
        yield session


def counts(session):
    store = session.store
    people = list(store.people.all())
    versions = sum(len(store.people.history(one.id)) for one in people)
    return len(people), versions, len(months.all_months(session)), len(batches.all_batches(session))


def test_everything_of_the_commune_is_there(commune):
    assert counts(commune) == (11, 44, 3, 2)
    assert commune.store.audit.broken_at() is None
    assert commune.store.audit.hash_at(44) == HEAD
    assert [(month.month, month.state) for month in months.all_months(commune)] == [
        ("2027-02", MonthState.DRAFTED), ("2027-01", MonthState.SEALED), ("2026-12", MonthState.ACCEPTED)
    ]  # fmt: skip
    assert [batch.state for batch in batches.all_batches(commune)] == [OutState.ACCEPTED, OutState.SEALED]
    assert all(sha256(batch.content).hexdigest() == batch.sha256 for batch in batches.all_batches(commune))
    assert commune.settings.two_persons
    assert register.find(commune, Query("đặng")).total == register.find(commune, Query("dang")).total


def test_its_papers_are_the_very_bytes_that_were_presented(commune):
    for month in ("2026-12", "2027-01"):
        for kind in ("form01.pdf", "form01.xlsx"):
            content, digest = commune.store._db.conn.execute(
                "SELECT content, sha256 FROM papers WHERE month = ? AND kind = ?", (month, kind)
            ).fetchone()
            assert sha256(content).hexdigest() == digest


def test_its_work_goes_on(commune):
    months.draft(commune, "2027-02")
    assert [one.name for one in accounts.users(commune)] == [DISABLED, VINTAGE_USER, SECOND_USER]
    assert batches.seal_month(commune, "2027-01")[0].content == (VINTAGE / "second.asice.age").read_bytes()


def test_every_password_and_the_recovery_key_open_it_and_the_disabled_account_does_not(folder):
    store = folder / "commune"
    sign_in(store, SECOND_USER, secret("second-password")).close()
    refused("auth.password", sign_in, store, DISABLED, secret("second-password"))
    (store / "log" / "sign-in.json").unlink()
    accounts.recover(store, secret("commune-recovery"), VINTAGE_USER, "một mật khẩu mới nữa", cost=TESTING).close()
    sign_in(store, VINTAGE_USER, "một mật khẩu mới nữa").close()


def test_the_receiving_store_takes_in_the_batch_that_came_later(folder):
    with closing(sign_in(folder / "receiving", "Hoàng Minh Sơn", secret("receiving-password"))) as above:
        assert [view.batch.number for view in inbox.listing(above)] == [1]
        taken = [inbox.take_in(above, name, (VINTAGE / name).read_bytes()).result
                 for name in ("first.asice.age", "second.asice.age")]  # fmt: skip
        assert taken == ["already", "imported"]
        assert above.store.audit.broken_at() is None


@pytest.mark.parametrize("way", ["password", "key"])
def test_its_backup_restores(tmp_path, way):
    opener = (
        Opener(recovery_key=secret("commune-recovery")) if way == "key"
        else Opener(VINTAGE_USER, secret("commune-password"))
    )  # fmt: skip
    backup, session = backups.restore(VINTAGE / "commune.backup", tmp_path / "new", opener, anywhere=True)
    assert (backup.broken_at, backup.counts["people"], backup.counts["months"]) == (None, 11, 3)
    assert session.office.epoch == 2


def test_a_step_that_fails_leaves_the_old_store_working_and_a_backup_of_it(folder, tmp_path):
    store, before = folder / "commune", secret("commune-password")

    @migrations(name="m9999_broken")
    def broken(db):
        db.conn.execute("DROP TABLE people_history")
        db.conn.execute("INSERT INTO nowhere VALUES (1)")

    with pytest.raises(Exception, match="nowhere"):
        sign_in(store, VINTAGE_USER, before)
    migrations._migrations.pop()
    with closing(sign_in(store, VINTAGE_USER, before)) as session:
        assert counts(session) == (11, 44, 3, 2)
    (kept,) = (store / "backups").glob("*.hnbackup")
    assert backups.check(Path(kept), Opener(VINTAGE_USER, before)).backup.counts["people"] == 11

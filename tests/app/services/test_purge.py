"""People whose retention period is over are proposed, looked at, and then in no byte of the store."""

from datetime import timedelta

import pytest
from sqlcipher3 import dbapi2

from app.domain.access import Role
from app.domain.dates import from_iso
from app.services import accounts, backups, batches, inbox, purge, receipts, register
from app.session import Query
from db.keyslots import TESTING
from tests.claims import refused
from tests.exchange import hand_over, introduce, issue, register_people
from tests.invented import NOW, PASSWORD, USER, person_data

NAME, NUMBER, VILLAGE = "Zưng Thị Quỳnh Xoan", "020190777777", "Thôn Xqwz"


@pytest.fixture
def closed(commune, receiving):
    """Two people listed in 12/2026 and sent upwards; one of them closed the month after, eleven years ago."""
    introduce(commune, receiving)
    marked = register.add(commune, person_data(1, name=NAME, personal_number=NUMBER, village=VILLAGE)).person
    register_people(commune, 1, first=2)
    issue(commune)
    (batch,) = batches.seal_month(commune, "2026-12")
    hand_over(batch, receiving)
    commune.now = lambda: NOW + timedelta(days=30)
    register.close(commune, marked.id, "Chuyển đi nơi khác", on=from_iso("2027-01-04"))
    commune.now = receiving.now = lambda: NOW + timedelta(days=11 * 366)
    return marked


def plain_bytes(session, folder):
    """Every page of the store as SQLite keeps it, without the cipher."""
    file = folder / "plain.db"
    session.store._db.conn.execute(f"ATTACH '{file}' AS plain KEY ''")
    session.store._db.conn.execute("SELECT sqlcipher_export('plain')")
    session.store._db.conn.execute("DETACH plain")
    return file.read_bytes()


def raw_pages(session, folder):
    """Every page of the very file, freed ones too, decrypted by copying them page by page."""
    conn = session.store._db.conn
    key = session.store._key
    target = dbapi2.connect(str(folder / "copy.db"))
    target.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    conn.backup(target)
    target.close()
    free = conn.execute("PRAGMA freelist_count").fetchone()[0]
    log = session.store.folder / "store.db-wal"
    return free, log.stat().st_size if log.exists() else 0


def traces(content):
    words = (NAME, "zưng", "zung thi", NUMBER, VILLAGE, "xqwz")
    return [word for word in words if word.encode() in content]


def test_whoever_was_closed_long_enough_is_proposed_and_nobody_else(commune, closed):
    assert [(one.id, one.closed_on, one.last_month) for one in purge.propose(commune)] == [
        (closed.id, "2027-01-04", "2026-12")
    ]
    commune.now = lambda: NOW + timedelta(days=9 * 365)
    assert purge.propose(commune) == []


def test_a_purge_leaves_no_trace_in_any_byte_of_the_store(commune, closed, tmp_path):
    assert len(traces(plain_bytes(commune, tmp_path))) >= 5  # the search shortens words that begin alike
    (tmp_path / "plain.db").unlink()
    purge.propose(commune)
    done = purge.apply(commune, [closed.id], "Hết thời hạn lưu")
    assert (done.gone.people, done.gone.files) == (1, 1)
    assert done.gone.papers >= 2
    assert traces(plain_bytes(commune, tmp_path)) == []
    assert raw_pages(commune, tmp_path) == (0, 0)


def test_the_others_stay_and_are_found_and_the_trail_holds(commune, closed):
    purge.propose(commune)
    purge.apply(commune, [closed.id], "Hết thời hạn lưu")
    assert register.find(commune, Query("")).total == register.find(commune, Query("hoang van")).total == 1
    assert register.find(commune, Query("zung")).total == 0
    assert commune.store.audit.broken_at() is None
    row = commune.store.audit.newest("purge.apply")
    assert row.detail["ids"] == [closed.id]
    assert NAME not in str(row)
    (batch,) = batches.all_batches(commune)
    assert (batch.content, len(batch.digest)) == (b"", 64)


def test_the_office_above_purges_what_came_in(receiving, closed, tmp_path):
    found = purge.propose(receiving)
    assert closed.id in {one.id for one in found}
    purge.apply(receiving, [closed.id], "Hết thời hạn lưu")
    assert traces(plain_bytes(receiving, tmp_path)) == []


def test_what_the_office_above_wrote_about_them_goes_too(commune, receiving, closed, tmp_path):
    commune.now = receiving.now = lambda: NOW
    (batch,) = batches.all_batches(commune)
    ((_, _, number),) = commune.store.months.listed_in(closed.id)
    inbox.decide(receiving, batch.digest[:12], {number: f"{NAME}: thiếu giấy"})
    for receipt in receipts.seal_outstanding(receiving):
        hand_over(receipt, commune)
    assert NAME in str(commune.store.batches.receipt(batch.digest))
    commune.now = receiving.now = lambda: NOW + timedelta(days=11 * 366)
    for place, session in (("below", commune), ("above", receiving)):
        (tmp_path / place).mkdir()
        purge.propose(session)
        purge.apply(session, [closed.id], "Hết thời hạn lưu")
        assert traces(plain_bytes(session, tmp_path / place)) == []
        sealed = [one for one in batches.all_batches(session) if one.kind.value == "receipt"]
        assert all(one.content == b"" for one in sealed)
    told = {one["number"]: one["state"] for one in commune.store.batches.receipt(batch.digest)["entries"]}
    assert told[number] == "returned"


def test_old_lists_on_paper_and_refused_files_name_nobody_any_more(receiving, closed, tmp_path):
    with receiving.store.transaction():
        db = receiving.store._db.conn
        for month in ("2026-11", "2037-10"):
            db.execute("INSERT INTO paper_lists VALUES ('06184', ?, 1, '', '', '', ?, ?)", (month, NAME, NAME.encode()))
        for at in ("2026-12-05T08:00:00+07:00", "2037-10-05T08:00:00+07:00"):
            values = (at, NAME, 1, "batch.unreadable", "", at, NAME.encode())
            db.execute("INSERT INTO quarantine VALUES (?, ?, ?, ?, ?, ?, ?)", values)
    purge.propose(receiving)
    purge.apply(receiving, [closed.id], "Hết thời hạn lưu")
    held = [row for table in ("paper_lists", "quarantine") for row in db.execute(f"SELECT * FROM {table}").fetchall()]
    assert [NAME in row for row in held] == [False, True, False, True]


def test_backups_that_still_hold_them_are_named(commune, closed):
    kept = backups.create(commune).file.name
    purge.propose(commune)
    assert purge.apply(commune, [closed.id], "Hết thời hạn lưu").backups == (kept,)


def test_only_what_was_proposed_is_purged_and_with_a_reason(commune, closed):
    refused("purge.not_proposed", purge.apply, commune, [closed.id], "Hết thời hạn")
    purge.propose(commune)
    refused("purge.not_proposed", purge.apply, commune, [], "Hết thời hạn")
    refused("purge.not_proposed", purge.apply, commune, [closed.id, "khác"], "Hết thời hạn")
    refused("reason.missing", purge.apply, commune, [closed.id], " ")
    assert commune.store.people.count() == 2


def test_where_two_are_wanted_the_proposer_does_not_purge(commune, closed, sign_in):
    accounts.set_setting(commune, "two_persons", "on")
    purge.propose(commune)
    refused("purge.same_person", purge.apply, commune, [closed.id], "Hết thời hạn")


def test_an_officer_proposes_and_the_chief_purges(commune, closed, sign_in):
    accounts.add_user(commune, "Hà", [Role.OFFICER], PASSWORD, cost=TESTING)
    purge.propose(commune)
    commune.close()
    officer = sign_in(commune.store.folder, "Hà", now=commune.now)
    assert len(purge.propose(officer)) == 1
    refused("auth.role", purge.apply, officer, [closed.id], "Hết thời hạn")
    officer.close()
    chief = sign_in(commune.store.folder, USER, now=commune.now)
    assert purge.apply(chief, [closed.id], "Hết thời hạn").gone.people == 1

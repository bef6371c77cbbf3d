"""A trail that lost its end shows against every head that left the office."""

import json

import pytest

from app.domain.access import Role
from app.services import accounts, audit, backups, batches
from tests.claims import refused
from tests.exchange import hand_over, register_people, reissue, sealed
from tests.invented import MONTH, PASSWORD, PROVINCE, USER

OPENER = backups.Opener(USER, PASSWORD)


@pytest.fixture
def sent(pair):
    """Commune and province after the commune's December was sealed and taken in."""
    commune, receiving = pair
    register_people(commune)
    batch = sealed(commune)
    hand_over(batch, receiving)
    return commune, receiving


def cut(session, *, to):
    """Remove the last rows as somebody with the key and an SQL tool can."""
    conn = session.store._db.conn
    conn.execute("DROP TRIGGER IF EXISTS audit_append_only_delete")
    conn.execute("DELETE FROM audit WHERE seq > ?", (to,))


def head_of(session):
    (found,) = session.store.batches.audit_heads()
    return found[0]


def test_a_removed_last_row_is_found_by_the_heads_in_our_own_batches(sent):
    commune, _ = sent
    assert audit.check(commune).broken_at is None
    rows = head_of(commune)
    cut(commune, to=rows - 1)
    assert audit.check(commune).broken_at == rows


def test_what_was_done_after_the_last_batch_can_be_removed_unseen(sent):
    """An honest limit: only a head that left the office tells of the end of the trail."""
    commune, _ = sent
    accounts.set_setting(commune, "list_day", "6")
    cut(commune, to=commune.store.audit.head().rows - 1)
    assert audit.check(commune).broken_at is None


def test_a_removed_end_is_found_though_the_trail_went_on(sent):
    commune, _ = sent
    rows = head_of(commune)
    cut(commune, to=rows - 3)
    for day in range(6, 16):
        accounts.set_setting(commune, "list_day", str(day))
    assert commune.store.audit.broken_at() is None
    assert audit.check(commune).broken_at == rows


def test_a_removed_end_is_found_by_the_office_above_though_our_batches_are_gone(sent):
    commune, receiving = sent
    rows = head_of(commune)
    held = audit.heads_held(receiving, commune.office.unit)
    cut(commune, to=rows - 1)
    commune.store._db.conn.execute("DELETE FROM batches")
    assert audit.check(commune).broken_at is None
    assert audit.check(commune, audit.heads_of(json.loads(json.dumps(held)))).broken_at == rows


def test_heads_of_another_card_are_not_ours_to_match(sent, neighbour):
    commune, receiving = sent
    heads = audit.heads_of(audit.heads_held(receiving, commune.office.unit))
    assert audit.check(neighbour, heads).compared == 0
    assert heads[0].signer == commune.office.fingerprint


def test_an_office_that_sent_nothing_has_no_heads(sent):
    _, receiving = sent
    refused("audit.no_heads", audit.heads_held, receiving, "06187")
    assert receiving.office.unit == PROVINCE


def test_an_officer_of_a_commune_gives_no_heads(sent):
    commune, _ = sent
    object.__setattr__(commune.user, "roles", (Role.OFFICER,))
    refused("auth.role", audit.heads_held, commune, "06184")


def test_what_a_restore_took_away_is_told_and_is_no_break(sent, tmp_path, sign_in):
    """The batch was sealed after the backup was made; the office above knows of both."""
    commune, receiving = sent
    commune_backup = backups.create(commune)
    accounts.set_setting(commune, "list_day", "6")
    reissue(commune)
    (second,) = batches.seal_month(commune, MONTH)
    hand_over(second, receiving)
    commune.close()
    backups.restore(commune_backup.file, tmp_path / "new", OPENER, anywhere=True)
    again = sign_in(tmp_path / "new")
    found = audit.check(again, audit.heads_of(audit.heads_held(receiving, commune.office.unit)))
    assert (found.broken_at, found.lost) == (None, 1)

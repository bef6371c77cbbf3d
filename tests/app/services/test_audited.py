"""Each kind of act leaves its row: who, what, and from where; nothing shortens the trail."""

from datetime import timedelta

import pytest

from app import session as sessions
from app.errors import AppError
from app.services import accounts, backups, batches, inbox, months, purge, register, review
from tests.exchange import ANSWER, hand_over, introduce, issue, register_people
from tests.invented import MONTH, NOW, PASSWORD, USER, person_data


def acts_of(session):
    return [row.act for row in session.store.audit.rows()]


def told_by(session, work):
    """The acts that this work left in the trail, all from this user's screen."""
    before = session.store.audit.head().rows
    work()
    new = list(session.store.audit.rows(since=before))
    assert {(row.user, row.channel) for row in new} == {(session.user.name, session.channel)}
    return [row.act for row in new]


def test_what_is_done_with_a_person_is_told(commune):
    (person,) = register_people(commune, 1)
    assert "person.add" in told_by(commune, lambda: register.add(commune, person_data(2)))
    assert told_by(commune, lambda: register.show(commune, person.id))


def test_a_month_is_told_from_draft_to_seal(commune, receiving):
    introduce(commune, receiving)
    register_people(commune, 2)
    review.all_still_good(commune, MONTH, basis="Họp thôn")
    assert told_by(commune, lambda: months.draft(commune, MONTH))
    assert told_by(commune, lambda: months.confirm(commune, MONTH, ANSWER))
    assert told_by(commune, lambda: batches.seal_month(commune, MONTH))


def test_an_import_and_a_decision_are_told_above(commune, receiving):
    introduce(commune, receiving)
    register_people(commune, 2)
    issue(commune)
    (batch,) = batches.seal_month(commune, MONTH)
    assert told_by(receiving, lambda: hand_over(batch, receiving))
    assert told_by(receiving, lambda: inbox.decide(receiving, batch.digest[:12], {}))


def test_backup_and_setting_are_told(commune):
    assert told_by(commune, lambda: backups.create(commune)) == ["backup.create"]
    assert told_by(commune, lambda: accounts.set_setting(commune, "list_day", "6")) == ["settings.set"]


def test_a_wrong_password_is_told_by_the_next_sign_in(commune):
    folder = commune.store.folder
    commune.close()
    with pytest.raises(AppError, match=r"auth\.password"):
        sessions.sign_in(folder, USER, "sai mật khẩu", channel="window")
    session = sessions.sign_in(folder, USER, PASSWORD, channel="window")
    assert acts_of(session)[-2:] == ["sign_in_failed", "sign_in"]
    session.close()


def test_no_purge_shortens_the_trail(commune):
    register_people(commune, 1)
    kept = acts_of(commune)
    commune.now = lambda: NOW + timedelta(days=40 * 366)
    purge.propose(commune)
    with pytest.raises(AppError, match=r"purge\.not_proposed"):
        purge.apply(commune, ["x"], "Hết thời hạn")
    commune.store.compact()
    assert acts_of(commune)[: len(kept)] == kept


def test_no_setting_is_about_how_long_the_trail_is_kept(commune):
    from app.settings import Settings

    assert not [name for name in Settings.__dataclass_fields__ if "audit" in name]

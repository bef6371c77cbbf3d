"""Each kind of act leaves its row: who, exactly what, about what, and from which page; nothing shortens the trail."""

from datetime import date, timedelta

import pytest

from app import session as sessions
from app import settings as own_settings
from app.errors import AppError
from app.services import (
    accounts,
    backups,
    batches,
    inbox,
    month_papers,
    months,
    papers,
    people_import,
    people_view,
    privacy,
    purge,
    register,
    review,
)
from tests.exchange import ANSWER, hand_over, register_people
from tests.invented import MONTH, NOW, PASSWORD, USER, person_data

PAGE = "window register"


def told_by(session, work):
    """Act and subject of the rows that this work left in the trail, all of them from this user on this page."""
    session.channel = PAGE
    before = session.store.audit.head().rows
    answer = work(session)
    new = list(session.store.audit.rows(since=before))
    assert {(row.user, row.channel) for row in new} == {(USER, PAGE)}
    return [(row.act, row.subject) for row in new], answer


@pytest.mark.parametrize(("act", "work"), [
    ("person.show", lambda session, one, _: register.show(session, one.id)),
    ("person.change", lambda session, one, _: register.change(session, one.id, {"village": "Nà Pài"}, "Sai")),
    ("person.close", lambda session, one, _: register.close(session, one.id, "Chết")),
    ("person.extract", lambda session, one, _: privacy.extract(session, one.id)),
])  # fmt: skip
def test_what_is_done_with_a_person_is_told(commune, tmp_path, act, work):
    (person,) = register_people(commune, 1)
    assert told_by(commune, lambda session: work(session, person, tmp_path))[0] == [(act, person.id)]


def test_a_new_person_is_told(commune):
    rows, saved = told_by(commune, lambda session: register.add(session, person_data(1)))
    assert rows == [("person.add", saved.person.id)]


@pytest.mark.parametrize(("act", "work"), [
    ("people.export", people_view.export),
    ("people.copy", lambda session, view, _: people_view.copied(session, view)),
])  # fmt: skip
def test_what_is_taken_out_of_a_search_is_told(commune, tmp_path, act, work):
    view = people_view.View("x", ("Họ và tên",), [0], lambda _session, rows: [("x",) for _ in rows])
    assert told_by(commune, lambda session: work(session, view, tmp_path / "x.xlsx"))[0] == [(act, "")]


def test_an_import_is_told(commune, tmp_path):
    file = tmp_path / "list.csv"
    file.write_text("Họ và tên,CCCD,Thôn\nNgười Thứ Nhất,020090000001,Thôn Một\n", "utf-8")
    rows, done = told_by(commune, lambda session: people_import.run(session, file))
    assert rows == [("people.import", done.import_id)]


def test_a_month_is_told_from_draft_to_decision(pair):
    commune, receiving = pair
    register_people(commune, 2)
    review.all_still_good(commune, MONTH, basis="Họp thôn")
    assert told_by(commune, lambda session: months.draft(session, MONTH))[0] == [("month.draft", MONTH)]
    confirmed = b"%PDF-1.7 invented"
    steps = told_by(commune, lambda session: months.confirm(session, MONTH, ANSWER, scan=confirmed))[0]
    assert steps[-1] == ("month.confirm", MONTH)
    assert told_by(commune, lambda session: papers.form01(session, MONTH, "pdf"))[0] == [("form01.print", MONTH)]
    assert told_by(commune, lambda session: papers.scan(session, MONTH)) == ([("form01.print", MONTH)], confirmed)
    rows, (batch,) = told_by(commune, lambda session: batches.seal_month(session, MONTH))
    assert rows == [("batch.seal", MONTH)]
    assert told_by(receiving, lambda session: hand_over(batch, session))[0] == [("batch.import", batch.digest)]
    decided = told_by(receiving, lambda session: inbox.decide(session, batch.digest[:12], {}))[0]
    assert decided == [("batch.decide", batch.digest)]


@pytest.mark.parametrize(("act", "subject", "work"), [
    ("backup.create", "", backups.create),
    ("settings.set", "list_day", lambda session: accounts.set_setting(session, "list_day", "6")),
    ("paper.print", "2026-12-05", lambda session: month_papers.expiring(session, date(2026, 12, 5))),
])  # fmt: skip
def test_backup_setting_and_print_are_told(commune, act, subject, work):
    assert told_by(commune, work)[0] == [(act, subject)]


def test_a_wrong_password_and_a_right_one_are_told(commune):
    folder = commune.store.folder
    commune.close()
    with pytest.raises(AppError, match=r"auth\.password"):
        sessions.sign_in(folder, USER, "sai mật khẩu", channel="window")
    session = sessions.sign_in(folder, USER, PASSWORD, channel="window")
    newest = list(session.store.audit.rows())[-2:]
    session.close()
    assert [(row.act, row.subject, row.user, row.channel) for row in newest] == [
        ("sign_in_failed", USER, USER, "window"), ("sign_in", "", USER, "window")]  # fmt: skip


def test_a_purge_that_was_done_leaves_the_trail_whole(commune):
    (person,) = register_people(commune, 1)
    register.close(commune, person.id, "Chết")
    kept = list(commune.store.audit.rows())
    commune.now = lambda: NOW + timedelta(days=40 * 366)
    assert [one.id for one in purge.propose(commune)] == [person.id]
    purge.apply(commune, [person.id], "Hết thời hạn")
    now = list(commune.store.audit.rows())
    assert now[: len(kept)] == kept
    assert "purge.apply" in [row.act for row in now]
    assert commune.store.audit.broken_at() is None


@pytest.mark.parametrize("name", list(own_settings.Settings.__dataclass_fields__))
def test_no_setting_shortens_the_trail(commune, name):
    """Whatever a setting says at its smallest, the year before stays in the trail."""
    old = [row.seq for row in commune.store.audit.rows()]
    commune.now = lambda: NOW + timedelta(days=364)
    for value in ("0", "1", "no", "false", ""):
        try:
            accounts.set_setting(commune, name, value)
        except AppError:
            continue
    purge.propose(commune)
    commune.store.compact()
    assert [row.seq for row in commune.store.audit.rows()][: len(old)] == old

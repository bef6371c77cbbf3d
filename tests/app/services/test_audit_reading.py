"""Reading the trail: by user, act, subject and days; a million rows as pages; handing it to an inspector."""

import csv
import io
from dataclasses import replace

import pytest

from app.domain.access import Role
from app.services import accounts, audit, register
from app.session import OnlyAudit
from tests.claims import refused
from tests.invented import USER, person_data


@pytest.fixture
def busy(commune):
    """A commune with two people, one looked at, and acts on two days."""
    first, _second = (register.add(commune, person_data(number)).person for number in (1, 2))
    register.show(commune, first.id)
    day = commune.now
    commune.now = lambda: day().replace(day=7)
    accounts.set_setting(commune, "list_day", "6")
    return commune, first.id


def acts(session, **only):
    return [row.act for row in audit.page(session, audit.find(session, OnlyAudit(**only)))]


def test_all_rows_newest_first(busy):
    commune, _ = busy
    rows = audit.page(commune, audit.find(commune, OnlyAudit()))
    assert [row.seq for row in rows] == list(range(commune.store.audit.head().rows, 0, -1))
    assert rows[0].act == "settings.set"


@pytest.mark.parametrize(
    ("only", "found"),
    [
        ({"act": "person.show"}, ["person.show"]),
        ({"user": USER, "act": "person.add"}, ["person.add", "person.add"]),
        ({"user": "Ai đó"}, []),
        ({"since": "2026-12-06"}, ["settings.set"]),
        ({"since": "2026-12-07", "until": "2026-12-07"}, ["settings.set"]),
        ({"act": "person.show", "until": "2026-12-04"}, []),
    ],
)
def test_only_what_was_asked_for(busy, only, found):
    assert acts(busy[0], **only) == found


def test_who_looked_at_a_person(busy):
    commune, person_id = busy
    assert acts(commune, subject=person_id) == ["person.show", "person.add"]


def test_the_choices_are_what_there_is(busy):
    users, done = audit.names(busy[0])
    assert users == [USER]
    assert {"person.add", "settings.set"} <= set(done)


def test_a_row_that_was_removed_by_hand_leaves_its_place_empty(busy):
    commune, _ = busy
    commune.store._db.conn.execute("DROP TRIGGER audit_append_only_delete")
    commune.store._db.conn.execute("DELETE FROM audit WHERE seq = 3")
    assert [(row.seq, bool(row.act)) for row in audit.page(commune, [4, 3, 2])] == [(4, True), (3, False), (2, True)]


def test_an_inspector_gets_the_chosen_rows_with_words_and_it_is_audited(busy):
    commune, person_id = busy
    content, count = audit.export(commune, as_csv=True, only=OnlyAudit(subject=person_id))
    lines = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [line["act"] for line in lines] == ["person.add", "person.show"]
    assert [line["act_words"] for line in lines] == [audit.words("person.add"), audit.words("person.show")]
    assert count == 2
    (row,) = audit.page(commune, audit.find(commune, OnlyAudit(act="audit.export")))
    assert row.detail == {"rows": 2, "only": {"subject": person_id}}


@pytest.mark.parametrize("ask", [
    lambda session: audit.find(session, OnlyAudit()), lambda session: audit.page(session, [1]), audit.names,
    lambda session: audit.export(session, as_csv=True), audit.check,
])  # fmt: skip
def test_an_officer_reads_none_of_it(commune, ask):
    commune.user = replace(commune.user, roles=(Role.OFFICER,))
    refused("auth.role", ask, commune)

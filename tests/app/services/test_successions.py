"""Who goes on for whom: told by the old office itself or by the office above, and counted so ever after."""

from datetime import date

import pytest

from app.domain.board import Cell
from app.services import board, cases, consolidation, inbox, offices, successions
from tests.claims import refused
from tests.exchange import forge, hand_over, introduce, manifest_of, records_of, register_people, sealed, take
from tests.invented import COMMUNE, MONTH, PROVINCE
from tests.province import Below, at, later

NEXT = "2027-01"
NEW = "05977"
SINCE = date(2026, 12, 20)


@pytest.fixture
def offices_below(receiving):
    """Two old communes and the new one that goes on for both."""
    return [Below(receiving, unit, f"Công an xã {unit}").trusted() for unit in ("05983", "05986", NEW)]


def rows(receiving, first=MONTH, last=NEXT, **options):
    return {row.unit: row for row in board.read(receiving, first, last, **options).offices}


def test_a_closing_batch_tells_the_office_above(commune, receiving):
    introduce(commune, receiving)
    (batch,) = successions.close(commune, NEW, name="Công an phường mới", since=SINCE)
    assert manifest_of(batch, receiving)["successor"] == {
        "unit": NEW, "name": "Công an phường mới", "since": "2026-12-20",
    }  # fmt: skip
    assert hand_over(batch, receiving).result == "imported"
    assert receiving.store.oversight.successions() == [(COMMUNE, NEW, "2026-12-20")]
    assert successions.successor(commune).unit == NEW


def test_closing_again_gives_the_very_same_file_and_another_successor_another(commune, receiving):
    introduce(commune, receiving)
    first = successions.close(commune, NEW, since=SINCE)
    assert successions.close(commune, NEW, since=SINCE) == first
    (second,) = successions.close(commune, "05983", since=SINCE)
    assert (second.number, second.previous) == (2, first[0].digest)
    for batch in (*first, second):
        hand_over(batch, receiving)
    assert receiving.store.oversight.successors() == {COMMUNE: "05983"}


def test_it_carries_whoever_changed_since_the_last_list(commune, receiving):
    introduce(commune, receiving)
    register_people(commune, 2)
    sealed(commune)
    assert [one for one in records_of(successions.close(commune, NEW)[0], receiving) if one["type"] == "person"] == []


def test_without_an_office_above_there_is_nobody_to_tell(commune):
    refused("office.no_receiver", successions.close, commune, NEW)
    refused("unit.unknown", successions.close, commune, "99999")
    assert successions.successor(commune) is None


@pytest.mark.parametrize(
    "said",
    [5, {}, {"unit": "", "name": "x", "since": "2026-12-20"}, {"unit": NEW, "name": 5, "since": "2026-12-20"},
     {"unit": NEW, "name": "x", "since": "2026-12"}, {"unit": NEW, "name": "x", "since": "hôm nay"},
     {"unit": COMMUNE, "name": "x", "since": "2026-12-20"}, {"unit": NEW, "name": "x" * 301, "since": "2026-12-20"}],
)  # fmt: skip
def test_what_no_office_says_of_itself_is_refused(commune, receiving, said):
    introduce(commune, receiving)
    made = forge(commune, receiving, kind="transfer", month=None, revision=None, nil=None, successor=said)
    assert take(receiving, made) == ("quarantined", "batch.schema")
    assert receiving.store.oversight.successors() == {}


def test_the_office_above_names_a_successor_itself(receiving, offices_below):
    told = successions.name(receiving, "05983", NEW, since=SINCE)
    assert (told.unit, told.name) == (NEW, f"Công an xã {NEW}")
    refused("succession.circle", successions.name, receiving, NEW, "05983")
    refused("unit.unknown", successions.name, receiving, "05983", "99999")
    refused("store.kind", successions.close, receiving, NEW)


def test_old_and_new_office_share_a_row_and_the_old_one_is_asked_no_more(receiving, offices_below):
    one, two, new = offices_below
    for old in (one, two):
        old.send(MONTH)
        successions.name(receiving, old.unit, NEW, since=SINCE)
    new.send(NEXT)
    at(receiving, "2027-01-20")
    alone = rows(receiving)
    assert alone["05983"].cells == {MONTH: Cell.NIL, NEXT: Cell.NOT_DUE}
    assert alone[NEW].cells == {MONTH: Cell.NOT_DUE, NEXT: Cell.NIL}
    rolled = rows(receiving, today_units=True)
    assert rolled.keys() == {NEW}
    assert rolled[NEW].cells == {MONTH: Cell.NIL, NEXT: Cell.NIL}
    assert rolled[NEW].old_units == ("05983", "05986")


def test_an_office_that_takes_another_in_was_there_before(receiving, offices_below):
    one, _two, new = offices_below
    new.send(MONTH)
    successions.name(receiving, one.unit, NEW, since=SINCE)
    at(receiving, "2027-01-20")
    assert rows(receiving)[NEW].cells == {MONTH: Cell.NIL, NEXT: Cell.MISSING}


def test_a_late_batch_of_the_old_office_stays_valid_and_rolls_up(receiving, offices_below):
    one, _two, _new = offices_below
    successions.name(receiving, one.unit, NEW, since=SINCE)
    made = one.send(MONTH, [one.person(1)], on="2027-02-01", created="2026-12-28T08:00:00+07:00")
    inbox.decide(receiving, made.digest, {})
    at(receiving, "2027-02-02")
    assert rows(receiving, today_units=True)[NEW].cells[MONTH] is Cell.LATE
    assert [item.unit for item in consolidation.read(receiving, MONTH).items] == [one.unit]
    rolled = consolidation.read(receiving, MONTH, today_units=True)
    assert [(item.unit, item.office) for item in rolled.items] == [(NEW, f"Công an xã {NEW}")]


def test_the_new_office_goes_on_with_the_people_of_the_old_one(receiving, offices_below):
    one, two, new = offices_below
    person = one.person(1)
    one.send(MONTH, [person])
    successions.name(receiving, one.unit, NEW, since=SINCE)
    taken_over = later(person, village="Thôn Mới")
    new.send(NEXT, [taken_over])
    assert receiving.store.people.get(person.id).village == "Thôn Mới"
    assert receiving.store.people.origin(person.id) == NEW
    two.send(NEXT, [later(taken_over, village="Của ai khác")])
    assert receiving.store.people.get(person.id).village == "Thôn Mới"


def test_being_listed_by_the_old_and_then_by_the_new_office_is_no_question(receiving, offices_below):
    one, two, new = offices_below
    person = one.person(1)
    one.send(MONTH, [person])
    new.send(NEXT, [later(person)])
    assert [case.sign.value for case in cases.current(receiving)] == ["two_units"]
    successions.name(receiving, one.unit, NEW, since=SINCE)
    assert cases.current(receiving) == []
    two.send(NEXT, [later(person)])
    assert [case.sign.value for case in cases.current(receiving)] == ["two_units"]


def test_a_unit_goes_on_through_several_mergers(receiving, offices_below):
    successions.name(receiving, "05983", "05986", since=SINCE)
    successions.name(receiving, "05986", NEW, since=date(2027, 6, 1))
    assert rows(receiving, today_units=True).keys() == {NEW}


def test_nobody_but_an_administrator_names_a_successor(receiving, offices_below, sign_in):
    from app.domain.access import Role
    from app.services import accounts
    from db.keyslots import TESTING

    accounts.add_user(receiving, "Tiếp", (Role.RECEIVER,), "mật khẩu để thử", cost=TESTING)
    receiving.close()
    session = sign_in(receiving.store.folder, "Tiếp", "mật khẩu để thử")
    refused("auth.role", successions.name, session, "05983", NEW)
    assert offices.cards(session)
    assert session.office.unit == PROVINCE

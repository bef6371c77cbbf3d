"""The month's review: one dated act for many people."""

from datetime import date

import pytest

from app.domain.dates import from_iso
from app.domain.person import Answer, Residence
from app.services import accounts, months, register, review
from app.services.review import Judged, Reviewed
from tests.claims import refused
from tests.invented import MONTH, person_data

UNKNOWN = {"conduct": {"value": "unknown"}, "evils": {"value": "unknown"}}


def add(session, number=1, **changes):
    return register.add(session, person_data(number, **changes)).person.id


def now(session, person_id):
    return session.store.people.get(person_id)


def test_all_still_good_covers_who_lives_here_and_is_not_judged_otherwise(commune):
    fresh = add(commune, 1, **UNKNOWN)
    bad = add(commune, 2, conduct={"value": "no", "on": "2026-11-01"}, evils={"value": "yes", "on": "2026-11-01"})
    away = add(commune, 3, residence="away", **UNKNOWN)
    closed = add(commune, 4, **UNKNOWN)
    register.close(commune, closed, "Chuyển đi")
    assert review.all_still_good(commune, MONTH, basis=" Họp thôn ") == Reviewed(persons=2, changed=1)
    judged = now(commune, fresh)
    assert (judged.conduct.value, judged.evils.value) == (Answer.YES, Answer.NO)
    assert (judged.conduct.on, judged.conduct.by, judged.conduct.basis) == (from_iso("2026-12-05"), "Lan", "Họp thôn")
    assert (now(commune, bad).conduct.value, now(commune, bad).evils.value) == (Answer.NO, Answer.YES)
    assert now(commune, away).conduct.value == now(commune, closed).conduct.value == Answer.UNKNOWN


def test_a_review_is_one_act_with_counts_and_no_names(commune):
    for number in (1, 2, 3):
        add(commune, number, **UNKNOWN)
    before = commune.store.audit.head().rows
    review.all_still_good(commune, MONTH, basis="Họp thôn")
    (row,) = commune.store.audit.rows(since=before)
    assert (row.act, row.subject, row.detail) == ("month.review", MONTH, {"persons": 3, "changed": 3})


def test_a_review_leaves_a_version_with_the_month_as_its_reason(commune):
    person_id = add(commune, 1, **UNKNOWN)
    review.all_still_good(commune, MONTH, basis="Họp thôn")
    step = register.show(commune, person_id).history[0]
    assert (step[0], step[3], step[4]) == (2, "month.review", MONTH)


def test_a_review_judges_some_and_leaves_the_rest(commune):
    one, other = add(commune, 1), add(commune, 2)
    judged = [Judged(one, residence=Residence.AWAY, conduct=Answer.NO, evils=Answer.YES, need=Answer.NO)]
    assert review.judge_some(commune, MONTH, judged, basis="Họp thôn", on=date(2026, 12, 3)) == Reviewed(1, 1)
    person = now(commune, one)
    assert (person.residence, person.residence_since) == (Residence.AWAY, from_iso("2026-12-03"))
    assert (person.conduct.value, person.evils.value, person.need.value) == (Answer.NO, Answer.YES, Answer.NO)
    assert person.conduct.on == from_iso("2026-12-03")
    assert now(commune, other).version == 1


def test_a_need_that_is_stated_again_is_no_longer_withdrawn(commune):
    one = add(commune, 1, need={"value": "no", "withdrawn_on": "2026-10-01"})
    review.judge_some(commune, MONTH, [Judged(one, need=Answer.YES)], basis="Họp thôn")
    assert now(commune, one).need.withdrawn_on is None


def test_an_unknown_person_in_a_review_changes_nothing(commune):
    one = add(commune, 1)
    judged = [Judged(one, conduct=Answer.NO), Judged("nobody")]
    refused("person.unknown", review.judge_some, commune, MONTH, judged, basis="Họp thôn")
    assert now(commune, one).conduct.value is Answer.YES
    assert not months.show(commune, MONTH).reviewed


def test_a_review_has_a_basis_and_a_month(commune):
    refused("reason.missing", review.all_still_good, commune, MONTH, basis=" ")
    refused("month.invalid", review.all_still_good, commune, "12/2026", basis="Họp thôn")


def test_a_review_brings_the_draft_up_to_date(commune):
    one = add(commune, 1, **UNKNOWN)
    assert months.draft(commune, MONTH).rows.entries == ()
    review.all_still_good(commune, MONTH, basis="Họp thôn")
    assert [entry.person_id for entry in months.show(commune, MONTH).rows.entries] == [one]


def test_a_review_that_changes_the_list_takes_the_approval_back(commune):
    one = add(commune, 1)
    add(commune, 2)
    months.draft(commune, MONTH)
    months.approve(commune, MONTH)
    review.all_still_good(commune, MONTH, basis="Họp thôn")
    assert months.show(commune, MONTH).month.state == "approved"
    review.judge_some(commune, MONTH, [Judged(one, conduct=Answer.NO)], basis="Họp thôn")
    assert months.show(commune, MONTH).month.state == "drafted"


def test_the_review_is_dated_on_the_months_own_day(commune):
    one = add(commune, 1, **UNKNOWN)
    accounts.set_setting(commune, "list_day", "1")
    review.all_still_good(commune, "2027-02", basis="Họp thôn")
    assert now(commune, one).conduct.on == from_iso("2027-02-01")


def test_people_with_an_open_record_are_offered(commune):
    one, closed = add(commune, 1), add(commune, 2)
    register.close(commune, closed, "Chuyển đi")
    assert [person.id for person in review.people(commune)] == [one]


@pytest.mark.parametrize("wrapped", [False, True])
def test_judgements_are_read_from_a_file(wrapped):
    items = [{"person_id": "p1", "conduct": "yes", "residence": "away"}, {"id": "p2", "need": "no", "evils": None}]
    data = {"people": items} if wrapped else items
    assert review.from_plain(data) == [
        Judged("p1", residence=Residence.AWAY, conduct=Answer.YES), Judged("p2", need=Answer.NO)]  # fmt: skip


@pytest.mark.parametrize(
    "data",
    [None, {}, "x", [1], [{}], [{"person_id": 1}], [{"person_id": "p", "conduct": "tốt"}],
     [{"person_id": "p", "residence": ["away"]}], {"people": {}}],
)  # fmt: skip
def test_judgements_that_cannot_be_read_are_refused(data):
    refused("json.invalid", review.from_plain, data)


def test_the_day_of_a_review_may_be_typed():
    assert review.day_of("5/12/2026") == date(2026, 12, 5)
    assert review.day_of("") is None
    refused("date.invalid", review.day_of, "hôm qua")

"""One rule for every cell of the board."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.board import Cell, Held, cell, lost_months, months_between, on_time_share

DUE = date(2026, 12, 10)


def held(**changes):
    return Held(**{
        "unit": "06184", "month": "2026-12", "kind": "month", "revision": 1, "nil": False, "part": 1, "parts": 1,
        "signer": "s", "epoch": 1, "number": 1, "created": "2026-12-05T08:00:00+07:00", "received_on": "2026-12-06",
        "state": "received", "digest": "d", **changes,
    })  # fmt: skip


def judged(*batches, paper=False, lost=False, today=date(2026, 12, 31)):
    return cell(batches, paper=paper, lost=lost, due=DUE, today=today)


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, Cell.ON_TIME),
        ({"received_on": "2026-12-10"}, Cell.ON_TIME),
        ({"received_on": "2026-12-11", "created": "2026-12-11T08:00:00+07:00"}, Cell.LATE),
        ({"received_on": "2027-01-02"}, Cell.LATE_LINE),
        ({"nil": True}, Cell.NIL),
        ({"nil": True, "received_on": "2027-01-02"}, Cell.NIL),
        ({"state": "returned"}, Cell.RETURNED),
        ({"state": "accepted_partly"}, Cell.ON_TIME),
        ({"parts": 2}, Cell.GAP),
        ({"kind": "consolidation"}, Cell.ON_TIME),
    ],
)
def test_a_batch_is_judged_by_the_day_it_came(changes, state):
    assert judged(held(**changes)) is state


@pytest.mark.parametrize(
    ("how", "state"),
    [
        ({}, Cell.MISSING),
        ({"today": DUE}, Cell.NOT_DUE),
        ({"today": date(2026, 12, 11)}, Cell.MISSING),
        ({"paper": True}, Cell.PAPER),
        ({"lost": True}, Cell.GAP),
        ({"lost": True, "today": DUE}, Cell.NOT_DUE),
    ],
)
def test_an_office_that_sent_nothing_is_judged_by_the_due_day(how, state):
    assert judged(**how) is state


def test_a_correction_after_a_return_ends_it_and_the_first_arrival_counts():
    first = held(state="returned")
    again = held(revision=2, kind="correction", number=2, received_on="2027-01-20", created="2027-01-20T08:00:00+07:00")
    assert judged(first, again) is Cell.ON_TIME


def test_both_parts_make_a_list():
    assert judged(held(parts=2), held(parts=2, part=2, number=2, received_on="2026-12-12")) is Cell.LATE_LINE


def test_a_missing_number_stands_for_the_month_before_what_came_after_it():
    chain = [held(month="2026-09", number=1), held(month="2026-12", number=3)]
    assert lost_months(chain, months_between("2026-06", "2026-12")) == {"2026-11"}


def test_a_chain_that_begins_late_lost_what_was_before_it():
    assert lost_months([held(number=3)], months_between("2026-09", "2026-12")) == {"2026-10", "2026-11"}


@given(st.integers(1990, 2080), st.integers(1, 12), st.integers(0, 200))
def test_months_follow_one_another(year, month, more):
    first = f"{year}-{month:02}"
    whole = months_between(first, months_between(first, "2099-12")[more])
    assert (whole[0], len(whole), len(set(whole)), whole) == (first, more + 1, more + 1, sorted(whole))


def test_the_share_counts_what_was_due():
    cells = [Cell.ON_TIME, Cell.NIL, Cell.LATE, Cell.MISSING, Cell.NOT_DUE, Cell.LATE_LINE]
    assert on_time_share(cells) == (3, 4, 5)

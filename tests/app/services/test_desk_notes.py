"""What lies on the officer's desk: forms not saved, orders to print, the order of a list."""

import pytest

from app.services import arranging, form_drafts, months, printing, register, review
from tests.claims import refused
from tests.invented import MONTH, person_data


def test_a_form_is_kept_for_its_user_until_it_is_saved(commune):
    form_drafts.keep(commune, "", 0, {"name": "Bế Văn"})
    form_drafts.keep(commune, "", 0, {"name": "Bế Văn Ản"})
    (draft,) = form_drafts.kept(commune)
    assert draft.data == {"name": "Bế Văn Ản"}
    form_drafts.drop(commune, "")
    assert not form_drafts.kept(commune)


def test_a_draft_is_no_act_and_too_large_a_one_is_left(commune):
    before = commune.store.audit.head().rows
    form_drafts.keep(commune, "", 0, {"notes": "x" * 200_000})
    assert not form_drafts.kept(commune)
    form_drafts.keep(commune, "", 0, {"notes": "x"})
    assert commune.store.audit.head().rows == before


def test_an_order_to_print_stays_open_until_the_pages_were_seen(commune):
    printing.order(commune, MONTH, 1, pages=(1, 2), copies=3)
    again = printing.order(commune, MONTH, 1, pages=(2, 2), copies=1)
    assert printing.unfinished(commune) == [again]
    printing.finished(commune, MONTH)
    assert not printing.unfinished(commune)


@pytest.mark.parametrize(("pages", "copies"), [((0, 1), 1), ((2, 1), 1), ((1, 1), 0), ((1, 1), 21)])
def test_an_order_for_no_pages_is_refused(commune, pages, copies):
    refused("print.pages", printing.order, commune, MONTH, 1, pages=pages, copies=copies)


@pytest.fixture
def drafted(commune):
    people = [register.add(commune, person_data(number)).person for number in (1, 2, 3)]
    review.all_still_good(commune, MONTH, basis="Họp")
    months.draft(commune, MONTH)
    return [one.id for one in people]


def listed(view):
    return [(entry.number, entry.person_id) for entry in view.rows.entries]


def test_a_draft_is_arranged_and_presented_in_that_order(commune, drafted):
    wanted = list(enumerate([drafted[2], drafted[0], drafted[1]], start=1))
    assert listed(arranging.arrange(commune, MONTH, [one for _, one in wanted])) == wanted
    assert listed(months.draft(commune, MONTH)) == wanted
    assert listed(months.present(commune, MONTH)) == wanted
    refused("month.state", arranging.arrange, commune, MONTH, drafted)


def test_whoever_comes_later_stands_at_the_end(commune, drafted):
    arranging.arrange(commune, MONTH, [drafted[1], drafted[0]])
    assert [one for _, one in listed(months.draft(commune, MONTH))][2] == drafted[2]


def test_a_month_without_a_list_has_no_order(commune):
    refused("month.state", arranging.arrange, commune, MONTH, [])

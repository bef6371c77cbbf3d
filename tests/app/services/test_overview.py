from datetime import date, timedelta

import pytest

from app.domain.access import Role
from app.domain.dates import from_iso
from app.domain.month import BankAnswer
from app.domain.office import Place
from app.errors import AppError
from app.services import batches, inbox, months, overview, places, register, review, sync
from app.services.overview import Figures, figures_on
from app.session import Query, User
from tests.exchange import introduce
from tests.invented import MONTH, NOW
from tests.monthly import ANSWER, DELIVERY, confirmed, drafted, people, reviewed


def seen(session, **options):
    return overview.overview(session, **options)


def stages(session):
    return dict(seen(session).track.steps)


def test_a_new_store_is_empty_and_begins_with_the_review(commune):
    found = seen(commune)
    assert found.empty
    assert found.track.next == "review"
    assert found.track.month == MONTH
    assert (found.figures, found.lists, found.loans) == (Figures(NOW.date()), (), ())


@pytest.mark.parametrize(
    ("bring", "then"),
    [
        (lambda _: None, "review"),
        (reviewed, "draft"),
        (drafted, "present"),
        (lambda session: (drafted(session), months.present(session, MONTH)), "confirm"),
        (confirmed, "deliver"),
        (lambda session: (confirmed(session), months.deliver(session, MONTH, DELIVERY)), "seal"),
    ],
    ids=["new", "reviewed", "drafted", "presented", "confirmed", "delivered"],
)
def test_the_next_thing_to_do_follows_the_month(commune, bring, then):
    people(commune)
    bring(commune)
    assert seen(commune).track.next == then


def test_an_empty_draft_is_followed_by_a_nil_month(commune):
    drafted(commune)
    assert seen(commune).track.next == "nil"
    months.nil(commune, MONTH)
    assert stages(commune)["deliver"] == "done"


def test_the_bank_and_the_office_above_do_not_wait_for_each_other(commune):
    people(commune)
    confirmed(commune)
    assert stages(commune) == {
        "review": "done", "draft": "done", "confirm": "done", "deliver": "now", "send": "now", "received": "later",
    }  # fmt: skip


def test_before_the_committee_has_answered_nothing_is_to_be_sent(commune):
    assert stages(commune)["send"] == "later"


def test_a_month_that_was_begun_stays_until_the_bank_has_it(commune):
    people(commune)
    confirmed(commune)
    commune.now = lambda: NOW + timedelta(days=35)
    assert seen(commune).track.month == MONTH
    months.deliver(commune, MONTH, DELIVERY)
    assert seen(commune).track.month == "2027-01"


def test_what_wants_attention_is_counted(commune):
    people(commune, 2)
    first = register.rows(commune, Query())[0]
    person = register.page(commune, [first])[0]
    ending = {"terms": [{"kind": "completion", "finished_on": "01/03/2022"}], "personal_number": ""}
    register.change(commune, person.id, ending, reason="Bổ sung")
    found = seen(commune)
    assert (found.ending, found.missing) == (1, 1)


def test_figures_count_today(commune):
    people(commune, 3)
    register.close(commune, people(commune, 1, personal_number="", name="Người Thử Bốn")[0].id, "Ghi trùng")
    found = figures_on(commune, NOW.date())
    assert dict(found.numbers) == dict(seen(commune).figures.numbers)
    assert (found.kept, found.here, found.in_window, found.wanting, found.listed) == (3, 3, 3, 3, 0)


def test_figures_of_an_earlier_day_are_those_of_that_day(commune):
    people(commune, 2)
    commune.now = lambda: NOW + timedelta(days=10)
    register.close(commune, register.page(commune, [1])[0].id, "Đã chuyển đi")
    assert figures_on(commune, NOW.date()).kept == 2
    assert figures_on(commune, NOW.date() - timedelta(days=1)) == Figures(NOW.date() - timedelta(days=1))
    assert figures_on(commune, NOW.date() + timedelta(days=10)).kept == 1


def test_lists_and_loans_count_by_their_own_days(commune):
    people(commune, 3)
    confirmed(commune, refusals={3: "Chưa đủ hồ sơ"})
    months.deliver(commune, MONTH, DELIVERY)
    lent = BankAnswer(1, "lent", from_iso("2026-12-20"), 50_000_000)
    months.answer(commune, MONTH, from_iso("2026-12-21"), [lent, BankAnswer(2, "refused")])
    commune.now = lambda: NOW + timedelta(days=30)
    by_day = {day: figures_on(commune, date(2026, 12, day)) for day in (5, 6, 7, 20)}
    assert [(one.listed, one.handed, one.lent) for one in by_day.values()] == [
        (0, 0, 0),
        (2, 0, 0),
        (2, 2, 0),
        (2, 2, 1),
    ]
    found = seen(commune)
    assert found.lists[-2] == (MONTH, 2, 0)
    assert [(one.month, one.people, one.all_people, one.all_amount) for one in found.loans[-2:]] == [
        (MONTH, 1, 1, 50_000_000), ("2027-01", 0, 1, 50_000_000),
    ]  # fmt: skip


def test_a_correction_counts_as_the_same_list(commune):
    people(commune, 2)
    confirmed(commune)
    months.correct(commune, MONTH, reason="Ghi sai")
    months.draft(commune, MONTH)
    months.confirm(commune, MONTH, ANSWER)
    commune.now = lambda: NOW + timedelta(days=2)
    assert seen(commune).lists[-1] == (MONTH, 2, 0)
    assert seen(commune).figures.listed == 2


def test_years_without_anybody_are_shown_too(commune):
    for number, year in ((1, 2022), (2, 2025)):
        people(
            commune,
            1,
            personal_number="",
            name=f"Người Thử {number}",
            terms=[{"kind": "completion", "finished_on": str(year)}],
        )
    assert seen(commune).finished == ((2022, 1), (2023, 0), (2024, 0), (2025, 1), (2026, 0))


def test_what_left_and_what_was_answered_is_told_once(commune, receiving, tmp_path):
    introduce(commune, receiving)
    (tmp_path / "shared").mkdir()
    for session in (commune, receiving):
        places.add(session, Place("chung", str(tmp_path / "shared")))
    people(commune, 1)
    confirmed(commune)
    batches.seal_month(commune, MONTH)
    assert (seen(commune).waiting, seen(commune).last_sent) == (1, "")
    for session in (commune, receiving):
        sync.run(session)
    inbox.decide(receiving, inbox.listing(receiving)[0].batch.digest, {})
    sync.run(receiving)
    sync.run(commune)
    found = seen(commune)
    assert (found.waiting, found.answers) == (0, 1)
    assert found.last_sent
    assert stages(commune)["received"] == "done"
    assert seen(commune, read_until=found.newest_answer).answers == 0


@pytest.mark.parametrize(("role", "sees"), [(Role.ADMIN, True), (Role.AUDITOR, False)])
def test_who_may_not_read_people_sees_no_figures(commune, role, sees):
    commune.user = User(commune.user.name, (role,), "")
    if sees:
        assert seen(commune).track.month
    else:
        with pytest.raises(AppError, match=r"auth\.role"):
            seen(commune)
    with pytest.raises(AppError, match=r"auth\.role"):
        figures_on(commune, NOW.date())


def test_the_review_of_the_month_is_one_step(commune):
    people(commune)
    review.all_still_good(commune, MONTH, basis="Họp")
    assert stages(commune)["review"] == "done"

"""The list in the bank's hands, and what the bank says of it."""

import pytest

from app.domain.dates import from_iso
from app.domain.month import BankAnswer
from app.services import months
from tests.claims import refused
from tests.invented import MONTH
from tests.monthly import DELIVERY, confirmed, drafted, people, why_not

PAID = from_iso("2026-12-20")


def test_the_bank_is_told_once_and_before_anybody_above(commune):
    people(commune, 1)
    confirmed(commune)
    refused("month.not_delivered", months.answer, commune, MONTH, PAID, [])
    assert months.deliver(commune, MONTH, DELIVERY).month.state == "confirmed"
    refused("month.delivered_already", months.deliver, commune, MONTH, DELIVERY)


def delivered(commune, count=3):
    found = people(commune, count)
    confirmed(commune)
    months.deliver(commune, MONTH, DELIVERY)
    return {one.id: one for one in found}


def test_a_granted_loan_takes_a_person_off_the_next_list(commune):
    delivered(commune)
    view = months.answer(commune, MONTH, PAID, [BankAnswer(1, "lent", amount=50_000_000), BankAnswer(2, "refused")])
    assert view.month.delivery.answered == PAID
    person_id = view.rows.entries[0].person_id
    following = drafted(commune, "2027-01")
    assert why_not(following, person_id) == ("loan.granted",)
    assert len(following.rows.entries) == 2
    assert commune.store.people.get(person_id).loan_granted_on == PAID


def test_a_second_answer_adds_to_the_first(commune):
    delivered(commune)
    months.answer(commune, MONTH, PAID, [BankAnswer(2, "refused")])
    view = months.answer(commune, MONTH, PAID, [BankAnswer(1, "lent")])
    assert [(one.number, one.result) for one in view.month.delivery.answers] == [(1, "lent"), (2, "refused")]


def test_a_loan_told_by_mistake_is_taken_back_by_the_next_answer(commune):
    delivered(commune)
    months.answer(commune, MONTH, PAID, [BankAnswer(1, "lent")])
    months.answer(commune, MONTH, PAID, [BankAnswer(1, "refused")])
    assert len(drafted(commune, "2027-01").rows.entries) == 3


def test_an_answer_about_a_row_that_is_not_there_changes_nothing(commune):
    delivered(commune, 1)
    answers = [BankAnswer(1, "lent"), BankAnswer(9, "lent")]
    refused("month.entry_unknown", months.answer, commune, MONTH, PAID, answers)
    assert months.show(commune, MONTH).month.delivery.answered is None
    assert len(drafted(commune, "2027-01").rows.entries) == 1


def test_the_banks_answer_is_read_from_a_file():
    (answer,) = months.bank_answers({"entries": [{"number": 1, "result": "lent", "on": "20/12/2026", "amount": 5}]})
    assert answer == BankAnswer(1, "lent", PAID, 5)


UNREADABLE = [
    *({"number": number, "result": "lent"} for number in (None, "x", "", True, 1.5, -1, float("inf"), "9" * 5000)),
    *({"number": 1, "result": "lent", "amount": amount} for amount in ("x", 0.5, -1, True)),
    *({"number": 1, "result": "lent", "on": on} for on in ("x", 20261220, ["5/12/2026"])),
    {"number": 1, "result": "lent", "purpose": "car"},
    {"number": 1, "result": "paid"},
    {"number": 1},
    {},
    "x",
    1,
]


@pytest.mark.parametrize("data", [None, {}, "x", *([item] for item in UNREADABLE)])
def test_an_answer_that_cannot_be_read_is_refused(data):
    refused("json.invalid", months.bank_answers, data)


def test_a_correction_under_way_holds_up_neither_the_bank_nor_its_answer(commune):
    people(commune, 2)
    confirmed(commune)
    months.correct(commune, MONTH, "Sai thôn")
    assert months.deliver(commune, MONTH, DELIVERY).month.revision == 1
    view = months.answer(commune, MONTH, from_iso("2026-12-20"), [BankAnswer(1, "refused", reason="Chưa đủ hồ sơ")])
    assert (view.month.revision, view.month.delivery.answered) == (1, from_iso("2026-12-20"))
    assert months.show(commune, MONTH).month.revision == 2


def test_a_second_correction_waits_for_the_first(commune):
    people(commune, 1)
    confirmed(commune)
    months.correct(commune, MONTH, "Sai thôn")
    refused("month.state", months.correct, commune, MONTH, "Sai tên")

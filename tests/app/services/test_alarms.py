"""Alarms of the chains: each once, in words, and over when somebody settled it."""

import pytest

from app import i18n
from app.services import alarms, inbox, offices
from tests.claims import refused
from tests.exchange import forge, take

A = "a" * 64


@pytest.fixture
def chain(pair):
    """Make batches of the commune's chain, and send them to the province."""
    commune, receiving = pair

    def make(number, previous, epoch=1, **changes):
        return forge(commune, receiving, number=number, previous=previous, epoch=epoch, **changes)

    return make, lambda made: take(receiving, made), receiving


def told(session):
    return [(alarm.kind, alarm.numbers) for alarm in alarms.current(session)]


def words(session):
    return [alarm.words for alarm in alarms.current(session)]


def test_a_chain_in_order_alarms_nobody(chain):
    make, send, receiving = chain
    first = make(1, None)
    send(first)
    send(first)
    send(make(2, first.digest))
    assert told(receiving) == []


def test_a_gap_is_told_once_and_ends_when_it_is_filled(chain):
    make, send, receiving = chain
    made = [make(1, None)]
    for number in range(2, 8):
        made.append(make(number, made[-1].digest))
    for number in (1, 3, 7):
        send(made[number - 1])
    assert words(receiving) == ["Thiếu gói số 2, 4–6"]
    (alarm,) = alarms.current(receiving)
    assert alarm.office == "Công an xã Đồng Đăng"
    assert "gửi lại" in alarm.remedy
    for number in (2, 5, 4, 6):
        send(made[number - 1])
    assert told(receiving) == []


def test_a_fork_is_told_by_its_number_once(chain):
    make, send, receiving = chain
    first = make(1, None)
    send(first)
    send(make(2, first.digest))
    for month in ("2027-01", "2027-02"):
        assert send(make(2, first.digest, month=month)) == ("quarantined", "batch.number_reused")
    assert words(receiving) == ["Hai gói khác nhau cùng mang số 2"]


def test_a_rewind_says_what_was_held(chain):
    make, send, receiving = chain
    first = make(1, None)
    second = make(2, first.digest)
    send(first)
    send(second)
    send(make(3, A))
    assert words(receiving) == ["Số gói quay lùi (đã nhận số 2, nay đến số 3)"]


def test_a_new_epoch_asks_until_it_is_decided_and_ends_fork_and_rewind(chain):
    make, send, receiving = chain
    first = make(1, None)
    send(first)
    send(make(1, None, month="2027-01"))
    send(make(2, A))
    later = make(1, first.digest, epoch=2)
    send(later)
    send(make(2, later.digest, epoch=2))
    assert told(receiving) == [("fork", (1,)), ("rewind", (2,)), ("epoch", (1, 2))]
    assert words(receiving)[2] == "Đơn vị mở chuỗi gói mới sau khi phục hồi dữ liệu"
    inbox.decide_epoch(receiving, inbox.listing(receiving)[0].batch.unit, accept=True)
    assert told(receiving) == []


def test_a_refused_epoch_asks_no_more(chain):
    make, send, receiving = chain
    first = make(1, None)
    send(first)
    send(make(1, first.digest, epoch=2))
    inbox.decide_epoch(receiving, inbox.listing(receiving)[0].batch.unit, accept=False)
    assert told(receiving) == []


def test_a_new_chain_whose_old_head_is_missing_says_so(chain):
    make, send, receiving = chain
    first = make(1, None)
    second = make(2, first.digest)
    send(first)
    send(make(1, second.digest, epoch=2))
    inbox.decide_epoch(receiving, inbox.listing(receiving)[0].batch.unit, accept=True)
    assert words(receiving) == ["Thiếu các gói cuối của chuỗi trước"]
    send(second)
    assert told(receiving) == []


def test_a_revoked_card_ends_its_fork(chain):
    make, send, receiving = chain
    send(make(1, None))
    send(make(1, None, month="2027-01"))
    signer = inbox.listing(receiving)[0].batch.signer
    offices.suspend(receiving, signer, "Đang hỏi")
    assert told(receiving) == [("fork", (1,))]
    offices.revoke(receiving, signer, "Máy bị sao chép")
    assert told(receiving) == []


def test_a_renewed_card_ends_the_fork_of_the_old_one(pair, chain):
    commune = pair[0]
    make, send, receiving = chain
    first = make(1, None)
    send(first)
    send(make(1, None, month="2027-01"))
    offices.renew(commune)
    offices.trust(receiving, offices.own_card(commune).card)
    assert told(receiving) == [("fork", (1,))]
    assert send(make(1, first.digest, month="2027-02")) == ("imported", None)
    assert told(receiving) == []


def test_a_batch_that_fits_after_all_is_no_alarm_any_more(chain):
    """A rewind that was taken in later under other bytes: the batch is held, whatever file lies in quarantine."""
    make, send, receiving = chain
    first = make(1, None)
    second = make(2, first.digest)
    third = make(3, second.digest)
    send(first)
    send(make(1, third.digest, epoch=2))
    inbox.decide_epoch(receiving, inbox.listing(receiving)[0].batch.unit, accept=True)
    assert send(second) == ("quarantined", "batch.rewind")
    assert told(receiving) == [("gap", ())]
    send(third)
    assert told(receiving) == [("gap", (2,))]
    send(second)
    assert told(receiving) == []


def test_what_is_too_big_to_keep_alarms_nobody(chain):
    make, send, receiving = chain
    send(make(1, None))
    send(make(1, None, month="2027-01"))
    with receiving.store.transaction():
        receiving.store._db.conn.execute("UPDATE quarantine SET content = NULL")
    assert told(receiving) == []


def test_alarms_speak_both_languages(chain):
    make, send, receiving = chain
    send(make(3, A))
    i18n.use("en")
    assert words(receiving) == ["Gap: batch 1–2 is missing"]


def test_who_may_not_read_the_inbox_learns_nothing(chain):
    receiving = chain[2]
    receiving.user = type(receiving.user)("Tú", (), receiving.user.made_at)
    refused("auth.role", alarms.current, receiving)


@pytest.mark.parametrize(("numbers", "said"), [((), ""), ((3,), "3"), ((1, 2), "1–2"), ((1, 3, 4, 5, 9), "1, 3–5, 9")])
def test_numbers_are_told_as_people_read_them(numbers, said):
    assert alarms.ranges(numbers) == said

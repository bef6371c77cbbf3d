"""Batches lost, doubled, out of order, and a restored old store: each alarm once, in words, until it is settled."""

import shutil

import pytest

from app.services import alarms, backups, batches, inbox, offices, sync
from tests.exchange import hand_over, introduce, issue, register_people

MONTHS = ("2026-12", "2027-01", "2027-02", "2027-03", "2027-04", "2027-05")
GAP_3, GAP_3_4 = "Thiếu gói số 3", "Thiếu gói số 3–4"
FORK_5 = "Hai gói khác nhau cùng mang số 5"
REWIND = "Số gói quay lùi (đã nhận số 6, nay đến số 7)"
EPOCH = "Đơn vị mở chuỗi gói mới sau khi phục hồi dữ liệu"


def seal(session, month):
    issue(session, month)
    (batch,) = batches.seal_month(session, month)
    return batch


def words(session):
    return [alarm.words for alarm in alarms.current(session)]


@pytest.fixture
def sent(commune, receiving, tmp_path):
    """Six batches of the commune, and a copy of its folder as it was after the fourth."""
    introduce(commune, receiving)
    register_people(commune, 2)
    made = [seal(commune, month) for month in MONTHS[:4]]
    with commune.store.reading():
        commune.store._db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copytree(tmp_path / "commune", tmp_path / "restored", ignore=shutil.ignore_patterns("*.lock"))
    return made + [seal(commune, month) for month in MONTHS[4:]]


def test_each_alarm_is_raised_once_in_words_and_ends(commune, receiving, sent, sign_in, tmp_path):
    one, two, three, four, five, six = sent

    # 3 is lost, 5 comes twice, 6 comes before 4.
    said = {}
    for name, batch in (("1", one), ("2", two), ("5", five), ("5 again", five), ("6", six), ("4", four)):
        taken = hand_over(batch, receiving)
        said[name] = (taken.result, taken.code, words(receiving))
    assert said == {
        "1": ("imported", None, []),
        "2": ("imported", None, []),
        "5": ("imported", "batch.gap", [GAP_3_4]),
        "5 again": ("already", None, [GAP_3_4]),
        "6": ("imported", None, [GAP_3_4]),
        "4": ("imported", None, [GAP_3]),
    }

    # A store restored by copying its folder sends another 5, and goes on from it.
    restored = sign_in(tmp_path / "restored")
    other_five, other_six, other_seven = (seal(restored, month) for month in ("2027-06", "2027-07", "2027-08"))
    assert (other_five.number, other_five.previous) == (5, four.digest)
    assert hand_over(other_five, receiving).code == "batch.number_reused"
    assert words(receiving) == [GAP_3, FORK_5]
    assert hand_over(other_five, receiving).code == "batch.number_reused"
    assert words(receiving) == [GAP_3, FORK_5]
    assert hand_over(other_seven, receiving).code == "batch.rewind"
    assert words(receiving) == [GAP_3, FORK_5, REWIND]

    # The missing file arrives: its alarm ends, the others do not.
    assert hand_over(three, receiving).code is None
    assert words(receiving) == [FORK_5, REWIND]

    # The office opens a new chain; when that is accepted, fork and rewind are over.
    backups.new_epoch(commune, "Thư mục kho dữ liệu đã bị chép lại")
    seven = seal(commune, "2027-09")
    assert (seven.epoch, seven.number, seven.previous) == (2, 1, six.digest)
    assert hand_over(seven, receiving).code == "batch.new_epoch"
    assert words(receiving) == [FORK_5, REWIND, EPOCH]
    (taken,) = inbox.decide_epoch(receiving, commune.office.unit, accept=True)
    assert (taken.result, taken.batch) == ("imported", seven.digest)
    assert words(receiving) == []

    # What was not believed changed nothing, and is kept.
    held = {view.batch.digest for view in inbox.listing(receiving)}
    assert held == {batch.digest for batch in (*sent, seven)}
    assert {file.code for file in inbox.quarantined(receiving)} == {"batch.number_reused", "batch.rewind"}
    assert other_six.digest not in held


def test_every_alarm_says_what_to_do(commune, receiving, sent, sign_in, tmp_path):
    for batch in (sent[0], sent[4]):
        hand_over(batch, receiving)
    restored = sign_in(tmp_path / "restored")
    hand_over(seal(restored, "2027-06"), receiving)
    gap, fork = alarms.current(receiving)
    assert (gap.office, gap.numbers) == ("Công an xã Đồng Đăng", (2, 3, 4))
    assert "gửi lại đúng gói còn thiếu" in gap.remedy
    assert "mở chuỗi gói mới" in fork.remedy


def test_a_renewal_in_the_middle_of_the_chain_alarms_nobody(commune, receiving, tmp_path):
    """Over a place, with the new card carried beside: the province needs no telephone."""
    introduce(commune, receiving)
    register_people(commune)
    (usb := tmp_path / "usb").mkdir()
    seal(commune, MONTHS[0])
    sync.write_stick(commune, usb)
    renewed = offices.renew(commune)
    batch = seal(commune, MONTHS[1])
    sync.write_stick(commune, usb)
    outcome = sync.read_stick(receiving, usb)
    assert [one.error.code for one in outcome.failed] == ["batch.untrusted"]
    offices.trust(receiving, renewed.card)
    assert [one.batch for one in sync.read_stick(receiving, usb).fetched] == [batch.digest]
    assert words(receiving) == []
    inbox.decide(receiving, batch.digest, {})
    sync.write_stick(receiving, usb)
    sync.read_stick(commune, usb)
    assert {one.state.value for one in batches.all_batches(commune)} == {"received", "accepted"}

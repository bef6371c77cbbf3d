"""Bad days of the office above: foreign sticks, broken files, impossible claims, revoked cards, killed imports."""

import multiprocessing
import os
import signal
import time

import pytest

from app.domain.board import Cell
from app.services import board, inbox, offices, policies
from tests.claims import refused
from tests.exchange import dump
from tests.invented import MONTH
from tests.province import Below, at


@pytest.fixture
def below(receiving):
    return Below(receiving, "05977", "Công an phường Đông Kinh").trusted()


def test_a_stick_with_thousands_of_foreign_files_is_passed_over(receiving, below, tmp_path):
    stick = tmp_path / "stick"
    (stick / "ảnh").mkdir(parents=True)
    for number in range(3_000):
        (stick / (f"IMG_{number}.jpg" if number % 3 else f"báo cáo {number}.docx")).write_bytes(b"x" * 100)
    (stick / "ảnh" / "trong.asice.age").write_bytes(b"x")
    (stick / "a.asice.age").write_bytes(below.sealed(MONTH, [below.person(1)]).file)
    (taken,) = inbox.import_files(receiving, [stick])
    assert taken.result == "imported"
    assert inbox.quarantined(receiving) == []


@pytest.mark.parametrize("count", [60, pytest.param(500, marks=pytest.mark.slow)])
def test_broken_batches_in_the_middle_stop_nobody_else(receiving, tmp_path, count):
    offices_ = [Below(receiving, unit).trusted() for unit in ("05977", "05983", "05986", "05989", "06001")]
    broken = set(range(count // 2, count // 2 + count // 25))
    for number in range(count):
        one = offices_[number % 5]
        file = one.sealed(f"20{10 + number // 60:02}-{number % 12 + 1:02}", [one.person(1)]).file
        if number in broken:
            file = file[:-40] if number % 2 else bytes([file[0] ^ 1]) + file[1:]
        (tmp_path / f"{number:04}.asice.age").write_bytes(file)
    taken = inbox.import_files(receiving, sorted(tmp_path.glob("*.age")))
    results = {int(one.file[:4]): one.result for one in taken}
    assert {number for number, result in results.items() if result == "quarantined"} == broken
    assert sum(result == "imported" for result in results.values()) == count - len(broken)
    assert len(inbox.quarantined(receiving)) == len(broken)


def test_a_batch_that_claims_ten_million_records_is_not_believed(receiving, below, tmp_path, monkeypatch):
    from app.envelope import sealing

    real = sealing._filled
    monkeypatch.setattr(sealing, "_filled", lambda manifest, counts, key: real(
        manifest, {**counts, "person": 10_000_000}, key))  # fmt: skip
    made = below.sealed(MONTH, [below.person(1)])
    before = dump(receiving, but=("quarantine",))
    taken = inbox.take_in(receiving, "x.asice.age", made.file)
    assert (taken.result, taken.code) == ("quarantined", "batch.counts")
    assert dump(receiving, but=("quarantine",)) == before


def test_a_second_desk_that_decides_the_same_batch_is_told_once_the_receipt_is_sealed(receiving, below):
    from app.services import receipts

    made = below.send(MONTH, [below.person(1)])
    inbox.decide(receiving, made.digest, {1: "Thiếu giấy"})
    assert inbox.decide(receiving, made.digest, {}).batch.state.value == "accepted"
    receipts.seal_outstanding(receiving)
    refused("batch.state", inbox.decide, receiving, made.digest, {1: "Thiếu giấy"})
    assert inbox.listing(receiving)[0].batch.state.value == "accepted"


def test_a_batch_of_a_card_revoked_yesterday_waits_aside(receiving, below):
    below.send("2026-11", [below.person(1)])
    offices.revoke(receiving, below.fingerprint, "Mất máy")
    made = below.sealed(MONTH, [below.person(1)])
    taken = inbox.take_in(receiving, "x.asice.age", made.file)
    assert (taken.result, taken.code) == ("quarantined", "batch.revoked")
    assert len(inbox.listing(receiving)) == 1


def test_a_merged_communes_late_batch_is_taken_in_and_counts_for_its_successor(receiving):
    from tests.province import communes

    unit = next(one for one in communes(old=True) if len(set(one.successors)) == 1
                and one.code not in {now.code for now in communes()})  # fmt: skip
    gone = Below(receiving, unit.code, f"Công an {unit.title}").trusted()
    gone.send("2025-06", [gone.person(1)], on="2025-07-20", created="2025-07-19T08:00:00+07:00")
    at(receiving, "2025-12-01")
    (row,) = board.read(receiving, "2025-06", "2025-08").offices
    assert list(row.cells.values()) == [Cell.LATE, Cell.NOT_DUE, Cell.NOT_DUE]
    (rolled,) = board.read(receiving, "2025-06", "2025-08", today_units=True).offices
    assert (rolled.unit, rolled.cells["2025-06"]) == (unit.successors[0], Cell.LATE)


def test_a_commune_joined_by_a_pack_of_rules_counts_for_the_one_that_took_it_over(receiving, below):
    below.send("2026-11", [below.person(1)], on="2026-12-05")
    (row,) = board.read(receiving, "2026-11", "2026-11", today_units=True).offices
    into = "06187"
    joined = {"title": "Sắp xếp xã", "settings": {}, "units": [{"code": row.unit, "into": [into]}]}
    policies.send(receiving, policies.make(receiving, joined).id)
    (row,) = board.read(receiving, "2026-11", "2026-11", today_units=True).offices
    assert row.unit == into


def test_a_unit_is_asked_from_the_day_a_pack_of_rules_makes_it_to_the_day_one_ends_it(receiving, below):
    below.send("2026-11", [below.person(1)], on="2026-12-05")
    board.record_paper(receiving, "06187", "2026-11", 2)
    changes = [{"code": "05977", "into": ["06187"]}, {"code": "99901", "kind": "xã", "name": "Mới Lập", "parent": "20"}]
    pack = {"title": "Sắp xếp xã", "settings": {}, "from": "2026-12-20", "units": changes}
    policies.send(receiving, policies.make(receiving, pack).id)
    at(receiving, "2027-03-20")
    board.set_facts(receiving, "99901", contact="Người trực")
    cells = {row.unit: list(row.cells.values()) for row in board.read(receiving, "2026-11", "2027-02").offices}
    assert cells["05977"] == [Cell.LATE_LINE, Cell.MISSING, Cell.NOT_DUE, Cell.NOT_DUE]
    assert cells["06187"] == [Cell.PAPER, Cell.MISSING, Cell.MISSING, Cell.MISSING]
    assert cells["99901"] == [Cell.NOT_DUE, Cell.NOT_DUE, Cell.MISSING, Cell.MISSING]


def _import_all(folder, files):
    from app.session import sign_in
    from tests.invented import PASSWORD, USER

    session = sign_in(folder, USER, PASSWORD)
    inbox.import_files(session, files)
    session.close()


def test_an_import_killed_half_way_is_finished_by_doing_it_again(receiving, below, tmp_path, sign_in):
    files = []
    for number in range(1, 25):
        file = tmp_path / f"{number:03}.asice.age"
        file.write_bytes(below.sealed(f"2025-{(number - 1) % 12 + 1:02}", [below.person(number)]).file)
        files.append(file)
    receiving.close()
    context = multiprocessing.get_context("spawn")
    worker = context.Process(target=_import_all, args=(receiving.store.folder, files))
    worker.start()
    deadline = time.monotonic() + 60
    wal = receiving.store.folder / "store.db-wal"
    while time.monotonic() < deadline and not (wal.exists() and wal.stat().st_size > 200_000):
        time.sleep(0.01)
    os.kill(worker.pid, signal.SIGKILL)
    worker.join()
    again = sign_in(receiving.store.folder)
    assert again.store.integrity()
    held = len(inbox.listing(again))
    taken = inbox.import_files(again, files)
    assert [one.result for one in taken].count("already") == held
    assert len(inbox.listing(again)) == 24
    assert again.store.people.count() == 24

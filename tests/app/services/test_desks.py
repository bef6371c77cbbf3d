"""Several desks of one office: everybody reads everything, and of two decisions the first one counts."""

from datetime import timedelta

import pytest

from app.domain.batch import InState, OutState
from app.errors import AppError
from app.services import desks, inbox, offices, places, sync
from app.services.escrow import export_identity
from tests.bench.bench_sync import make_desks
from tests.exchange import register_people, sealed
from tests.invented import NOW, PASSWORD


@pytest.fixture
def office(commune, tmp_path):
    """A commune with one sealed list, two desks above it, and a folder that all of them use."""
    from app.domain.office import Place

    first, second = opened = make_desks(tmp_path, 2)
    for desk in opened:
        offices.trust(commune, offices.own_card(desk).card, desk.office.fingerprint)
        offices.trust(desk, offices.own_card(commune).card, commune.office.fingerprint)
    offices.set_receiver(commune, first.office.fingerprint)
    (tmp_path / "kho").mkdir()
    for session in (commune, first, second):
        places.add(session, Place("kho", str(tmp_path / "kho")))
    register_people(commune, 2)
    batch = sealed(commune)
    for session in (commune, first, second):
        assert sync.run(session).failed == []
    yield first, second, batch
    for desk in opened:
        desk.close()


def standing(desk, batch):
    return desk.store.inbox.get(batch.digest).state, [row.state for row in desk.store.inbox.rows(batch.digest)]


def test_both_desks_read_what_was_sealed_to_the_first(office):
    first, second, batch = office
    assert standing(first, batch) == standing(second, batch)
    assert offices.own_card(second).age_recipient == offices.own_card(first).age_recipient


def test_what_one_desk_decided_the_other_takes_over(office, commune):
    first, second, batch = office
    inbox.decide(first, batch.digest, {2: "Thiếu giấy"})
    for session in (first, second, commune):
        assert sync.run(session).failed == []
    assert standing(second, batch) == standing(first, batch)
    assert standing(second, batch)[0] is InState.ACCEPTED_PARTLY
    assert commune.store.batches.get(batch.digest).state is OutState.ACCEPTED_PARTLY
    with pytest.raises(AppError, match=r"batch\.state"):
        inbox.decide(second, batch.digest, {})


def test_of_two_decisions_the_first_counts_and_the_other_desk_is_told(office, commune):
    first, second, batch = office
    inbox.decide(second, batch.digest, {})
    inbox.decide(first, batch.digest, {1: "Sai tên"})
    assert sync.run(second).superseded == []
    assert sync.run(first).superseded == [batch.digest]
    assert standing(first, batch) == standing(second, batch)
    assert standing(first, batch)[0] is InState.ACCEPTED
    assert [one.digest for one in desks.superseded(first)] == [batch.digest]
    first.now = lambda: NOW + timedelta(days=30)
    assert desks.superseded(first) == desks.superseded(second) == []
    first.now = lambda: NOW
    sync.run(commune)
    assert commune.store.batches.get(batch.digest).state is OutState.ACCEPTED
    decisions = [one for one in (first, second) if one.store.desks.is_mine(batch.digest)]
    assert decisions == [second]


def test_a_decision_that_no_desk_vouches_for_changes_nothing(office, tmp_path, commune):
    first, _second, batch = office
    folder = tmp_path / "kho" / commune.office.unit / "decisions"
    folder.mkdir()
    (folder / f"{batch.digest}-1").write_bytes(b'{"format":"hoanhap-decision"}')
    assert [one.error.code for one in sync.run(first).failed] == ["desk.decision"]
    assert standing(first, batch)[0] is InState.RECEIVED


def test_a_receipt_that_only_says_received_takes_nothing_back(office, commune):
    first, second, batch = office
    inbox.decide(first, batch.digest, {})
    for session in (first, commune, second, commune):
        sync.run(session)
    assert commune.store.batches.receipt(batch.digest)["state"] == "accepted"


def test_a_wrong_passphrase_joins_nothing(receiving):
    identity = export_identity(receiving, PASSWORD)
    with pytest.raises(AppError, match=r"escrow\.identity"):
        desks.join(receiving, identity, "wrong")

"""By network one way, by stick the other, with a clock that jumps: the same states, and nothing twice."""

import os
from datetime import timedelta

import pytest

from app.domain.batch import BatchKind, OutState
from app.services import batches, inbox, sync
from app.services.batches import Contents
from tests import servers
from tests.exchange import dump, register_people, sealed
from tests.invented import COMMUNE, NOW
from tests.lines import Line
from tests.spoiled import empty, enter, quick

YEAR = timedelta(days=365)


@pytest.fixture
def stick(tmp_path):
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def batch(pair, place):
    register_people(pair[0], 2)
    return sealed(pair[0])


def by_network(session, _stick):
    return sync.run(session)


def out(session, stick):
    return sync.write_stick(session, stick)


def read(session, stick):
    return sync.read_stick(session, stick)


WAYS = {
    "list_by_stick_answer_by_network": (out, read, by_network, by_network),
    "list_by_network_answer_by_stick": (by_network, by_network, out, read),
    "all_by_stick": (out, read, out, read),
    "all_by_network": (by_network, by_network, by_network, by_network),
}


@pytest.mark.parametrize("ways", WAYS.values(), ids=WAYS)
def test_whichever_way_a_list_and_its_answer_go_the_states_are_the_same(pair, stick, batch, ways):
    commune, receiving = pair
    seen = []
    ways[0](commune, stick)
    seen.append(commune.store.batches.get(batch.digest).state)
    ways[1](receiving, stick)
    inbox.decide(receiving, batch.digest, {2: "Thiếu giấy"})
    ways[2](receiving, stick)
    ways[3](commune, stick)
    seen.append(commune.store.batches.get(batch.digest).state)
    assert seen == [OutState.UPLOADED, OutState.ACCEPTED_PARTLY]
    for session in (commune, receiving, commune):
        assert sync.run(session).failed == []
        assert sync.read_stick(session, stick).failed == []
    assert [view.batch.digest for view in inbox.listing(receiving)] == [batch.digest]
    assert commune.store.batches.get(batch.digest).state is OutState.ACCEPTED_PARTLY
    assert len(batches.all_batches(receiving)) <= 2  # a round answers "received" at once, a stick carries both


def test_what_came_by_stick_and_by_network_is_taken_in_once(pair, stick, batch):
    commune, receiving = pair
    sync.run(commune)
    assert sync.write_stick(commune, stick).sent == [batch.file]
    assert len(sync.read_stick(receiving, stick).fetched) == 1
    before = dump(receiving)["inbox_rows"]
    assert sync.run(receiving).fetched == []
    assert dump(receiving)["inbox_rows"] == before


# A clock that jumps a year


@pytest.mark.parametrize("jump", [YEAR, -YEAR], ids=["forward", "back"])
@pytest.mark.parametrize("who", [0, 1], ids=["below", "above"])
def test_a_clock_that_jumps_a_year_stops_no_receipt(pair, stick, batch, who, jump):
    commune, receiving = pair
    sync.run(commune)
    pair[who].now = lambda: NOW + jump
    second = sealed(commune, "2027-01")
    for session in (commune, receiving, commune):
        assert sync.run(session).failed == []
    pair[who].now = lambda: NOW
    for one in (batch, second):
        inbox.decide(receiving, one.digest, {})
    for session in (receiving, commune):
        assert sync.run(session).failed == []
    assert [one.state for one in commune.store.batches.all()] == [OutState.ACCEPTED] * 2
    assert (commune.store.audit.broken_at(), receiving.store.audit.broken_at()) == (None, None)


def test_what_failed_is_tried_again_whatever_the_clock_says(pair, place, batch):
    commune, _receiving = pair
    away = place.rename(place.with_name("away"))
    commune.now = lambda: NOW + YEAR
    assert sync.run(commune).waiting == 1
    commune.now = lambda: NOW - YEAR
    away.rename(place)
    assert sync.run(commune).sent == [batch.file]


def test_a_server_whose_time_is_over_by_this_clock_is_refused_with_the_clock_named(pair, stick, batch):
    """As a machine whose clock jumped ahead sees every server; the list goes by stick meanwhile."""
    commune, _receiving = pair
    server = servers.apache(tls=True, valid_for=-YEAR)
    try:
        enter(commune, server.place(COMMUNE))
        (failed,) = sync.run(commune).failed
    finally:
        server.stop()
    assert failed.error.code == "place.tls"
    assert commune.store.batches.get(batch.digest).state is OutState.QUEUED
    assert sync.write_stick(commune, stick).sent == [batch.file]


# A file that breaks off on its way down


def big(commune):
    receiver = commune.store.offices.receiver()
    with commune.store.transaction():
        contents = Contents(BatchKind.MONTH, [], {"form01.pdf": os.urandom(400_000)}, "2030-01", 1, nil=True)
        return batches.seal_to(commune, commune.store, receiver, contents)[0]


def test_a_fetch_that_broke_off_goes_on_in_the_next_round(pair, apache):
    commune, receiving = pair
    empty(apache)
    enter(commune, apache.place(COMMUNE))
    made = big(commune)
    sync.run(commune)
    with Line(apache.port, drop_at=250_000) as line:
        enter(receiving, apache.place(port=line.port))
        quick(receiving)
        assert [one.error.code for one in sync.run(receiving).failed] == ["place.timeout"]
        name = f"{COMMUNE}/up/{made.file}"
        assert len(receiving.store.outbox.begun("kho", name)) > 150_000
        line.passed = 0
        assert [one.batch for one in sync.run(receiving).fetched] == [made.digest]
        assert line.passed < 300_000
    assert receiving.store.outbox.begun("kho", name) == b""
    empty(apache)


def test_only_the_newest_beginnings_are_kept(commune):
    outbox = commune.store.outbox
    with commune.store.transaction():
        for number in range(20):
            outbox.begin("kho", f"{number}", b"x", at=f"2026-12-05T08:00:{number:02}")
    assert [number for number in range(20) if outbox.begun("kho", f"{number}")] == list(range(4, 20))

"""Whoever waits for many files hears how far they are, and what is stopped leaves the rest as it was."""

import pytest

from app.domain.batch import InState
from app.services import inbox
from tests.province import Below


@pytest.fixture
def folder(receiving, tmp_path):
    below = Below(receiving, "05977").trusted()
    for month in range(1, 6):
        (tmp_path / f"{month}.asice.age").write_bytes(below.sealed(f"2026-{month:02}", [below.person(month)]).file)
    return tmp_path


@pytest.mark.parametrize("act", [inbox.foresee, inbox.import_files])
def test_it_tells_how_many_are_done(receiving, folder, act):
    heard = []
    act(receiving, [folder], watch=inbox.Watch(lambda *told: heard.append(told), lambda: False))
    assert heard == [(done, 5) for done in range(5)]


def test_what_came_in_before_somebody_stopped_it_stays(receiving, folder):
    heard = []
    watch = inbox.Watch(lambda *told: heard.append(told), lambda: len(heard) == 2)
    assert [one.result for one in inbox.import_files(receiving, [folder], watch=watch)] == ["imported"] * 2
    assert len(inbox.listing(receiving)) == 2
    assert [one.result for one in inbox.import_files(receiving, [folder])] == ["already"] * 2 + ["imported"] * 3


def test_decisions_are_taken_back_but_for_those_a_receipt_has_told(receiving, folder):
    inbox.import_files(receiving, [folder])
    digests = [one.batch.digest for one in inbox.decide_clean(receiving)]
    told = receiving.store.inbox.get(digests[0])
    receiving.store.inbox.mark_receipted(told.digest, InState.ACCEPTED.value)
    assert inbox.undecide_all(receiving, digests) == 4
    states = {one.batch.digest: one.batch.state for one in inbox.listing(receiving)}
    assert states.pop(digests[0]) is InState.ACCEPTED
    assert set(states.values()) == {InState.RECEIVED}

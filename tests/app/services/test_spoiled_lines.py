"""After every single fault and recovery: arrived exactly once, no state ahead of its evidence, nothing stuck.

The whole table, every n on every server: `python -m tests.bench.bench_faults`.
"""

import pytest

from tests.shares import FAULTS, SharedFolder
from tests.spoiled import HTTP, TCP, Exchange


@pytest.fixture
def share():
    made = SharedFolder()
    yield made
    made.stop()


@pytest.mark.parametrize("fault", ["drop", "lost", "lied", "swapped"])
def test_one_fault_is_survived_everywhere(pair, server, fault):
    tried = Exchange(pair, server).try_fault(fault, limit=2)
    assert tried.n > 0
    assert (tried.lost, tried.doubled, tried.stuck, tried.overstated) == (0, 0, 0, [])


@pytest.mark.parametrize("fault", ["gone", "half_stored", "broken"])
def test_one_fault_of_a_shared_folder_is_survived(pair, share, fault):
    tried = Exchange(pair, share).try_fault(fault, limit=3)
    assert tried.n > 0
    assert (tried.lost, tried.doubled, tried.stuck, tried.overstated) == (0, 0, 0, [])


@pytest.mark.parametrize("fault", TCP)
def test_one_broken_connection_is_survived_where_tls_passes_through(pair, apache, fault):
    tried = Exchange(pair, apache).try_fault(fault, limit=2)
    assert tried.n > 0
    assert (tried.lost, tried.doubled, tried.stuck, tried.overstated) == (0, 0, 0, [])


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_of_a_shared_folder_is_survived(pair, share, fault):
    tried = Exchange(pair, share).try_fault(fault)
    assert tried.n > 0
    assert (tried.lost, tried.doubled, tried.stuck, tried.overstated) == (0, 0, 0, [])


@pytest.mark.slow
@pytest.mark.parametrize("fault", [*TCP, *HTTP])
def test_every_fault_is_survived_everywhere(pair, server, fault):
    tried = Exchange(pair, server).try_fault(fault)
    assert tried.n > 0
    assert (tried.lost, tried.doubled, tried.stuck, tried.overstated) == (0, 0, 0, [])

"""After every single fault and recovery: arrived exactly once, no state ahead of its evidence, nothing stuck.

The whole table, every n on every server: `python -m tests.bench.bench_faults`.
"""

import pytest

from tests.spoiled import HTTP, TCP, Exchange


@pytest.mark.parametrize("fault", ["drop", "lost", "lied", "swapped"])
def test_one_fault_is_survived_everywhere(pair, server, fault):
    tried = Exchange(pair, server).try_fault(fault, limit=2)
    assert tried.n > 0
    assert (tried.lost, tried.doubled, tried.stuck, tried.overstated) == (0, 0, 0, [])


@pytest.mark.slow
@pytest.mark.parametrize("fault", [*TCP, *HTTP])
def test_every_fault_is_survived_everywhere(pair, server, fault):
    tried = Exchange(pair, server).try_fault(fault)
    assert tried.n > 0
    assert (tried.lost, tried.doubled, tried.stuck, tried.overstated) == (0, 0, 0, [])

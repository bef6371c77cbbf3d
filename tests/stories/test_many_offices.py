"""Several communes, one place, two desks at once; the whole size: `python -m tests.bench.bench_sync desks 200 12`."""

import pytest

from tests.bench.bench_lines import breaks, weak
from tests.bench.bench_sync import play
from tests.spoiled import empty


def test_two_desks_that_work_at_the_same_time_reach_the_same_register(tmp_path, seaweedfs):
    empty(seaweedfs)  # other tests have sent to it, too
    played = play(tmp_path, seaweedfs, 3, 2, 2)
    assert played.batches == 6
    assert played.registers[0] == played.registers[1]
    assert played.superseded > 0


def test_a_line_that_breaks_all_the_time_costs_less_than_a_third_more(tmp_path, apache):
    sent = breaks(tmp_path / "x", lambda: Kept(apache), count=12, every=2_000_000)[1]
    assert sent <= 1.3


@pytest.mark.slow
def test_a_part_arrives_over_a_line_that_never_lives_long_enough_for_it(tmp_path, apache):
    sent = weak(tmp_path / "x", lambda: Kept(apache), rate=200_000, lives=1.8)[1]
    assert sent <= 2.5


class Kept:
    """A server of the whole test session: it is not stopped here."""

    def __init__(self, server):
        self._server = server
        self.name, self.port, self.place = server.name, server.port, server.place

    def stop(self):
        pass

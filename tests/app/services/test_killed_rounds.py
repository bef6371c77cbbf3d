"""`kill -9` in every phase of both sides, against real servers: the next rounds make exactly one effect.

Every moment of every kind of place: `python -m pytest -m slow tests/app/services/test_killed_rounds.py`.
"""

from itertools import product

import pytest

from tests import servers
from tests.killed import Killed
from tests.shares import SharedFolder

GOOD = (True, {"received"}, 0, (None, None), [])
SIDES = {"below_sends": 0, "above_fetches": 1, "below_hears": 2}


@pytest.fixture
def killed(pair):
    """Rounds at a place of this kind."""
    made = []

    def at(name):
        made.append(SharedFolder() if name == "folder" else getattr(servers, name)())
        made.append(Killed(pair, made[0]))
        return made[1]

    yield at
    for one in reversed(made):
        one.close() if isinstance(one, Killed) else one.stop()


@pytest.mark.parametrize(
    ("place", "moments"), [("apache", {"killed_late": (2,)}), ("folder", {"touch": (2,)})], ids=["apache", "folder"]
)
def test_a_round_that_is_killed_is_made_good_by_the_next(killed, place, moments):
    rounds = killed(place)
    for side in SIDES.values():
        for moment, numbers in moments.items():
            died = [rounds.kill_at(side, moment, n) for n in numbers]
            assert any(died)
    assert rounds.effect() == GOOD


@pytest.mark.slow
@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize(
    ("place", "moment"),
    [*product(("apache", "nginx", "wsgidav", "seaweedfs"), ("killed", "killed_late")), ("folder", "touch")],
)  # fmt: skip
def test_a_round_may_be_killed_at_any_moment(killed, place, moment, side):
    rounds = killed(place)
    n = 1
    while rounds.kill_at(SIDES[side], moment, n):
        assert rounds.effect() == GOOD
        n += 1
    assert n > 2

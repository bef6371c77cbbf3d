"""How wide the columns of a table become: what is written in them counts, not only what was foreseen."""

from collections.abc import Mapping
from typing import Final

LEAST: Final = 60
"""Logical pixels no column goes below."""


def fitted(foreseen: Mapping[int, int], needed: Mapping[int, int], room: int, taker: int) -> dict[int, int]:
    """Widths of the shown columns except `taker`, which Qt gives all that is left; logical pixels.

    With room for all that is foreseen, a column whose words need more gets it from what the taker does not need.
    Without, or where the taker's own words need more, no column keeps more than its words need: the taker is not cut.
    """
    crowded = sum(foreseen.values()) + max(0, needed.get(taker, 0) - foreseen.get(taker, 0)) > room
    widths = {
        place: max(LEAST, min(width, needed.get(place, width)) if crowded else width)
        for place, width in foreseen.items()
        if place != taker
    }
    own = foreseen.get(taker, 0)
    left = room - sum(widths.values()) - (min(own, needed.get(taker, own)) if crowded else needed.get(taker, own))
    for place in sorted(widths, key=lambda place: needed.get(place, 0) - widths[place]):
        more = min(left, needed.get(place, 0) - widths[place])
        if more > 0:
            widths[place] += more
            left -= more
    if widths and taker not in foreseen:  # it is among those there is no room for: the last one goes to the edge
        widths[max(widths)] += max(0, left)
    return widths

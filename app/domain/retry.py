"""How long to wait before trying a place again."""

from typing import Final

_FIRST, _LONGEST = 20.0, 3600.0
_GROWTH: Final = 2.0


def pause(failures: int, chance: float) -> float:
    """Seconds to wait after so many failures in a row; `chance` in [0, 1) spreads the offices that lost the same line.

    20 s, doubling, at most an hour, each between a half and the whole of that.
    """
    longest = min(_LONGEST, _FIRST * _GROWTH ** min(max(failures, 1) - 1, 12))
    return longest * (0.5 + chance / 2)

"""How whoever waits for many files hears how far they are, and stops them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Watch:
    """`told` hears how many are done of how many; when `cancelled` says so, the rest stays as it is."""

    told: Callable[[int, int], None]
    cancelled: Callable[[], bool]

    def over(self, many: Iterable[T], count: int) -> Iterator[T]:
        """One after another, until there is none left or somebody cancels."""
        for place, one in enumerate(many):
            if self.cancelled():
                return
            self.told(place, count)
            yield one


UNWATCHED: Final = Watch(lambda _done, _every: None, lambda: False)

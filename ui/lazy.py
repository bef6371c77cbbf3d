"""Widgets that are made when they are first asked for: nobody waits for pages they do not open."""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

T = TypeVar("T")


class Lazily(Mapping[str, T]):
    """All names are known from the beginning; what bears one is made by the first who asks for it."""

    def __init__(self, makers: Mapping[str, Callable[[], T]]) -> None:
        self._makers = makers
        self._made: dict[str, T] = {}

    def __getitem__(self, name: str) -> T:
        if name not in self._made:
            self._made[name] = self._makers[name]()
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        return name in self._makers

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)

    def name_of(self, wanted: object) -> str:
        """The name of something that has been made, empty for anything else."""
        return next((name for name, one in self._made.items() if one is wanted), "")

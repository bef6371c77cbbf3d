"""How work on a place asks the store: here, or on the thread where the window keeps it."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from app.session import Session

T = TypeVar("T")


class Ask(Protocol):
    """Run short work on the store and give its answer."""

    def __call__(self, work: Callable[[Session], T], /) -> T:
        """Raises what the work raises."""

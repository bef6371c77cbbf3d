"""When the interpreter looks for cycles of dead objects."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def put_off() -> Iterator[None]:
    """Not now: while many records come into being at once, none of them is dead, and looking takes a third of it.

    Nested calls and other threads only tidy up a little later.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()

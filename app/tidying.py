"""When the interpreter looks for cycles of dead objects."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def put_off() -> Iterator[None]:
    """Not now: while many records come into being at once, none of them is dead, and looking takes a third of it.

    In the window it is off anyway and done only where the widgets live (`ui.breathing`). Nested calls do no harm.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()

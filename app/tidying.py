"""When the interpreter looks for cycles of dead objects."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def put_off() -> Iterator[None]:
    """Not now: while many records come into being at once, none of them is dead, and looking takes a third of it.

    Only where nobody watches: afterwards all the new objects are looked at in one go, and that would be felt. The
    window has its own way (`ui.breathing`), which shows by what it has frozen. Nested calls do no harm.
    """
    if not gc.isenabled() or gc.get_freeze_count():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()

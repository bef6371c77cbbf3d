"""The time zone of the machine, for as long as a test wants."""

import os
import time
from contextlib import contextmanager


@contextmanager
def in_zone(name):
    before = os.environ.get("TZ")
    _set(name)
    try:
        yield
    finally:
        _set(before)


def _set(name):
    if name is None:
        os.environ.pop("TZ", None)
    else:
        os.environ["TZ"] = name
    if hasattr(time, "tzset"):  # Windows has none and keeps its own
        time.tzset()

"""The inbox: batches that came in. Taking them in and deciding on them are two files of one service."""

from app.services.inbox.deciding import BatchView, decide, decide_clean, is_clean, listing, show, undecide, undecide_all
from app.services.inbox.foreseeing import Difference, Foreseen, differences, foresee
from app.services.inbox.reading import opener, own_fingerprints
from app.services.inbox.taking_in import (
    SUFFIX,
    Taken,
    decide_epoch,
    explained,
    import_files,
    look_for_duplicates,
    retry,
    take_files,
    take_in,
)
from app.services.inbox.watching import Watch
from app.services.quarantine import listing as quarantined

__all__ = [
    "SUFFIX",
    "BatchView",
    "Difference",
    "Foreseen",
    "Taken",
    "Watch",
    "decide",
    "decide_clean",
    "decide_epoch",
    "differences",
    "explained",
    "foresee",
    "import_files",
    "is_clean",
    "listing",
    "look_for_duplicates",
    "opener",
    "own_fingerprints",
    "quarantined",
    "retry",
    "show",
    "take_files",
    "take_in",
    "undecide",
    "undecide_all",
]  # fmt: skip

"""The inbox: batches that came in. Taking them in and deciding on them are two files of one service."""

from app.services.inbox.deciding import BatchView, decide, decide_clean, is_clean, listing, show, undecide
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
from app.services.quarantine import listing as quarantined

__all__ = [
    "SUFFIX",
    "BatchView",
    "Difference",
    "Foreseen",
    "Taken",
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
]  # fmt: skip

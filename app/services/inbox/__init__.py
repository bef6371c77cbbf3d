"""The inbox: batches that came in. Taking them in and deciding on them are two files of one service."""

from app.services.inbox.deciding import BatchView, decide, listing, show, undecide
from app.services.inbox.taking_in import (
    SUFFIX,
    Taken,
    decide_epoch,
    import_files,
    opener,
    own_fingerprints,
    quarantined,
    take_in,
)

__all__ = [
    "SUFFIX", "BatchView", "Taken",
    "decide", "decide_epoch", "import_files", "listing", "opener", "own_fingerprints", "quarantined", "show",
    "take_in", "undecide",
]  # fmt: skip

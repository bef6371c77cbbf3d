"""The chain of an office's batches as the receiver holds it: gaps, forks, rewinds, new epochs (contract §2)."""

from dataclasses import dataclass
from typing import Any

from app.errors import AppError
from app.session import Store


@dataclass(frozen=True, slots=True)
class Link:
    """Where a batch says it belongs."""

    signer: str
    epoch: int
    number: int
    previous: str | None
    digest: str


def link_of(manifest: dict[str, Any], signer: str, digest: str) -> Link:
    """The place in its chain that a verified manifest claims."""
    return Link(signer, manifest["epoch"], manifest["number"], manifest["previous"], digest)


def judge(store: Store, link: Link) -> str | None:
    """`batch.gap` when this file opens a gap, None when all is in order.

    Raises `batch.number_reused`, `batch.rewind`, `batch.new_epoch`; a file of an epoch that nobody accepted waits.
    """
    inbox = store.inbox
    if inbox.numbered(link.signer, link.epoch, link.number) is not None:
        raise AppError("batch.number_reused", number=link.number)
    newest = inbox.newest_epoch(link.signer) or 1
    if link.epoch > newest and inbox.epoch_state(link.signer, link.epoch) != "accepted":
        raise AppError("batch.new_epoch")
    if link.epoch < newest and inbox.naming(link.signer, link.digest) is None:
        raise _rewind(store, link)
    before = inbox.numbered(link.signer, link.epoch, link.number - 1)
    after = inbox.numbered(link.signer, link.epoch, link.number + 1)
    if (before is not None and before.digest != link.previous) or (after is not None and after.previous != link.digest):
        raise _rewind(store, link)
    if link.number > 1 and link.previous is None:
        raise _rewind(store, link)
    highest = max((batch.number for batch in inbox.chain(link.signer, link.epoch)), default=0)
    opens_gap = before is None and link.number > 1 and link.number > highest
    return "batch.gap" if opens_gap else None


def _rewind(store: Store, link: Link) -> AppError:
    held = [batch.number for batch in store.inbox.chain(link.signer, link.epoch)]
    return AppError("batch.rewind", number=link.number, m=max(held, default=0))

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
    newest = _newest_epoch(store, link.signer)
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
    if _leaves_renewal(store, link):
        raise _rewind(store, link)
    highest = max((batch.number for batch in inbox.chain(link.signer, link.epoch)), default=0)
    opens_gap = before is None and link.number > 1 and link.number > highest
    return "batch.gap" if opens_gap else None


def _newest_epoch(store: Store, signer: str) -> int:
    """The epoch a card's chains are in; a renewed card goes on in that of the card before it."""
    newest = store.inbox.newest_epoch(signer)
    before = store.offices.before(signer) if newest is None else None
    return newest or (store.inbox.newest_epoch(before) if before else None) or 1


def _leaves_renewal(store: Store, link: Link) -> bool:
    """Whether old and new card of an office disagree on where the old one's chain ended.

    The first batch of a renewed card names the old head: nothing of the old card comes after that head.
    """
    before = store.offices.before(link.signer)
    if before is not None and store.inbox.newest_epoch(link.signer) is None and link.number == 1:
        head = store.inbox.head(before)
        named = store.inbox.get(link.previous) if link.previous else None
        if head is None or link.previous is None:
            return head is not None
        return named is not None and named.signer == before and named.digest != head.digest
    after = store.offices.successor(link.signer)
    first = store.inbox.first(after.fingerprint) if after is not None else None
    end = store.inbox.get(first.previous) if first is not None and first.previous else None
    return end is not None and end.signer == link.signer and (link.epoch, link.number) > (end.epoch, end.number)


def _rewind(store: Store, link: Link) -> AppError:
    held = [batch.number for batch in store.inbox.chain(link.signer, link.epoch)]
    return AppError("batch.rewind", number=link.number, m=max(held, default=0))

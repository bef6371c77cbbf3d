"""What is wrong with the chains of batches now: each alarm once, in words, with what to do.

Nothing is stored: an alarm is what the inbox and the quarantine say, so it ends by itself when the missing batch
arrives, when a new epoch ends a fork, or when the card is revoked.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from app import labels
from app.domain.access import Permission
from app.domain.batch import Quarantined
from app.domain.office import CardState
from app.envelope import TrustedSigner, open_sealed
from app.errors import AppError
from app.i18n import text
from app.services import chain
from app.services.inbox import own_fingerprints
from app.session import Session, Store

_KINDS: Final = {"batch.number_reused": "fork", "batch.rewind": "rewind", "batch.new_epoch": "epoch"}
# A quarantine that somebody floods must not make the page wait: each file is decrypted to learn its number.
_MOST_FILES: Final = 200


@dataclass(frozen=True, slots=True)
class Alarm:
    """One thing to ask an office about. `numbers` are those missing (`gap`) or those that came (`fork`, `rewind`)."""

    kind: str
    """`gap`, `fork`, `rewind` or `epoch`."""
    unit: str
    office: str
    signer: str
    epoch: int
    numbers: tuple[int, ...]
    since: str
    received: int | None = None
    """The highest number held of that chain."""

    @property
    def words(self) -> str:
        """What is wrong, in one sentence."""
        if self.kind == "gap" and not self.numbers:
            return text("alarm.gap_head")
        return labels.label("alarm", self.kind, n=ranges(self.numbers), m=self.received or "…")

    @property
    def remedy(self) -> str:
        """What to do, and how the alarm ends."""
        return text(f"alarm.what.{self.kind}")


def current(session: Session) -> list[Alarm]:
    """Every alarm of this store's inbox, gaps first; none is there twice."""
    with session.read(Permission.READ_INBOX) as store:
        return [*_gaps(store), *_refused(session, store)]


def ranges(numbers: Sequence[int]) -> str:
    """Numbers in order as people read them: `3, 5–7`."""
    said: list[tuple[int, int]] = []
    for number in numbers:
        if said and said[-1][1] == number - 1:
            said[-1] = (said[-1][0], number)
        else:
            said.append((number, number))
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in said)


def _gaps(store: Store) -> Iterator[Alarm]:
    for signer, unit, epoch in store.inbox.broken_chains():
        missing = store.inbox.missing(signer, epoch)
        held = store.inbox.chain(signer, epoch)
        since = next(batch.received_at for batch in held if batch.number > missing[0])
        yield Alarm("gap", unit, _office(store, signer, unit), signer, epoch, tuple(missing), since, held[-1].number)
    for first in store.inbox.without_head():
        office = _office(store, first.signer, first.unit)
        yield Alarm("gap", first.unit, office, first.signer, first.epoch, (), first.received_at)


def _refused(session: Session, store: Store) -> Iterator[Alarm]:
    """What the quarantine tells of chains; files of the same chain and kind (of a fork: number) make one alarm."""
    found: dict[tuple[object, ...], list[tuple[Quarantined, chain.Link]]] = {}
    kept = [file for file in store.inbox.all_quarantined() if file.code in _KINDS][:_MOST_FILES]
    for file in reversed(kept):
        link = _link(session, store, file)
        if link is not None and not _ended(store, file, link):
            key = (file.code, link.signer, link.epoch, link.number if file.code == "batch.number_reused" else 0)
            found.setdefault(key, []).append((file, link))
    for same in found.values():
        file, link = same[0]
        numbers = sorted({one.number for _file, one in same})
        held = [batch.number for batch in store.inbox.chain(link.signer, link.epoch)]
        yield Alarm(
            _KINDS[file.code], file.unit, _office(store, link.signer, file.unit), link.signer, link.epoch,
            tuple(numbers), file.at, max(held, default=None),
        )  # fmt: skip


def _ended(store: Store, file: Quarantined, link: chain.Link) -> bool:
    """Whether somebody settled it: the batch was taken in, its epoch decided, or a newer epoch or card rules."""
    inbox = store.inbox
    if inbox.get(link.digest) is not None:
        return True
    if file.code == "batch.new_epoch":
        return inbox.epoch_state(link.signer, link.epoch) is not None
    renewed = store.offices.successor(link.signer)
    if renewed is not None and inbox.first(renewed.fingerprint) is not None:
        return True
    return (inbox.newest_epoch(link.signer) or 1) > link.epoch


def _link(session: Session, store: Store, file: Quarantined) -> chain.Link | None:
    """The place in its chain that a kept file claims; None when its card is believed no more or it was not kept."""
    kept = store.inbox.quarantined(file.sha256)
    if kept is None or kept.content is None:
        return None

    def trust(fingerprint: str, _digest: str) -> TrustedSigner:
        card = store.offices.card(fingerprint)
        if card is None or card.state is CardState.REVOKED:
            raise AppError("batch.untrusted")
        return TrustedSigner(card.unit, card.name)

    identities, ours = store.offices.identities(), own_fingerprints(session)
    try:
        opened = open_sealed(kept.content, identities=identities, trust=trust, ours=ours)
    except AppError:
        return None
    return chain.link_of(opened.manifest, opened.fingerprint, opened.digest)


def _office(store: Store, signer: str, unit: str) -> str:
    card = store.offices.card(signer)
    return card.name if card is not None else unit

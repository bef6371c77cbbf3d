"""What a batch file says: opened by whom the store trusts, its people as the register keeps them, the rest as it came.

Opening is the interpreter's work and storing the database's, so of many files the next is opened in a thread of its
own while one is stored. That thread asks the store nothing: what it opened is judged again when its turn comes.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from app.domain.batch import InBatch, arrived
from app.domain.office import CardState
from app.envelope import Opened, Trust, TrustedSigner, check_again, open_sealed
from app.errors import AppError
from app.files import read_file
from app.giving_way import give_way
from app.session import PersonRow, Session, Store, row_as_read

READ_LIMIT: Final = 64 * 1024 * 1024
_TURN_SECONDS: Final = 0.0005
_OF_ONE_KIND: Final = frozenset({"count", "receipt", "policy"})
_BELIEVED: Final = (CardState.OWN, CardState.TRUSTED, CardState.REPLACED)


@dataclass(frozen=True, slots=True)
class Contents:
    """The records of a batch."""

    people: list[PersonRow] = field(repr=False)
    """As the register writes them: a record as it came takes four times the memory."""
    others: list[dict[str, Any]] = field(repr=False)

    def of(self, kind: str) -> Iterator[dict[str, Any]]:
        """Those of the others that are of this type."""
        return (record for record in self.others if record["type"] == kind)


@dataclass(frozen=True, slots=True)
class Read:
    """A file that was read ahead."""

    data: bytes = field(repr=False)
    opened: Opened
    contents: Contents


def contents_of(opened: Opened) -> Contents:
    """Its records. Raises `batch.schema` and `batch.counts`; also of a person or an entry that is there twice.

    That could mean two things: such a batch is not believed.
    """
    people, others, seen = [], [], set()
    unit = opened.manifest["office"]["unit"]
    for line, record in enumerate(opened.each_record(), start=1):
        give_way()
        kind = record["type"]
        if kind not in _OF_ONE_KIND:
            name = (kind, record["id"] if kind == "person" else record["number"])
            if name in seen:
                raise AppError("batch.schema", n=line)
            seen.add(name)
        if kind == "person":
            people.append(row_as_read(arrived(record), unit))
        else:
            others.append(record)
    return Contents(people, others)


def opener(session: Session) -> Callable[[bytes, frozenset[str]], Opened]:
    """How this store opens batches: its identities, and the cards it trusts. Raises `batch.*`."""
    identities, trust = session.store.offices.identities(), _trust(session.store)

    def open_(data: bytes, ours: frozenset[str]) -> Opened:
        return open_sealed(data, identities=identities, trust=trust, ours=ours)

    return open_


def opened_now(session: Session, data: bytes, read: Read | None) -> Opened:
    """A batch file opened, or judged again if it was read ahead. Raises `batch.*`."""
    ours = own_fingerprints(session)
    if read is None:
        return opener(session)(data, ours)
    check_again(read.opened, trust=_trust(session.store), ours=ours)
    return read.opened


def own_fingerprints(session: Session) -> frozenset[str]:
    """The cards of this office, renewed ones too: several desks of one office read what is sealed to any of them."""
    cards = session.store.offices.cards()
    return frozenset(card.fingerprint for card in cards if card.unit == session.office.unit and card.state in _BELIEVED)


def ahead(session: Session, files: Sequence[Path]) -> Iterator[tuple[Path, Read | None]]:
    """The files in their order, each with what was read of it while the one before was being stored.

    None of what has a fault: it is told when it is opened anew.
    """
    read = _reader(session)
    with _quick_turns(), ThreadPoolExecutor(1, "read-ahead") as thread:
        waiting: Future[Read | None] | None = None
        for place, file in enumerate(files):
            ready = waiting.result() if waiting else None
            waiting = thread.submit(read, files[place + 1]) if place + 1 < len(files) else None
            yield file, ready


@contextmanager
def _quick_turns() -> Iterator[None]:
    """Whoever comes back from the database gets the interpreter soon: it is asked for a hundred times in each file."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(_TURN_SECONDS)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)


def _reader(session: Session) -> Callable[[Path], Read | None]:
    """How another thread reads a file, by what the store says now."""
    offices = session.store.offices
    with session.store.reading():
        identities, ours = offices.identities(), own_fingerprints(session)
        cards = [card for card in offices.cards() if card.state in _BELIEVED]
    known = {card.fingerprint: TrustedSigner(card.unit, card.name) for card in cards}

    def trust(fingerprint: str, _digest: str) -> TrustedSigner:
        if fingerprint not in known:
            raise AppError("batch.untrusted")
        return known[fingerprint]

    def read(file: Path) -> Read | None:
        try:
            data = read_file(file, limit=READ_LIMIT)
            opened = open_sealed(data, identities=identities, trust=trust, ours=ours)
            return Read(data, opened, contents_of(opened))
        except AppError:
            return None

    return read


def _trust(store: Store) -> Trust:
    """Whom this store trusts. A revoked or suspended card still speaks for the batches that are known."""

    def trust(fingerprint: str, digest: str) -> TrustedSigner:
        card = store.offices.card(fingerprint)
        if card is None:
            raise AppError("batch.untrusted")
        known = store.inbox.get(digest) or _named(store, fingerprint, digest)
        if card.state is CardState.REVOKED and known is None:
            raise AppError("batch.revoked", date=card.state_at[:10])
        if card.state is CardState.SUSPENDED and known is None:
            raise AppError("batch.suspended", date=card.state_at[:10])
        return TrustedSigner(card.unit, card.name)

    return trust


def _named(store: Store, fingerprint: str, digest: str) -> InBatch | None:
    """A held batch that names this one as the one before it: of the same card, or of the card that renews it."""
    after = store.offices.successor(fingerprint)
    signers = (fingerprint, after.fingerprint) if after else (fingerprint,)
    return next((found for signer in signers if (found := store.inbox.naming(signer, digest))), None)

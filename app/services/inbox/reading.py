"""Reading ahead: the next file is decrypted, verified and checked by a second thread while one is being written.

What was read ahead is believed no further than the thread could know: the cards as they stood when it began. Whoever
takes the file in asks for the signer's card again, and reads the file anew when the answer is another one.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from app.domain.batch import arrived
from app.domain.office import CardState
from app.envelope import Opened, TrustedSigner, open_sealed
from app.errors import AppError
from app.files import read_file
from app.session import Session

LARGEST: Final = 4 * 1024 * 1024
"""No batch is larger (contract §2)."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """A file with all that was read of it; without `opened` it has to be read again, which then says why."""

    data: bytes = field(repr=False)
    opened: Opened | None = field(default=None, repr=False)
    signer: TrustedSigner | None = None
    records: list[dict[str, Any]] = field(default_factory=list, repr=False)


@dataclass(frozen=True, slots=True)
class _Known:
    """What the thread needs of the store, which it must not ask."""

    identities: Sequence[str] = field(repr=False)
    ours: frozenset[str]
    cards: Mapping[str, TrustedSigner]


def ahead(session: Session, files: Sequence[Path], ours: frozenset[str]) -> Iterator[tuple[Path, Ahead | None]]:
    """Each file, with what was read of it meanwhile; None for those that are not worth it or could not be read."""
    if sum(map(_worth, files)) < 2:
        yield from ((file, None) for file in files)
        return
    with session.store.reading():
        cards = {one.fingerprint: TrustedSigner(one.unit, one.name) for one in session.store.offices.cards()
                 if one.state is CardState.TRUSTED}  # fmt: skip
        known = _Known(session.store.offices.identities(), ours, cards)
    with ThreadPoolExecutor(1, "read-ahead") as reader:
        yield from _in_turn(files, lambda file: reader.submit(_read, file, known))


def _in_turn(
    files: Sequence[Path], submit: Callable[[Path], "Future[Ahead | None]"]
) -> Iterator[tuple[Path, Ahead | None]]:
    coming = submit(files[0])
    for place, file in enumerate(files):
        found = coming.result()
        if place + 1 < len(files):
            coming = submit(files[place + 1])
        yield file, found
        del found


def _worth(file: Path) -> bool:
    try:
        return file.stat().st_size <= LARGEST
    except OSError:
        return False


def _read(file: Path, known: _Known) -> Ahead | None:
    if not _worth(file):
        return None
    try:
        data = read_file(file, limit=LARGEST)
    except AppError:
        return None

    def trust(fingerprint: str, _digest: str) -> TrustedSigner:
        if fingerprint not in known.cards:
            raise AppError("batch.untrusted")
        return known.cards[fingerprint]

    try:
        opened = open_sealed(data, identities=known.identities, trust=trust, ours=known.ours)
        records = opened.records()
        for place, record in enumerate(records):  # two files are in memory at once: what says nothing is let go
            if record["type"] == "person":
                records[place] = {"type": "person", **arrived(record)}
        return Ahead(data, replace(opened, record_lines=b""), known.cards[opened.fingerprint], records)
    except AppError:
        return Ahead(data)

"""Seal a month (or a receipt) as a batch: a number in the chain, signed, encrypted, its bytes kept for good."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

from app import __version__
from app.domain.access import Permission
from app.domain.batch import BatchKind, OutBatch, OutState, record_line, travelling
from app.domain.month import Month, MonthState, Rows
from app.domain.office import CardState, OfficeCard
from app.domain.record import to_json
from app.envelope import (
    OfficeKey,
    Signs,
    TrustedSigner,
    file_name,
    fingerprint,
    open_sealed,
    part_sizes,
    rows_digest,
    seal,
)
from app.errors import AppError
from app.files import write_whole
from app.services import escrow, official, papers
from app.session import Session, Store

_SCAN: Final = "confirmed.pdf"
_SCAN_AMONG_OTHERS: Final = 256 * 1024
_TRAVELLING_PAPERS: Final = (papers.PDF, papers.XLSX, _SCAN)


@dataclass(frozen=True, slots=True)
class Contents:
    """What one batch carries: its records, its papers, and what its manifest says beside the chain."""

    kind: BatchKind
    records: Sequence[Mapping[str, Any]]
    papers: Mapping[str, bytes]
    month: str | None = None
    revision: int | None = None
    nil: bool = False
    corrects: str | None = None
    reason: str | None = None
    successor: Mapping[str, str] | None = None
    """In a closing batch: the office that goes on for this one."""


def seal_month(session: Session, name: str, *, key: Signs | None = None) -> list[OutBatch]:
    """The batches of a month's newest revision, sealed now or as they were sealed before.

    `key` seals instead of the store's own (`official.for_batches`); its batches are a chain of their own. Raises
    `month.state`, `office.no_receiver`. A revision that was issued but never sealed goes first: the one that corrects
    it names its digest.
    """
    with session.read(Permission.SEAL_BATCH) as store:
        month = store.months.get(name)
        if month is None or not month.state.is_final_paper:
            state = month.state if month else MonthState.OPEN
            raise AppError("month.state", month=name, state=state.value, action="batch.seal", step="confirmed")
        sealed = store.batches.of_month(name, month.revision)
    if sealed:
        return sealed
    with session.change(Permission.SEAL_BATCH, "batch.seal", name) as change:
        if key is not None:
            official.ensure_card(session, change, key)
        for revision in range(1, month.revision + 1):
            sealed = change.store.batches.of_month(name, revision) or _seal_revision(
                session, change.store, name, revision, key=key
            )
        change.note(revision=month.revision, digests=[batch.digest for batch in sealed])
    return sealed


def write_out(batches: Sequence[OutBatch], folder: Path) -> list[Path]:
    """Write the finished bytes of batches into a folder, each whole or not at all."""
    files = [folder / batch.file for batch in batches]
    for file, batch in zip(files, batches, strict=True):
        write_whole(file, batch.content)
    return files


def write_again(session: Session, name: str, folder: Path) -> Path:
    """Write a batch of ours once more, the very bytes that were sealed, by its digest (8 digits do) or file name.

    It is audited. Raises `batch.unknown`, `disk.*`.
    """
    with session.read(Permission.SYNC) as store:
        digest = name.lower()
        found = [
            one for one in store.batches.all() if name == one.file or (len(name) >= 8 and one.digest.startswith(digest))
        ]
    if len(found) != 1:
        raise AppError("batch.unknown", name=name)
    (file,) = write_out(found, folder)
    session.noted(Permission.SYNC, "batch.again", found[0].digest)
    return file


def all_batches(session: Session) -> list[OutBatch]:
    """Every batch of ours, oldest first."""
    with session.read(Permission.SYNC) as store:
        return store.batches.all()


def seal_to(
    session: Session, store: Store, to: OfficeCard, contents: Contents, *, key: Signs | None = None
) -> list[OutBatch]:
    """Seal contents to an office inside the caller's transaction: number, bytes and state are stored at once."""
    key = key or _office_key(session, store)
    signer = fingerprint(key.certificate_pem)
    own = store.offices.card(signer)
    assert own is not None  # noqa: S101 - every key that signs has its card
    parts = _parts(contents)
    sealed = []
    for part, (records, part_papers) in enumerate(parts, start=1):
        manifest, number = _manifest(session, store, to, contents, signer=signer)
        manifest |= {"part": part, "parts": len(parts)}
        finished = seal(
            manifest, records, part_papers,
            key=key, recipients=[to.age_recipient, own.age_recipient, *escrow.recipients(store)],
        )  # fmt: skip
        lines = [record_line(dict(record)) for record in records if record["type"] == "entry"]
        batch = OutBatch(
            digest=finished.digest, sha256=finished.sha256,
            file=file_name(session.office.unit, number, contents.kind.value, finished.sha256),
            signer=signer, receiver=to.unit, receiver_fingerprint=to.fingerprint,
            epoch=session.office.epoch, number=number, previous=manifest["previous"], kind=contents.kind,
            month=contents.month, revision=contents.revision, part=part, parts=len(parts),
            made_at=manifest["created"], state=OutState.SEALED, audit_rows=manifest["audit_head"]["rows"],
            audit_hash=manifest["audit_head"]["hash"], rows_digest=rows_digest(lines), content=finished.file,
        )  # fmt: skip
        store.batches.add(batch)
        sealed.append(batch)
    return sealed


def month_state(states: Sequence[OutState]) -> MonthState:
    """Where a month stands when its parts stand so: as far as the one that is least far."""
    if any(state in (OutState.SEALED, OutState.QUEUED) for state in states):
        return MonthState.SEALED
    for waiting in (OutState.UPLOADED, OutState.RECEIVED):
        if waiting in states:
            return MonthState(waiting.value)
    return MonthState(states[0].value) if len(set(states)) == 1 else MonthState.ACCEPTED_PARTLY


def move(session: Session, store: Store, batch: OutBatch, state: OutState) -> None:
    """Bring a batch, and the month it belongs to, to a state that evidence supports; never backwards."""
    order = list(OutState)
    if order.index(state) <= order.index(batch.state) and batch.state is not OutState.QUEUED:
        return
    store.batches.set_state(batch.digest, state)
    if batch.month is None or batch.revision is None:
        return
    month = store.months.get(batch.month, batch.revision)
    if month is not None:
        parts = store.batches.of_month(batch.month, batch.revision)
        reached = month_state([part.state for part in parts if part.epoch == batch.epoch])
        if reached is not month.state:
            store.months.put(month.at_step(reached, session.time(), session.user.name))


def records_of(store: Store, batch: OutBatch) -> list[dict[str, Any]]:
    """What a batch of ours says, read from its own bytes (every batch is sealed to its sender, too)."""

    def ourselves(signer: str, _digest: str) -> TrustedSigner:
        card = store.offices.card(signer)
        if card is None or card.fingerprint != batch.signer:
            raise AppError("batch.untrusted")
        return TrustedSigner(card.unit, card.name)

    ours = frozenset({batch.receiver_fingerprint})
    return open_sealed(batch.content, identities=store.offices.identities(), trust=ourselves, ours=ours).records()


def _office_key(session: Session, store: Store) -> Signs:
    key_pair = store.offices.key(session.office.fingerprint)
    assert key_pair is not None  # noqa: S101 - a store is made together with its key
    return OfficeKey(*key_pair)


def _seal_revision(session: Session, store: Store, name: str, revision: int, *, key: Signs | None) -> list[OutBatch]:
    month = store.months.get(name, revision)
    receiver = store.offices.receiver()
    if receiver is None or receiver.state is not CardState.TRUSTED:
        raise AppError("office.no_receiver")
    assert month is not None  # noqa: S101 - revisions are numbered without holes
    rows = store.months.rows(name, revision)
    former = store.batches.of_month(name, revision - 1) if revision > 1 else []
    persons = changed_since(store, receiver, rows, session.office.epoch)
    contents = Contents(
        kind=BatchKind.MONTH if revision == 1 else BatchKind.CORRECTION,
        records=[*persons, *_row_records(rows), *_counts(rows)],
        papers=_papers(store, month), month=name, revision=revision, nil=month.nil,
        corrects=former[0].digest if former else None, reason=month.reason or None,
    )  # fmt: skip
    sealed = seal_to(session, store, receiver, contents, key=key)
    store.batches.mark_sent(receiver.unit, session.office.epoch, {one["id"]: one["version"] for one in persons})
    store.months.put(month.at_step(MonthState.SEALED, session.time(), session.user.name))
    return sealed


def _parts(contents: Contents) -> list[tuple[list[Mapping[str, Any]], dict[str, bytes]]]:
    """What each part carries: papers go with the first, a big scan in a part of its own (contract §2)."""
    with_rows = dict(contents.papers)
    apart = {}
    if len(with_rows.get(_SCAN, b"")) > _SCAN_AMONG_OTHERS:
        apart[_SCAN] = with_rows.pop(_SCAN)
    records = iter(contents.records)
    parts: list[tuple[list[Mapping[str, Any]], dict[str, bytes]]]
    parts = [(list(islice(records, size)), {}) for size in part_sizes(contents.records, with_rows)]
    parts[0][1].update(with_rows)
    return [*parts, ([], apart)] if apart else parts


def _manifest(
    session: Session, store: Store, to: OfficeCard, contents: Contents, *, signer: str
) -> tuple[dict[str, Any], int]:
    office = session.office
    head = store.batches.head(signer, to.unit, office.epoch)
    before = head or store.batches.head_before(signer, to.unit, office.epoch)
    number = head.number + 1 if head else 1
    audit = store.audit.head()
    return {
        "kind": contents.kind.value,
        "office": {"unit": office.unit, "name": office.name, "fingerprint": signer},
        "recipient": {"unit": to.unit, "fingerprint": to.fingerprint},
        "epoch": office.epoch, "number": number, "previous": before.digest if before else None,
        "month": contents.month, "revision": contents.revision,
        "nil": contents.nil if contents.month else None,
        "corrects": contents.corrects, "reason": contents.reason, "created": session.time(),
        "program": __version__, "audit_head": {"rows": audit.rows, "hash": audit.hash},
        **({"successor": contents.successor} if contents.successor else {}),
    }, number  # fmt: skip


def changed_since(store: Store, receiver: OfficeCard, rows: Rows, epoch: int) -> list[dict[str, Any]]:
    """Who travels (contract §2): everyone on this list, and who was listed before and changed since."""
    sent = store.batches.sent_versions(receiver.unit, epoch)
    listed = [entry.person_id for entry in rows.entries]
    others = sorted(store.months.ever_listed() - set(listed))
    found = []
    for person_id in [*listed, *others]:
        person = store.people.get(person_id)
        if person is None or (person_id not in listed and person.record_cleared_on is not None):
            continue
        if person_id in listed or person.version > sent.get(person_id, 0):
            found.append(travelling(person))
    return found


def _row_records(rows: Rows) -> list[dict[str, Any]]:
    return [
        {"type": kind, **to_json(record)}
        for kind, records in (("entry", rows.entries), ("refusal", rows.refusals), ("withdrawal", rows.withdrawals))
        for record in records
    ]


def _counts(rows: Rows) -> list[dict[str, Any]]:
    """Everybody else travels only as numbers by reason."""
    numbers = Counter(reason for one in rows.excluded for reason in one.reasons)
    return [{"type": "count", "reason": reason, "persons": number} for reason, number in sorted(numbers.items())]


def _papers(store: Store, month: Month) -> dict[str, bytes]:
    found = {kind: store.months.paper(month.month, month.revision, kind) for kind in _TRAVELLING_PAPERS}
    return {kind: paper for kind, paper in found.items() if paper is not None}

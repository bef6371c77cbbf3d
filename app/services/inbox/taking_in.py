"""Take batches in: verify, judge the chain, store once, quarantine what is not believed."""

import json
import os
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from app.domain.access import Kind, Permission
from app.domain.batch import BatchKind, InBatch, InRow, InState, OutState, Quarantined
from app.domain.canonical import canonical
from app.envelope import Opened
from app.errors import AppError
from app.files import is_folder, read_file
from app.services import batches, catalogue, chain, duplicates, policies, quarantine, successions, transfers
from app.services.inbox.reading import (
    READ_LIMIT,
    Contents,
    Read,
    ahead,
    contents_of,
    opened_now,
    opener,
    own_fingerprints,
)
from app.services.inbox.watching import UNWATCHED, Watch
from app.session import Change, PersonChange, PersonRow, Session, Store
from app.tidying import put_off

SUFFIX: Final = ".asice.age"
_ROOM_OF_A_FILE: Final = 4
"""Times its size: the file itself, its rows, and both in the log."""
_AT_ONCE: Final = 1024
"""People who are written together."""
FROM_BELOW: Final = frozenset({BatchKind.MONTH, BatchKind.CORRECTION, BatchKind.CONSOLIDATION})


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one file: `imported`, `already` or `quarantined`; `code` also carries `batch.gap`."""

    file: str
    result: str
    code: str | None = None
    batch: str | None = None
    error: AppError | None = None
    people: tuple[str, ...] = ()
    """Identifiers of people who are new here, or have a newer version."""


def import_files(
    session: Session, paths: Iterable[Path], *, received_on: date | None = None, watch: Watch = UNWATCHED
) -> list[Taken]:
    """Take in files; of a folder, every `*.asice.age` directly in it. One bad file never stops the next.

    Cancelled by the `watch`, what came in stays. Raises before anything is taken in: `file.missing` for a path that is
    not there, `disk.full` for want of room.
    """
    session.require(_permission(session))
    files = [file for path in paths for file in files_of(path)]
    sizes = [file.stat().st_size for file in files if file.is_file()]
    session.store.check_room(_ROOM_OF_A_FILE * sum(size for size in sizes if size <= READ_LIMIT))
    taken = take_files(session, files, received_on, watch)
    taken += explained(session) if any(one.result == "imported" for one in taken) else []
    look_for_duplicates(session, taken)
    return taken


def take_files(
    session: Session, files: Sequence[Path], received_on: date | None = None, watch: Watch = UNWATCHED
) -> list[Taken]:
    """Take in files one after another."""
    session.require(_permission(session))
    coming = watch.over(ahead(session, files), len(files))
    return [_take_file(session, file, received_on, read) for file, read in coming]


def explained(session: Session) -> list[Taken]:
    """Take in what looked like a rewind until the batch came that names it."""
    return retry(session, quarantine.EXPLAINED)


def retry(session: Session, codes: Collection[str] = quarantine.WORTH_A_TRY) -> list[Taken]:
    """Take in what waits in quarantine and is believed by now: a batch or a card that came since explains it.

    Gives those taken in, none for who may not import. One may open the way for the next.
    """
    done: list[Taken] = []
    if not session.may(_permission(session)):
        return done
    while True:
        tried = [take_in(session, one.name, one.content or b"") for one in quarantine.waiting(session, codes)]
        taken = [one for one in tried if one.result == "imported"]
        if not taken:
            return done
        done += taken


def look_for_duplicates(session: Session, taken: Iterable[Taken]) -> int:
    """Look up whoever just came in, once for all files; how many pairs are worth a look. A commune has no need."""
    people = [name for one in taken for name in one.people]
    if session.office.kind is not Kind.RECEIVING or not people:
        return 0
    return duplicates.note_new(session, people)


@put_off()
def take_in(
    session: Session, name: str, data: bytes, *, received_on: date | None = None, read: Read | None = None
) -> Taken:
    """Take in one batch file, `read` ahead or not. Refused ones go to quarantine and change nothing else."""
    permission = _permission(session)
    session.require(permission)
    name = name.encode("utf-8", "replace").decode()  # a disk may give names that are no text
    unit = ""
    try:
        with session.store.reading():
            opened = opened_now(session, data, read)
            unit = opened.manifest["office"]["unit"]
            if session.store.inbox.get(opened.digest) is not None:
                return Taken(name, "already", batch=opened.digest)
            _check_kind(session, opened)
            link = chain.link_of(opened.manifest, opened.fingerprint, opened.digest)
            chain.judge(session.store, link)
        contents = read.contents if read else contents_of(opened)
        with session.change(permission, "batch.import", opened.digest) as change:
            warning = chain.judge(change.store, link)
            day = received_on or session.now().date()
            people = _store(session, change, opened, contents, data=data, day=day)
            change.store.inbox.release(opened.sha256)
            return Taken(name, "imported", warning, opened.digest, people=tuple(people))
    except AppError as error:
        if not error.code.startswith("batch."):
            raise
        if error.code == "batch.wrong_recipient":
            error = named_recipient(error)
        file = Quarantined(sha256(data).hexdigest(), name[:200], len(data), error.code, unit, session.time(), None)
        quarantine.keep(session, permission, file, data)
        return Taken(name, "quarantined", error.code, error=error)


def named_recipient(error: AppError) -> AppError:
    """`batch.wrong_recipient` with the name of the unit that the batch is for, where the catalogue knows it."""
    code = str(error.values.get("name", ""))
    unit = catalogue.load().unit(code) if code.isdecimal() else None
    return AppError("batch.wrong_recipient", name=unit.title if unit else code)


def decide_epoch(session: Session, unit: str, *, accept: bool) -> list[Taken]:
    """Accept or refuse a later epoch of an office; accepted, the files that waited are taken in by number.

    A commune decides so of the office above, whose receipts begin anew after it restored a backup.
    """
    receiving = session.office.kind is Kind.RECEIVING
    permission = Permission.DECIDE_BATCH if receiving else Permission.TRUST_OFFICE
    with session.change(permission, "batch.epoch", unit, accept=accept) as change:
        waiting = [
            one for one in change.store.inbox.all_quarantined() if (one.code, one.unit) == ("batch.new_epoch", unit)
        ]
        kept = [full for one in waiting if (full := change.store.inbox.quarantined(one.sha256)) and full.content]
        if not kept:
            raise AppError("batch.no_new_epoch")
        state = "accepted" if accept else "refused"
        links = [(_peek(session, full.content or b""), full) for full in kept]
        for link, _full in links:
            change.store.inbox.set_epoch(link.signer, link.epoch, state=state, at=session.time())
    if not accept:
        return []
    ordered = sorted(links, key=lambda pair: (pair[0].epoch, pair[0].number))
    return [take_in(session, full.name, full.content or b"") for _link, full in ordered]


def _take_file(session: Session, file: Path, received_on: date | None, read: Read | None) -> Taken:
    try:
        data = read.data if read else read_file(file, limit=READ_LIMIT)
    except AppError as error:
        if error.code == "file.too_big":
            error = _too_big(session, file)
        return Taken(file.name, "quarantined", error.code, error=error)
    return take_in(session, file.name, data, received_on=received_on, read=read)


def _peek(session: Session, data: bytes) -> chain.Link:
    opened = opener(session)(data, own_fingerprints(session))
    return chain.link_of(opened.manifest, opened.fingerprint, opened.digest)


def _check_kind(session: Session, opened: Opened) -> None:
    """Who may say what (contract §2): lists come from below, receipts and policies only from above."""
    kind = BatchKind(opened.manifest["kind"])
    if kind in FROM_BELOW and session.office.kind is not Kind.RECEIVING:
        raise AppError("batch.wrong_recipient", name=session.office.name)
    receiver = session.store.offices.receiver()
    if kind is BatchKind.POLICY and (receiver is None or receiver.unit != opened.manifest["office"]["unit"]):
        raise AppError(
            "batch.unit_mismatch", unit=opened.manifest["office"]["unit"], name=receiver.name if receiver else ""
        )
    if kind not in FROM_BELOW and kind not in (BatchKind.RECEIPT, BatchKind.POLICY, BatchKind.TRANSFER):
        raise AppError("batch.version", kind=kind.value, version=opened.manifest["version"])


def _store(
    session: Session, change: Change, opened: Opened, contents: Contents, *, data: bytes, day: date
) -> list[str]:
    manifest = opened.manifest
    batch = InBatch(
        digest=opened.digest, sha256=opened.sha256, signer=opened.fingerprint, unit=manifest["office"]["unit"],
        epoch=manifest["epoch"], number=manifest["number"], previous=manifest["previous"],
        kind=BatchKind(manifest["kind"]), month=manifest["month"], revision=manifest["revision"],
        nil=bool(manifest["nil"]), part=manifest["part"], parts=manifest["parts"], created=manifest["created"],
        received_on=day.isoformat(), received_at=session.time(), state=InState.RECEIVED, receipted="",
        decided_at=None, decided_by=None, manifest=canonical(manifest).decode(),
    )  # fmt: skip
    change.store.inbox.add(batch, data)
    if batch.kind is BatchKind.POLICY:
        policies.arrive(session, change.store, batch, contents.others)
        return []
    if batch.kind is BatchKind.RECEIPT:
        _apply_receipts(session, change.store, batch, contents)
        return []
    if batch.kind is BatchKind.TRANSFER and transfers.is_for_a_register(session):
        return transfers.arrive(session, change.store, batch, manifest["office"]["name"], contents.people)
    if batch.kind is BatchKind.TRANSFER:
        successions.arrive(session, change, batch, manifest)
    refused = _refused(session, change.store, batch, contents)
    change.store.inbox.add_rows(_entry_rows(batch, contents, refused))
    people = _store_people(session, change.store, batch, contents.people)
    change.note(people=len(people))
    return people


def _refused(session: Session, store: Store, batch: InBatch, contents: Contents) -> set[int]:
    """Numbers of the rows that the Committee did not confirm, whichever part of the list says so."""
    refused = _refusals(contents)
    for part in store.inbox.other_parts(batch):
        store.inbox.drop_rows(part.digest, refused)
        if json.loads(part.manifest)["counts"].get("refusal"):  # a list of many parts is not read anew for each
            opened = opener(session)(store.inbox.content(part.digest), own_fingerprints(session))
            refused |= _refusals(contents_of(opened))
    return refused


def _refusals(contents: Contents) -> set[int]:
    return {record["number"] for record in contents.of("refusal")}


def _entry_rows(batch: InBatch, contents: Contents, refused: set[int]) -> list[InRow]:
    return [
        InRow(batch.digest, record["number"], record["person_id"], InState.RECEIVED, "", canonical(record).decode())
        for record in contents.of("entry")
        if record["number"] not in refused
    ]


def _store_people(session: Session, store: Store, batch: InBatch, brought: list[PersonRow]) -> list[str]:
    """Newer versions of the sender's own people and of offices that became part of it; never of another's."""
    held = store.people.held([row.id for row in brought])
    known = (0, batch.unit)
    own = successions.gone_into(session, store, batch.unit, {origin for _version, origin in held.values()})
    newer = [row for row in brought if held.get(row.id, known)[0] < row.version and held.get(row.id, known)[1] in own]
    step = PersonChange(session.time(), session.user.name, "batch.import", batch.digest)
    for start in range(0, len(newer), _AT_ONCE):
        store.people.put_rows(newer[start : start + _AT_ONCE], step)
    return [row.id for row in newer]


def _apply_receipts(session: Session, store: Store, batch: InBatch, contents: Contents) -> None:
    """A receipt is believed only from a card of the office to which that digest was sealed."""
    for record in contents.of("receipt"):
        ours = store.batches.get(record["batch"])
        if ours is None or record["unit"] != session.office.unit:
            continue
        if ours.receiver != batch.unit:
            raise AppError("batch.unit_mismatch", unit=batch.unit, name=ours.receiver)
        if _told_later(store, ours.digest, batch) or _says_less(store, record):
            continue
        store.batches.put_receipt(
            ours.digest, state=record["state"], at=session.time(), receipt=batch.digest, data=record
        )
        batches.move(session, store, ours, OutState(record["state"]))


def _says_less(store: Store, record: dict[str, Any]) -> bool:
    """Whether it only says "received" of what another desk of that office has decided already."""
    held = store.batches.receipt(record["batch"])
    return record["state"] == OutState.RECEIVED.value and held is not None and held["state"] != record["state"]


def _told_later(store: Store, ours: str, receipt: InBatch) -> bool:
    """Whether a receipt that its office sealed after this one has told of our batch already."""
    digest = store.batches.receipt_digest(ours)
    held = store.inbox.get(digest) if digest else None
    return (
        held is not None
        and held.signer == receipt.signer
        and (held.epoch, held.number) > (receipt.epoch, receipt.number)
    )


def _permission(session: Session) -> Permission:
    return Permission.IMPORT_BATCH if session.office.kind is Kind.RECEIVING else Permission.SYNC


def _too_big(session: Session, file: Path) -> AppError:
    """Too large to be read at all; its row stays."""
    try:
        quarantine.keep_unread(session, _permission(session), file, "batch.too_big")
    except AppError as error:
        return error
    return AppError("batch.too_big")


def files_of(path: Path) -> list[Path]:
    """The batch files a path names: itself, or every `*.asice.age` directly in a folder. Raises `file.*`."""
    if not os.path.lexists(path):
        raise AppError("file.missing", file=path.name)
    if not is_folder(path):
        return [path]
    try:
        return sorted(file for file in path.iterdir() if file.name.endswith(SUFFIX) and file.is_file())
    except OSError as error:
        raise AppError("file.unreadable", file=path.name) from error

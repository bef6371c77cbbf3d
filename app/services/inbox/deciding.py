"""Look at batches that came in, and decide on their entries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from app.domain.access import Permission
from app.domain.batch import InBatch, InRow, InState
from app.errors import AppError
from app.services.inbox.taking_in import FROM_BELOW
from app.session import Session, Store

_LONGEST_REASON: Final = 2000  # of a receipt that can be sealed
_UNDECIDED: Final = ("", InState.RECEIVED.value)


@dataclass(frozen=True, slots=True)
class BatchView:
    """A batch that came in, with its entries and what should be looked at."""

    batch: InBatch
    entries: int
    alarms: tuple[str, ...]


def listing(session: Session) -> list[BatchView]:
    """Every batch that came in, newest first."""
    with session.read(Permission.READ_INBOX) as store:
        return [_view(store, batch) for batch in store.inbox.all() if batch.kind in FROM_BELOW]


def show(session: Session, prefix: str) -> tuple[BatchView, list[InRow], str]:
    """A batch with its entries and the name of its office. Looking at it is audited."""
    with session.change(Permission.READ_INBOX, "batch.show", prefix) as change:
        batch = _found(change.store, prefix)
        change.subject = batch.digest
        card = change.store.offices.card(batch.signer)
        return _view(change.store, batch), change.store.inbox.rows(batch.digest), card.name if card else batch.unit


def decide(session: Session, prefix: str, returned: Mapping[int, str]) -> BatchView:
    """Accept a batch, but for the entries returned with a reason. Can be done anew until the receipt is sealed.

    Raises `batch.unknown`, `batch.state` (a receipt has told it), `entry.unknown`, `reason.missing`,
    `input.too_long`.
    """
    with session.change(Permission.DECIDE_BATCH, "batch.decide", prefix) as change:
        batch = _found(change.store, prefix)
        change.subject = batch.digest
        if batch.receipted not in _UNDECIDED:
            raise AppError("batch.state", state=batch.state.value, action="batch.decide")
        rows = change.store.inbox.rows(batch.digest)
        unknown = set(returned) - {row.number for row in rows}
        if unknown:
            raise AppError("entry.unknown", number=min(unknown))
        if not all(reason.strip() for reason in returned.values()):
            raise AppError("reason.missing")
        if any(len(reason) > _LONGEST_REASON for reason in returned.values()):
            raise AppError("input.too_long", field="reason")
        decided = [_decided(row, returned) for row in rows]
        batch = replace(batch, state=_state(decided), decided_at=session.time(), decided_by=session.user.name)
        change.store.inbox.decide(batch, decided)
        _decide_bare_parts(change.store, batch)
        change.note(state=batch.state.value, returned=sorted(returned))
        return _view(change.store, batch)


def decide_clean(session: Session) -> list[BatchView]:
    """Accept every batch that is clean: undecided, without an alarm, all its parts here, nobody in it that the last
    search for duplicates holds for listed twice (certain or likely). One decision, one audit row each.
    """
    return [decide(session, one.batch.digest, {}) for one in listing(session) if is_clean(session, one)]


def is_clean(session: Session, view: BatchView) -> bool:
    """Whether a batch can be accepted without looking at each entry."""
    batch = view.batch
    if view.alarms or batch.state is not InState.RECEIVED:
        return False
    with session.read(Permission.READ_INBOX) as store:
        if batch.parts > 1 and len(store.inbox.other_parts(batch)) + 1 < batch.parts:
            return False
        people = {row.person_id for row in store.inbox.rows(batch.digest)}
        return not store.duplicates.suspected(people)


def undecide(session: Session, prefix: str) -> BatchView:
    """Take a decision back, as long as no receipt has told it."""
    with session.change(Permission.DECIDE_BATCH, "batch.undecide", prefix) as change:
        batch = _found(change.store, prefix)
        change.subject = batch.digest
        if batch.receipted not in _UNDECIDED:
            raise AppError("batch.state", state=batch.state.value, action="batch.undecide")
        rows = [replace(row, state=InState.RECEIVED, reason="") for row in change.store.inbox.rows(batch.digest)]
        batch = replace(batch, state=InState.RECEIVED, decided_at=None, decided_by=None)
        change.store.inbox.decide(batch, rows)
        _decide_bare_parts(change.store, batch)
        return _view(change.store, batch)


def undecide_all(session: Session, digests: Iterable[str]) -> int:
    """Take several decisions back; one that a receipt has told meanwhile stands. How many were taken back."""
    session.require(Permission.DECIDE_BATCH)
    done = 0
    for digest in digests:
        try:
            undecide(session, digest)
        except AppError as error:
            if error.code != "batch.state":
                raise
        else:
            done += 1
    return done


def _view(store: Store, batch: InBatch) -> BatchView:
    alarms = []
    if batch.number > 1 and store.inbox.numbered(batch.signer, batch.epoch, batch.number - 1) is None:
        alarms.append("batch.gap")
    if (batch.epoch > 1 and batch.number == 1) or store.inbox.in_other_epoch(batch):
        alarms.append("batch.new_epoch")
    return BatchView(batch, store.inbox.entry_count(batch.digest), tuple(alarms))


def _found(store: Store, prefix: str) -> InBatch:
    held = store.inbox.starting_with(prefix.lower()) if len(prefix) >= 8 else []
    found = [batch for batch in held if batch.kind in FROM_BELOW]
    if len(found) != 1:
        raise AppError("batch.unknown", name=prefix)
    return found[0]


def _decided(row: InRow, returned: Mapping[int, str]) -> InRow:
    if row.number in returned:
        return replace(row, state=InState.RETURNED, reason=returned[row.number].strip())
    return replace(row, state=InState.ACCEPTED, reason="")


def _decide_bare_parts(store: Store, batch: InBatch) -> None:
    """A part without entries (a scan, or people only) has nothing to be decided: it goes with the part that has."""
    for part in store.inbox.other_parts(batch):
        if store.inbox.entry_count(part.digest) == 0 and part.receipted in _UNDECIDED:
            same = replace(part, state=batch.state, decided_at=batch.decided_at, decided_by=batch.decided_by)
            store.inbox.decide(same, [])


def _state(rows: list[InRow]) -> InState:
    states = {row.state for row in rows}
    if states == {InState.RETURNED}:
        return InState.RETURNED
    return InState.ACCEPTED_PARTLY if InState.RETURNED in states else InState.ACCEPTED

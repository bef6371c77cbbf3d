"""Several desks of one receiving office: one age identity, one register, and of two decisions the first one counts.

Everybody reads all batches, and batches never change; only decisions can meet. Each is created at the shared place
only if no other is there (design decision 10), so the place must be able to do that: S3, or one local folder.
"""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any, Final

from app.domain.access import Kind, Permission
from app.domain.batch import InBatch, InState
from app.domain.office import CardState, OfficeCard
from app.envelope import OfficeKey, make_card
from app.envelope.decision_file import read_decision, write_decision
from app.envelope.encryption import recipient_of
from app.envelope.identity_file import read_identities
from app.errors import AppError
from app.places import PlaceConnection
from app.services.asking import Ask
from app.session import Session, Store

_TOLD_FOR: Final = timedelta(days=7)
_UNDECIDED: Final = ("", InState.RECEIVED.value)


def join(session: Session, identity_file: bytes, passphrase: str | None) -> OfficeCard:
    """Make this store another desk of its office: it reads with the first desk's age identity from now on.

    Its own key goes on signing; its card is made anew, to be handed out and trusted beside the first one's.
    Raises `escrow.identity` for a file that cannot be read.
    """
    session.require(Permission.TRUST_OFFICE)
    try:
        identity, *_older = identities = read_identities(identity_file, passphrase)
    except ValueError as error:
        raise AppError("escrow.identity") from error
    office, now = session.office, session.time()
    with session.change(Permission.TRUST_OFFICE, "office.desk", office.fingerprint) as change:
        offices = change.store.offices
        before, pair = offices.card(office.fingerprint), offices.key(office.fingerprint)
        assert before is not None and pair is not None  # noqa: S101, PT018 - a store is made with its key and card
        held = offices.identities()
        for one in identities:
            if one not in held:
                offices.add_identity(recipient_of(one), one, now)
        recipient = recipient_of(identity)
        card = make_card(
            unit=office.unit, name=office.name, kind=office.kind.value, key=OfficeKey(*pair), age_recipient=recipient,
            made_on=now,
        )  # fmt: skip
        own = replace(before, age_recipient=recipient, made_on=now, card=card)
        offices.put_card(own)
        change.store.accounts.set_setting("several_desks", value=True)
    return own


def may_answer(session: Session, store: Store, batch: InBatch) -> bool:
    """Whether this desk may seal the receipt that tells of this batch now: its own decision was the first."""
    return not session.settings.several_desks or batch.decided_at is None or store.desks.is_mine(batch.digest)


def settle(ask: Ask, place: PlaceConnection) -> list[str]:
    """Create this desk's new decisions at the place and take over what others decided first.

    Gives the batches on which ours gave way. Raises `place.not_exclusive` where nobody can tell who was first.
    """
    gave_way = []
    for batch, content in ask(_new_here):
        name = _name(batch)
        if place.create(name, content):
            ask(partial(_keep_ours, batch=batch))
        elif ask(partial(_take_over, batch=batch, theirs=place.get(name))):
            gave_way.append(batch.digest)
    _read_others(ask, place)
    return gave_way


def superseded(session: Session) -> list[InBatch]:
    """Batches on which another desk was first, of the last days: whoever decided them here should know."""
    since = (session.now() - _TOLD_FOR).isoformat()
    with session.read(Permission.READ_INBOX) as store:
        found = [store.inbox.get(digest) for digest in store.desks.superseded(since=since)]
    return [one for one in found if one is not None]


def _read_others(ask: Ask, place: PlaceConnection) -> None:
    """What other desks decided on batches that nobody here decided."""
    open_here = {_name(batch): batch for batch in ask(_undecided_here)}
    for folder in sorted({name.rpartition("/")[0] for name in open_here}):
        for name in place.names(folder):
            batch = open_here.get(f"{folder}/{name}")
            if batch is not None:
                ask(partial(_take_over, batch=batch, theirs=place.get(f"{folder}/{name}")))


def _name(batch: InBatch) -> str:
    return f"{batch.unit}/decisions/{batch.digest}-1"


def _new_here(session: Session) -> list[tuple[InBatch, bytes]]:
    with session.read(Permission.SYNC) as store:
        pair = store.offices.key(session.office.fingerprint)
        assert pair is not None  # noqa: S101 - a store is made with its key
        new = [one for one in store.inbox.unreceipted() if one.decided_at and not store.desks.is_settled(one.digest)]
        return [(one, write_decision(_facts(session, store, one), OfficeKey(*pair))) for one in new]


def _facts(session: Session, store: Store, batch: InBatch) -> dict[str, Any]:
    return {
        "batch": batch.digest, "desk": session.office.fingerprint, "state": batch.state.value,
        "decided_by": batch.decided_by, "decided_at": batch.decided_at,
        "entries": [
            {"number": row.number, "state": row.state.value, "reason": row.reason}
            for row in store.inbox.rows(batch.digest)
        ],
    }  # fmt: skip


def _undecided_here(session: Session) -> list[InBatch]:
    if session.office.kind is not Kind.RECEIVING:
        return []
    with session.read(Permission.SYNC) as store:
        return [one for one in store.inbox.undecided() if not store.desks.is_settled(one.digest)]


def _keep_ours(session: Session, batch: InBatch) -> None:
    with session.change(Permission.SYNC, "desk.first", batch.digest) as change:
        change.store.desks.settle(
            batch.digest, desk=session.office.fingerprint, mine=True, superseded=False, at=session.time()
        )


def _take_over(session: Session, batch: InBatch, theirs: bytes) -> bool:
    """Put another desk's decision in place; whether one of ours gave way. A file nobody vouches for changes nothing."""
    try:
        facts = read_decision(theirs)
    except ValueError:
        raise AppError("desk.decision") from None
    with session.change(Permission.SYNC, "desk.yield", batch.digest) as change:
        store = change.store
        card = store.offices.card(facts["desk"])
        if (
            card is None
            or card.unit != session.office.unit
            or card.state not in (CardState.TRUSTED, CardState.REPLACED)
        ):
            raise AppError("desk.decision")
        held = store.inbox.get(batch.digest)
        if held is None or held.receipted not in _UNDECIDED or facts["batch"] != batch.digest:
            return False
        decided = {one["number"]: one for one in facts["entries"]}
        rows = [
            replace(row, state=InState(decided[row.number]["state"]), reason=decided[row.number]["reason"])
            for row in store.inbox.rows(batch.digest)
            if row.number in decided
        ]
        standing = replace(
            held, state=InState(facts["state"]), decided_at=facts["decided_at"], decided_by=facts["decided_by"]
        )
        ours = held.decided_at is not None
        store.inbox.decide(standing, rows)
        store.inbox.mark_receipted(batch.digest, standing.state.value)
        store.desks.settle(batch.digest, desk=facts["desk"], mine=False, superseded=ours, at=session.time())
        change.note(desk=facts["desk"], ours=ours)
    return ours

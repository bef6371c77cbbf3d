"""Answer what came in: one signed receipt for each batch whose standing no receipt has told yet."""

import json
from typing import Any

from app.domain.access import Kind, Permission
from app.domain.batch import BatchKind, InBatch, OutBatch
from app.domain.office import CardState, OfficeCard
from app.services import desks
from app.services.batches import Contents, seal_to
from app.session import Session, Store


def seal_outstanding(session: Session) -> list[OutBatch]:
    """Seal the receipts that are due; from then on those decisions are final. Nothing due writes nothing."""
    if session.office.kind is not Kind.RECEIVING or not session.may(Permission.SEAL_BATCH):
        return []
    with session.read(Permission.SYNC) as store:
        due = [batch for batch in store.inbox.unreceipted() if _reader(store, batch) is not None]
        due = [batch for batch in due if desks.may_answer(session, store, batch)]
    if not due:
        return []
    with session.change(Permission.SEAL_BATCH, "receipt.seal", receipts=len(due)) as change:
        return [_seal(session, change.store, batch) for batch in due]


def _reader(store: Store, batch: InBatch) -> OfficeCard | None:
    """The card that stands for the sender now. A revoked one gets no receipt: nobody knows who would read it."""
    card = store.offices.card(batch.signer)
    while card is not None and card.state is CardState.REPLACED:
        card = store.offices.successor(card.fingerprint)
    return card if card is not None and card.state is CardState.TRUSTED else None


def _seal(session: Session, store: Store, batch: InBatch) -> OutBatch:
    card = _reader(store, batch)
    assert card is not None  # noqa: S101 - what has no reader is not due
    (sealed,) = seal_to(session, store, card, Contents(BatchKind.RECEIPT, [_receipt(store, batch)], {}))
    store.inbox.mark_receipted(batch.digest, batch.state.value)
    return sealed


def _receipt(store: Store, batch: InBatch) -> dict[str, Any]:
    """The receipt record of contract §2; the sender's audit head comes back to it in here."""
    head = store.inbox.chain(batch.signer, batch.epoch)[-1]
    return {
        "type": "receipt", "batch": batch.digest, "unit": batch.unit, "epoch": batch.epoch, "number": batch.number,
        "state": batch.state.value,
        "entries": [
            {"number": row.number, "state": row.state.value, "reason": row.reason or None}
            for row in store.inbox.rows(batch.digest)
        ],
        "head": {"epoch": head.epoch, "number": head.number, "digest": head.digest},
        "missing": store.inbox.missing(batch.signer, batch.epoch),
        "audit": json.loads(batch.manifest)["audit_head"],
    }  # fmt: skip

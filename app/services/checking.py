"""Look at a batch file without taking it in: who sealed what, where it stands in its chain, does a paper agree."""

from typing import Any, Final

from app.domain.access import Permission
from app.envelope import Opened
from app.errors import AppError
from app.services import chain
from app.services.inbox import opener, own_fingerprints
from app.session import Session, Store

_PAPER_PARTS: Final = 6


def check(session: Session, data: bytes, *, paper: str | None = None) -> dict[str, Any]:
    """What a batch says of itself once everything in it held; raises `batch.*` with what did not.

    Our own batches open too. `paper` is the text of the QR code on a printed Form 01; the answer's `paper` is
    None without it, or when the file is only a part of its list. `chain` is `own`, `held`, `next` or `gap`.
    """
    qr = None if paper is None else _read_paper(paper)
    with session.read(Permission.READ_MONTHS) as store:
        opened = _open(session, data)
        records = opened.records()
        card = store.offices.card(opened.fingerprint)
        assert card is not None  # noqa: S101 - it was opened because this card is trusted
        standing = _chain(store, opened, own=opened.fingerprint in own_fingerprints(session))
    manifest = opened.manifest
    office = manifest["office"]
    counted = {kind: sum(record["type"] == kind for record in records) for kind in ("entry", "person")}
    return {
        "unit": office["unit"], "office": office["name"], "fingerprint": opened.fingerprint,
        "recipient": manifest["recipient"]["unit"], "kind": manifest["kind"], "number": manifest["number"],
        "epoch": manifest["epoch"], "month": manifest["month"], "revision": manifest["revision"],
        "nil": manifest["nil"], "part": manifest["part"], "parts": manifest["parts"], "entries": counted["entry"],
        "persons": counted["person"], "created": manifest["created"], "digest": opened.digest,
        "sha256": opened.sha256, "previous": manifest["previous"], "signature": "ok",
        "trusted_since": card.state_at, "chain": standing, "paper": None if qr is None else _agrees(opened, qr),
    }  # fmt: skip


def _open(session: Session, data: bytes) -> Opened:
    """Open what is sealed to us, and what we sealed ourselves to an office we know."""
    ours = own_fingerprints(session)
    known = frozenset(card.fingerprint for card in session.store.offices.cards())
    opened = opener(session)(data, known | ours)
    if opened.fingerprint not in ours and opened.manifest["recipient"]["fingerprint"] not in ours:
        raise AppError("batch.wrong_recipient", name=opened.manifest["recipient"]["unit"])
    return opened


def _chain(store: Store, opened: Opened, *, own: bool) -> str:
    if own:
        return "own"
    if store.inbox.get(opened.digest) is not None:
        return "held"
    warning = chain.judge(store, chain.link_of(opened.manifest, opened.fingerprint, opened.digest))
    return "gap" if warning else "next"


def _read_paper(paper: str) -> list[str]:
    parts = paper.strip().split("|")
    if len(parts) != _PAPER_PARTS or parts[0] != "HN1":
        raise AppError("usage.paper")
    return parts


def _agrees(opened: Opened, qr: list[str]) -> bool | None:
    manifest = opened.manifest
    if manifest["parts"] > 1:
        return None
    _, unit, month, revision, digest, _head = qr
    same = (manifest["office"]["unit"], manifest["month"], str(manifest["revision"])) == (unit, month, revision)
    return same and opened.rows_digest() == digest

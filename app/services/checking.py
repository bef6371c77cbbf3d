"""Look at a batch file without taking it in: who sealed what, where it stands in its chain, does a paper agree.

Also for outsiders: a plain copy to hand out, and the same look at it without a store.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any, Final

from app.domain.access import Permission
from app.domain.batch import record_line
from app.envelope import Opened, TrustedSigner, check_code, open_plain, read_card, rows_digest, unjudged
from app.envelope.encryption import decrypt
from app.errors import AppError
from app.services import chain
from app.services.inbox import opener, own_fingerprints
from app.session import Session, Store

_PAPER_PARTS: Final = 6
_ENCRYPTED: Final = b"age-encryption.org/"


def check(session: Session, data: bytes, *, paper: str | None = None) -> dict[str, Any]:
    """What a batch says of itself once everything in it held; raises `batch.*` with what did not.

    Our own batches open too. `paper` is the text of the QR code on a printed Form 01; the answer's `paper` is
    None without it, or when the file is only a part of its list and the other parts are not held here. `chain` is
    `own`, `held`, `next` or `gap`.
    """
    qr = None if paper is None else _read_paper(paper)
    with session.read(Permission.READ_MONTHS) as store:
        opened = _open(session, data)
        facts = _facts(opened, qr)
        card = store.offices.card(opened.fingerprint)
        assert card is not None  # noqa: S101 - it was opened because this card is trusted
        if qr is not None and opened.manifest["parts"] > 1:
            facts["paper"] = _all_parts_agree(session, store, opened, qr)
        standing = _chain(store, opened, own=opened.fingerprint in own_fingerprints(session))
    return {**facts, "trusted_since": card.state_at, "chain": standing}


def held(session: Session, digest: str) -> bytes:
    """The bytes of a batch that came in. Raises `batch.unknown`."""
    with session.read(Permission.READ_INBOX) as store:
        if store.inbox.get(digest) is None:
            raise AppError("batch.unknown", name=digest[:12])
        return store.inbox.content(digest)


def papers_of(session: Session, digest: str) -> dict[str, bytes]:
    """The papers that came with a list, by their names in the batch (contract §2); looking at them is audited.

    A copy that the Committee signed may lie in a part of its own: the other parts held here are looked at too.
    Raises `batch.unknown`, `batch.*`.
    """
    with session.change(Permission.READ_INBOX, "batch.papers", digest) as change:
        if change.store.inbox.get(digest) is None:
            raise AppError("batch.unknown", name=digest[:12])
        opened = _open(session, change.store.inbox.content(digest))
        found = dict(opened.papers)
        for _part, content in _other_parts(change.store, opened):
            found |= _open(session, content).papers
        change.note(papers=sorted(found))
        return found


def check_plain(data: bytes, card: bytes, *, paper: str | None = None) -> dict[str, Any]:
    """The same of a plain copy, for whoever has no store but the card of the office that sealed it.

    That the card is the office's own only its check code can say. The chain is not judged: `chain` is `outside`.
    Raises `card.*`, `batch.*`; `batch.not_plain` for a file that is still encrypted.
    """
    qr = None if paper is None else _read_paper(paper)
    if data.startswith(_ENCRYPTED):
        raise AppError("batch.not_plain")
    signer = read_card(card, issued=unjudged)

    def trust(fingerprint: str, _digest: str) -> TrustedSigner:
        if fingerprint != signer.fingerprint:
            raise AppError("batch.untrusted")
        return TrustedSigner(signer.unit, signer.name)

    opened = open_plain(data, sha256=sha256(data).hexdigest(), trust=trust, ours=None)
    return {**_facts(opened, qr), "trusted_since": None, "chain": "outside"}


def plain_copy(session: Session, data: bytes) -> bytes:
    """What is inside a batch of ours or to us, without encryption, for a bank or an inspector. It is audited.

    Raises `batch.*` for what does not hold: nobody is handed a copy that is not genuine.
    """
    with session.change(Permission.OPEN_PLAIN, "batch.plain_copy") as change:
        opened = _open(session, data)
        opened.records()
        change.subject = opened.digest
        return decrypt(data, change.store.offices.identities())


def _facts(opened: Opened, qr: list[str] | None) -> dict[str, Any]:
    manifest = opened.manifest
    office = manifest["office"]
    digest = opened.rows_digest() if manifest["month"] else None
    kinds = Counter(record["type"] for record in opened.records())
    return {
        "unit": office["unit"], "office": office["name"], "fingerprint": opened.fingerprint,
        "check_code": check_code(opened.fingerprint), "recipient": manifest["recipient"]["unit"],
        "kind": manifest["kind"], "number": manifest["number"],
        "epoch": manifest["epoch"], "month": manifest["month"], "revision": manifest["revision"],
        "nil": manifest["nil"], "part": manifest["part"], "parts": manifest["parts"], "entries": kinds["entry"],
        "persons": kinds["person"], "created": manifest["created"], "digest": opened.digest,
        "rows_digest": digest,
        "sha256": opened.sha256, "previous": manifest["previous"], "signature": "ok",
        "paper": None if qr is None else _agrees(manifest, digest, qr),
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


def _all_parts_agree(session: Session, store: Store, opened: Opened, qr: list[str]) -> bool | None:
    """Whether a list in several parts agrees with its paper; None as long as a part is missing."""
    manifest = opened.manifest
    parts = {manifest["part"]: opened}
    for part, content in _other_parts(store, opened):
        parts[part] = _open(session, content)
    if len(parts) < manifest["parts"]:
        return None
    records = (record for _part, one in sorted(parts.items()) for record in one.records())
    digest = rows_digest(record_line(record) for record in records if record["type"] == "entry")
    return _same_list(manifest, digest, qr)


def _other_parts(store: Store, opened: Opened) -> Iterator[tuple[int, bytes]]:
    """Part and bytes of the rest of a list, out of what we sent or what came in."""
    manifest = opened.manifest
    before = manifest["number"] - manifest["part"]
    list_ = (opened.fingerprint, manifest["epoch"], manifest["month"], manifest["revision"], before)
    for sent in store.batches.of_month(manifest["month"], manifest["revision"]):
        if (sent.signer, sent.epoch, sent.month, sent.revision, sent.number - sent.part) == list_:
            yield sent.part, sent.content
    for held in store.inbox.chain(opened.fingerprint, manifest["epoch"]):
        if (held.signer, held.epoch, held.month, held.revision, held.number - held.part) == list_:
            yield held.part, store.inbox.content(held.digest)


def _agrees(manifest: Mapping[str, Any], digest: str | None, qr: list[str]) -> bool | None:
    return None if manifest["parts"] > 1 else _same_list(manifest, digest, qr)


def _same_list(manifest: Mapping[str, Any], digest: str | None, qr: list[str]) -> bool:
    listed = [manifest["office"]["unit"], manifest["month"], str(manifest["revision"]), digest]
    return listed == qr[1:5]

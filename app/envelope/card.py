"""The office card: who an office is, which key signs for it, and where to encrypt to (contract §3).

A renewed card has two fields more: `renews`, the fingerprint of the card before it, and `renewal`, base64 of a
detached CAdES by that card's key over the canonical JSON of the new card without `renewal` and `signature`.
`signature`, by the new key, covers both of them; a reader that does not know them reads the card as any other.
"""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from app.domain.canonical import canonical
from app.envelope.cades import sign, verify
from app.envelope.encryption import encrypt
from app.envelope.keys import Signs, as_pem, fingerprint, is_self_issued
from app.envelope.schemas import fits
from app.envelope.strict_json import strict_json
from app.errors import AppError

_LARGEST: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Card:
    """A card whose signature holds. That it is the office's own only people can say, by its fingerprint."""

    unit: str
    name: str
    kind: str
    certificate: str
    age_recipient: str
    made_on: str
    fingerprint: str
    renews: str | None = None
    """Fingerprint of the card whose key vouches for this one; that it does has been verified."""


def make_card(
    *, unit: str, name: str, kind: str, key: Signs, age_recipient: str, made_on: str, renews: Signs | None = None,
    issued: Callable[[bytes], None] | None = None,
) -> bytes:  # fmt: skip
    """`{unit}.card.json`. `kind` is commune or receiving, `made_on` an ISO day or moment.

    `renews` is the office's key until now, which vouches for the new one. `issued` is that of
    `read_card`. Raises `AppError` `card.invalid` for values no reader would take.
    """
    facts = {
        "unit": unit,
        "name": name,
        "kind": kind,
        "certificate": key.certificate_pem,
        "age_recipient": age_recipient,
        "made_on": made_on,
    }
    if renews is not None:
        facts["renews"] = fingerprint(renews.certificate_pem)
        facts["renewal"] = base64.b64encode(sign(canonical(facts), renews)).decode()
    signature = base64.b64encode(sign(canonical(facts), key)).decode()
    card = canonical({**facts, "signature": signature}) + b"\n"
    read_card(card, issued=issued)
    return card


def unjudged(_certificate: bytes) -> None:
    """For `read_card`: look at a card whose certificate an authority issued, without believing it yet."""


def read_card(data: bytes, *, issued: Callable[[bytes], None] | None = None) -> Card:
    """The card in a file. Raises `AppError`: `card.invalid` for its form, `card.signature` for what was changed.

    A certificate (DER) that is not of the kind `new_office_key` makes is put before `issued`, which raises what speaks
    against it; without `issued` such a card is refused.
    """
    facts = _facts(data)
    try:
        own_print = fingerprint(facts["certificate"])
        encrypt(b"", [facts["age_recipient"]])
        signature = base64.b64decode(facts.pop("signature"), validate=True)
    except ValueError:
        raise AppError("card.invalid") from None
    try:
        signer = verify(signature, canonical(facts))
    except ValueError:
        raise AppError("card.signature") from None
    # One spelling of the certificate, so that nothing else can stand around it in the file.
    if as_pem(signer) != facts["certificate"]:
        raise AppError("card.signature")
    if not is_self_issued(signer):
        if issued is None:
            raise AppError("card.signature")
        issued(signer)
    fields = ("unit", "name", "kind", "certificate", "age_recipient", "made_on")
    return Card(**{name: facts[name] for name in fields}, fingerprint=own_print, renews=_renewed(facts, own_print))


def _renewed(facts: dict[str, Any], own_print: str) -> str | None:
    """The card that this one renews, when its key says so; the schema lets neither field stand alone."""
    renews = facts.get("renews")
    if renews is None:
        return None
    vouched = canonical({name: value for name, value in facts.items() if name != "renewal"})
    try:
        before = verify(base64.b64decode(facts["renewal"], validate=True), vouched)
    except ValueError:
        raise AppError("card.signature") from None
    if hashlib.sha256(before).hexdigest() != renews or renews == own_print:
        raise AppError("card.signature")
    return str(renews)


def _facts(data: bytes) -> dict[str, Any]:
    try:
        facts = strict_json(data.removesuffix(b"\n")) if len(data) <= _LARGEST else None
    except ValueError:
        facts = None
    if not isinstance(facts, dict) or not fits("card", facts):
        raise AppError("card.invalid")
    return facts

"""The office card: who an office is, which key signs for it, and where to encrypt to (contract §3)."""

import base64
from dataclasses import dataclass
from typing import Any, Final

from app.domain.canonical import canonical
from app.envelope.cades import sign, verify
from app.envelope.encryption import encrypt
from app.envelope.keys import OfficeKey, as_pem, fingerprint, is_self_issued
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


def make_card(*, unit: str, name: str, kind: str, key: OfficeKey, age_recipient: str, made_on: str) -> bytes:
    """`{unit}.card.json`. `kind` is commune or receiving, `made_on` an ISO day or moment.

    Raises `AppError` `card.invalid` for values no reader would take.
    """
    facts = {
        "unit": unit,
        "name": name,
        "kind": kind,
        "certificate": key.certificate_pem,
        "age_recipient": age_recipient,
        "made_on": made_on,
    }
    signature = base64.b64encode(sign(canonical(facts), key)).decode()
    card = canonical({**facts, "signature": signature}) + b"\n"
    read_card(card)
    return card


def read_card(data: bytes) -> Card:
    """The card in a file. Raises `AppError`: `card.invalid` for its form, `card.signature` for what was changed."""
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
    if as_pem(signer) != facts["certificate"] or not is_self_issued(signer):
        raise AppError("card.signature")
    fields = ("unit", "name", "kind", "certificate", "age_recipient", "made_on")
    return Card(**{name: facts[name] for name in fields}, fingerprint=own_print)


def _facts(data: bytes) -> dict[str, Any]:
    try:
        facts = strict_json(data.removesuffix(b"\n")) if len(data) <= _LARGEST else None
    except ValueError:
        facts = None
    if not isinstance(facts, dict) or not fits("card", facts):
        raise AppError("card.invalid")
    return facts

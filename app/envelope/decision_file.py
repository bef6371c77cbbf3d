"""A desk's decision on a batch, signed, as it lies at the place that several desks share."""

import base64
import hashlib
from typing import Any, Final

from app.domain.canonical import canonical
from app.envelope.cades import sign, verify
from app.envelope.keys import OfficeKey
from app.envelope.schemas import fits
from app.envelope.strict_json import strict_json

_LARGEST: Final = 1024 * 1024


def write_decision(facts: dict[str, Any], key: OfficeKey) -> bytes:
    """`facts`: batch, desk, state, entries; the desk's key vouches for them."""
    signature = base64.b64encode(sign(canonical(facts), key)).decode()
    return canonical({"format": "hoanhap-decision", "version": 1, **facts, "signature": signature})


def read_decision(data: bytes) -> dict[str, Any]:
    """The facts, when the key of the desk they name has signed them (whose it is, is not said). Raises `ValueError`."""
    read = strict_json(data) if len(data) <= _LARGEST else None
    if not isinstance(read, dict) or not fits("decision", read):
        raise ValueError("decision")
    facts = {name: read[name] for name in ("batch", "desk", "state", "entries", "decided_by", "decided_at")}
    signer = verify(base64.b64decode(read["signature"], validate=True), canonical(facts))
    if hashlib.sha256(signer).hexdigest() != facts["desk"]:
        raise ValueError("signer")
    return facts

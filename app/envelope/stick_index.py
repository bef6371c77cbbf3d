"""The index of a stick, `HoaNhap/index.json`: what each office left on it, signed, without personal data.

It tells a reader that a file was lost on the way; what a file holds, its own signature says.
"""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.domain.canonical import canonical
from app.envelope.cades import sign, verify
from app.envelope.keys import OfficeKey, fingerprint
from app.envelope.schemas import fits
from app.envelope.strict_json import strict_json

_LARGEST: Final = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Listed:
    """A file as its writer left it."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Part:
    """What one office left; that its key says so has been verified, whose key it is has not."""

    unit: str
    fingerprint: str
    files: tuple[Listed, ...]


def read_index(data: bytes) -> list[Part]:
    """The parts of an index whose signatures hold; what cannot be read is an empty index: it only ever helps."""
    return [found for part in _parts(data) if (found := _verified(part)) is not None]


def with_part(data: bytes, *, unit: str, key: OfficeKey, files: Iterable[Listed], made_on: str) -> bytes:
    """The index with this office's part made anew; the parts of others stay as they are.

    Gives `data` itself when this office's files are listed so already.
    """
    own = fingerprint(key.certificate_pem)
    listed = [{"name": one.name, "size": one.size, "sha256": one.sha256} for one in files]
    parts = _parts(data)
    if any(part["fingerprint"] == own and part["files"] == listed and _verified(part) for part in parts):
        return data
    facts = {"unit": unit, "fingerprint": own, "made_on": made_on, "files": listed}
    signature = base64.b64encode(sign(canonical(facts), key)).decode()
    others = [part for part in parts if part["unit"] != unit]
    return canonical({"format": "hoanhap-stick", "version": 1, "offices": [*others, {**facts, "signature": signature}]})


def _parts(data: bytes) -> list[dict[str, Any]]:
    try:
        index = strict_json(data) if len(data) <= _LARGEST else None
    except ValueError:
        return []
    return list(index["offices"]) if isinstance(index, dict) and fits("stick", index) else []


def _verified(part: Mapping[str, Any]) -> Part | None:
    facts = {name: value for name, value in part.items() if name != "signature"}
    try:
        signer = verify(base64.b64decode(part["signature"], validate=True), canonical(facts))
    except ValueError:
        return None
    if hashlib.sha256(signer).hexdigest() != part["fingerprint"]:
        return None
    files = tuple(Listed(one["name"], one["size"], one["sha256"]) for one in part["files"])
    return Part(part["unit"], part["fingerprint"], files)

"""What an office sends and the office above answers (contract §2), without how it is sealed."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from app.domain.canonical import canonical
from app.domain.person import Person, Term
from app.domain.record import to_json


class BatchKind(StrEnum):
    """What a batch carries."""

    MONTH = "month"
    CORRECTION = "correction"
    CONSOLIDATION = "consolidation"
    TRANSFER = "transfer"
    RECEIPT = "receipt"
    POLICY = "policy"


class OutState(StrEnum):
    """Where a batch of ours stands; it moves forward on evidence only."""

    SEALED = "sealed"
    QUEUED = "queued"
    UPLOADED = "uploaded"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    ACCEPTED_PARTLY = "accepted_partly"
    RETURNED = "returned"


class InState(StrEnum):
    """Where a batch that came in stands."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    ACCEPTED_PARTLY = "accepted_partly"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class OutBatch:
    """A finished batch of ours: its very bytes are kept, so sending again sends the same file."""

    digest: str
    sha256: str
    file: str
    signer: str
    receiver: str
    receiver_fingerprint: str
    epoch: int
    number: int
    previous: str | None
    kind: BatchKind
    month: str | None
    revision: int | None
    part: int
    parts: int
    made_at: str
    state: OutState
    audit_rows: int
    audit_hash: str
    rows_digest: str
    content: bytes


@dataclass(frozen=True, slots=True)
class InBatch:
    """A verified batch that came in."""

    digest: str
    sha256: str
    signer: str
    unit: str
    epoch: int
    number: int
    previous: str | None
    kind: BatchKind
    month: str | None
    revision: int | None
    nil: bool
    part: int
    parts: int
    created: str
    received_on: str
    received_at: str
    state: InState
    receipted: str
    decided_at: str | None
    decided_by: str | None
    manifest: str


@dataclass(frozen=True, slots=True)
class InRow:
    """One entry of a batch that came in, and what was decided of it."""

    digest: str
    number: int
    person_id: str
    state: InState
    reason: str
    data: str


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A file that was not believed. Its digest is kept for good, its bytes as long as there is room for them."""

    sha256: str
    name: str
    size: int
    code: str
    unit: str
    at: str
    content: bytes | None
    kept: bool = False
    """Whether its bytes are still here; lists leave them out."""


# Data minimisation (contract §2): these stay in the office unless a policy pack names field and legal ground.
_STAYS: Final = frozenset({"notes", "ethnicity", "phone", "checked"})
_STAYS_IN: Final = {
    "conduct": frozenset({"by", "basis"}),
    "evils": frozenset({"by", "basis"}),
    "need": frozenset({"how", "plan"}),
    "household_rep": frozenset({"phone"}),
}


_BLANK: Final = to_json(Person("", 0, ""))
_BLANK_TERM: Final = to_json(Term())
_PARTS: Final = frozenset(name for name, value in _BLANK.items() if isinstance(value, dict))


def stays(field: str) -> bool:
    """Whether a field of a person (`need.plan`) is kept back in the office."""
    name, _dot, inner = field.partition(".")
    return name in _STAYS or inner in _STAYS_IN.get(name, ())


def travelling(person: Person) -> dict[str, Any]:
    """The `person` record of a batch: the current version, without what never travels."""
    record = {"type": "person", **{key: value for key, value in to_json(person).items() if key not in _STAYS}}
    for name, kept_back in _STAYS_IN.items():
        record[name] = {key: value for key, value in record[name].items() if key not in kept_back}
    return record


def arrived(record: Mapping[str, Any]) -> dict[str, Any]:
    """A `person` record that its schema allowed, as the register keeps it: known fields that say something."""
    told = {name: value for name, value in record.items() if value and name in _BLANK and value != _BLANK[name]}
    if terms := told.get("terms"):
        told["terms"] = [_whole(term, _BLANK_TERM) for term in terms]
    for name in _PARTS & told.keys():
        told[name] = _whole(told[name], _BLANK[name])
        if told[name] == _BLANK[name]:
            del told[name]
    return told


def _whole(value: dict[str, Any], blank: dict[str, Any]) -> dict[str, Any]:
    """Known fields alone, and all of them."""
    whole = blank | value
    return whole if len(whole) == len(blank) else {name: whole[name] for name in blank}


def record_line(record: dict[str, Any]) -> bytes:
    """A record as its line of `records.ndjson`."""
    return canonical(record) + b"\n"

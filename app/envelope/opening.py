"""Opening a batch: nothing of it is believed, parsed or shown before the step ahead of it held (contract §2)."""

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.domain.batch import BatchKind
from app.envelope import container
from app.envelope.cades import verify
from app.envelope.encryption import decrypt
from app.envelope.keys import as_pem, valid_until
from app.envelope.schemas import manifest_fits, record_fits
from app.envelope.sealing import FORMAT, LARGEST_FILE, PAPERS, VERSION, rows_digest
from app.envelope.strict_json import LineError, strict_json, strict_lines
from app.envelope.zip_file import TooBigError, read_zip
from app.errors import AppError


@dataclass(frozen=True, slots=True)
class TrustedSigner:
    """The office whose trusted card signed."""

    unit: str
    name: str = ""


Trust = Callable[[str, str], TrustedSigner]
"""From fingerprint and batch digest to the signer; raises `batch.untrusted` or `batch.revoked` itself."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A batch whose signer is believed. Its records are read apart: the chain is judged before they are believed."""

    manifest: dict[str, Any] = field(repr=False)
    digest: str
    sha256: str
    fingerprint: str
    papers: Mapping[str, bytes] = field(repr=False)
    record_lines: bytes = field(repr=False)

    def records(self) -> list[dict[str, Any]]:
        """The records, each of a known form. Raises `AppError` `batch.schema` (line `n`) or `batch.counts`."""
        return list(self.each_record())

    def each_record(self) -> Iterator[dict[str, Any]]:
        """The same one by one, for who need not keep them all; whether they are as many as was said, at the end."""
        return (record for _line, record in self._checked())

    def rows_digest(self) -> str:
        """The digest that the QR on paper carries, of the lines as they came; raises as `records` does."""
        return rows_digest(line for line, record in self._checked() if record["type"] == "entry")

    def _checked(self) -> Iterator[tuple[bytes, dict[str, Any]]]:
        found: Counter[str] = Counter()
        try:
            for number, (line, record) in enumerate(strict_lines(self.record_lines), start=1):
                if not record_fits(record):
                    raise LineError(number)
                found[record["type"]] += 1
                yield line, record
        except LineError as error:
            raise AppError("batch.schema", n=error.number) from None
        if found != Counter({kind: count for kind, count in self.manifest["counts"].items() if count}):
            raise AppError("batch.counts")


def open_sealed(data: bytes, *, identities: Sequence[str], trust: Trust, ours: Collection[str]) -> Opened:
    """Open a batch file. `ours` are fingerprints of the cards of this store's office.

    Raises `AppError` `batch.*` with the first step that does not hold; see the package for their order.
    """
    if len(data) > LARGEST_FILE:
        raise AppError("batch.too_big")
    try:
        plain = decrypt(data, identities)
    except ValueError:
        raise AppError("batch.decrypt") from None
    return open_plain(plain, sha256=hashlib.sha256(data).hexdigest(), trust=trust, ours=ours)


def check_again(opened: Opened, *, trust: Trust, ours: Collection[str]) -> None:
    """Whether what was opened a moment ago is believed still. Raises as `open_sealed` does."""
    _check_parties(opened.manifest, opened.fingerprint, trust(opened.fingerprint, opened.digest), ours)


def open_plain(data: bytes, *, sha256: str, trust: Trust, ours: Collection[str] | None) -> Opened:
    """Open the ASiC-E container itself: what is left of a batch after `age -d`.

    With `ours` None nobody in particular reads it, such as a bank that was handed a plain copy.
    """
    if len(data) > LARGEST_FILE:
        raise AppError("batch.too_big")
    members = _members(data)
    signed = members[container.MANIFEST]
    try:
        certificate = verify(members[container.SIGNATURE], signed)
    except ValueError:
        raise AppError("batch.signature") from None
    signer = hashlib.sha256(certificate).hexdigest()
    digest = hashlib.sha256(signed).hexdigest()
    office = trust(signer, digest)
    files = container.data_files(members)
    if not container.digests_hold(signed, files):
        raise AppError("batch.signature")
    manifest = _manifest(files.pop("manifest.json"))
    _check_parties(manifest, signer, office, ours)
    _check_dates(manifest, certificate)
    lines = files.pop("records.ndjson")
    if not set(files) <= set(PAPERS):
        raise AppError("batch.container")
    return Opened(manifest, digest, sha256, signer, files, lines)


def _members(data: bytes) -> dict[str, bytes]:
    try:
        members = read_zip(data)
        container.check_layout(members)
    except TooBigError:
        raise AppError("batch.too_big") from None
    except ValueError:
        raise AppError("batch.container") from None
    return members


def _manifest(data: bytes) -> dict[str, Any]:
    try:
        manifest = strict_json(data)
    except ValueError:
        raise AppError("batch.schema", n=0) from None
    if not isinstance(manifest, dict):
        raise AppError("batch.schema", n=0)
    # Before the schema: a later version may well have another form.
    if manifest.get("format") != FORMAT or manifest.get("version") != VERSION or not _is_kind(manifest.get("kind")):
        raise AppError("batch.version", version=manifest.get("version"), kind=manifest.get("kind"))
    if not manifest_fits(manifest):
        raise AppError("batch.schema", n=0)
    return manifest


def _check_dates(manifest: Mapping[str, Any], certificate: bytes) -> None:
    """Refuse a batch that says itself it was made after its certificate had expired; no clock of ours is asked.

    A self-issued certificate has no expiry (contract §3); one from an authority has.
    """
    until = valid_until(as_pem(certificate))
    if datetime.fromisoformat(manifest["created"]) > until:
        raise AppError("batch.expired", date=f"{until:%d/%m/%Y}")


def _is_kind(kind: object) -> bool:
    return isinstance(kind, str) and kind in set(BatchKind)


def _check_parties(
    manifest: Mapping[str, Any], signer: str, office: TrustedSigner, ours: Collection[str] | None
) -> None:
    named, recipient = manifest["office"], manifest["recipient"]
    if named["unit"] != office.unit or named["fingerprint"] != signer:
        raise AppError("batch.unit_mismatch", unit=named["name"], name=office.name or office.unit)
    if ours is not None and recipient["fingerprint"] not in ours:
        raise AppError("batch.wrong_recipient", name=recipient["unit"])

"""Making a batch: records and papers into one signed and encrypted file (contract §2)."""

import hashlib
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from app.domain.batch import BatchKind, record_line
from app.domain.canonical import canonical
from app.envelope import container
from app.envelope.cades import sign
from app.envelope.encryption import encrypt
from app.envelope.keys import Signs, fingerprint
from app.envelope.schemas import manifest_fits, record_fits
from app.envelope.strict_json import LONGEST_LINE, LineError, is_plain, strict_json, strict_lines
from app.envelope.zip_file import TooBigError, ZipWriter
from app.errors import AppError

FORMAT: Final = "hoanhap-batch"
VERSION: Final = 1
LARGEST_FILE: Final = 4 * 1024 * 1024
PART_SIZE: Final = 512 * 1024
PAPERS: Final = ("form01.pdf", "form01.xlsx", "confirmed.pdf")

_LIST_KINDS: Final = frozenset({BatchKind.MONTH, BatchKind.CORRECTION, BatchKind.CONSOLIDATION})
# What a part needs besides records and papers: signature, manifests, ZIP directory, age header and tags.
_FRAME: Final = 16 * 1024
_FLUSH_EVERY: Final = 64


@dataclass(frozen=True, slots=True)
class Sealed:
    """A finished batch. `digest` names it in chains and receipts, `sha256` names the file."""

    file: bytes = field(repr=False)
    digest: str
    sha256: str


def seal(
    manifest: Mapping[str, Any],
    records: Iterable[Mapping[str, Any]],
    papers: Mapping[str, bytes],
    *,
    key: Signs,
    recipients: Sequence[str],
) -> Sealed:
    """Sign and encrypt one batch; format, version and counts of its manifest are filled in here.

    Refuses what a reader would refuse: `AppError` `batch.schema` (line `n`, 0 is the manifest), `batch.too_big`.
    """
    if not set(papers) <= set(PAPERS):
        raise ValueError("papers")
    counts: Counter[str] = Counter()
    digests: dict[str, bytes] = {}
    archive = ZipWriter()
    try:
        archive.add("mimetype", [container.MIME_TYPE])
        digests["records.ndjson"] = archive.add("records.ndjson", _lines(records, counts))
        digests["manifest.json"] = archive.add("manifest.json", [_filled(manifest, counts, key)])
        for name in sorted(papers):
            digests[name] = archive.add(name, [papers[name]])
    except TooBigError:
        raise AppError("batch.too_big") from None
    except LineError as error:
        raise AppError("batch.schema", n=error.number) from None
    signed = container.manifest_of(digests)
    archive.add(container.MANIFEST, [signed])
    archive.add(container.SIGNATURE, [sign(signed, key)])
    file = encrypt(archive.finish(), recipients)
    if len(file) > LARGEST_FILE:
        raise AppError("batch.too_big")
    return Sealed(file, hashlib.sha256(signed).hexdigest(), hashlib.sha256(file).hexdigest())


def file_name(unit: str, number: int, kind: str, sha256: str) -> str:
    """The batch file's name: no personal data, told apart by content."""
    return f"{unit}-{number:05}-{kind}-{sha256[:12]}.asice.age"


def rows_digest(entry_lines: Iterable[bytes]) -> str:
    """Hex SHA-256 of the `entry` lines in order, each with its newline: what the QR on Form 01 holds."""
    digest = hashlib.sha256()
    for line in entry_lines:
        digest.update(line)
    return digest.hexdigest()


def part_sizes(records: Iterable[Mapping[str, Any]], papers: Mapping[str, bytes]) -> list[int]:
    """How many records go into each part so that a finished part stays within 512 KiB; papers in the first.

    A file is the unit of resume on a weak line. Goes through `records` once and keeps none of them.
    """
    room = PART_SIZE - _FRAME - sum(len(zlib.compress(paper)) for paper in papers.values())
    sizes = [0]
    packer, packed, waiting = zlib.compressobj(), 0, 0
    for record in records:
        line = record_line(dict(record))
        packed += len(packer.compress(line))
        waiting += len(line)
        if waiting > _FLUSH_EVERY * 1024:
            packed += len(packer.flush(zlib.Z_SYNC_FLUSH))
            waiting = 0
        # What waits in the packer is at worst incompressible.
        if packed + waiting > room and (sizes[-1] or len(sizes) == 1):
            sizes.append(0)
            room = PART_SIZE - _FRAME
            packer, packed, waiting = zlib.compressobj(), len(line), 0
        sizes[-1] += 1
    return sizes


def _lines(records: Iterable[Mapping[str, Any]], counts: Counter[str]) -> Iterator[bytes]:
    for number, record in enumerate(records, start=1):
        line = record_line(dict(record))
        if not _may_be_sent(record, line):
            raise LineError(number)
        counts[record["type"]] += 1
        yield line


def _may_be_sent(record: Mapping[str, Any], line: bytes) -> bool:
    """Whether a reader takes this line. Reading it back costs more than the check itself, so a plain one is not."""
    if is_plain(line) and len(line) <= LONGEST_LINE:
        return record_fits(record)
    try:
        return all(record_fits(sent) for _line, sent in strict_lines(line))
    except LineError:
        return False


def _filled(manifest: Mapping[str, Any], counts: Counter[str], key: Signs) -> bytes:
    always = {"person": 0, "entry": 0} if manifest.get("kind") in _LIST_KINDS else {}
    sent = canonical({**manifest, "format": FORMAT, "version": VERSION, "counts": always | dict(counts)})
    office = fingerprint(key.certificate_pem)
    try:
        checked = strict_json(sent)
    except ValueError:
        raise LineError(0) from None
    if not manifest_fits(checked) or checked["office"]["fingerprint"] != office:
        raise LineError(0)
    return sent

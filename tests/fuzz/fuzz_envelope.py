"""Fuzz the reader of batches with atheris: `python -m tests.fuzz.fuzz_envelope CORPUS_FOLDER [libFuzzer options]`.

`pip install atheris` first; it is no dependency of the tests. The first byte of an input chooses what the rest is:
a container, one changed part of a container, the same signed again by its office and encrypted, a signature, a
manifest of digests, JSON, lines, an age file, a card, a stick's index, and the targets of `keys_and_papers`. A finding
is any exception but the named refusals, and anything that is believed though its office never signed it.
"""

import contextlib
import hashlib
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["app.envelope", "app.domain.canonical", "app.domain.dates", "asn1crypto"]):
    from asn1crypto import cms, tsp  # noqa: F401

    from app import envelope
    from app.envelope import container
    from app.envelope.cades import verify
    from app.envelope.card import read_card
    from app.envelope.encryption import decrypt
    from app.envelope.stick_index import Listed, read_index, with_part
    from app.envelope.strict_json import strict_json, strict_lines
    from app.envelope.zip_file import ZipWriter, read_zip
    from tests.fuzz import keys_and_papers

from app.errors import AppError
from tests.workshop import GOLDEN, golden_workshop

CODES = {
    *("batch.decrypt", "batch.too_big", "batch.container", "batch.signature", "batch.untrusted", "batch.revoked"),
    *("batch.unit_mismatch", "batch.wrong_recipient", "batch.version", "batch.schema", "batch.counts"),
    *("batch.expired", "card.invalid", "card.signature"),
}
WORKSHOP = golden_workshop()
MEMBERS = WORKSHOP.members(WORKSHOP.files(**{"form01.pdf": b"%PDF"}))
NAMES = list(MEMBERS)


def zipped(members):
    archive = ZipWriter()
    for name, content in members.items():
        archive.add(name, [content])
    return archive.finish()


PLAIN = zipped(MEMBERS)
SEALED = WORKSHOP.locked(PLAIN)
OWN = {"unit": WORKSHOP.commune.unit, "key": WORKSHOP.commune.key, "made_on": "2026-12-01T08:00:00+07:00"}
CARD = envelope.make_card(**OWN, name="Thử", kind="commune", age_recipient=WORKSHOP.commune.recipient)
INDEX = with_part(b"", **OWN, files=[Listed("05887/up/05887-00001-month-000000000000.asice.age", 9, "0" * 64)])


@contextlib.contextmanager
def only_named_refusals():
    try:
        yield
    except AppError as refused:
        if refused.code not in CODES:
            raise


def opened(plain):
    """The batch with its records read, or None for a refusal by name."""
    with only_named_refusals():
        batch = envelope.open_plain(plain, sha256="", trust=WORKSHOP.trust, ours=[WORKSHOP.province.fingerprint])
        batch.records()
        return batch


def signed_digests():
    """Of every batch that the office ever signed, so far as a fuzzer could come by it."""
    yield opened(PLAIN).digest
    for file in GOLDEN.glob("*.age"):
        with contextlib.suppress(ValueError):
            members = read_zip(decrypt(file.read_bytes(), [WORKSHOP.province.identity]))
            yield hashlib.sha256(members.get(container.MANIFEST, b"")).hexdigest()


SIGNED = frozenset(signed_digests())


def fuzz_container(data):
    """Nobody but the office can make one: what is believed is what was signed."""
    batch = opened(data)
    assert batch is None or batch.digest in SIGNED


def fuzz_one_part(data):
    name = NAMES[data[0] % len(NAMES)] if data else "mimetype"
    fuzz_container(zipped({**MEMBERS, name: data[1:]}))


def fuzz_signed_part(data):
    """The office itself is the attacker: signed by its key, encrypted to us."""
    files = WORKSHOP.files()
    signed = None
    match data[0] % 3 if data else 0:
        case 0:
            files["manifest.json"] = data[1:]
        case 1:
            files["records.ndjson"] = data[1:]
        case 2:
            signed = data[1:]
    members = WORKSHOP.members(files) if signed is None else WORKSHOP.signed(files, signed)
    with only_named_refusals():
        WORKSHOP.open(WORKSHOP.locked(zipped(members))).rows_digest()


def fuzz_signature(data):
    try:
        certificate = verify(data, MEMBERS[container.MANIFEST])
    except ValueError:
        return
    # Only who holds the key could have signed: a fuzzer may at most bring certificates of its own.
    assert hashlib.sha256(certificate).hexdigest() == WORKSHOP.commune.fingerprint


def fuzz_digests(data):
    container.digests_hold(data, container.data_files(MEMBERS))


def refused_or(function):
    def run(data):
        with contextlib.suppress(ValueError):
            function(data)

    return run


def fuzz_card(data):
    """A card is believed only as its key made it."""
    with only_named_refusals():
        assert read_card(data) == read_card(CARD)


def fuzz_index(data):
    assert all(part in read_index(INDEX) for part in read_index(data))


TARGETS = (
    fuzz_container,
    fuzz_one_part,
    fuzz_signed_part,
    fuzz_signature,
    fuzz_digests,
    refused_or(strict_json),
    refused_or(lambda data: list(strict_lines(data))),
    refused_or(read_zip),
    refused_or(lambda data: decrypt(data, [WORKSHOP.province.identity])),
    fuzz_card,
    fuzz_index,
    *(target for target, _seeds in keys_and_papers.TARGETS),
)


def one_input(data):
    if data:
        TARGETS[data[0] % len(TARGETS)](data[1:])


def seeds():
    """The golden batches and every part of them, for the targets that read such a part."""
    yield from (b"\x08" + SEALED, b"\x09" + CARD, b"\x0a" + INDEX)
    first = len(TARGETS) - len(keys_and_papers.TARGETS)
    for number, (_target, contents) in enumerate(keys_and_papers.TARGETS, start=first):
        yield from (bytes([number]) + content for content in contents)
    for file in sorted(GOLDEN.glob("*.age")):
        if file.stat().st_size < 10_000:
            yield from seeds_of(file.read_bytes())


def seeds_of(sealed):
    try:
        plain = decrypt(sealed, [WORKSHOP.province.identity])
        members = read_zip(plain)
    except ValueError:
        yield b"\x08" + sealed
        return
    yield from (b"\x00" + plain, b"\x07" + plain)
    yield from (bytes([1, NAMES.index(name)]) + content for name, content in members.items() if name in NAMES)
    yield from (b"\x03" + members.get(container.SIGNATURE, b""), b"\x04" + members.get(container.MANIFEST, b""))
    manifest, lines = members.get("manifest.json", b""), members.get("records.ndjson", b"")
    yield from (b"\x02\x00" + manifest, b"\x02\x01" + lines, b"\x02\x02" + members.get(container.MANIFEST, b""))
    yield from (b"\x05" + manifest, b"\x06" + lines)


def main():
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    if not any(folder.iterdir()):
        for seed in seeds():
            (folder / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()

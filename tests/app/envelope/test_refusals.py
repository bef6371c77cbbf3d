"""What is changed, cut, forged or meant for others is refused by name."""

import random
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import envelope
from app.domain.canonical import canonical
from app.envelope import container
from app.errors import AppError


@pytest.mark.parametrize("start", range(8))
def test_a_changed_byte_is_refused(workshop, sealed, start):
    for place in range(start * 7, len(sealed.file), 56):
        changed = bytearray(sealed.file)
        changed[place] ^= 1 << (place % 8)
        assert workshop.refusal(bytes(changed)) == "batch.decrypt"


def test_random_mutations_are_refused(workshop, sealed):
    chance = random.Random(5)
    for _ in range(200):
        changed = mutated(sealed.file, chance)
        if changed != sealed.file:
            assert workshop.refusal(changed) == "batch.decrypt"


def mutated(data, chance):
    changed = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(changed))
        match chance.randrange(4):
            case 0:
                changed[place] = chance.randrange(256)
            case 1:
                del changed[place : place + chance.randint(1, 99)]
            case 2:
                changed[place:place] = chance.randbytes(chance.randint(1, 9))
            case 3:
                changed = changed[: place + 1]
    return bytes(changed)


def test_a_mutated_container_is_refused_or_the_same(workshop, sealed):
    """Someone in the middle of age can change only what is no content: times in the ZIP."""
    plain = workshop.zipped(workshop.members())
    whole = opened_plain(workshop, plain)
    chance = random.Random(7)
    for _ in range(400):
        outcome = outcome_of(workshop, mutated(plain, chance))
        assert outcome in ("batch.container", "batch.signature", "batch.too_big", whole)


def outcome_of(workshop, plain):
    try:
        return opened_plain(workshop, plain)
    except AppError as refused:
        return refused.code


def opened_plain(workshop, plain):
    opened = envelope.open_plain(plain, sha256="", trust=workshop.trust, ours=[workshop.province.fingerprint])
    opened.records()
    return opened


@given(data=st.binary(max_size=3000))
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_noise_is_refused(workshop, data):
    assert workshop.refusal(data) == "batch.decrypt"
    assert workshop.refusal(workshop.locked(data)) == "batch.container"


def test_a_file_over_the_limit_is_refused_before_anything_else(workshop):
    assert workshop.refusal(bytes(4 * 1024 * 1024 + 1)) == "batch.too_big"
    with pytest.raises(AppError, match=r"batch\.too_big"):
        opened_plain(workshop, bytes(4 * 1024 * 1024 + 1))


def test_a_batch_for_others_cannot_be_decrypted(workshop):
    file = envelope.seal(
        workshop.manifest(), [], {}, key=workshop.commune.key, recipients=[workshop.stranger.recipient]
    ).file
    assert workshop.refusal(file) == "batch.decrypt"


def test_a_batch_of_an_unknown_office_is_not_believed(workshop):
    assert workshop.refusal_of(workshop.members(key=workshop.stranger.key)) == "batch.untrusted"


def test_trust_is_asked_by_fingerprint_and_digest(workshop, sealed):
    asked = []

    def trust(fingerprint, digest):
        asked.append((fingerprint, digest))
        raise AppError("batch.revoked", date="01/12/2026")

    with pytest.raises(AppError, match=r"batch\.revoked"):
        envelope.open_sealed(sealed.file, identities=[workshop.province.identity], trust=trust, ours=[])
    assert asked == [(workshop.commune.fingerprint, sealed.digest)]


def test_another_offices_own_valid_signature_does_not_do(workshop):
    """The province is trusted here too, but it is not the office the batch names."""
    assert workshop.refusal_of(workshop.members(key=workshop.province.key)) == "batch.unit_mismatch"


@pytest.mark.parametrize("part", ["unit", "fingerprint"])
def test_a_batch_naming_another_unit_or_card_is_refused(workshop, part):
    named = {**workshop.manifest()["office"], part: getattr(workshop.stranger, part)}
    members = workshop.members(workshop.files(workshop.manifest(office=named)))
    assert workshop.refusal_of(members) == "batch.unit_mismatch"


def test_a_batch_encrypted_again_to_us_is_still_for_the_other_office(workshop):
    other = {"unit": workshop.stranger.unit, "fingerprint": workshop.stranger.fingerprint}
    members = workshop.members(workshop.files(workshop.manifest(recipient=other)))
    assert workshop.refusal_of(members) == "batch.wrong_recipient"


@pytest.mark.parametrize(
    "changes",
    [
        {"version": 2},
        {"version": "1"},
        {"version": None},
        {"kind": "loan"},
        {"kind": ["month"]},
        {"kind": None},
        {"format": "other"},
    ],
)
def test_an_unknown_version_or_kind_is_refused_by_name(workshop, changes):
    members = workshop.members(workshop.files(workshop.manifest(**changes)))
    assert workshop.refusal_of(members) == "batch.version"


def test_a_later_version_may_have_another_form_and_other_files(workshop):
    files = workshop.files({"format": "hoanhap-batch", "version": 2, "kind": "month"}, **{"loans.json": b"{}"})
    assert workshop.refusal_of(workshop.members(files)) == "batch.version"


def test_a_signed_file_that_version_1_does_not_know_is_refused(workshop):
    files = workshop.files(**{"loans.json": b"{}"})
    assert workshop.refusal_of(workshop.members(files)) == "batch.container"


@pytest.mark.parametrize(
    "changes",
    [
        {"version": True},
        {"previous": "A" * 64},
        {"number": 0},
        {"number": 2},
        {"number": True},
        {"part": 2},
        {"month": "2026-13"},
        {"month": None},
        {"revision": 2},
        {"kind": "correction"},
        {"kind": "correction", "revision": 2, "corrects": "a" * 64, "reason": ""},
        {"kind": "receipt"},
        {"created": "2026-02-30T08:12:00+07:00"},
        {"created": "2026-12-05"},
        {"counts": {"person": -1}},
        {"counts": []},
        {"office": {"unit": "../05887", "name": "Khác", "fingerprint": "a" * 64}},
        {"program": "x" * 41},
    ],
)
def test_a_manifest_of_another_form_is_refused(workshop, changes):
    members = workshop.members(workshop.files(workshop.manifest(**changes)))
    assert workshop.refusal_of(members) == "batch.schema"


@pytest.mark.parametrize("field", ["previous", "counts", "recipient", "epoch", "nil", "audit_head"])
def test_a_manifest_without_a_field_is_refused(workshop, field):
    manifest = workshop.manifest()
    del manifest[field]
    assert workshop.refusal_of(workshop.members(workshop.files(manifest))) == "batch.schema"


@pytest.mark.parametrize("written", [b"", b"[]", b"\xff", b'{"a":1,"a":1}', b"\xef\xbb\xbf{}", b"{} {}", b'{"a":NaN}'])
def test_a_manifest_that_is_no_strict_json_is_refused(workshop, written):
    files = {**workshop.files(), "manifest.json": written}
    assert workshop.refusal_of(workshop.members(files)) == "batch.schema"


def test_a_correction_says_what_it_replaces_and_why(workshop):
    manifest = workshop.manifest(
        kind="correction", revision=2, corrects="a" * 64, reason="Sai tên", number=2, previous="b" * 64
    )
    assert workshop.open(workshop.seal(manifest).file).manifest["corrects"] == "a" * 64


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"null",
        b"[]",
        b'{"type":"other"}',
        b'{"type":["person"]}',
        b'{"type":"person","id":"p2"}',
        b'{"type":"count","reason":"need.none","persons":1.0}',
        b'{"type":"count","reason":"need.none","persons":1e2}',
        b'{"type":"count","reason":"need.none","persons":-1}',
        b'{"type":"count","reason":"need.none","reason":"need.none","persons":1}',
        b'{"type":"count","reason":"need.none","persons":1,"x":NaN}',
        b'{"type":"count","reason":"need.none","persons":' + b"9" * 5000 + b"}",
        b'{"type":"count","reason":"need.none","persons":1,"x":' + b"[" * 40 + b"]" * 40 + b"}",
        b'{"type":"count","reason":"need.none","persons":1,"x":' + b"[" * 9000 + b"]" * 9000 + b"}",
        b'{"type":"person","id":"p2","version":1,"name":"\\ud800"}',
        b'{"type":"person","id":"p2","version":1,"name":"a\\u0000"}',
        b'{"type":"person","id":"p2","version":1,"name":"An","birth":"2026-02-30"}',
        b'{"type":"person","id":"p2","version":1,"name":"' + b"x" * (1 << 20) + b'"}',
    ],
)
def test_a_line_that_does_not_fit_is_named_by_its_number(workshop, line):
    lines = workshop.files()["records.ndjson"] + line + b"\n"
    with pytest.raises(AppError) as refused:
        workshop.open(workshop.locked(workshop.zipped(workshop.members(workshop.files(lines=lines))))).records()
    assert (refused.value.code, refused.value.values) == ("batch.schema", {"n": 3})


@pytest.mark.parametrize("spelled", ["raw", "escaped"])
def test_a_name_in_two_spellings_is_refused(workshop, spelled):
    twin = unicodedata.normalize("NFD", "Nguyễn Văn Thử")
    written = twin if spelled == "raw" else escaped(twin)
    lines = f'{{"type":"person","id":"p1","version":1,"name":"{written}"}}\n'.encode()
    assert workshop.refusal_of(workshop.members(workshop.files(lines=lines))) == "batch.schema"


def escaped(text):
    return "".join(char if char.isascii() else f"\\u{ord(char):04x}" for char in text)


@pytest.mark.parametrize("lines", [b'{"type":"count","reason":"need.none","persons":1}', b"\n"])
def test_lines_end_with_a_newline_and_are_not_empty(workshop, lines):
    assert workshop.refusal_of(workshop.members(workshop.files(lines=lines))) == "batch.schema"


@pytest.mark.parametrize(
    "counts", [{}, {"person": 1}, {"person": 1, "count": 2}, {"person": 1, "count": 1, "entry": 1}, {"other": 2}]
)
def test_records_that_are_not_as_many_as_declared_are_refused(workshop, counts):
    members = workshop.members(workshop.files(workshop.manifest(counts=counts)))
    assert workshop.refusal_of(members) == "batch.counts"


@pytest.mark.parametrize("name", ["manifest.json", "records.ndjson", "form01.pdf"])
def test_a_changed_file_in_a_whole_container_is_refused(workshop, name):
    members = workshop.members(workshop.files(**{"form01.pdf": b"%PDF"}))
    assert workshop.refusal_of({**members, name: members[name] + b" "}) == "batch.signature"


def test_a_changed_manifest_of_digests_is_refused(workshop):
    members = workshop.members()
    changed = members[container.MANIFEST].replace(b'encoding="UTF-8"', b'encoding="utf-8"')
    assert workshop.refusal_of({**members, container.MANIFEST: changed}) == "batch.signature"


def test_records_are_not_read_before_they_are_asked_for(workshop):
    """The chain is judged between opening and reading."""
    lines = canonical({"type": "other"}) + b"\n"
    file = workshop.locked(workshop.zipped(workshop.members(workshop.files(lines=lines))))
    assert workshop.open(file).manifest["number"] == 1

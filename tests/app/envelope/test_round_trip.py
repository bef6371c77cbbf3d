"""What is sealed opens again, here and with public tools alone."""

import base64
import hashlib
import subprocess
import zlib
from pathlib import Path

import pytest
from lxml import etree

from app import envelope
from app.errors import AppError

PAPERS = {"form01.pdf": b"%PDF-1.7 thu", "form01.xlsx": b"PK\x03\x04 thu", "confirmed.pdf": b"%PDF-1.7 anh"}


def test_a_batch_comes_out_as_it_went_in(workshop):
    sealed = workshop.seal(papers=PAPERS)
    opened = workshop.open(sealed.file)
    assert opened.records() == workshop.records()
    assert opened.papers == PAPERS
    assert opened.manifest == workshop.manifest(counts={"count": 1, "entry": 0, "person": 1})
    assert (opened.digest, opened.sha256) == (sealed.digest, hashlib.sha256(sealed.file).hexdigest())
    assert opened.fingerprint == workshop.commune.fingerprint


def test_the_sender_can_open_its_own_batch(workshop, sealed):
    opened = envelope.open_sealed(
        sealed.file,
        identities=[workshop.stranger.identity, workshop.commune.identity],
        trust=workshop.trust,
        ours=[workshop.province.fingerprint],
    )
    assert opened.digest == sealed.digest


def test_public_tools_open_and_verify_a_batch(workshop, tmp_path):
    sealed = workshop.seal(papers=PAPERS)
    (tmp_path / "f.asice.age").write_bytes(sealed.file)
    (tmp_path / "KEY").write_text(workshop.province.identity + "\n")
    (tmp_path / "CARD.pem").write_text(workshop.commune.key.certificate_pem)
    command = (
        "age -d -i KEY f.asice.age > f.asice && unzip -q f.asice -d x && "
        "openssl cms -verify -cades -purpose any -no_check_time -inform DER -in x/META-INF/signature001.p7s "
        "-content x/META-INF/ASiCManifest001.xml -CAfile CARD.pem -binary -out /dev/null"
    )
    subprocess.run(command, shell=True, check=True, cwd=tmp_path, capture_output=True)
    signed = (tmp_path / "x/META-INF/ASiCManifest001.xml").read_bytes()
    assert hashlib.sha256(signed).hexdigest() == sealed.digest
    assert named_digests(signed) == {
        file.name: hashlib.sha256(file.read_bytes()).digest()
        for file in (tmp_path / "x").iterdir()
        if file.is_file() and file.name != "mimetype"
    }


def named_digests(signed):
    space = {"a": "http://uri.etsi.org/02918/v1.2.1#", "d": "http://www.w3.org/2000/09/xmldsig#"}
    return {
        reference.get("URI"): base64.b64decode(reference.findtext("d:DigestValue", namespaces=space))
        for reference in etree.fromstring(signed).iterfind("a:DataObjectReference", space)
    }


def test_a_batch_made_with_public_tools_alone_opens(workshop, tmp_path):
    members = workshop.members()
    for name, data in members.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    (tmp_path / "key.pem").write_text(workshop.commune.key.private_key_pem)
    (tmp_path / "card.pem").write_text(workshop.commune.key.certificate_pem)
    command = (
        "openssl cms -sign -cades -binary -md sha256 -inkey key.pem -signer card.pem "
        "-in META-INF/ASiCManifest001.xml -outform DER -out META-INF/signature001.p7s && "
        "zip -q -X -0 f.zip mimetype && zip -q -X -D f.zip manifest.json records.ndjson "
        "META-INF/ASiCManifest001.xml META-INF/signature001.p7s && "
        f"age -r {workshop.province.recipient} -o f.age f.zip"
    )
    subprocess.run(command, shell=True, check=True, cwd=tmp_path, capture_output=True)
    assert workshop.open((tmp_path / "f.age").read_bytes()).records() == workshop.records()


def test_the_container_is_the_same_every_time(workshop, tmp_path):
    first, second = (plain(workshop.seal(papers=PAPERS).file, workshop, tmp_path) for _ in range(2))
    ends = [file.index(b"META-INF/signature") - 30 for file in (first, second)]  # 30: its local header
    assert first[: ends[0]] == second[: ends[1]]


def plain(file, workshop, tmp_path):
    (tmp_path / "key").write_text(workshop.province.identity)
    command = ["age", "-d", "-i", str(tmp_path / "key")]
    return subprocess.run(command, input=file, check=True, capture_output=True).stdout


def test_a_nil_month_says_so_and_counts_nobody(workshop):
    opened = workshop.open(workshop.seal(workshop.manifest(nil=True), records=[]).file)
    assert opened.records() == []
    assert opened.manifest["counts"] == {"entry": 0, "person": 0}


def test_a_receipt_travels_like_everything_else(workshop):
    fields = dict.fromkeys(["month", "revision", "nil", "corrects", "reason"])
    record = {
        "type": "receipt",
        "batch": "a" * 64,
        "unit": "05887",
        "epoch": 1,
        "number": 1,
        "state": "accepted_partly",
        "entries": [{"number": 1, "state": "returned", "reason": "Thiếu giấy"}],
        "head": {"epoch": 1, "number": 1, "digest": "a" * 64},
        "missing": [2],
        "audit": {"rows": 1, "hash": "b" * 64},
    }
    opened = workshop.open(workshop.seal(workshop.manifest(kind="receipt", **fields), [record]).file)
    assert opened.records() == [record]
    assert opened.manifest["counts"] == {"receipt": 1}


def test_unknown_fields_are_carried_and_ignored(workshop):
    manifest = workshop.manifest(later={"a": 1})
    record = {**workshop.records()[0], "later": ["a"]}
    opened = workshop.open(workshop.seal(manifest, [record]).file)
    assert opened.manifest["later"] == {"a": 1}
    assert opened.records() == [record]


def test_the_rows_digest_is_of_the_entry_lines_in_order(workshop, entry):
    entries = [entry(number) for number in (2, 1)]
    opened = workshop.open(workshop.seal(records=[entries[0], *workshop.records(), entries[1]]).file)
    lines = [line for line in opened.record_lines.splitlines(keepends=True) if b'"entry"' in line]
    assert opened.rows_digest() == envelope.rows_digest(lines)
    assert opened.rows_digest() == hashlib.sha256(b"".join(lines)).hexdigest()
    assert [b'"number":2' in line for line in lines] == [True, False]


def test_a_file_is_named_by_office_number_kind_and_content():
    assert envelope.file_name("05887", 17, "month", "0123456789abcdef") == "05887-00017-month-0123456789ab.asice.age"


def test_records_are_split_so_that_each_part_stays_small(workshop):
    paper = zlib.compress(hashlib.shake_256(b"scan").digest(200_000))
    records = [
        {"type": "count", "reason": "need.none", "persons": 1, "padding": hashlib.sha512(b"%d" % place).hexdigest()}
        for place in range(15_000)
    ]
    sizes = envelope.part_sizes(records, {"confirmed.pdf": paper})
    assert sum(sizes) == len(records)
    place = 0
    for part, size in enumerate(sizes):
        sealed = workshop.seal(records=records[place : place + size], papers={} if part else {"confirmed.pdf": paper})
        assert 0.6 * envelope.PART_SIZE < len(sealed.file) <= envelope.PART_SIZE or part == len(sizes) - 1
        place += size


def test_papers_that_fill_a_part_travel_without_records(workshop):
    scan = hashlib.shake_256(b"scan").digest(1024 * 1024)
    assert envelope.part_sizes(workshop.records(), {"confirmed.pdf": scan}) == [0, 2]
    assert workshop.open(workshop.seal(records=[], papers={"confirmed.pdf": scan}).file).papers["confirmed.pdf"] == scan


@pytest.mark.parametrize(
    ("changes", "records"),
    [
        ({}, [{"type": "person", "id": "p1", "version": 1, "name": "x" * 301}]),
        ({}, [{"type": "person", "id": "p1", "version": 1, "name": "a\x0bb"}]),
        ({}, [{"type": "other"}]),
        ({"kind": "other"}, []),
        ({"office": {"unit": "05887", "name": "Khác", "fingerprint": "a" * 64}}, []),
        ({"office": {"unit": "05887", "name": "a\x00", "fingerprint": "a" * 64}}, []),
    ],
)
def test_nothing_is_sealed_that_a_reader_would_refuse(workshop, changes, records):
    with pytest.raises(AppError, match=r"batch\.schema"):
        workshop.seal(workshop.manifest(**changes), records)


@pytest.mark.parametrize("papers", [{"form01.pdf": bytes(65 * 1024 * 1024)}, {"form01.pdf": "random"}])
def test_nothing_is_sealed_that_is_too_big_to_read(workshop, papers):
    if papers["form01.pdf"] == "random":
        papers = {"form01.pdf": hashlib.shake_256(b"scan").digest(5 * 1024 * 1024)}
    with pytest.raises(AppError, match=r"batch\.too_big"):
        workshop.seal(papers=papers)


def test_a_wrong_paper_or_recipient_is_a_mistake_of_the_caller(workshop):
    with pytest.raises(ValueError, match="papers"):
        workshop.seal(papers={"other.pdf": b""})
    with pytest.raises(ValueError, match="recipient"):
        envelope.seal(workshop.manifest(), [], {}, key=workshop.commune.key, recipients=["age1"])


def test_no_secret_and_no_person_shows_in_a_repr(workshop, sealed):
    shown = repr([sealed, workshop.open(sealed.file), workshop.commune.key])
    assert "Nguyễn" not in shown
    assert "PRIVATE KEY" not in shown
    assert Path(__file__).name not in shown

"""The public test vectors of the age format, through our guard: all 143 of C2SP CCTV.

From github.com/C2SP/CCTV, folder age/testdata, commit 1e3d2860d46e (June 2026), unchanged; its authors give them
under 0BSD, CC0 or the Unlicense, to one's choice. 127 come out as the vectors expect: 10 open, 117 are refused.
16 that are good age files are refused on purpose, because no batch needs them.
"""

import hashlib
import zlib
from pathlib import Path

import pytest

from app.envelope.encryption import decrypt

VECTORS = sorted((Path(__file__).parents[2] / "golden" / "age").iterdir())

REFUSED_ON_PURPOSE = dict.fromkeys(
    ("armor_crlf", "armor_full_last_line", "armor_no_eol", "armor_whitespace_outside", "armor_x25519"),
    "the text form: a file has one form, so that it has one digest",
) | {
    "armor_hybrid": "the text form, and post-quantum",
    "armor_scrypt": "the text form, and a passphrase",
    "hybrid": "post-quantum: neither pyrage 1.4 nor Debian's age 1.1 reads it",
    "hybrid_and_x25519": "post-quantum beside X25519",
    "hybrid_grease": "post-quantum",
    "hybrid_multiple_recipients": "post-quantum",
    "scrypt": "a passphrase: pyrage would try a work factor of 23, minutes of processor and gigabytes of memory",
    "stanza_empty_body": "an unknown kind of recipient beside ours: who else can read a batch is known",
    "stanza_empty_last_line": "an unknown kind of recipient beside ours",
    "stanza_valid_characters": "an unknown kind of recipient beside ours",
    "x25519_grease": "an unknown kind of recipient beside ours, not of the form that rage writes",
}


def read(vector):
    """What is expected, the SHA-256 of the content, the identities, and the file itself."""
    head, _, file = vector.read_bytes().partition(b"\n\n")
    fields = [line.split(": ", 1) for line in head.decode().splitlines()]
    identities = [value for key, value in fields if key == "identity"]
    known = dict(fields)
    return known["expect"], known.get("payload"), identities, zlib.decompress(file) if "compressed" in known else file


def outcome(vector):
    _expected, _payload, identities, file = read(vector)
    try:
        return hashlib.sha256(decrypt(file, identities)).hexdigest()
    except ValueError:
        return None


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.name)
def test_an_age_file_opens_or_is_refused_as_expected(vector):
    expected, payload, *_rest = read(vector)
    opens = expected == "success" and vector.name not in REFUSED_ON_PURPOSE
    assert outcome(vector) == (payload if opens else None)


def test_what_is_refused_on_purpose_is_a_good_file():
    good = {vector.name for vector in VECTORS if read(vector)[0] == "success"}
    assert good >= set(REFUSED_ON_PURPOSE)
    assert (len(VECTORS), len(good), len(REFUSED_ON_PURPOSE)) == (143, 26, 16)

"""Files under a passphrase: the public vectors of the age format about scrypt, and what age and we write."""

import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.envelope.passphrase import decrypt_by, encrypt_by, is_modest
from tests.app.envelope.test_age_vectors import VECTORS, read

PASSPHRASE = "một câu dài chỉ để thử"
SCRYPT = [vector for vector in VECTORS if vector.name.startswith("scrypt")]


@pytest.fixture(scope="module")
def file():
    return encrypt_by(PASSPHRASE, b"content")


def opened(data, passphrase="password"):
    try:
        return hashlib.sha256(decrypt_by(passphrase, data)).hexdigest()
    except ValueError:
        return None


@pytest.mark.parametrize("vector", SCRYPT, ids=lambda vector: vector.name)
def test_a_public_vector_opens_or_is_refused_as_expected(vector):
    expected, payload, _identities, data = read(vector)
    passphrase = re.search(rb"\npassphrase: (.+)\n", vector.read_bytes())
    assert opened(data, passphrase[1].decode()) == (payload if expected == "success" else None)


def test_there_are_vectors_of_both_kinds():
    assert (len(SCRYPT), sum(read(vector)[0] == "success" for vector in SCRYPT)) == (25, 1)


def test_the_work_is_the_same_on_every_machine(file):
    assert file.split(b"\n")[1].endswith(b" 18")
    assert decrypt_by(PASSPHRASE, file) == b"content"


def test_every_changed_byte_behind_the_stanza_is_refused(file):
    """The stanza itself costs a second a try: the vectors change it."""
    start = file.index(b"---")
    header = file[:start]
    for place in (start, start + 5, file.index(b"\n", start), len(file) - 30, len(file) - 1):
        changed = bytearray(file)
        changed[place] ^= 1
        assert changed.startswith(header)
        assert opened(bytes(changed), PASSPHRASE) is None
    assert opened(file[:-1], PASSPHRASE) is None
    assert opened(file + b"\0", PASSPHRASE) is None


@pytest.mark.parametrize(("work", "modest"), [("1", True), ("21", True), ("22", False), ("0", False), ("018", False)])
def test_absurd_work_is_known_before_it_begins(file, work, modest):
    assert is_modest(file.replace(b" 18\n", f" {work}\n".encode())) is modest


@given(st.binary(max_size=200))
def test_anything_else_is_refused(data):
    assert opened(data) is None
    assert opened(b"age-encryption.org/v1\n-> scrypt " + data) is None

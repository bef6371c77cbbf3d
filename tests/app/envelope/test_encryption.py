"""Only plain X25519 headers reach the age library, and nothing comes out of a damaged file."""

import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.envelope.encryption import decrypt, encrypt, is_plain_header
from app.envelope.keys import new_identity

MAC = b"--- " + b"A" * 43
STANZA = b"-> X25519 " + b"A" * 43 + b"\n" + b"A" * 43


@pytest.fixture(scope="module")
def keys():
    return new_identity()


def header(*lines):
    return b"\n".join([b"age-encryption.org/v1", *lines, b"payload"])


def test_age_opens_ours_and_we_open_ages(keys, tmp_path):
    identity, recipient = keys
    (tmp_path / "key").write_text(identity)
    ours = subprocess.run(
        ["age", "-d", "-i", tmp_path / "key"], input=encrypt(b"thu", [recipient]), check=True, capture_output=True
    )
    assert ours.stdout == b"thu"
    theirs = subprocess.run(["age", "-r", recipient], input=b"thu" * 50_000, check=True, capture_output=True)
    assert decrypt(theirs.stdout, [identity]) == b"thu" * 50_000


def test_several_recipients_can_open(keys):
    others = [new_identity() for _ in range(3)]
    file = encrypt(b"thu", [keys[1], *(recipient for _identity, recipient in others)])
    assert {decrypt(file, [identity]) for identity in (keys[0], *(one for one, _recipient in others))} == {b"thu"}


def test_a_passphrase_file_is_refused_without_trying_it(keys):
    file = header(b"-> scrypt " + b"A" * 22 + b" 23", b"A" * 43, MAC)
    with pytest.raises(ValueError, match="header"):
        decrypt(file, [keys[0]])


@pytest.mark.parametrize(
    "lines",
    [
        (b"-> scrypt " + b"A" * 22 + b" 23", b"A" * 43, MAC),
        (STANZA, b"-> scrypt " + b"A" * 22 + b" 23", b"A" * 43, MAC),
        (b"-> ssh-ed25519 " + b"A" * 6, b"A" * 43, MAC),
        (b"-> mlkem768x25519 " + b"A" * 43, b"A" * 43, MAC),
        (b"-> X25519", b"A" * 43, MAC),
        (b"-> X25519 " + b"A" * 43, MAC),
        (b"-> X25519 " + b"A" * 43, b"A" * 64, MAC),
        (b"-> X25519 " + b"A" * 43, b"A" * 65, MAC),
        (b"-> X25519 " + b"A" * 43 + b" x", b"A" * 43, MAC),
        (MAC,),
        (STANZA,),
        (STANZA, b"--- "),
        (STANZA, MAC + b" "),
        (STANZA + b"\r", MAC),
        (*[STANZA] * 33, MAC),
        (b"-> x-grease " + b"A" * 300, b"", MAC),
        (b"-> x-grease", *[b"A" * 64] * 300, b"", MAC),
    ],
)
def test_a_header_of_another_form_is_refused(lines):
    assert not is_plain_header(header(*lines))


def test_plain_headers_with_and_without_grease_are_let_through():
    grease = b"-> a|b-grease x yz\n" + b"A" * 64
    assert is_plain_header(header(STANZA, MAC))
    assert is_plain_header(header(grease, b"", STANZA, STANZA, MAC))
    assert is_plain_header(header(*[STANZA] * 32, MAC))


def test_every_header_the_library_writes_is_let_through(keys):
    assert all(is_plain_header(encrypt(b"", [keys[1]] * 4)) for _ in range(200))


@pytest.mark.parametrize("start", [b"", b"age-encryption.org/v2\n", b"-----BEGIN AGE ENCRYPTED FILE-----\n"])
def test_other_formats_are_refused(start):
    assert not is_plain_header(start + b"\n".join([STANZA, MAC, b""]))


@given(st.lists(st.sampled_from([STANZA, MAC, b"", b"A" * 64, b"-> x-grease", b"-> scrypt a 23", b"x"]), max_size=9))
def test_only_stanzas_of_ours_pass_in_any_order(lines):
    data = header(*lines)
    if is_plain_header(data):
        assert b"scrypt" not in data[: data.index(b"\n---")]


def test_a_cut_or_prolonged_file_gives_nothing(keys):
    file = encrypt(b"thu" * 50_000, [keys[1]])
    for wrong in (file[:-1], file[:70_000], file + b"x", file + file, file[: file.index(b"---") + 48]):
        with pytest.raises(ValueError, match="decrypt"):
            decrypt(wrong, [keys[0]])

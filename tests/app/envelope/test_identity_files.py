"""Identities in files under a passphrase: ours, age's, and what nobody honest would hand us."""

import base64
import shutil
import subprocess

import pytest

from app.envelope.encryption import encrypt
from app.envelope.identity_file import compact, opens, protect, read_identities
from app.envelope.keys import new_identity

PASSPHRASE = "một câu dài chỉ để thử"


@pytest.fixture(scope="module")
def identity():
    return new_identity()


@pytest.fixture(scope="module")
def protected(identity):
    return protect([identity[0]], PASSPHRASE)


def test_a_protected_identity_comes_back_with_its_passphrase(identity, protected):
    assert identity[0].encode() not in protected
    assert protected.startswith(b"-----BEGIN AGE ENCRYPTED FILE-----\n")
    assert read_identities(protected, PASSPHRASE) == [identity[0]]


@pytest.mark.skipif(shutil.which("script") is None, reason="age asks for passphrases on a terminal only")
def test_age_itself_opens_files_with_it(identity, protected, tmp_path):
    (tmp_path / "key.age").write_bytes(protected)
    (tmp_path / "x.age").write_bytes(encrypt(b"content", [identity[1]]))
    command = ["script", "-qec", "age -d -i key.age -o out x.age", "/dev/null"]
    with subprocess.Popen(command, cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as terminal:
        asked = b""
        while b"passphrase" not in asked:
            asked += terminal.stdout.read1(1000) or b"passphrase"
        terminal.communicate(f"{PASSPHRASE}\n".encode(), timeout=120)
    assert (tmp_path / "out").read_bytes() == b"content"


@pytest.mark.parametrize("passphrase", ["khác", None])
def test_without_the_passphrase_nothing_is_read(protected, passphrase):
    with pytest.raises(ValueError, match="passphrase"):
        read_identities(protected, passphrase)


def test_a_plain_identity_file_of_age_is_read(identity):
    text = f"# created: 2026-12-05\n# public key: {identity[1]}\n{identity[0]}\n"
    assert read_identities(text.encode(), None) == [identity[0]]


@pytest.mark.parametrize(
    "data", [b"", b"# only a note\n", b"AGE-SECRET-KEY-1", b"\xff\xfe", b"x" * 70_000, "mật khẩu".encode()]
)
def test_what_is_no_identity_file_is_refused(data):
    with pytest.raises(ValueError, match=r"."):
        read_identities(data, PASSPHRASE)


@pytest.mark.parametrize("armored", [True, False])
@pytest.mark.parametrize("stanza", ["scrypt {salt} 22", "scrypt {salt} 60", "scrypt {salt} 099", "X25519 {salt}"])
def test_absurd_work_is_not_begun(stanza, armored):
    salt = base64.b64encode(bytes(16)).decode().rstrip("=")
    header = f"age-encryption.org/v1\n-> {stanza.format(salt=salt)}\n{'A' * 43}\n--- {'A' * 43}\n".encode()
    body = base64.encodebytes(header + bytes(40))
    data = b"-----BEGIN AGE ENCRYPTED FILE-----\n" + body + b"-----END AGE ENCRYPTED FILE-----\n"
    with pytest.raises(ValueError, match="passphrase"):
        read_identities(data if armored else header + bytes(40), PASSPHRASE)


def test_a_recipient_is_tried_and_not_compared(identity):
    assert opens([identity[0]], identity[1])
    assert not opens([new_identity()[0]], identity[1])
    assert not opens([identity[0]], "age1nonsense")


def test_only_a_protected_identity_is_made_compact(identity, protected):
    plain = compact(protected)
    assert compact(plain) == plain
    assert len(plain) < len(protected)
    for other in (identity[0].encode(), b"", plain + bytes(64 * 1024)):
        with pytest.raises(ValueError, match="passphrase"):
            compact(other)

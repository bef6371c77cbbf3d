"""Escrow: tried before it is used, readable by age alone, and our own identity for the safe."""

import subprocess
from datetime import datetime, timedelta

import pytest
import zxingcpp
from PIL import Image

from app.domain.access import Role
from app.envelope import new_identity
from app.envelope.encryption import decrypt
from app.envelope.identity_file import compact, protect, read_identities
from app.services import escrow, inbox, offices
from tests.claims import refused
from tests.exchange import register_people, sealed

PASSPHRASE = "một câu dài chỉ để thử"


@pytest.fixture
def key(tmp_path):
    """An escrow identity in a plain file of age, and its recipient."""
    identity, recipient = new_identity()
    file = tmp_path / "escrow.txt"
    file.write_text(f"{identity}\n")
    return file, recipient


def test_without_an_escrow_key_nobody_else_reads(pair, key):
    register_people(pair[0])
    batch = sealed(pair[0])
    assert escrow.show(pair[0]) is None
    with pytest.raises(ValueError, match="decrypt"):
        decrypt(batch.content, read_identities(key[0].read_bytes(), None))


def test_batches_are_sealed_to_the_escrow_key_too_and_age_opens_them(pair, key, tmp_path):
    commune = pair[0]
    held = escrow.set_recipient(commune, f" {key[1]}\n", key[0].read_bytes(), None)
    assert (held.recipient, escrow.show(commune)) == (key[1], held)
    register_people(commune)
    (tmp_path / "b.age").write_bytes(sealed(commune).content)
    opened = subprocess.run(
        ["age", "-d", "-i", str(key[0]), str(tmp_path / "b.age")], check=True, capture_output=True
    ).stdout
    assert opened.startswith(b"PK")


def test_a_key_that_does_not_open_is_never_set(pair, key):
    other = f"{new_identity()[0]}\n".encode()
    refused("escrow.test", escrow.set_recipient, pair[0], key[1], other, None)
    refused("escrow.recipient", escrow.set_recipient, pair[0], "age1nonsense", other, None)
    refused("escrow.identity", escrow.set_recipient, pair[0], key[1], b"nonsense", None)
    protected = protect([new_identity()[0]], PASSPHRASE)
    refused("escrow.identity", escrow.set_recipient, pair[0], key[1], protected, "khác")
    assert escrow.show(pair[0]) is None


def test_a_new_key_goes_to_its_file_and_stays_nowhere_else(pair, tmp_path):
    commune, file = pair[0], tmp_path / "du-phong.age"
    held = escrow.make(commune, file, PASSPHRASE)
    (identity,) = read_identities(file.read_bytes(), PASSPHRASE)
    assert file.stat().st_mode & 0o777 == 0o600
    assert identity not in commune.store.offices.identities()
    assert escrow.test(commune, f"{identity}\n".encode(), None).recipient == held.recipient
    before = file.read_bytes()
    refused("file.exists", escrow.make, commune, file, PASSPHRASE)
    assert file.read_bytes() == before


def test_the_escrow_key_is_tried_on_what_was_sealed_to_it(pair, key, tmp_path):
    commune = pair[0]
    refused("escrow.none", escrow.test, commune, key[0].read_bytes(), None)
    escrow.set_recipient(commune, key[1], key[0].read_bytes(), None)
    with commune.store.transaction():
        commune.store.accounts.set_meta("escrow", {"recipient": key[1], "since": "2026-12-01", "tested_at": "-"})
    register_people(commune)
    sealed(commune)
    assert escrow.test(commune, key[0].read_bytes(), None).tested_at == commune.time()
    refused("escrow.test", escrow.test, commune, f"{new_identity()[0]}\n".encode(), None)
    with commune.store.transaction():
        commune.store._db.conn.execute("UPDATE batches SET content = zeroblob(100)")
    refused("escrow.test", escrow.test, commune, key[0].read_bytes(), None)


def test_removing_ends_it_for_what_comes(pair, key):
    commune = pair[0]
    refused("escrow.none", escrow.remove, commune)
    escrow.set_recipient(commune, key[1], key[0].read_bytes(), None)
    escrow.remove(commune)
    assert escrow.show(commune) is None
    register_people(commune)
    with pytest.raises(ValueError, match="decrypt"):
        decrypt(sealed(commune).content, read_identities(key[0].read_bytes(), None))


def other_key():
    identity, recipient = new_identity()
    return recipient, f"{identity}\n".encode()


def test_old_escrow_keys_are_remembered_with_what_is_sealed_to_them(pair, key):
    commune = pair[0]
    escrow.set_recipient(commune, key[1], key[0].read_bytes(), None)
    register_people(commune)
    batch = sealed(commune)
    assert escrow.former(commune) == []
    commune.now = lambda: datetime.fromisoformat(batch.made_at) + timedelta(days=1)
    recipient, file = other_key()
    escrow.set_recipient(commune, recipient, file, None)
    escrow.set_recipient(commune, recipient, file, None)
    escrow.remove(commune)
    newest, oldest = escrow.former(commune)
    assert (oldest.recipient, oldest.batches, newest.recipient, newest.batches) == (key[1], 1, recipient, 0)
    assert decrypt(batch.content, read_identities(key[0].read_bytes(), None))


def test_an_office_that_renewed_its_key_still_opens_what_was_sealed_to_the_old_one(pair):
    commune, receiving = pair
    register_people(commune)
    batch = sealed(commune)
    old = receiving.store.offices.identities()
    offices.renew(receiving)
    assert set(old) < set(receiving.store.offices.identities())
    assert inbox.take_in(receiving, "x.asice.age", batch.content).result == "imported"


@pytest.fixture(scope="module")
def protected():
    return protect([new_identity()[0]], PASSPHRASE)


def test_a_key_is_printed_in_parts_and_put_together_again(pair, protected, tmp_path):
    sheets = escrow.print_parts(pair[0], protected, 3)
    texts = [scanned(paper, tmp_path) for paper in sheets]
    again = escrow.join_parts(reversed(texts))
    assert again == compact(protected)
    assert refused("escrow.part_missing", escrow.join_parts, texts[:2]).values == {"n": "3"}
    assert refused("escrow.part", escrow.join_parts, [texts[0], texts[1][:-1]]).values == {"n": 2}
    assert next(pair[0].store.audit.rows(newest_first=True)).act == "office.escrow_print"


def test_a_key_that_was_put_together_opens_with_its_passphrase(protected):
    assert read_identities(compact(protected), PASSPHRASE) == read_identities(protected, PASSPHRASE)


def test_only_a_protected_key_is_printed(pair, key, protected):
    refused("escrow.unprotected", escrow.print_parts, pair[0], key[0].read_bytes(), 3)
    refused("escrow.parts", escrow.print_parts, pair[0], protected, 1)


def scanned(paper, folder):
    (folder / "part.pdf").write_bytes(paper)
    subprocess.run(["pdftoppm", "-r", "150", "-png", "-singlefile", "part.pdf", "part"], cwd=folder, check=True)
    (code,) = zxingcpp.read_barcodes(Image.open(folder / "part.png"))
    return code.text


def test_our_identity_leaves_only_under_a_passphrase_and_audited(pair):
    receiving = pair[1]
    refused("escrow.passphrase", escrow.export_identity, receiving, "ngắn")
    exported = escrow.export_identity(receiving, PASSPHRASE)
    assert exported.startswith(b"-----BEGIN AGE ENCRYPTED FILE-----")
    assert not [one for one in receiving.store.offices.identities() if one.encode() in exported]
    assert next(receiving.store.audit.rows(newest_first=True)).act == "office.identity"


def test_only_who_looks_after_keys_may(pair, key, tmp_path):
    commune = pair[0]
    commune.user = type(commune.user)("Tú", (Role.OFFICER,), commune.user.made_at)
    refused("auth.role", escrow.set_recipient, commune, key[1], key[0].read_bytes(), None)
    refused("auth.role", escrow.make, commune, tmp_path / "x", PASSPHRASE)
    refused("auth.role", escrow.export_identity, commune, PASSPHRASE)
    assert not (tmp_path / "x").exists()

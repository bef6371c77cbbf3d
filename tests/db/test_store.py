"""Opening a store, or being refused."""

import os
import shutil
import subprocess
import sys
import unicodedata
from hashlib import sha256

import pytest

from app import session
from app.errors import AppError
from db.connection import connect
from db.keyslots import TESTING, new_recovery_key, open_slot
from db.store import Store, create_store, open_store, open_with_recovery
from tests.claims import refused
from tests.invented import PASSWORD, USER


def closed(opened):
    opened.close()
    return opened.store.folder


def contents(folder):
    return {file.name: sha256(file.read_bytes()).hexdigest() for file in folder.rglob("*") if file.is_file()}


def nothing(store):
    """What a store without an office is filled with."""


@pytest.fixture
def folder(commune):
    return closed(commune)


@pytest.mark.parametrize("user", ["Lan", "lan", "LAN", " Lan "])
def test_the_password_opens_whatever_the_capitals_of_the_name(folder, user):
    open_store(folder, user=user, password=PASSWORD).close()


def test_a_wrong_password_and_an_unknown_user_get_the_same_answer(folder):
    wrong = refused("auth.password", open_store, folder, user=USER, password="sai mật khẩu")
    unknown = refused("auth.password", open_store, folder, user="Không ai", password=PASSWORD)
    assert wrong.values == unknown.values == {}


@pytest.mark.parametrize("password", ["", "\x00", "x" * 100_000, "\ud800", "mật khẩu chỉ để thử "])
def test_no_odd_password_opens_or_breaks_anything(folder, password):
    refused("auth.password", open_store, folder, user=USER, password=password)


def test_a_password_typed_with_composed_or_separate_accents_is_the_same(folder):
    open_store(folder, user=USER, password=unicodedata.normalize("NFD", PASSWORD)).close()


def test_a_second_opening_is_refused_while_the_first_lasts(commune):
    refused("store.locked", open_store, commune.store.folder, user=USER, password=PASSWORD)


def test_another_program_is_refused_while_the_store_is_open(commune):
    code = (
        "import sys; from pathlib import Path; from db.store import open_store; from app.errors import AppError\n"
        "try: open_store(Path(sys.argv[1]), user=sys.argv[2], password=sys.argv[3])\n"
        "except AppError as error: print(error.code)"
    )
    folder = commune.store.folder
    done = subprocess.run([sys.executable, "-c", code, folder, USER, PASSWORD], stdout=subprocess.PIPE, check=True)
    assert done.stdout == b"store.locked\n"


def test_a_failed_opening_leaves_the_store_free(folder):
    refused("auth.password", open_store, folder, user=USER, password="sai mật khẩu")
    open_store(folder, user=USER, password=PASSWORD).close()


def test_a_store_of_a_newer_program_is_refused_and_left_as_it_is(folder):
    store = open_store(folder, user=USER, password=PASSWORD)
    with store.transaction():
        store._db.conn.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('hoanhap', 'm0099_later', '')"
        )
    store.close()
    before = contents(folder)
    refused("store.newer", open_store, folder, user=USER, password=PASSWORD)
    refused("store.newer", open_store, folder, user=USER, password=PASSWORD)
    assert contents(folder) == before


def test_key_slots_of_a_newer_program_are_refused(folder):
    keys = folder / "keys.json"
    keys.write_text(keys.read_text("utf-8").replace('"version": 1', '"version": 2'), "utf-8")
    refused("store.newer", open_store, folder, user=USER, password=PASSWORD)


def test_a_folder_without_a_store_is_told_apart_from_a_damaged_one(folder, tmp_path):
    refused("store.missing", open_store, tmp_path / "none", user=USER, password=PASSWORD)
    refused("store.missing", open_store, folder / "keys.json", user=USER, password=PASSWORD)
    (folder / "keys.json").unlink()
    refused("store.damaged", open_store, folder, user=USER, password=PASSWORD)


def test_a_store_whose_database_is_gone_is_damaged(folder):
    (folder / "store.db").unlink()
    refused("store.damaged", open_store, folder, user=USER, password=PASSWORD)
    assert not (folder / "store.db").exists()


@pytest.mark.parametrize("keys", [b"", b"[]", b"{}", b"null", b'{"format": "hoanhap-keys", "version": 1, "slots": []}',
                                  b'{"format": "hoanhap-keys", "version": 1, "slots": [1]}', b"\xff\xfe"])  # fmt: skip
def test_unreadable_key_slots_are_a_damaged_store(folder, keys):
    (folder / "keys.json").write_bytes(keys)
    refused("store.damaged", open_store, folder, user=USER, password=PASSWORD)


def test_the_recovery_key_opens_however_it_is_typed(made_commune, folder):
    key = made_commune.recovery_key
    for typed in (key, key.lower(), key.replace("-", ""), f"  {key.replace('-', ' ')} ",
                  key.replace("0", "O").replace("1", "l"), key.replace("1", "i")):  # fmt: skip
        open_with_recovery(folder, typed).close()


def test_another_recovery_key_opens_nothing(folder):
    refused("auth.recovery", open_with_recovery, folder, new_recovery_key())
    refused("auth.recovery", open_with_recovery, folder, "")


def test_a_store_is_made_only_in_an_empty_folder(commune, tmp_path):
    given = {"user": USER, "password": PASSWORD, "recovery_key": new_recovery_key(), "cost": TESTING}
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("x")
    refused("store.exists", create_store, tmp_path / "full", fill=nothing, **given)
    refused("store.exists", create_store, commune.store.folder, fill=nothing, **given)


def test_a_store_that_could_not_be_filled_leaves_nothing_and_can_be_made_again(tmp_path):
    given = {"user": USER, "password": PASSWORD, "recovery_key": new_recovery_key(), "cost": TESTING}

    def fail(store):
        raise AppError("disk.full")

    refused("disk.full", create_store, tmp_path / "new", fill=fail, **given)
    assert list((tmp_path / "new").iterdir()) == []
    create_store(tmp_path / "new", fill=nothing, **given).close()


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_nobody_else_may_look_into_the_folder(tmp_path):
    given = {"user": USER, "password": PASSWORD, "recovery_key": new_recovery_key(), "cost": TESTING}
    create_store(tmp_path / "new", fill=nothing, **given).close()
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "new" / "keys.json").stat().st_mode & 0o777 == 0o600


def test_one_password_is_not_the_key_of_the_database(folder):
    store = open_store(folder, user=USER, password=PASSWORD)
    slots = store.slots()
    store.close()
    keys = {open_slot(slot, PASSWORD) for slot in slots if slot.kind == "user"}
    (key,) = keys
    db = connect(folder / "store.db", key)
    db.close()
    refused("store.damaged", connect, folder / "store.db", bytes(32))


def test_a_copied_folder_opens_as_the_original_does(folder, tmp_path):
    shutil.copytree(folder, tmp_path / "copy")
    with open_store(tmp_path / "copy", user=USER, password=PASSWORD) as copy:
        assert isinstance(copy, Store)
    assert session.sign_in(tmp_path / "copy", USER, PASSWORD).close() is None

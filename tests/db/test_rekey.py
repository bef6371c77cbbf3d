"""A new key for the database: whenever the power goes, exactly one `keys.json` opens the store."""

import os
import random
import shutil
import subprocess
import sys
import time

import pytest

from app.errors import AppError
from db import rekey
from db.connection import connect
from db.keyslots import TESTING
from db.store import open_store, open_with_recovery
from tests.claims import refused
from tests.db.test_crash import OPEN
from tests.invented import PASSWORD, USER

REKEY = """
print("ready", flush=True)
while True:
    store.rekey()
"""


def opens(folder):
    with open_store(folder, user=USER, password=PASSWORD) as store:
        assert store.integrity()
        assert store.audit.broken_at() is None
    return not (folder / rekey.NEXT).exists()


def test_passwords_and_the_recovery_key_stay(commune, made_commune):
    commune.store.rekey()
    commune.close()
    assert opens(commune.store.folder)
    open_with_recovery(commune.store.folder, made_commune.recovery_key).close()


def test_the_store_goes_on_working_under_the_new_key(commune):
    commune.store.rekey()
    with commune.store.transaction():
        commune.store.set_secret("user", USER, "một mật khẩu khác", cost=TESTING)
        commune.store.accounts.set_setting("list_day", 6)
    commune.store.tidy_slots()
    commune.close()
    with open_store(commune.store.folder, user=USER, password="một mật khẩu khác") as store:
        assert store.accounts.settings()["list_day"] == 6


def test_an_old_keys_file_opens_nothing_more(commune):
    keys = commune.store.folder / "keys.json"
    old = keys.read_bytes()
    commune.store.rekey()
    commune.close()
    keys.write_bytes(old)
    refused("store.damaged", open_store, commune.store.folder, user=USER, password=PASSWORD)


def test_no_page_of_the_old_key_is_left(commune):
    key = commune.store._key
    commune.store.rekey()
    commune.close()
    refused("store.damaged", connect, commune.store.folder / "store.db", key)
    assert sorted(one.name for one in commune.store.folder.glob("store.db*")) == ["store.db"]


def test_a_stop_before_the_pages_are_rewritten_leaves_the_old_key(commune):
    folder = commune.store.folder
    rekey.write_slots(folder / rekey.NEXT, [rekey.sealed_to(slot, b"x" * 32) for slot in commune.store.slots()])
    commune.close()
    assert opens(folder)


@pytest.mark.parametrize("by", ["password", "recovery"])
def test_a_stop_after_the_pages_are_rewritten_leaves_the_new_key(commune, made_commune, by):
    folder = commune.store.folder
    old = (folder / "keys.json").read_bytes()
    commune.store.rekey()
    commune.close()
    (folder / "keys.json").rename(folder / rekey.NEXT)
    (folder / "keys.json").write_bytes(old)
    if by == "recovery":
        open_with_recovery(folder, made_commune.recovery_key).close()
    refused("auth.password", open_store, folder, user=USER, password="sai mật khẩu")
    assert opens(folder)


def test_a_new_key_that_cannot_be_written_changes_nothing(commune):
    folder = commune.store.folder
    (folder / f"{rekey.NEXT}.part").mkdir()
    refused("disk.error", commune.store.rekey)
    with commune.store.transaction():
        commune.store.accounts.set_setting("list_day", 6)
    commune.close()
    assert opens(folder)


@pytest.mark.skipif(os.name != "posix", reason="a limit on the size of a file is a matter of POSIX")
def test_a_disk_that_fills_up_while_the_pages_are_rewritten_leaves_a_store_that_works(commune):
    """Writing beyond the limit fails in the midst of the rewriting; what is written after it must be readable."""
    commune.close()
    work = """
import resource, signal
from app.errors import AppError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
size = (store.folder / "store.db").stat().st_size
resource.setrlimit(resource.RLIMIT_FSIZE, (size // 2, resource.RLIM_INFINITY))
try:
    store.rekey()
except AppError as error:
    print(error.code, flush=True)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
with store.transaction():
    store.accounts.set_setting("list_day", 6)
store.close()
"""
    folder = commune.store.folder
    done = subprocess.run([sys.executable, "-c", OPEN + work, folder, USER, PASSWORD], capture_output=True, text=True,
                          check=True)  # fmt: skip
    assert done.stdout.strip() == "disk.error"
    assert opens(folder)
    with open_store(folder, user=USER, password=PASSWORD) as store:
        assert store.accounts.settings()["list_day"] == 6


def test_a_kill_at_any_moment_leaves_exactly_one_key(commune):
    commune.close()
    folder, moment = commune.store.folder, random.Random()
    for _ in range(10):
        with subprocess.Popen([sys.executable, "-c", OPEN + REKEY, folder, USER, PASSWORD],
                              stdout=subprocess.PIPE) as process:  # fmt: skip
            assert process.stdout.readline() == b"ready\n"
            time.sleep(moment.random() * 0.1)
            process.kill()
        files = [file for file in (folder / "keys.json", folder / rekey.NEXT) if file.exists()]
        assert sum(alone_opens(folder, file) for file in files) == 1
        assert opens(folder)


def alone_opens(folder, keys):
    """Whether the store opens when this is its only key file."""
    copy = folder.parent / "copy"
    shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("keys*.json", "store.lock"))
    shutil.copy(keys, copy / "keys.json")
    try:
        open_store(copy, user=USER, password=PASSWORD).close()
    except AppError as error:
        return {"store.damaged": False}[error.code]
    finally:
        shutil.rmtree(copy)
    return True

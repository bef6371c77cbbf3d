"""Key slots: passwords come and go, and whenever the power goes exactly one of two opens the store."""

import contextlib
import json
from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.keyslots import (
    RECOVERY_CHARACTERS,
    TESTING,
    make_slot,
    new_database_key,
    new_recovery_key,
    open_slot,
    sealed_to,
    typed_recovery_key,
    write_slots,
)
from db.store import open_store
from tests.claims import refused
from tests.invented import PASSWORD, USER

NEW = "một mật khẩu khác"
KEY = new_database_key()


def opens(folder, password, user=USER):
    open_store(folder, user=user, password=password).close()
    return True


def change_password(store, password, user=USER):
    with store.transaction():
        store.set_secret("user", user, password, cost=TESTING)


def test_after_a_change_only_the_new_password_opens(commune):
    store = commune.store
    change_password(store, NEW)
    store.tidy_slots()
    commune.close()
    assert opens(store.folder, NEW)
    refused("auth.password", open_store, store.folder, user=USER, password=PASSWORD)
    assert len(store.slots()) == 2


def test_a_crash_before_the_commit_leaves_the_old_password(commune):
    store = commune.store
    with contextlib.suppress(ZeroDivisionError), store.transaction():
        store.set_secret("user", USER, NEW, cost=TESTING)
        raise ZeroDivisionError
    commune.close()
    assert len(store.slots()) == 3
    refused("auth.password", open_store, store.folder, user=USER, password=NEW)
    assert opens(store.folder, PASSWORD)
    assert len(store.slots()) == 2


def test_a_crash_while_the_same_password_is_set_again_keeps_nobody_out(commune):
    with contextlib.suppress(ZeroDivisionError), commune.store.transaction():
        commune.store.set_secret("user", USER, PASSWORD, cost=TESTING)
        raise ZeroDivisionError
    commune.close()
    assert opens(commune.store.folder, PASSWORD)
    assert len(commune.store.slots()) == 2


def test_a_crash_after_the_commit_leaves_the_new_password(commune):
    change_password(commune.store, NEW)
    commune.close()
    assert len(commune.store.slots()) == 3
    refused("auth.password", open_store, commune.store.folder, user=USER, password=PASSWORD)
    assert opens(commune.store.folder, NEW)
    assert len(commune.store.slots()) == 2


def test_a_disk_that_fills_up_during_a_change_leaves_the_old_password(commune):
    folder = commune.store.folder
    (folder / "keys.json.part").mkdir()  # nothing can be written beside keys.json any more
    refused("disk.error", change_password, commune.store, NEW)
    commune.close()
    assert opens(folder, PASSWORD)


def test_slots_that_cannot_be_tidied_keep_nobody_out(commune):
    change_password(commune.store, NEW)
    commune.close()
    (commune.store.folder / "keys.json.part").mkdir()
    assert opens(commune.store.folder, NEW)
    refused("auth.password", open_store, commune.store.folder, user=USER, password=PASSWORD)


def test_an_old_keys_file_copied_back_opens_nothing(commune):
    keys = commune.store.folder / "keys.json"
    old = keys.read_bytes()
    change_password(commune.store, NEW)
    commune.store.tidy_slots()
    commune.close()
    keys.write_bytes(old)
    refused("auth.password", open_store, commune.store.folder, user=USER, password=PASSWORD)


def test_nobody_becomes_somebody_else_by_relabelling_a_slot(commune):
    store = commune.store
    change_password(store, NEW, user="Tuấn")
    commune.close()
    keys = store.folder / "keys.json"
    data = json.loads(keys.read_text("utf-8"))
    for slot in data["slots"]:
        slot["user"] = {USER: "Tuấn", "Tuấn": USER}.get(slot["user"], slot["user"])
    keys.write_text(json.dumps(data), "utf-8")
    refused("auth.password", open_store, store.folder, user=USER, password=NEW)


@pytest.mark.parametrize("changed", ["id", "kind", "public", "salt", "secret", "sealed", "memory_kib", "iterations"])
def test_a_changed_slot_never_opens(changed):
    slot, other = (make_slot(kind, USER, PASSWORD, KEY, cost=TESTING) for kind in ("user", "recovery"))
    value = getattr(slot, changed) + 1 if isinstance(getattr(slot, changed), int) else getattr(other, changed)
    code = "store.damaged" if changed == "sealed" else "auth.password"
    refused(code, open_slot, replace(slot, **{changed: value}), PASSWORD)


@pytest.mark.parametrize("changes", [{"memory_kib": 2**30}, {"iterations": 10**6}, {"memory_kib": 0}, {"salt": "?"},
                                     {"secret": ""}, {"salt": ""}])  # fmt: skip
def test_a_slot_that_no_program_wrote_is_damage_and_costs_nothing(changes):
    slot = replace(make_slot("user", USER, PASSWORD, KEY, cost=TESTING), **changes)
    refused("store.damaged", open_slot, slot, PASSWORD)


def test_a_new_database_key_needs_nobodys_password():
    slot = make_slot("user", USER, PASSWORD, KEY, cost=TESTING)
    other = new_database_key()
    assert open_slot(sealed_to(slot, other), PASSWORD) == other


def test_the_same_password_makes_another_slot_each_time():
    one, two = (asdict(make_slot("user", USER, PASSWORD, KEY, cost=TESTING)) for _ in range(2))
    assert [name for name in one if one[name] == two[name]] == ["kind", "user", "memory_kib", "iterations"]


def test_a_written_keys_file_has_no_half(tmp_path):
    write_slots(tmp_path / "keys.json", [make_slot("user", USER, PASSWORD, KEY, cost=TESTING)])
    assert [file.name for file in tmp_path.iterdir()] == ["keys.json"]


def test_recovery_keys_are_long_and_never_the_same():
    keys = {new_recovery_key() for _ in range(100)}
    assert len(keys) == 100
    assert {len(key.replace("-", "")) for key in keys} == {RECOVERY_CHARACTERS}
    assert all(typed_recovery_key(key) == key for key in keys)


@given(st.text())
def test_anything_may_be_typed_as_a_recovery_key(typed):
    assert typed_recovery_key(typed_recovery_key(typed)) == typed_recovery_key(typed)

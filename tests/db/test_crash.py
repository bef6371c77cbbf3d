"""`kill -9` at any moment: the store opens, and every act is there whole or not at all."""

import random
import subprocess
import sys
import time

import pytest

from app.errors import AppError
from db.search import Query
from db.store import open_store
from tests.invented import PASSWORD, USER

BULK, NEW = 150, "một mật khẩu khác"

OPEN = """
import sys
from pathlib import Path
from db.store import open_store
store = open_store(Path(sys.argv[1]), user=sys.argv[2], password=sys.argv[3])
"""
WRITE = f"""
from app.domain.ids import new_id
from app.domain.person import Person
from db.people import Change
print("ready", flush=True)
while True:
    with store.transaction():
        people = [Person(new_id(), 1, f"Nông Văn {{number}}") for number in range({BULK})]
        store.people.put_many(people, Change("2026-12-05", "Lan", "bulk"), origin="06184")
        store.audit.append(at="2026-12-05", user="Lan", act="bulk", channel="cli", subject="", detail={{}})
"""
CHANGE_PASSWORD = f"""
from db.keyslots import TESTING
print("ready", flush=True)
while True:
    for password in ({NEW!r}, {PASSWORD!r}):
        with store.transaction():
            store.set_secret("user", "Lan", password, cost=TESTING)
        store.tidy_slots()
"""


def killed_while(work, folder, password, after):
    """Run `work` on the store in another process and kill it so many seconds after it began."""
    command = [sys.executable, "-c", OPEN + work, folder, USER, password]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"ready\n"
        time.sleep(after)
        process.kill()


def bulks(store):
    """How many whole acts are there; fails when one is there by half."""
    assert store.audit.broken_at() is None
    acts = sum(row.act == "bulk" for row in store.audit.rows())
    assert store.people.count() == acts * BULK
    assert len(store.people.search(Query("nong"))) == acts * BULK
    return acts


def test_a_killed_bulk_write_leaves_all_of_it_or_nothing(commune):
    commune.close()
    moment, done = random.Random(), 0
    for _ in range(20):
        killed_while(WRITE, commune.store.folder, PASSWORD, moment.random() * 0.12)
        with open_store(commune.store.folder, user=USER, password=PASSWORD) as store:
            assert bulks(store) >= done
            done = bulks(store)


def opens(folder, password):
    try:
        open_store(folder, user=USER, password=password).close()
    except AppError as error:
        return error.code
    return "open"


def test_a_killed_change_of_password_leaves_exactly_one_that_opens(commune):
    commune.close()
    folder, moment, password = commune.store.folder, random.Random(), PASSWORD
    for _ in range(8):
        killed_while(CHANGE_PASSWORD, folder, password, moment.random() * 0.05)
        (folder / "log" / "sign-in.json").unlink(missing_ok=True)
        opening = {one: opens(folder, one) for one in (PASSWORD, NEW)}
        assert sorted(opening.values()) == ["auth.password", "open"]
        password = next(one for one in opening if opening[one] == "open")


@pytest.mark.parametrize("left", ["keys.json.part", "log/sign-in.json.part", "store.lock"])
def test_what_a_killed_program_leaves_lying_stops_nobody(commune, left):
    commune.close()
    (commune.store.folder / left).write_bytes(b"half")
    assert opens(commune.store.folder, PASSWORD) == "open"

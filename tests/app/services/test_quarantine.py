"""What is kept of refused files, and what of it is tried again."""

from dataclasses import replace

import pytest

from app.domain.batch import Quarantined
from app.domain.office import CardState
from app.services import accounts, alarms, inbox, offices, quarantine
from tests.claims import refused
from tests.exchange import forge, take

A = "a" * 64


def keep(session, name, size, code="batch.decrypt"):
    data = name.encode().ljust(size, b".")
    file = Quarantined(name * 8, name, size, code, "", session.time(), None)
    quarantine.keep(session, quarantine.Permission.IMPORT_BATCH, file, data)


def held(session):
    return {one.name: one.kept for one in quarantine.listing(session)}


def test_when_room_is_needed_the_oldest_bytes_go_and_their_digests_stay(receiving):
    accounts.set_setting(receiving, "quarantine_mb", "8")
    for name in ("a", "b", "c"):
        keep(receiving, name, 3_900_000)
    assert held(receiving) == {"a": False, "b": True, "c": True}
    last = next(receiving.store.audit.rows(newest_first=True))
    assert last.detail["dropped"] == ["a" * 8]


def test_what_says_something_of_a_chain_goes_last(receiving):
    accounts.set_setting(receiving, "quarantine_mb", "8")
    keep(receiving, "a", 3_900_000, "batch.number_reused")
    for name in ("b", "c"):
        keep(receiving, name, 3_900_000)
    assert held(receiving) == {"a": True, "b": False, "c": True}


def test_a_file_too_large_to_be_read_leaves_a_row_without_bytes(receiving, tmp_path):
    film = tmp_path / "film.asice.age"
    with film.open("wb") as out:
        out.truncate(65 * 1024 * 1024)
    (taken,) = inbox.import_files(receiving, [film])
    assert (taken.result, taken.code) == ("quarantined", "batch.too_big")
    (row,) = quarantine.listing(receiving)
    assert (row.name, row.size, row.code, row.kept) == (film.name, 65 * 1024 * 1024, "batch.too_big", False)
    inbox.import_files(receiving, [film])
    assert len(quarantine.listing(receiving)) == 1


def test_a_batch_that_looked_like_a_rewind_is_taken_in_when_another_explains_it(pair):
    """The last batch of an old chain arrives after the new chain began, and before the batch that names it."""
    commune, receiving = pair
    old = forge(commune, receiving, number=1, previous=None)
    late = forge(commune, receiving, number=2, previous=old.digest)
    new = forge(commune, receiving, number=1, previous=late.digest, epoch=2)
    take(receiving, old)
    assert take(receiving, new)[1] == "batch.new_epoch"
    assert [one.result for one in inbox.decide_epoch(receiving, commune.office.unit, accept=True)] == ["imported"]
    assert take(receiving, late)[0] == "imported"
    assert alarms.current(receiving) == []


def test_a_rewind_is_tried_again_after_every_import(pair, tmp_path):
    commune, receiving = pair
    one = forge(commune, receiving, number=1, previous=None)
    two = forge(commune, receiving, number=2, previous=one.digest)
    three = forge(commune, receiving, number=3, previous=two.digest)
    first_of_new = forge(commune, receiving, number=1, previous=three.digest, epoch=2)
    take(receiving, one)
    take(receiving, first_of_new)
    inbox.decide_epoch(receiving, commune.office.unit, accept=True)
    assert take(receiving, two)[1] == "batch.rewind"
    (tmp_path / "3.asice.age").write_bytes(three.file)
    taken = inbox.import_files(receiving, [tmp_path / "3.asice.age"])
    assert [(one.result, one.batch) for one in taken] == [("imported", three.digest), ("imported", two.digest)]
    assert quarantine.listing(receiving) == []
    assert alarms.current(receiving) == []


@pytest.mark.parametrize("state", [CardState.SUSPENDED, None], ids=["suspended", "unknown"])
def test_what_waited_for_a_card_is_taken_in_when_the_card_is_trusted(pair, state):
    commune, receiving = pair
    card = offices.own_card(commune)
    with receiving.store.transaction():
        if state is None:
            receiving.store._db.conn.execute("DELETE FROM cards WHERE fingerprint = ?", (card.fingerprint,))
        else:
            known = receiving.store.offices.card(card.fingerprint)
            receiving.store.offices.put_card(replace(known, state=state))
    made = forge(commune, receiving, number=1, previous=None)
    assert take(receiving, made)[0] == "quarantined"
    assert inbox.retry(receiving) == []
    offices.trust(receiving, card.card, card.fingerprint)
    assert [one.batch for one in inbox.retry(receiving)] == [made.digest]


def test_keys_that_batches_were_sealed_to_are_never_thrown_away(commune):
    offices.renew(commune)
    store = commune.store
    assert len(store.offices.identities()) == 2
    for table in ("identities", "office_keys"):
        with pytest.raises(Exception, match="stay"), store.transaction():
            store._db.conn.execute(f"DELETE FROM {table}")
    assert len(store.offices.identities()) == 2


def test_who_may_not_import_tries_nothing(pair):
    receiving = pair[1]
    receiving.user = replace(receiving.user, roles=())
    assert inbox.retry(receiving) == []
    refused("auth.role", quarantine.listing, receiving)


def test_who_a_batch_is_for_is_said_by_name(pair):
    commune, receiving = pair
    stray = forge(commune, receiving, recipient={"unit": "06184", "fingerprint": "1" * 64})
    error = inbox.take_in(receiving, "x.asice.age", stray.file).error
    assert (error.code, error.values["name"]) == ("batch.wrong_recipient", "Xã Đồng Đăng")
    unknown = forge(commune, receiving, number=2, previous=A, recipient={"unit": "99999", "fingerprint": "1" * 64})
    assert inbox.take_in(receiving, "x.asice.age", unknown.file).error.values["name"] == "99999"

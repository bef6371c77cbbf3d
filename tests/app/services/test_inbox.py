"""Taking in: what is believed, what goes to quarantine and changes nothing, and the decision on entries."""

import os
import random
from datetime import date

import pytest

from app.domain.access import Role
from app.domain.batch import InState
from app.envelope import fingerprint, new_office_key
from app.errors import AppError
from app.services import batches, inbox, offices, receipts, register
from app.session import Query
from tests.exchange import (
    dump,
    forge,
    hand_over,
    introduce,
    records_of,
    register_people,
    reissue,
    sealed,
    take,
    travelling,
)
from tests.invented import MONTH, NOW

REPLY = {"kind": "receipt", "month": None, "revision": None, "nil": None}
PERSON = {"type": "person", "id": "p1", "version": 1, "name": "Nông Văn Thử"}


def in_dump(session):
    """Everything but what a refusal may leave behind: the quarantine (and the audit trail)."""
    return dump(session, but=("quarantine",))


@pytest.fixture
def batch(pair):
    register_people(pair[0], 3)
    return sealed(pair[0])


def test_a_batch_brings_its_people_and_entries(pair, batch):
    commune, receiving = pair
    taken = hand_over(batch, receiving)
    assert (taken.result, taken.code, taken.batch) == ("imported", None, batch.digest)
    (view,) = inbox.listing(receiving)
    assert (view.batch.unit, view.batch.month, view.entries) == (commune.office.unit, MONTH, 3)
    assert view.batch.state is InState.RECEIVED
    assert receiving.store.people.count() == 3
    assert inbox.show(receiving, batch.digest[:8])[2] == commune.office.name


def test_the_day_it_came_can_be_told(pair, batch):
    hand_over(batch, pair[1], received_on=date(2026, 12, 1))
    assert inbox.listing(pair[1])[0].batch.received_on == "2026-12-01"


def test_taking_in_again_changes_nothing_at_all(pair, batch):
    _commune, receiving = pair
    hand_over(batch, receiving)
    before, rows = dump(receiving), receiving.store.audit.head()
    assert hand_over(batch, receiving).result == "already"
    assert (dump(receiving), receiving.store.audit.head()) == (before, rows)


def test_a_correction_brings_the_newer_versions(pair, batch):
    commune, receiving = pair
    hand_over(batch, receiving)
    person = register.find(commune, Query("")).people[0]
    register.change(commune, person.id, {"village": "Thôn Mới"}, "Chuyển thôn")
    reissue(commune)
    (correction,) = batches.seal_month(commune, MONTH)
    assert hand_over(correction, receiving).result == "imported"
    assert receiving.store.people.get(person.id).village == "Thôn Mới"
    assert hand_over(batch, receiving).result == "already"
    assert receiving.store.people.get(person.id).village == "Thôn Mới"


# Files


def test_two_hundred_flipped_bytes_are_refused_and_change_nothing(pair, batch):
    _commune, receiving = pair
    before = in_dump(receiving)
    chance = random.Random(22)
    for place in [*range(40), *(chance.randrange(len(batch.content)) for _ in range(160))]:
        changed = bytearray(batch.content)
        changed[place] ^= 1 << chance.randrange(8)
        taken = inbox.take_in(receiving, batch.file, bytes(changed))
        assert (taken.result, taken.code.startswith("batch.")) == ("quarantined", True)
    assert in_dump(receiving) == before
    assert hand_over(batch, receiving).result == "imported"


def test_a_truncated_file_is_refused_at_any_length(pair, batch):
    _commune, receiving = pair
    before = in_dump(receiving)
    for length in [0, 1, 21, 22, 100, 500, *range(1000, len(batch.content), 3001), len(batch.content) - 1]:
        assert inbox.take_in(receiving, batch.file, batch.content[:length]).code == "batch.decrypt"
    assert in_dump(receiving) == before


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no batch", b"age-encryption.org/v1\n", b"\x00" * 1000])
def test_a_foreign_file_is_quarantined_once(receiving, content):
    before = in_dump(receiving)
    for _ in range(2):
        taken = inbox.take_in(receiving, "x.asice.age", content)
        assert (taken.result, taken.code) == ("quarantined", "batch.decrypt")
    assert in_dump(receiving) == before
    (kept,) = inbox.quarantined(receiving)
    assert (kept.name, kept.size, kept.code) == ("x.asice.age", len(content), "batch.decrypt")


def test_a_huge_file_is_refused_and_not_kept(receiving):
    taken = inbox.take_in(receiving, "x.asice.age", bytes(4 * 1024 * 1024 + 1))
    assert taken.code == "batch.too_big"
    assert receiving.store.inbox.quarantined(inbox.quarantined(receiving)[0].sha256).content is None


def test_a_file_beyond_all_bounds_does_not_stop_the_others(pair, batch, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / batch.file).write_bytes(batch.content)
    with (folder / "00000.asice.age").open("wb") as out:
        out.truncate(65 * 1024 * 1024)
    taken = inbox.import_files(pair[1], [folder])
    assert [(one.result, one.code) for one in taken] == [("quarantined", "batch.too_big"), ("imported", None)]


def test_one_bad_file_among_ten_does_not_stop_the_others(pair, tmp_path):
    commune, receiving = pair
    folder = tmp_path / "folder"
    folder.mkdir()
    previous = None
    for number in range(1, 11):
        made = forge(commune, receiving, number=number, previous=previous, month=f"2027-{number:02}")
        previous = made.digest
        (folder / f"{number:02}.asice.age").write_bytes(b"no batch" if number == 4 else made.file)
    taken = inbox.import_files(receiving, [folder])
    results = [one.result for one in taken]
    assert results == ["imported"] * 3 + ["quarantined"] + ["imported"] * 6
    assert [one.code for one in taken if one.result == "imported"] == [None] * 3 + ["batch.gap"] + [None] * 5


def test_of_a_folder_only_batch_files_directly_in_it_are_taken(pair, batch, tmp_path):
    folder = tmp_path / "folder"
    (folder / "deeper").mkdir(parents=True)
    (folder / "deeper" / batch.file).write_bytes(batch.content)
    (folder / "people.xlsx").write_bytes(b"a list")
    (folder / f"{batch.file}.part").write_bytes(batch.content[:100])
    (folder / "any name.asice.age").write_bytes(batch.content)
    (taken,) = inbox.import_files(pair[1], [folder])
    assert (taken.file, taken.result) == ("any name.asice.age", "imported")


def test_a_file_name_that_is_no_text_does_no_harm(pair, batch, tmp_path):
    (tmp_path / "folder").mkdir()
    file = os.fsencode(tmp_path / "folder") + b"/\xff.asice.age"
    with open(file, "wb") as out:  # noqa: PTH123 - a name that is no text
        out.write(b"no batch")
    (taken,) = inbox.import_files(pair[1], [tmp_path / "folder"])
    assert (taken.file, taken.code) == ("?.asice.age", "batch.decrypt")


@pytest.mark.parametrize("name", ["nowhere.asice.age", "x" * 300])
def test_a_file_that_is_not_there_is_told_before_anything_is_taken_in(pair, batch, tmp_path, name):
    (tmp_path / batch.file).write_bytes(batch.content)
    with pytest.raises(AppError, match=r"file\.missing"):
        inbox.import_files(pair[1], [tmp_path / batch.file, tmp_path / name])
    assert inbox.listing(pair[1]) == []


# Trust


def refused(session, made):
    """The code of a batch that is not believed; everything else stays as it was, and the file is kept once."""
    before = in_dump(session)
    result, code = take(session, made)
    assert (result, take(session, made)) == ("quarantined", ("quarantined", code))
    assert in_dump(session) == before
    assert [one.code for one in inbox.quarantined(session)].count(code) == 1
    return code


def test_an_unknown_office_is_taken_in_once_its_card_is_trusted(pair, neighbour):
    _commune, receiving = pair
    made = forge(neighbour, receiving)
    assert refused(receiving, made) == "batch.untrusted"
    introduce(neighbour, receiving)
    assert take(receiving, made) == ("imported", None)
    assert inbox.quarantined(receiving) == []


def test_a_revoked_card_is_believed_no_more(pair):
    commune, receiving = pair
    offices.revoke(receiving, commune.office.fingerprint, "Mất máy")
    assert refused(receiving, forge(commune, receiving)) == "batch.revoked"


def test_what_a_held_batch_names_is_believed_after_the_revocation(pair):
    commune, receiving = pair
    first = forge(commune, receiving)
    second = forge(commune, receiving, number=2, previous=first.digest)
    take(receiving, second)
    offices.revoke(receiving, commune.office.fingerprint, "Mất máy")
    assert refused(receiving, forge(commune, receiving, number=3, previous=second.digest)) == "batch.revoked"
    assert take(receiving, first) == ("imported", None)


def test_what_is_held_is_already_there_after_the_revocation(pair):
    commune, receiving = pair
    made = forge(commune, receiving)
    take(receiving, made)
    offices.revoke(receiving, commune.office.fingerprint, "Mất máy")
    assert take(receiving, made) == ("already", None)


def test_a_card_speaks_for_its_own_unit_only(pair, neighbour):
    commune, receiving = pair
    introduce(neighbour, receiving)
    as_commune = {"unit": commune.office.unit, "name": commune.office.name, "fingerprint": neighbour.office.fingerprint}
    assert refused(receiving, forge(neighbour, receiving, office=as_commune)) == "batch.unit_mismatch"


def test_a_batch_for_another_office_is_refused_though_it_can_be_read(pair, neighbour):
    commune, receiving = pair
    other = {"unit": neighbour.office.unit, "fingerprint": neighbour.office.fingerprint}
    assert refused(receiving, forge(commune, receiving, recipient=other)) == "batch.wrong_recipient"


def test_a_batch_sealed_to_another_office_cannot_be_read(pair, neighbour):
    commune, _receiving = pair
    register_people(commune)
    batch = sealed(commune)
    assert hand_over(batch, neighbour).code == "batch.decrypt"


def test_a_commune_takes_in_no_lists(pair, neighbour):
    commune, _receiving = pair
    introduce(neighbour, commune)
    assert refused(commune, forge(neighbour, commune)) == "batch.wrong_recipient"


def test_a_policy_is_believed_from_the_office_above_only(pair, neighbour):
    commune, _receiving = pair
    introduce(neighbour, commune)
    assert refused(commune, forge(neighbour, commune, **{**REPLY, "kind": "policy"})) == "batch.unit_mismatch"


def test_a_key_without_a_card_signs_nothing(pair):
    commune, receiving = pair
    stranger = new_office_key(commune.office.name)
    commune.store.offices.key = lambda _own: (stranger.private_key_pem, stranger.certificate_pem)
    own = {"unit": commune.office.unit, "name": "x", "fingerprint": fingerprint(stranger.certificate_pem)}
    assert refused(receiving, forge(commune, receiving, office=own)) == "batch.untrusted"


def test_nobody_overwrites_the_person_of_another_office(pair, neighbour):
    commune, receiving = pair
    introduce(neighbour, receiving)
    (person,) = register_people(commune)
    batch = sealed(commune)
    hand_over(batch, receiving)
    forged = {**travelling(batch, receiving)[person.id], "version": 99, "name": "Người Khác"}
    assert take(receiving, forge(neighbour, receiving, [forged])) == ("imported", None)
    assert receiving.store.people.get(person.id).name == person.name
    assert receiving.store.people.origin(person.id) == commune.office.unit


def test_an_older_version_never_replaces_a_newer_one(pair):
    commune, receiving = pair
    second = {**PERSON, "version": 2, "name": "Nông Văn Mới"}
    one = forge(commune, receiving)
    take(receiving, forge(commune, receiving, [second], number=2, previous=one.digest))
    take(receiving, forge(commune, receiving, [PERSON], number=3, previous="a" * 64, month="2027-01"))
    assert receiving.store.people.get("p1").version == 2


@pytest.mark.parametrize("twice", ["person", "entry"])
def test_what_is_there_twice_is_refused(pair, twice):
    commune, receiving = pair
    register_people(commune)
    records = records_of(sealed(commune), receiving)
    again = next(record for record in records if record["type"] == twice)
    assert refused(receiving, forge(commune, receiving, [*records, again])) == "batch.schema"


# Deciding


def test_a_batch_is_accepted_but_for_returned_entries(pair, batch):
    _commune, receiving = pair
    hand_over(batch, receiving)
    view = inbox.decide(receiving, batch.digest[:8].upper(), {2: " Thiếu giấy chứng nhận "})
    assert view.batch.state is InState.ACCEPTED_PARTLY
    rows = inbox.show(receiving, batch.digest)[1]
    assert [(row.state.value, row.reason) for row in rows] == [
        ("accepted", ""), ("returned", "Thiếu giấy chứng nhận"), ("accepted", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("returned", "state"),
    [({}, "accepted"), ({1: "a"}, "accepted_partly"), ({1: "a", 2: "b", 3: "c"}, "returned")],
)
def test_the_entries_make_the_state_of_the_batch(pair, batch, returned, state):
    hand_over(batch, pair[1])
    assert inbox.decide(pair[1], batch.digest, returned).batch.state.value == state


def test_a_decision_can_be_changed_and_taken_back_until_a_receipt_tells_it(pair, batch):
    _commune, receiving = pair
    hand_over(batch, receiving)
    receipts.seal_outstanding(receiving)  # tells only that it was received
    inbox.decide(receiving, batch.digest, {1: "a"})
    inbox.decide(receiving, batch.digest, {2: "b"})
    assert inbox.undecide(receiving, batch.digest).batch.state is InState.RECEIVED
    assert {row.reason for row in inbox.show(receiving, batch.digest)[1]} == {""}
    assert receipts.seal_outstanding(receiving) == []
    inbox.decide(receiving, batch.digest, {})
    receipts.seal_outstanding(receiving)
    for act in (
        lambda: inbox.decide(receiving, batch.digest, {1: "a"}),
        lambda: inbox.undecide(receiving, batch.digest),
    ):
        with pytest.raises(AppError, match=r"batch\.state"):
            act()


@pytest.mark.parametrize(
    ("prefix", "returned", "code"),
    [
        ("", {9: "a"}, "entry.unknown"),
        ("", {1: "  "}, "reason.missing"),
        ("", {1: "a" * 2001}, "input.too_long"),
        ("0123456", {}, "batch.unknown"),
        ("f" * 64, {}, "batch.unknown"),
    ],
)
def test_a_decision_that_makes_no_sense_changes_nothing(pair, batch, prefix, returned, code):
    _commune, receiving = pair
    hand_over(batch, receiving)
    before = dump(receiving)
    with pytest.raises(AppError, match=code.replace(".", r"\.")):
        inbox.decide(receiving, prefix or batch.digest, returned)
    assert dump(receiving) == before


def test_only_a_receiver_decides(pair, batch):
    _commune, receiving = pair
    hand_over(batch, receiving)
    receiving.user = type(receiving.user)(receiving.user.name, (Role.AUDITOR,), NOW.isoformat())
    with pytest.raises(AppError, match=r"auth\.role"):
        inbox.decide(receiving, batch.digest, {})
    with pytest.raises(AppError, match=r"auth\.role"):
        inbox.import_files(receiving, [])


def test_every_act_leaves_a_row_of_the_batch_in_the_trail(pair, batch):
    _commune, receiving = pair
    hand_over(batch, receiving)
    inbox.decide(receiving, batch.digest[:8], {})
    inbox.undecide(receiving, batch.digest[:8])
    acts = receiving.store._db.execute("SELECT act, subject FROM audit ORDER BY seq DESC LIMIT 3").fetchall()
    assert acts == [(act, batch.digest) for act in ("batch.undecide", "batch.decide", "batch.import")]
    assert receiving.store.audit.broken_at() is None

"""Sealing a month: numbers, parts, the very same bytes, and who travels."""

import json

import pytest

from app.domain.batch import OutState
from app.domain.month import MonthState
from app.envelope import PART_SIZE
from app.errors import AppError
from app.services import accounts, batches, inbox, months, register, review
from tests.exchange import (
    ANSWER,
    hand_over,
    introduce,
    issue,
    manifest_of,
    records_of,
    register_many,
    register_people,
    reissue,
    sealed,
    travelling,
)
from tests.invented import MONTH, person_data

NEXT = "2027-01"
LONG = 450


def test_a_sealed_month_is_numbered_chained_and_stored(pair):
    commune, receiving = pair
    register_people(commune, 2)
    first, second = sealed(commune), sealed(commune, NEXT)
    assert (first.number, first.previous, first.epoch, first.part, first.parts) == (1, None, 1, 1, 1)
    assert (second.number, second.previous) == (2, first.digest)
    assert first.file == f"{commune.office.unit}-00001-month-{first.sha256[:12]}.asice.age"
    assert first.state is OutState.SEALED
    assert months.show(commune, MONTH).month.state is MonthState.SEALED
    assert manifest_of(second, receiving)["previous"] == first.digest
    assert manifest_of(first, receiving)["counts"] == {"person": 2, "entry": 2}


def test_sealing_again_gives_the_very_same_bytes(pair):
    commune, _receiving = pair
    register_people(commune)
    first = sealed(commune)
    assert batches.seal_month(commune, MONTH) == [first]
    assert len(batches.all_batches(commune)) == 1


def test_a_batch_is_written_whole_into_a_folder_that_is_made(pair, tmp_path):
    commune, _receiving = pair
    register_people(commune)
    batch = sealed(commune)
    (file,) = batches.write_out([batch], tmp_path / "a" / "b")
    assert file.read_bytes() == batch.content
    assert [one.name for one in file.parent.iterdir()] == [batch.file]


def test_what_cannot_be_written_leaves_nothing(pair, tmp_path):
    commune, _receiving = pair
    register_people(commune)
    batch = sealed(commune)
    (tmp_path / "in the way").write_text("a file")
    with pytest.raises(AppError):
        batches.write_out([batch], tmp_path / "in the way")
    assert not list(tmp_path.glob("*.part"))


def test_without_an_office_above_nothing_is_sealed(commune):
    register_people(commune)
    issue(commune)
    with pytest.raises(AppError, match=r"office\.no_receiver"):
        batches.seal_month(commune, MONTH)
    assert months.show(commune, MONTH).month.state is MonthState.CONFIRMED
    assert batches.all_batches(commune) == []


@pytest.mark.parametrize("step", ["nothing", "drafted", "presented"])
def test_a_month_the_committee_has_not_answered_is_not_sealed(pair, step):
    commune, _receiving = pair
    register_people(commune)
    if step != "nothing":
        review.all_still_good(commune, MONTH, basis="Họp thôn")
        months.draft(commune, MONTH)
    if step == "presented":
        months.present(commune, MONTH)
    with pytest.raises(AppError, match=r"month\.state"):
        batches.seal_month(commune, MONTH)


def test_an_unsealed_former_revision_goes_first_and_is_named(pair):
    commune, receiving = pair
    (person,) = register_people(commune)
    issue(commune)
    register.change(commune, person.id, {"village": "Thôn Mới"}, "Chuyển thôn")
    reissue(commune)
    (correction,) = batches.seal_month(commune, MONTH)
    former = batches.all_batches(commune)[0]
    assert (former.number, former.revision, correction.number, correction.revision) == (1, 1, 2, 2)
    manifest = manifest_of(correction, receiving)
    assert (manifest["kind"], manifest["corrects"]) == ("correction", former.digest)
    assert manifest["reason"] == "Ghi sai địa chỉ"


def test_a_nil_month_travels_as_counts_only(pair):
    commune, receiving = pair
    register_people(commune, need={"value": "no", "stated_on": "2026-11-20"})
    review.all_still_good(commune, MONTH, basis="Họp thôn")
    months.nil(commune, MONTH)
    (batch,) = batches.seal_month(commune, MONTH)
    assert manifest_of(batch, receiving)["nil"] is True
    assert records_of(batch, receiving) == [{"type": "count", "reason": "need.none", "persons": 1}]


# Parts


@pytest.fixture
def long_month(pair):
    """A month just long enough to be split: few rows, so that its papers are small, but full records."""
    commune, receiving = pair
    register_many(commune, LONG)
    issue(commune, refusals={3: "Không ở địa phương", LONG - 1: "Không ở địa phương"})
    return batches.seal_month(commune, MONTH), receiving


def test_a_long_month_is_split_and_the_receiver_sees_the_whole(long_month):
    parts, receiving = long_month
    assert len(parts) > 1
    assert all(len(part.content) <= PART_SIZE for part in parts)
    assert [(part.number, part.part, part.parts) for part in parts] == [
        (number, number, len(parts)) for number in range(1, len(parts) + 1)
    ]
    assert [part.previous for part in parts] == [None, *(part.digest for part in parts[:-1])]
    assert [hand_over(part, receiving).result for part in parts] == ["imported"] * len(parts)
    numbers = sorted(row.number for part in parts for row in receiving.store.inbox.rows(part.digest))
    assert numbers == [number for number in range(1, LONG + 1) if number not in (3, LONG - 1)]
    assert receiving.store.people.count() == LONG


def test_refused_rows_are_out_in_whatever_order_the_parts_arrive(long_month):
    parts, receiving = long_month
    for part in reversed(parts):
        assert hand_over(part, receiving).result == "imported"
    numbers = {row.number for part in parts for row in receiving.store.inbox.rows(part.digest)}
    assert numbers == set(range(1, LONG + 1)) - {3, LONG - 1}


# Who travels


def test_who_is_not_listed_travels_only_as_a_count(pair):
    commune, receiving = pair
    (listed,) = register_people(commune)
    register_people(commune, first=2, need={"value": "no", "stated_on": "2026-11-20"})
    batch = sealed(commune)
    assert set(travelling(batch, receiving)) == {listed.id}
    counts = [record for record in records_of(batch, receiving) if record["type"] == "count"]
    assert counts == [{"type": "count", "reason": "need.none", "persons": 1}]


def test_who_was_listed_before_travels_again_only_when_changed(pair):
    commune, receiving = pair
    stays, leaves, quiet = register_people(commune, 3)
    sealed(commune)
    for person in (leaves, quiet):
        register.change(commune, person.id, {"need": {"value": "no"}}, "Không vay nữa")
    second = sealed(commune, NEXT)
    assert set(travelling(second, receiving)) == {stays.id, leaves.id, quiet.id}
    register.change(commune, leaves.id, {"village": "Thôn Mới"}, "Chuyển thôn")
    register.change(commune, stays.id, {"need": {"value": "no"}}, "Không vay nữa")
    register_people(commune, first=9)
    third = travelling(sealed(commune, "2027-02"), receiving)
    # The review of a month touches nobody who is judged already, so the quiet one has not changed.
    assert quiet.id not in third or third[quiet.id]["version"] > 2
    assert {stays.id, leaves.id} <= set(third)


def test_the_first_batch_of_an_epoch_brings_everyone_ever_listed(pair):
    commune, receiving = pair
    gone, stays = register_people(commune, 2)
    sealed(commune)
    register.change(commune, gone.id, {"need": {"value": "no"}}, "Không vay nữa")
    sealed(commune, NEXT)
    commune.office = type(commune.office)(
        commune.office.kind, commune.office.unit, commune.office.name, commune.office.fingerprint, 2
    )
    first = sealed(commune, "2027-02")
    assert (first.epoch, first.number) == (2, 1)
    assert first.previous == batches.all_batches(commune)[1].digest
    assert set(travelling(first, receiving)) == {gone.id, stays.id}


def test_who_is_only_on_a_list_before_the_committee_does_not_travel(pair):
    commune, receiving = pair
    (waits,) = register_people(commune)
    review.all_still_good(commune, NEXT, basis="Họp thôn")
    months.draft(commune, NEXT)
    months.present(commune, NEXT)
    register.change(commune, waits.id, {"need": {"value": "no"}}, "Không vay nữa")
    (listed,) = register_people(commune, first=2)
    assert set(travelling(sealed(commune), receiving)) == {listed.id}


def test_whose_record_is_cleared_travels_only_while_on_the_list(pair):
    commune, receiving = pair
    (cleared,) = register_people(commune)
    register_people(commune, first=2)
    sealed(commune)
    register.change(commune, cleared.id, {"record_cleared_on": "2026-12-20", "need": {"value": "no"}}, "Đã xóa án tích")
    assert cleared.id not in travelling(sealed(commune, NEXT), receiving)
    register.change(commune, cleared.id, {"need": {"value": "yes", "agreed": "yes"}}, "Muốn vay")
    third = sealed(commune, "2027-02")
    listed = {record["person_id"] for record in records_of(third, receiving) if record["type"] == "entry"}
    assert (cleared.id in travelling(third, receiving)) is (cleared.id in listed)


def test_what_the_office_keeps_for_itself_never_travels(pair):
    commune, receiving = pair
    accounts.set_setting(commune, "keep_ethnicity", "on")
    secret = "chỉ ở lại đơn vị"
    data = person_data(
        notes=secret, ethnicity=secret, phone="0900000001",
        household_rep={"name": "Nông Văn Thử", "relation": "vợ", "phone": "0900000002"},
    )  # fmt: skip
    data["conduct"] = {**data["conduct"], "basis": secret, "by": secret}
    data["evils"] = {**data["evils"], "basis": secret, "by": secret}
    data["need"] = {**data["need"], "plan": secret, "how": secret}
    register.add(commune, data)
    sent = json.dumps(records_of(sealed(commune), receiving), ensure_ascii=False)
    assert secret not in sent
    assert "09000000" not in sent
    assert "Nông Văn Thử" in sent


def test_a_refused_entry_is_told_beside_the_rows_and_not_to_be_decided(pair):
    commune, receiving = pair
    register_people(commune, 3)
    issue(commune, refusals={2: "Không ở địa phương"})
    (batch,) = batches.seal_month(commune, MONTH)
    records = records_of(batch, receiving)
    assert [record["number"] for record in records if record["type"] == "entry"] == [1, 2, 3]
    assert [record["number"] for record in records if record["type"] == "refusal"] == [2]
    hand_over(batch, receiving)
    assert [row.number for row in inbox.show(receiving, batch.digest)[1]] == [1, 3]


def test_what_is_sealed_is_what_the_committee_saw(pair):
    commune, receiving = pair
    (person,) = register_people(commune)
    issue(commune)
    register.change(commune, person.id, {"village": "Thôn Đổi Sau"}, "Chuyển thôn")
    (batch,) = batches.seal_month(commune, MONTH)
    (entry,) = [record for record in records_of(batch, receiving) if record["type"] == "entry"]
    assert entry["village"] == person.village
    assert months.show(commune, MONTH).month.rows_digest == batch.rows_digest


def test_each_receiving_office_has_a_chain_of_its_own(pair, neighbour):
    commune, _receiving = pair
    register_people(commune)
    sealed(commune)
    introduce(commune, neighbour)
    batch = sealed(commune, NEXT)
    assert (batch.receiver, batch.number) == (neighbour.office.unit, 1)
    assert ANSWER.by not in batch.file


# What could not be sealed must not be entered

LONGEST = [
    ("village", "a" * 300), ("old_address", "a" * 500), ("other_names", "a" * 300), ("group", "a" * 20),
    ("household_rep", {"relation": "a" * 100}), ("savings_group", "a" * 300), ("personal_number_issued_by", "a" * 300),
    ("terms", [{**person_data()["terms"][0], "number": "a" * 100, "issuer": "a" * 300}]),
]  # fmt: skip


def test_the_longest_record_that_can_be_entered_can_be_sealed(pair):
    commune, receiving = pair
    person = register.add(commune, person_data(**dict(LONGEST), name="a" * 200)).person
    assert set(travelling(sealed(commune), receiving)) == {person.id}
    register.close(commune, person.id, "a" * 500)
    assert travelling(sealed_nil(commune, NEXT), receiving)[person.id]["closed_reason"] == "a" * 500


def sealed_nil(commune, month):
    months.nil(commune, month)
    (batch,) = batches.seal_month(commune, month)
    return batch


@pytest.mark.parametrize(("field", "value"), LONGEST)
def test_a_text_that_could_not_be_sealed_is_refused_when_it_is_entered(commune, field, value):
    if isinstance(value, dict):
        value = {name: text + "a" for name, text in value.items()}
    elif isinstance(value, list):
        value = [{**value[0], "number": value[0]["number"] + "a"}]
    else:
        value += "a"
    with pytest.raises(AppError, match=r"input\.too_long") as refused:
        register.add(commune, person_data(**{field: value}))
    assert refused.value.values["field"].startswith(field)
    assert commune.store.people.count() == 0


def test_a_representative_s_number_that_is_none_is_refused_when_it_is_entered(commune):
    with pytest.raises(AppError, match=r"person\.invalid"):
        register.add(commune, person_data(household_rep={"personal_number": "không rõ"}))


def test_a_reason_that_could_not_be_sealed_is_refused_when_it_is_given(commune):
    (person,) = register_people(commune)
    issue(commune)
    for act in (
        lambda: register.close(commune, person.id, "a" * 501),
        lambda: months.correct(commune, MONTH, "a" * 501),
    ):
        with pytest.raises(AppError, match=r"input\.too_long"):
            act()

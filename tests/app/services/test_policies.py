"""Packs of rules: only from above, nothing changes by itself, and every pack is answered."""

import pytest

from app.domain.batch import OutState
from app.domain.dates import from_iso
from app.errors import AppError
from app.services import catalogue, inbox, papers, policies, sync
from tests.claims import refused
from tests.exchange import forge
from tests.invented import NOW
from tests.province import Below

PACK = {"title": "Hạn nộp năm 2027", "from": None, "settings": {"grace_days": 5, "addressee": "NHCSXH Cao Lộc"}}


@pytest.fixture
def arrived(pair, place):
    """A pack that the province sent and the commune fetched."""

    def bring(**changes):
        commune, receiving = pair
        pack = policies.make(receiving, {**PACK, **changes})
        policies.send(receiving, pack.id)
        for office in (receiving, commune):
            assert sync.run(office).failed == []
        return pack.id

    return bring


def out_state(receiving):
    return [one.state for one in receiving.store.batches.all() if one.kind.value == "policy"]


def test_a_pack_that_arrives_changes_nothing_and_says_what_it_would(pair, arrived):
    commune, _receiving = pair
    found, changes = policies.changes(commune, arrived())
    assert found.state == "arrived"
    assert [(one.what, one.before, one.after) for one in changes] == [
        ("addressee", "Ngân hàng Chính sách xã hội", "NHCSXH Cao Lộc"),
        ("grace_days", "3", "5"),
    ]
    assert commune.settings.grace_days == 3


def test_sent_again_it_goes_to_those_alone_who_have_not_been_sent_it(receiving):
    one = Below(receiving, "05977").trusted()
    pack = policies.make(receiving, PACK)
    assert len(policies.send(receiving, pack.id)) == 1
    assert policies.send(receiving, pack.id) == []
    Below(receiving, "05983").trusted()
    policies.send(receiving, policies.make(receiving, {**PACK, "title": "Khác"}).id)
    (more,) = policies.send(receiving, pack.id)
    assert more.receiver == "05983"
    assert one.fingerprint != more.receiver_fingerprint


def test_a_setting_nobody_knows_is_told_to_whoever_makes_the_pack(receiving):
    assert refused("policy.invalid", policies.make, receiving, {**PACK, "settings": {"nope": 1}}).values == {
        "what": "nope"
    }


def test_applied_it_counts_and_the_office_above_is_told(pair, place, arrived):
    commune, receiving = pair
    policies.apply(commune, arrived())
    assert (commune.settings.grace_days, commune.settings.addressee) == (5, "NHCSXH Cao Lộc")
    assert out_state(receiving) == [OutState.UPLOADED]
    for office in (commune, receiving):
        assert sync.run(office).failed == []
    assert out_state(receiving) == [OutState.ACCEPTED]


def test_refused_it_changes_nothing_and_the_office_above_is_told(pair, place, arrived):
    commune, receiving = pair
    pack = policies.refuse(commune, arrived())
    assert (pack.state, commune.settings.grace_days) == ("refused", 3)
    for office in (commune, receiving):
        sync.run(office)
    assert out_state(receiving) == [OutState.RETURNED]


def test_on_its_day_it_begins_at_the_next_exchange(pair, place, arrived):
    commune, _receiving = pair
    pack = policies.apply(commune, arrived(), on=from_iso("2027-01-01").earliest)
    assert (pack.state, pack.applies_on, commune.settings.grace_days) == ("scheduled", "2027-01-01", 3)
    sync.run(commune)
    assert commune.settings.grace_days == 3
    commune.now = lambda: NOW.replace(year=2027, month=1, day=1)
    sync.run(commune)
    assert commune.settings.grace_days == 5
    assert policies.listing(commune)[0].state == "applied"


def test_what_was_answered_is_not_answered_again(pair, arrived):
    commune, _receiving = pair
    pack_id = arrived()
    policies.apply(commune, pack_id)
    for act in (policies.apply, policies.refuse):
        with pytest.raises(AppError, match=r"policy\.state"):
            act(commune, pack_id)


@pytest.mark.parametrize(
    "changes",
    [
        {"settings": {"idle_minutes": 240}}, {"settings": {"grace_days": 999}}, {"title": ""}, {"from": "soon"},
        {"settings": {"backup_folder": "E:\\"}}, {"templates": {"form01": {}}}, {"settings": {"x" * 100: 1}},
        {"cards": []}, {"units": []}, {"units": [{"code": "06184", "into": ["06184"]}]},
        {"units": [{"code": "99001", "kind": "xã", "name": "Mới", "parent": "77"}]},
    ],
)  # fmt: skip
def test_a_pack_that_says_what_it_may_not_is_not_made(receiving, changes):
    with pytest.raises(AppError, match=r"policy\.invalid|settings\.invalid"):
        policies.make(receiving, {**PACK, **changes})


def test_nobody_but_the_office_above_is_believed(pair, neighbour):
    commune, receiving = pair
    with pytest.raises(AppError, match=r"store\.kind"):
        policies.make(commune, PACK)
    record = {"type": "policy", "id": "0" * 36, **PACK}
    blank = {"kind": "policy", "month": None, "revision": None, "nil": None}
    assert inbox.take_in(commune, "x", forge(neighbour, commune, [record], **blank).file).code == "batch.untrusted"
    assert (
        inbox.take_in(receiving, "x", forge(commune, receiving, [record], **blank).file).code == "batch.unit_mismatch"
    )
    assert policies.listing(receiving) == []
    assert inbox.take_in(commune, "x", forge(receiving, commune, [record], **blank).file).result == "imported"
    assert policies.listing(commune)[0].state == "arrived"


def test_a_pack_that_oversteps_is_not_taken_in(pair):
    commune, receiving = pair
    record = {"type": "policy", "id": "0" * 36, **PACK, "settings": {"idle_minutes": 1}}
    blank = {"kind": "policy", "month": None, "revision": None, "nil": None}
    assert inbox.take_in(commune, "x", forge(receiving, commune, [record], **blank).file).code == "batch.schema"


def test_a_setting_of_a_newer_program_is_left_out_and_the_rest_counts(pair):
    commune, receiving = pair
    record = {"type": "policy", "id": "0" * 36, **PACK, "settings": {"of_tomorrow": 1, "grace_days": 7}}
    blank = {"kind": "policy", "month": None, "revision": None, "nil": None}
    inbox.take_in(commune, "x", forge(receiving, commune, [record], **blank).file)
    policies.apply(commune, "0" * 36)
    assert commune.settings.grace_days == 7
    assert "of_tomorrow" not in commune.store.accounts.settings()


UNITS = [{"code": "06184", "kind": "phường", "name": "Đồng Đăng", "parent": "20"}, {"code": "06187", "into": ["06184"]}]


def test_changes_of_units_are_shown_and_count_once_they_are_applied(pair, arrived):
    commune, receiving = pair
    pack_id = arrived(settings={}, units=UNITS)
    _pack, found = policies.changes(commune, pack_id)
    after = "Phường Đồng Đăng, Tỉnh Lạng Sơn"
    assert [(one.what, one.after) for one in found] == [("unit.06184", after), ("unit.06187", f"Nhập vào {after}")]
    assert found[0].before == "Xã Đồng Đăng, Tỉnh Lạng Sơn"
    assert papers.place_of(commune) == "xã Đồng Đăng"
    policies.apply(commune, pack_id)
    assert papers.place_of(commune) == "phường Đồng Đăng"
    assert catalogue.of(receiving).unit("06187").today is False
    assert policies.changes(commune, pack_id)[1] == []


def test_changes_of_units_begin_on_their_day(pair, place, arrived):
    commune, _receiving = pair
    policies.apply(commune, arrived(settings={}, units=UNITS), on=from_iso("2027-03-01").earliest)
    assert catalogue.of(commune).unit("06187").today
    commune.now = lambda: NOW.replace(year=2027, month=3, day=1)
    sync.run(commune)
    ended = catalogue.of(commune).unit("06187")
    assert (ended.today, ended.valid_to.isoformat()) == (False, "2027-02-28")
    assert catalogue.load().unit("06187").today

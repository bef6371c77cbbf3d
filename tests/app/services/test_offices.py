"""Making an office, and the cards it hands out and trusts."""

import pytest

from app.domain.access import ROLES_OF, Kind
from app.services import offices, setup
from app.services.setup import NewOffice
from db.keyslots import TESTING
from tests.claims import refused
from tests.invented import COMMUNE, NOW, PASSWORD, USER


def init(folder, **changes):
    given = {"kind": Kind.COMMUNE, "unit": COMMUNE, "name": "Công an xã Đồng Đăng", "user": USER, "password": PASSWORD}
    return setup.init(folder, NewOffice(**{**given, **changes}), now=NOW.isoformat(), anywhere=True, cost=TESTING)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"unit": "../x"}, "unit.unknown"),
        ({"unit": ""}, "unit.unknown"),
        ({"unit": "0" * 13}, "unit.unknown"),
        ({"name": " "}, "usage.name"),
        ({"user": "\u200b"}, "usage.name"),
        ({"name": "x" * 201}, "usage.name"),
        ({"password": "ngắn"}, "auth.weak_password"),
    ],
)
def test_what_makes_no_office_is_refused_and_leaves_nothing(tmp_path, changes, code):
    refused(code, init, tmp_path / "new", **changes)
    assert not (tmp_path / "new").exists()


def test_a_store_is_refused_where_it_may_not_lie(tmp_path):
    new = NewOffice(Kind.COMMUNE, COMMUNE, "Công an xã Đồng Đăng", USER, PASSWORD)
    refused("store.place", setup.init, tmp_path / "OneDrive" / "new", new, now=NOW.isoformat(), cost=TESTING)
    assert not (tmp_path / "OneDrive").exists()


@pytest.mark.parametrize("office", ["commune", "receiving"])
def test_the_first_user_holds_every_role_of_the_kind(request, office):
    session = request.getfixturevalue(office)
    assert session.user.roles == ROLES_OF[session.office.kind]


def test_a_new_office_knows_the_names_that_stand_on_its_papers(commune):
    settings = commune.settings
    assert settings.locality == "Đồng Đăng"
    assert settings.committee_name == "Ủy ban nhân dân xã Đồng Đăng"
    assert settings.parent_name == "Công an tỉnh Lạng Sơn"


def test_a_new_office_has_its_own_card(commune):
    card = offices.own_card(commune)
    assert (card.unit, card.state, card.fingerprint) == (COMMUNE, "own", commune.office.fingerprint)
    assert offices.cards(commune) == [card]


def test_the_recovery_key_is_shown_once_and_kept_nowhere(made_commune):
    kept = [file.read_bytes() for file in made_commune.folder.rglob("*") if file.is_file()]
    assert not any(made_commune.recovery_key.encode() in content for content in kept)


@pytest.fixture
def above(receiving):
    return offices.own_card(receiving)


def test_a_card_is_trusted_by_its_compared_fingerprint(commune, above):
    card = offices.trust(commune, above.card, above.fingerprint)
    assert (card.state, card.unit, card.receiver) == ("trusted", "20", False)
    assert offices.set_receiver(commune, above.fingerprint).receiver
    assert commune.store.offices.receiver().fingerprint == above.fingerprint


def test_a_card_with_another_fingerprint_is_refused(commune, above):
    refused("office.fingerprint", offices.trust, commune, above.card, commune.office.fingerprint)
    assert len(offices.cards(commune)) == 1


@pytest.mark.parametrize("card", [b"", b"{}", b"[]", b"x" * 100])
def test_what_is_no_card_is_refused(commune, above, card):
    assert refused("card.invalid", offices.trust, commune, card, above.fingerprint)


def test_our_own_card_is_neither_trusted_nor_revoked(commune):
    own = offices.own_card(commune)
    refused("office.own", offices.trust, commune, own.card, own.fingerprint)
    refused("office.own", offices.revoke, commune, own.fingerprint, "Mất máy")


def test_a_revoked_card_is_not_trusted_again_and_no_receiver(commune, above):
    offices.trust(commune, above.card, above.fingerprint)
    offices.set_receiver(commune, above.fingerprint)
    refused("reason.missing", offices.revoke, commune, above.fingerprint, " ")
    revoked = offices.revoke(commune, above.fingerprint, " Mất  máy ")
    assert (revoked.state, revoked.reason, revoked.receiver) == ("revoked", "Mất máy", False)
    refused("batch.revoked", offices.trust, commune, above.card, above.fingerprint)
    refused("batch.untrusted", offices.set_receiver, commune, above.fingerprint)


def test_unknown_cards_are_refused(commune, above):
    refused("office.unknown", offices.revoke, commune, above.fingerprint, "Mất máy")
    refused("office.unknown", offices.set_receiver, commune, above.fingerprint)


def test_trusting_the_same_card_again_keeps_it_the_receiver(commune, above):
    offices.trust(commune, above.card, above.fingerprint)
    offices.set_receiver(commune, above.fingerprint)
    assert offices.trust(commune, above.card, above.fingerprint).receiver

"""An office with a certificate from an authority: its card and its batches, here and above."""

import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app import envelope
from app.domain.access import Role
from app.domain.office import CardState
from app.envelope import tokens
from app.services import (
    authorities,
    batches,
    checking,
    inbox,
    months,
    offices,
    official,
    sync,
)
from tests.certificates import TestAuthority
from tests.claims import refused
from tests.exchange import dump, hand_over, issue, manifest_of, register_people, sealed
from tests.invented import MONTH, NOW
from tests.officials import believe, in_file, root_print
from tests.tokens import LIBRARY, PIN, needs_softhsm, token_box

NEXT = "2027-01"


@pytest.fixture(scope="module")
def ca():
    # openssl and pdfsig judge by the clock of the machine, the offices by their own: good for both.
    now = datetime.now(UTC).replace(microsecond=0)
    return TestAuthority(now=now)


@pytest.fixture(scope="module")
def officer(ca):
    return ca.officer(until=ca.now + timedelta(days=1500))


def long_list(ca, *revoked):
    return ca.crl(*revoked, until=ca.now + timedelta(days=1500))


@pytest.fixture
def trusting(pair, ca):
    """Commune and province that know each other and trust the authority."""
    for office in pair:
        believe(office, ca, long_list(ca))
    return pair


def seal_by(session, place, month=MONTH):
    with official.for_batches(session, place) as key:
        (batch,) = batches.seal_month(session, month, key=key)
    return batch


def introduce_card(below, above, place):
    """Hand the card of an official key to the office above."""
    with official.for_batches(below, place) as key:
        card = official.own_card(below, key)
    return offices.trust(above, card.card, card.fingerprint)


# --- Authorities ---


def test_a_root_must_be_compared(commune, ca):
    refused("authority.fingerprint", authorities.add, commune, ca.bundle)
    refused(
        "authority.fingerprint",
        authorities.add,
        commune,
        ca.bundle,
        typed_fingerprint=envelope.fingerprint(ca.issuer.pem),
    )
    authorities.add(commune, ca.bundle, typed_fingerprint=envelope.check_code(root_print(ca)))
    names = [(one.name, one.root, one.crl_until) for one in authorities.listing(commune)]
    assert names == [("CA thử nghiệm (gốc)", True, None), ("CA thử nghiệm", False, None)]


def test_an_authority_in_between_needs_its_root(commune, ca):
    stranger = TestAuthority("CA thử nghiệm", now=ca.now)
    refused("authority.untrusted", authorities.add, commune, ca.issuer.pem.encode())
    believe(commune, ca)
    refused("authority.untrusted", authorities.add, commune, stranger.issuer.pem.encode())
    assert len(authorities.listing(commune)) == 2


def test_a_newer_list_takes_the_place_of_an_older_one(commune, ca, officer):
    believe(commune, ca, long_list(ca, officer))
    older = ca.crl(made=ca.now - timedelta(days=40))
    authorities.add(commune, crls=[older])
    refused("authority.revoked", authorities.check_own, commune, officer.der)
    authorities.add(commune, crls=[ca.crl(made=ca.now)])
    authorities.check_own(commune, officer.der)
    assert [one.crl_until for one in authorities.listing(commune)] == [None, f"{ca.now + timedelta(days=7):%Y-%m-%d}"]


def test_entering_an_authority_is_for_the_administrator(commune, ca):
    commune.user = replace(commune.user, roles=(Role.OFFICER,))
    refused("auth.role", believe, commune, ca)


# --- Cards and batches ---


def test_a_batch_sealed_by_an_official_key_is_taken_in_above(trusting, officer):
    commune, receiving = trusting
    card = introduce_card(commune, receiving, in_file(officer))
    assert (card.state, card.fingerprint) == (CardState.TRUSTED, envelope.fingerprint(officer.pem))
    register_people(commune, 2)
    issue(commune)
    batch = seal_by(commune, in_file(officer))
    assert batch.signer == card.fingerprint
    assert hand_over(batch, receiving).result == "imported"
    assert manifest_of(batch, receiving)["office"]["fingerprint"] == card.fingerprint


def test_two_keys_of_one_office_are_two_chains(trusting, officer):
    commune, receiving = trusting
    introduce_card(commune, receiving, in_file(officer))
    register_people(commune)
    own = sealed(commune)
    issue(commune, NEXT)
    official_ = seal_by(commune, in_file(officer), NEXT)
    issue(commune, "2027-02")
    (again,) = batches.seal_month(commune, "2027-02")
    assert [(one.number, one.signer == own.signer) for one in (own, official_, again)] == [
        (1, True),
        (1, False),
        (2, True),
    ]
    for batch in (own, official_, again):
        taken = hand_over(batch, receiving)
        assert (taken.result, taken.code) == ("imported", None)


def test_sealing_again_needs_no_key_and_gives_the_same_bytes(trusting, officer):
    commune, _receiving = trusting
    register_people(commune)
    issue(commune)
    assert seal_by(commune, in_file(officer)) == batches.seal_month(commune, MONTH)[0]


def test_a_key_without_a_card_gets_one_only_from_an_administrator(trusting, officer):
    commune, _receiving = trusting
    register_people(commune)
    issue(commune)
    commune.user = replace(commune.user, roles=(Role.OFFICER,))
    refused("token.no_card", seal_by, commune, in_file(officer))
    assert months.show(commune, MONTH).month.state.value == "confirmed"


def test_a_card_of_an_authority_nobody_trusts_is_refused(pair, ca, officer):
    commune, receiving = pair
    refused("authority.untrusted", introduce_card, commune, receiving, in_file(officer))
    believe(commune, ca)
    refused("authority.untrusted", introduce_card, commune, receiving, in_file(officer))
    believe(receiving, ca)
    refused("authority.crl", introduce_card, commune, receiving, in_file(officer))
    believe(receiving, ca, long_list(ca))
    assert introduce_card(commune, receiving, in_file(officer)).state is CardState.TRUSTED


def test_a_revoked_certificate_gets_no_trust(trusting, ca, officer):
    commune, receiving = trusting
    believe(receiving, ca, ca.crl(officer, made=ca.now, until=ca.now + timedelta(days=900)))
    refused("authority.revoked", introduce_card, commune, receiving, in_file(officer))


def test_a_list_of_revoked_certificates_revokes_the_cards_it_names(trusting, ca, officer):
    commune, receiving = trusting
    introduce_card(commune, receiving, in_file(officer))
    register_people(commune)
    issue(commune)
    first = seal_by(commune, in_file(officer))
    hand_over(first, receiving)
    issue(commune, NEXT)
    second = seal_by(commune, in_file(officer), NEXT)
    (revoked,) = believe(receiving, ca, ca.crl(officer, made=ca.now, until=ca.now + timedelta(days=900)))
    assert (revoked.state, revoked.fingerprint) == (CardState.REVOKED, first.signer)
    assert "thu hồi" in revoked.reason
    assert hand_over(second, receiving).code == "batch.revoked"
    assert hand_over(first, receiving).result == "already"


def test_a_lost_key_of_ours_is_revoked_and_seals_no_more(trusting, officer):
    commune, _receiving = trusting
    with official.for_batches(commune, in_file(officer)) as key:
        card = official.own_card(commune, key)
        assert official.own_card(commune, key) == card
    offices.revoke(commune, card.fingerprint, "Mất token")
    register_people(commune)
    issue(commune)
    refused("batch.revoked", seal_by, commune, in_file(officer))


def test_a_batch_made_after_its_certificate_had_expired_is_refused(trusting, ca):
    commune, receiving = trusting
    short = ca.officer(until=NOW + timedelta(days=10))
    introduce_card(commune, receiving, in_file(short))
    register_people(commune)
    issue(commune)
    with official.for_batches(commune, in_file(short)) as key:
        commune.now = lambda: NOW + timedelta(days=11)
        (batch,) = batches.seal_month(commune, MONTH, key=key)
    assert hand_over(batch, receiving).code == "batch.expired"
    refused("token.expired", seal_by, commune, in_file(short), NEXT)


def test_the_receipt_for_a_batch_by_an_official_key_comes_home(trusting, place, officer):
    commune, receiving = trusting
    introduce_card(commune, receiving, in_file(officer))
    register_people(commune)
    issue(commune)
    batch = seal_by(commune, in_file(officer))
    sync.run(commune)
    sync.run(receiving)
    inbox.decide(receiving, batch.digest, {})
    sync.run(receiving)
    assert not sync.run(commune).failed
    assert months.show(commune, MONTH).month.state.value == "accepted"


def test_a_plain_copy_of_such_a_batch_is_checked_by_its_card(trusting, officer):
    commune, receiving = trusting
    card = introduce_card(commune, receiving, in_file(officer))
    register_people(commune)
    issue(commune)
    plain = checking.plain_copy(commune, seal_by(commune, in_file(officer)).content)
    assert checking.check_plain(plain, card.card)["month"] == MONTH


@needs_softhsm
def test_a_token_pulled_out_seals_nothing(trusting, officer, tmp_path):
    commune, _receiving = trusting
    register_people(commune)
    issue(commune)
    before = dump(commune)
    with token_box(tmp_path / "box") as box:
        box.plug_in()
        box.put(officer)
        place = official.OnToken(tokens.TokenPlace(LIBRARY), PIN)
        with official.for_batches(commune, place) as key:
            box.pull_out()
            refused("token.missing", batches.seal_month, commune, MONTH, key=key)
    assert dump(commune) == before


@needs_softhsm
@pytest.mark.parametrize("bits", [0, 3072])
def test_a_batch_sealed_on_a_token_is_verified_by_openssl(trusting, ca, tmp_path, bits):
    commune, receiving = trusting
    issued = ca.officer(bits=bits, until=ca.now + timedelta(days=1500))
    register_people(commune)
    issue(commune)
    with token_box(tmp_path / "box") as box:
        box.plug_in()
        box.put(issued)
        place = official.OnToken(tokens.TokenPlace(LIBRARY), PIN)
        introduce_card(commune, receiving, place)
        batch = seal_by(commune, place)
    assert hand_over(batch, receiving).result == "imported"
    (identity,) = receiving.store.offices.identities()
    (tmp_path / "id").write_text(identity)
    (tmp_path / "batch").write_bytes(batch.content)
    (tmp_path / "ca.pem").write_bytes(ca.bundle)
    files = "-in META-INF/signature001.p7s -content META-INF/ASiCManifest001.xml -CAfile ca.pem -out /dev/null"
    verify = f"openssl cms -verify -cades -binary -inform DER -purpose any {files}"
    for command in ("age -d -i id -o asice batch", "unzip -q asice META-INF/*", verify):
        subprocess.run(command.split(), cwd=tmp_path, check=True, capture_output=True)


@needs_softhsm
def test_the_pin_is_kept_nowhere(trusting, officer, tmp_path):
    commune, _receiving = trusting
    register_people(commune)
    issue(commune)
    with token_box(tmp_path / "box") as box:
        box.plug_in(pin="73519284")
        box.put(officer, pin="73519284")
        place = official.OnToken(tokens.TokenPlace(LIBRARY), "73519284")
        batch = seal_by(commune, place)
    with commune.store.reading():
        trail = [row.detail for row in commune.store.audit.rows()]
    for kept in (repr(place), repr(dump(commune)), repr(trail), repr(batch)):
        assert "73519284" not in kept

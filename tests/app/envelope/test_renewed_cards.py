"""A renewed card: the key until now vouches for the new one, and nobody else can."""

import json
from base64 import b64encode

import pytest

from app import envelope
from app.domain.canonical import canonical
from app.envelope.cades import sign
from app.errors import AppError

FACTS = {"unit": "05887", "name": "Công an xã Thử Nghiệm", "kind": "commune", "made_on": "2027-01-05"}


@pytest.fixture(scope="module")
def new_key():
    return envelope.new_office_key(FACTS["name"])


@pytest.fixture(scope="module")
def renewed(workshop, new_key):
    old = workshop.commune
    return envelope.make_card(**FACTS, key=new_key, age_recipient=old.recipient, renews=old.key)


def refusal(facts):
    with pytest.raises(AppError) as refused:
        envelope.read_card(canonical(facts))
    return refused.value.code


def signed(facts, key):
    facts = {name: value for name, value in facts.items() if name != "signature"}
    return {**facts, "signature": b64encode(sign(canonical(facts), key)).decode()}


def test_a_renewed_card_says_which_card_it_renews(workshop, renewed, new_key):
    card = envelope.read_card(renewed)
    assert card.renews == workshop.commune.fingerprint
    assert card.fingerprint == envelope.fingerprint(new_key.certificate_pem)


def test_a_first_card_renews_nothing(workshop):
    office = workshop.commune
    card = envelope.make_card(**FACTS, key=office.key, age_recipient=office.recipient)
    assert envelope.read_card(card).renews is None


def test_a_stranger_cannot_vouch(workshop, renewed, new_key):
    facts = json.loads(renewed)
    bare = {name: value for name, value in facts.items() if name not in ("renewal", "signature")}
    forged = b64encode(sign(canonical(bare), workshop.stranger.key)).decode()
    assert refusal(signed({**bare, "renewal": forged}, new_key)) == "card.signature"


def test_a_proof_belongs_to_one_card_only(workshop, renewed):
    another = envelope.new_office_key(FACTS["name"])
    facts = {**json.loads(renewed), "certificate": another.certificate_pem}
    assert refusal(signed(facts, another)) == "card.signature"


def test_a_card_cannot_renew_itself(workshop):
    office = workshop.commune
    with pytest.raises(AppError, match=r"card\.signature"):
        envelope.make_card(**FACTS, key=office.key, age_recipient=office.recipient, renews=office.key)


def test_neither_half_of_the_proof_stands_alone(renewed, new_key):
    for name in ("renews", "renewal"):
        facts = json.loads(renewed)
        del facts[name]
        assert refusal(signed(facts, new_key)) == "card.invalid"


@pytest.mark.parametrize("proof", ["!", "AAAA"])
def test_what_is_no_signature_proves_nothing(renewed, new_key, proof):
    assert refusal(signed({**json.loads(renewed), "renewal": proof}, new_key)) == "card.signature"

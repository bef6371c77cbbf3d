"""What was sent once is worth nothing a second time, whoever sends it and however it is wrapped."""

import pytest

from app.envelope import container
from app.envelope.encryption import decrypt, encrypt
from app.envelope.zip_file import read_zip
from app.services import inbox, offices
from tests.exchange import dump, hand_over, register_people, sealed
from tests.golden.envelope.attacks_outside import written

ALREADY = ("already", None)


@pytest.fixture
def batch(pair):
    register_people(pair[0], 2)
    return sealed(pair[0])


def give(receiving, data, name="x.asice.age"):
    taken = inbox.take_in(receiving, name, data)
    return taken.result, taken.code


def wrapped_again(receiving, batch, change=lambda plain: plain):
    """What a clerk above can do, who reads the file: encrypt it anew, to the office itself."""
    plain = decrypt(batch.content, receiving.store.offices.identities())
    return encrypt(change(plain), [offices.own_card(receiving).age_recipient])


def test_a_batch_under_another_name_is_already_there(pair, batch):
    receiving = pair[1]
    hand_over(batch, receiving)
    before = dump(receiving)
    assert give(receiving, batch.content, "06184-00099-month-000000000000.asice.age") == ALREADY
    assert dump(receiving) == before


def test_a_batch_encrypted_again_is_already_there(pair, batch):
    """Its file has other bytes and another SHA-256; its digest is the same."""
    receiving = pair[1]
    hand_over(batch, receiving)
    again = wrapped_again(receiving, batch)
    assert again != batch.content
    before = dump(receiving)
    assert give(receiving, again) == ALREADY
    assert dump(receiving) == before


def test_a_batch_packed_again_is_already_there(pair, batch):
    receiving = pair[1]
    hand_over(batch, receiving)
    assert give(receiving, wrapped_again(receiving, batch, lambda plain: written(read_zip(plain)))) == ALREADY


def test_the_signature_of_one_batch_does_not_carry_another(pair, batch):
    """Numbers and months cannot be changed on the way, nor a signature moved to another batch of the same office."""
    commune, receiving = pair
    later = sealed(commune, "2027-01")
    members = read_zip(decrypt(later.content, receiving.store.offices.identities()))
    first = read_zip(decrypt(batch.content, receiving.store.offices.identities()))
    for names in ([container.SIGNATURE], [container.MANIFEST, container.SIGNATURE], ["manifest.json"]):
        mixed = members | {name: first[name] for name in names}
        again = encrypt(written(mixed), [offices.own_card(receiving).age_recipient])
        assert give(receiving, again) == ("quarantined", "batch.signature")
    assert inbox.listing(receiving) == []

"""What an office does with an official certificate before it can be used."""

from app import envelope
from app.services import authorities, official
from tests.certificates import PASSPHRASE


def root_print(ca):
    return envelope.fingerprint(ca.root.pem)


def believe(session, ca, *crls):
    return authorities.add(session, ca.bundle, crls, typed_fingerprint=root_print(ca))


def in_file(issued):
    return official.KeyFile(issued.key_file(), PASSPHRASE)

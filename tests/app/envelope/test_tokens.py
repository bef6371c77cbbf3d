"""Keys on tokens: what they sign, and each way in which a token fails said by its name."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from app import envelope
from app.envelope import tokens
from app.envelope.cades import sign, verify
from app.errors import AppError
from tests.certificates import OFFICER, TestAuthority
from tests.claims import refused
from tests.invented import NOW
from tests.tokens import LIBRARY, PIN, needs_softhsm, token_box

pytestmark = needs_softhsm
PLACE = tokens.TokenPlace(LIBRARY) if LIBRARY else None


@pytest.fixture(scope="module")
def authority():
    return TestAuthority()


@pytest.fixture
def box(tmp_path):
    with token_box(tmp_path / "box") as made:
        yield made


@pytest.fixture
def token(box, authority):
    """A token with one P-256 key."""
    box.plug_in()
    issued = authority.officer()
    box.put(issued)
    return issued


def opened(place=PLACE, pin=PIN, at=NOW):
    return tokens.open_token(place, pin, at=at)


def refusal(place=PLACE, pin=PIN, at=NOW):
    with pytest.raises(AppError) as caught, opened(place, pin, at):
        pass
    return caught.value


@pytest.mark.parametrize("bits", [0, 2048, 3072])
def test_a_token_signs_with_either_kind_of_key(box, authority, bits, tmp_path):
    box.plug_in()
    issued = authority.officer(bits=bits)
    box.put(issued)
    with opened() as key:
        assert key.certificate_pem == issued.pem
        signature = sign(b"<manifest/>", key)
    assert verify(signature, b"<manifest/>") == issued.der
    (tmp_path / "ca.pem").write_bytes(authority.bundle)
    (tmp_path / "signature").write_bytes(signature)
    (tmp_path / "data").write_bytes(b"<manifest/>")
    command = (
        f"openssl cms -verify -cades -binary -inform DER -in signature -content data -CAfile ca.pem "
        f"-attime {int(NOW.timestamp())} -purpose any -out /dev/null"
    )
    subprocess.run(command.split(), cwd=tmp_path, check=True, capture_output=True)


def test_what_is_plugged_in_is_listed_without_a_pin(token):
    (slot,) = tokens.slots(LIBRARY)
    (found,) = slot.certificates
    assert (slot.label, found.label, found.holder, found.pem) == ("Văn thư", "ky", OFFICER, token.pem)


def test_a_certificate_that_may_not_sign_is_no_choice(token, box, authority):
    box.put_certificate(authority.issuer, label="ca", key_id="02")
    with opened() as key:
        assert key.certificate_pem == token.pem


def test_the_slot_is_chosen_by_its_number_or_by_counting(token, box):
    box.plug_in("Trống")
    numbers = {slot.label: slot.id for slot in tokens.slots(LIBRARY)}
    with opened(tokens.TokenPlace(LIBRARY, numbers["Văn thư"])) as key:
        assert key.certificate_pem == token.pem
    assert refusal(tokens.TokenPlace(LIBRARY, numbers["Trống"])).code == "token.no_certificate"
    assert {refusal_or_none(number) for number in (0, 1)} == {None, "token.no_certificate"}
    assert refusal().code == "token.which"


def refusal_or_none(slot):
    try:
        with opened(tokens.TokenPlace(LIBRARY, slot)):
            return None
    except AppError as error:
        return error.code


def test_among_several_certificates_the_label_chooses(token, box, authority):
    other = authority.officer("Nông Văn Thử")
    box.put(other, label="khac", key_id="02")
    several = refusal()
    assert (several.code, sorted(several.values["names"].split(", "))) == ("token.which", ["khac", "ky"])
    with opened(tokens.TokenPlace(LIBRARY, certificate="khac")) as key:
        assert key.certificate_pem == other.pem
    assert refusal(tokens.TokenPlace(LIBRARY, certificate="ai")).code == "token.no_certificate"


def test_certificates_labelled_alike_are_told_apart(token, box, authority):
    other = authority.officer("Nông Văn Thử")
    box.put(other, key_id="02")
    for name in ("Nông Văn Thử", envelope.fingerprint(other.pem)):
        with opened(tokens.TokenPlace(LIBRARY, certificate=name)) as key:
            assert key.certificate_pem == other.pem


def test_a_certificate_that_shows_only_after_the_pin_is_found(box, authority):
    box.plug_in()
    issued = authority.officer()
    box.put(issued, PRIVATE=True)
    assert tokens.slots(LIBRARY)[0].certificates == ()
    with opened() as key:
        assert key.certificate_pem == issued.pem
    assert refusal(at=NOW + timedelta(days=366)).code == "token.expired"


def test_what_is_no_certificate_is_passed_over(token, box, authority):
    box.put_certificate(authority.officer(), label="hong", key_id="03", VALUE=b"no certificate")
    with opened() as key:
        assert key.certificate_pem == token.pem


@pytest.mark.parametrize("pin", ["000000", "", "1", "9" * 300, "mật khẩu"])
def test_a_wrong_pin_is_said(token, pin):
    assert refusal(pin=pin).code == "token.pin"


def test_a_locked_pin_is_said():
    import pkcs11

    # softhsm2 never locks; the answer of a token that does is given here by hand.
    def locked():
        with tokens._explained():
            raise pkcs11.PinLocked

    refused("token.locked", locked)
    refused("token.locked", tokens._unlocked, SimpleNamespace(flags=pkcs11.TokenFlag.USER_PIN_LOCKED), PIN)


def test_a_token_that_is_gone_when_its_session_ends_is_no_trouble():
    import pkcs11

    with tokens._explained(gone=True):
        raise pkcs11.SessionHandleInvalid


def test_an_installation_without_the_part_for_tokens_says_so(monkeypatch):
    monkeypatch.setitem(sys.modules, "pkcs11", None)
    refused("token.support", tokens.slots, LIBRARY)


def test_an_expired_certificate_is_said_before_the_pin_is_tried(token):
    expired = refusal(pin="000000", at=NOW + timedelta(days=366))
    assert (expired.code, expired.values) == ("token.expired", {"date": "05/12/2027"})


def test_a_key_of_another_certificate_is_refused(box, authority):
    box.plug_in()
    box.put(authority.officer(), key=authority.officer("Nông Văn Thử"))
    with opened() as key:
        refused("token.no_certificate", key.sign, b"x")


def test_a_certificate_without_its_key_is_refused(box, authority):
    box.plug_in()
    box.put_certificate(authority.officer())
    assert refusal().code == "token.no_certificate"


def test_no_token_is_said(box):
    assert refusal().code == "token.missing"
    refused("token.missing", tokens.slots, LIBRARY)


def test_a_token_pulled_out_while_it_signs_is_said(token, box):
    with opened() as key:
        box.pull_out()
        refused("token.missing", sign, b"x", key)


def test_a_slot_that_is_not_there_is_said(token):
    assert refusal(tokens.TokenPlace(LIBRARY, 7)).code == "token.missing"


@pytest.mark.parametrize("library", ["/nowhere/libtoken.so", "libsofthsm2.so", __file__])
def test_a_file_that_is_no_library_is_said(library):
    no_library = refusal(tokens.TokenPlace(Path(library)))
    assert (no_library.code, no_library.values) == ("token.library", {"name": Path(library).name})


def test_a_token_seals_a_batch_as_the_office_key_does(token, workshop):
    fingerprint = envelope.fingerprint(token.pem)
    manifest = workshop.manifest()
    manifest["office"]["fingerprint"] = fingerprint
    with opened() as key:
        recipients = [workshop.province.recipient]
        sealed = envelope.seal(manifest, workshop.records(), {}, key=key, recipients=recipients)
    read = envelope.open_sealed(
        sealed.file,
        identities=[workshop.province.identity],
        trust=lambda _signer, _digest: envelope.TrustedSigner(workshop.commune.unit),
        ours=[workshop.province.fingerprint],
    )
    assert (read.fingerprint, len(read.records())) == (fingerprint, 2)


def test_neither_pin_nor_key_shows_in_the_key(token):
    with opened() as key:
        assert repr(key) == f"TokenKey(certificate_pem={token.pem!r})"

"""More targets for `fuzz_envelope`: certificates, revocation lists, key files, printed parts, PDF, decisions, receipts.

Each is (function, seeds); a finding is any exception but the named refusals.
"""

import contextlib
import re
from datetime import UTC, datetime

from app.documents import key_part_sheet
from app.domain.canonical import canonical
from app.envelope import authority, decision_file, identity_file, key_parts, keys, passphrase, pdf_signing
from app.errors import AppError
from tests.certificates import TestAuthority
from tests.workshop import GOLDEN, golden_workshop

WORKSHOP = golden_workshop()
NOW = datetime(2026, 12, 5, tzinfo=UTC)
CA = TestAuthority(now=NOW)
OFFICER = CA.officer()
KNOWN = authority.Authority(authority.read_certificates(CA.bundle), (CA.crl(until=datetime(2027, 12, 5, tzinfo=UTC)),))
HEAD = {"epoch": 1, "number": 1, "digest": "0" * 64}
RECEIPT = {
    "type": "receipt", "batch": "0" * 64, "unit": "05887", "epoch": 1, "number": 1, "state": "accepted_partly",
    "entries": [{"number": 1, "state": "returned", "reason": "Thiếu"}], "head": HEAD, "missing": [2],
    "audit": {"rows": 1, "hash": "0" * 64},
}  # fmt: skip
PART = key_parts.split(bytes(range(200)), 2)[0]
PDF = key_part_sheet.render(office="Thử", part=PART, number=1, parts=2, made_on=NOW.date())
DECIDED = {
    "batch": "0" * 64, "desk": WORKSHOP.province.fingerprint, "state": "accepted_partly",
    "entries": [{"number": 1, "state": "returned", "reason": "Thiếu"}],
    "decided_by": "Bàn 1", "decided_at": "2026-12-05T08:00:00+07:00",
}  # fmt: skip
DECISION = decision_file.write_decision(DECIDED, WORKSHOP.province.key)
UNDER_PASSPHRASE = (GOLDEN.parent / "age" / "scrypt").read_bytes().partition(b"\n\n")[2]
FIELD = pdf_signing.SignatureField("police", "Công an", 0, 20, 20, 60, 20)
SIGNED = pdf_signing.sign_pdf(PDF, WORKSHOP.commune.key, KNOWN, at=FIELD, stamp=PDF)


def refused_as(*codes):
    """Only these refusals; `ValueError` is one where the function says so."""

    @contextlib.contextmanager
    def only():
        try:
            yield
        except ValueError:
            if "ValueError" not in codes:
                raise
        except AppError as refused:
            if not refused.code.startswith(codes):
                raise

    return only()


def certificates(data):
    with refused_as("authority.invalid"):
        for der in authority.read_certificates(data):
            authority.is_root(der)
            authority.anchored([der, *KNOWN.certificates])


def revocation_list(data):
    with refused_as("authority.invalid"):
        der = authority.read_crl(data, KNOWN.certificates)
        authority.issuer_of(der), authority.made_on(der), authority.in_force_until(der)


def certificate(data):
    """What a token shows is no more to be trusted than a file; and nobody but the authority makes one good."""
    with refused_as("ValueError", "authority."):
        if keys.may_sign(data):
            pem = keys.as_pem(data)
            keys.holder(pem), keys.valid_until(pem), keys.is_self_issued(data), keys.fingerprint(pem)
            authority.chain_of(data, KNOWN), authority.revoked_on(data, KNOWN)
            authority.check(data, KNOWN, at=NOW)
            assert data == OFFICER.der


def identity(data):
    with refused_as("ValueError"):
        identity_file.read_identities(data, None)
    with refused_as("ValueError"):
        identity_file.compact(data)


def under_passphrase(data):
    """Work of 2^10 at most: more would only make the fuzzer slow."""
    work = re.match(rb"age-encryption.org/v1\n-> scrypt [^ ]* (\d+)\n", data)
    if work is None or int(work[1]) <= 10:
        with refused_as("ValueError"):
            assert passphrase.decrypt_by("password", data) == passphrase.decrypt_by("password", UNDER_PASSPHRASE)


def part(data):
    with refused_as("ValueError"):
        key_parts.join([data.decode("utf-8", "replace")])


def pdf(data):
    with refused_as("paper."):
        pdf_signing.signed_fields(data)
    with refused_as("paper."):
        pdf_signing.sign_pdf(data, WORKSHOP.commune.key, KNOWN, at=FIELD, stamp=PDF)


def receipt(data):
    """The office above is the attacker: a signed receipt that says whatever it likes."""
    none = dict.fromkeys(("month", "revision", "nil", "corrects", "reason"))
    manifest = canonical(WORKSHOP.manifest(kind="receipt", counts={"receipt": 1}, **none))
    members = WORKSHOP.members(WORKSHOP.files() | {"manifest.json": manifest, "records.ndjson": data})
    with refused_as("batch."):
        WORKSHOP.open_container(WORKSHOP.zipped(members))


def decision(data):
    """Nobody but the desk itself decides in its name."""
    with refused_as("ValueError"):
        assert decision_file.read_decision(data) == DECIDED


def line(record):
    return canonical(record) + b"\n"


TARGETS = (
    (certificates, (CA.bundle, CA.root.der)),
    (revocation_list, KNOWN.crls),
    (certificate, (OFFICER.der, CA.root.der, keys.as_der(WORKSHOP.commune.key.certificate_pem))),
    (identity, (WORKSHOP.commune.identity.encode(),)),
    (under_passphrase, (UNDER_PASSPHRASE,)),
    (part, (PART.encode(), PART.lower().encode())),
    (pdf, (SIGNED, PDF)),
    (decision, (DECISION,)),
    (receipt, (line(RECEIPT), line(RECEIPT | {"state": "received", "entries": []}))),
)

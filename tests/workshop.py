"""Offices with keys, and a workshop for batches nobody honest would make."""

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from app import envelope
from app.domain.canonical import canonical
from app.envelope import container
from app.envelope.cades import sign
from app.envelope.encryption import encrypt
from app.errors import AppError

GOLDEN = Path(__file__).parent / "golden" / "envelope"


@dataclass(frozen=True)
class Office:
    unit: str
    name: str
    key: envelope.OfficeKey
    identity: str
    recipient: str

    @property
    def fingerprint(self):
        return envelope.fingerprint(self.key.certificate_pem)


def make_office(unit, name):
    return Office(unit, name, envelope.new_office_key(name), *envelope.new_identity())


@dataclass(frozen=True)
class Workshop:
    commune: Office
    province: Office
    stranger: Office
    revoked: Office | None = None
    expired: Office | None = None

    def manifest(self, **changes):
        return {
            "format": "hoanhap-batch",
            "version": 1,
            "kind": "month",
            "office": {
                "unit": self.commune.unit,
                "name": self.commune.name,
                "fingerprint": self.commune.fingerprint,
            },
            "recipient": {"unit": self.province.unit, "fingerprint": self.province.fingerprint},
            "epoch": 1,
            "number": 1,
            "previous": None,
            "part": 1,
            "parts": 1,
            "month": "2026-12",
            "revision": 1,
            "nil": False,
            "corrects": None,
            "reason": None,
            "created": "2026-12-05T08:12:00+07:00",
            "program": "0.1.0",
            "audit_head": {"rows": 412, "hash": "0" * 64},
            "counts": {"person": 1, "count": 1},
            **changes,
        }

    def records(self):
        return [
            {"type": "person", "id": "p1", "version": 1, "name": "Nguyễn Văn Thử", "birth": "1988-05"},
            {"type": "count", "reason": "need.none", "persons": 3},
        ]

    def files(self, manifest=None, lines=None, **papers):
        written = canonical(self.manifest() if manifest is None else manifest)
        lines = b"".join(canonical(record) + b"\n" for record in self.records()) if lines is None else lines
        return {"manifest.json": written, "records.ndjson": lines, **papers}

    def members(self, files=None, key=None):
        files = self.files() if files is None else files
        signed = container.manifest_of({name: hashlib.sha256(data).digest() for name, data in files.items()})
        return self.signed(files, signed, key)

    def signed(self, files, signed, key=None):
        return {
            "mimetype": container.MIME_TYPE,
            **files,
            container.MANIFEST: signed,
            container.SIGNATURE: sign(signed, key or self.commune.key),
        }

    def zipped(self, members):
        """A foreign writer's ZIP: pairs of name (or ZipInfo) and bytes."""
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            for name, data in members.items() if isinstance(members, dict) else members:
                method = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
                archive.writestr(name, data, method)
        return target.getvalue()

    def locked(self, plain):
        return encrypt(plain, [self.province.recipient])

    def trust(self, fingerprint, _digest):
        for office in (self.commune, self.province, self.expired):
            if office and office.fingerprint == fingerprint:
                return envelope.TrustedSigner(office.unit, office.name)
        if self.revoked and self.revoked.fingerprint == fingerprint:
            raise AppError("batch.revoked", date="2026-12-01")
        raise AppError("batch.untrusted")

    def seal(self, manifest=None, records=None, papers=None):
        return envelope.seal(
            self.manifest() if manifest is None else manifest,
            self.records() if records is None else records,
            {} if papers is None else papers,
            key=self.commune.key,
            recipients=[self.province.recipient, self.commune.recipient],
        )

    def open(self, data):
        return envelope.open_sealed(
            data, identities=[self.province.identity], trust=self.trust, ours=[self.province.fingerprint]
        )

    def open_container(self, plain):
        """The batch in what age held, its records read."""
        batch = envelope.open_plain(plain, sha256="", trust=self.trust, ours=[self.province.fingerprint])
        batch.records()
        return batch

    def refusal(self, data):
        """The code with which reading a batch file, its records included, is refused."""
        with pytest.raises(AppError) as refused:
            self.open(data).records()
        return refused.value.code

    def refusal_of(self, members):
        return self.refusal(self.locked(self.zipped(members)))


def golden_office(name):
    """An office of `keys.json`, made for the golden files only."""
    office = json.loads((GOLDEN / "keys.json").read_text("utf-8"))[name]
    key = envelope.OfficeKey(office["private_key_pem"], office["certificate_pem"])
    return Office(office["unit"], office["name"], key, office["identity"], office["recipient"])


def golden_workshop():
    return Workshop(*(golden_office(name) for name in ("commune", "province", "stranger", "revoked", "expired")))

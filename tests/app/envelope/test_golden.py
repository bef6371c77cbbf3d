"""Files of earlier versions keep opening, and known attacks keep their names.

The files were made once and are never made again: a batch of a released version must open for ever.
The keys beside them were made for these files only.
"""

import json
from pathlib import Path

import pytest

from app import envelope
from app.errors import AppError

FOLDER = Path(__file__).parents[2] / "golden" / "envelope"
VECTORS = json.loads((FOLDER / "vectors.json").read_text("utf-8"))
KEYS = json.loads((FOLDER / "keys.json").read_text("utf-8"))


def trust(fingerprint, _digest):
    for office in (KEYS["commune"], KEYS["province"]):
        if envelope.fingerprint(office["certificate_pem"]) == fingerprint:
            return envelope.TrustedSigner(office["unit"], office["name"])
    raise AppError("batch.untrusted")


def opened(file):
    province = KEYS["province"]
    ours = [envelope.fingerprint(province["certificate_pem"])]
    data = (FOLDER / file).read_bytes()
    return envelope.open_sealed(data, identities=[province["identity"]], trust=trust, ours=ours)


@pytest.mark.parametrize("vector", [one for one in VECTORS if one["code"]], ids=lambda one: one["file"])
def test_a_known_attack_is_refused_by_name(vector):
    with pytest.raises(AppError) as refused:
        opened(vector["file"]).records()
    assert refused.value.code == vector["code"]


@pytest.mark.parametrize("vector", [one for one in VECTORS if not one["code"]], ids=lambda one: one["file"])
def test_a_good_file_opens_with_all_it_held(vector):
    batch = opened(vector["file"])
    assert batch.digest == vector["digest"]
    assert batch.manifest == vector["manifest"]
    assert batch.records() == vector["records"]
    assert {name: data.decode() for name, data in batch.papers.items()} == vector["papers"]


def test_every_file_has_its_expected_outcome():
    listed = {one["file"] for one in VECTORS}
    assert listed == {file.name for file in FOLDER.glob("*.age")}

"""Files of earlier versions keep opening, and known attacks keep their names.

The files were made once and are never made again: a batch of a released version must open for ever.
The keys beside them were made for these files only.
"""

import json

import pytest

from tests.golden.envelope import attacks_content, attacks_outside, attacks_signed
from tests.workshop import GOLDEN, golden_workshop
from tests.zones import in_zone

VECTORS = json.loads((GOLDEN / "vectors.json").read_text("utf-8"))
WORKSHOP = golden_workshop()


@pytest.mark.parametrize("vector", [one for one in VECTORS if one["code"]], ids=lambda one: one["file"])
def test_a_known_attack_is_refused_by_name(vector):
    assert WORKSHOP.refusal((GOLDEN / vector["file"]).read_bytes()) == vector["code"]


@pytest.mark.parametrize("vector", [one for one in VECTORS if not one["code"]], ids=lambda one: one["file"])
def test_a_good_file_opens_with_all_it_held(vector):
    batch = WORKSHOP.open((GOLDEN / vector["file"]).read_bytes())
    assert batch.digest == vector["digest"]
    assert batch.manifest == vector["manifest"]
    assert batch.records() == vector["records"]
    assert {name: data.decode() for name, data in batch.papers.items()} == vector["papers"]


@pytest.mark.parametrize("zone", ["UTC", "Asia/Ho_Chi_Minh", "America/Noronha"])
def test_the_end_of_time_is_refused_in_every_zone(zone):
    with in_zone(zone):
        assert WORKSHOP.refusal((GOLDEN / "end-of-time.asice.age").read_bytes()) == "batch.expired"


def test_every_file_has_its_expected_outcome():
    assert sorted(one["file"] for one in VECTORS) == sorted(file.name for file in GOLDEN.glob("*.age"))


@pytest.mark.parametrize("area", [attacks_outside, attacks_signed, attacks_content], ids=lambda area: area.__name__)
def test_an_attack_made_anew_is_refused_by_the_same_name(area):
    """So that the recipes stay true, whatever becomes of the parts they are made with."""
    known = {one["file"]: (one["code"], one["fault"]) for one in VECTORS if one["code"]}
    for name, code, fault, data in area.attacks(WORKSHOP):
        assert known[f"{name}.asice.age"] == (code, fault)
        assert (name, WORKSHOP.refusal(data)) == (name, code)

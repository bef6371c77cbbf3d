"""Sheets about the exchange: their templates are strict, their codes are readable aloud."""

from datetime import date

import pytest

from app.documents.templates import shipped
from app.domain.record import from_json, to_json
from app.domain.sheet import SHEETS, SheetFacts, code_values, compose_sheet, read_sheet_template, spoken_groups
from app.domain.template import Template

CODE = "00123 45678 90000 11111 22222 33333 44444 55555"


@pytest.mark.parametrize("kind", SHEETS)
def test_shipped_templates_are_read(kind):
    template = read_sheet_template(shipped(kind), kind)
    assert (template.kind, template.compared) == (kind, None)
    assert from_json(Template, to_json(template)) == template


@pytest.mark.parametrize("kind", SHEETS)
def test_a_template_that_asks_for_something_else_is_refused(kind):
    for line in ({"text": "{name}"}, {"text": "x", "when": "offence"}, {"text": "x", "each": "people"}):
        with pytest.raises(ValueError, match=r"."):
            read_sheet_template({**shipped(kind), "body": [line]}, kind)


def test_no_sheet_has_a_place_for_personal_data():
    places = {value for vocabulary in SHEETS.values() for value in vocabulary.values}
    assert not places & {"name", "birth", "personal_number", "village", "purpose"}


def test_a_code_is_read_digit_by_digit():
    groups = spoken_groups(CODE)
    assert groups[0] == {"number": "1", "group": "00123", "spoken": "không không một hai ba"}
    assert [group["group"] for group in groups] == CODE.split(" ")


def test_a_code_stands_in_two_lines():
    values = code_values(CODE, "0123456789abcdef" * 4)
    assert values["code_first"].split() + values["code_last"].split() == CODE.split(" ")
    assert f"{values['hex_first']} {values['hex_last']}" == " ".join(["01234567", "89abcdef"] * 4)


def test_what_is_not_given_stays_empty_and_its_line_is_left_out():
    template = read_sheet_template(shipped("cover"), "cover")
    content = compose_sheet(template, SheetFacts(date(2026, 12, 5), {"unit": "Công an xã Thử"}, frozenset()))
    said = [line.text for line in content.body]
    assert "Đơn vị lập gói: Công an xã Thử" in said
    assert not [text for text in said if text.startswith("Tháng:")]
    assert not [text for text in said if "{" in text]

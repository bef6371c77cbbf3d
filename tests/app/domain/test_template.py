"""Templates are data from an administrator or another office: strict before they are used."""

import pytest

from app.documents.templates import shipped
from app.domain.form01 import compose, read_template
from app.domain.letter import read_letter_template, read_nil_template
from app.domain.record import from_json, to_json
from app.domain.template import Template
from tests.papers import facts

READERS = {"form01": read_template, "letter": read_letter_template, "nil": read_nil_template}


def changed(**parts):
    return {**shipped("form01"), **parts}


@pytest.mark.parametrize("name", READERS)
def test_shipped_templates_are_read(name):
    template = READERS[name](shipped(name))
    assert template.kind == name
    assert from_json(Template, to_json(template)) == template


@pytest.mark.parametrize("name", READERS)
def test_shipped_templates_never_claim_to_be_compared(name):
    assert READERS[name](shipped(name)).compared is None


def test_the_comparison_with_the_annex_can_be_recorded():
    template = read_template(changed(compared={"on": "2026-12-01", "by": "Quản trị"}))
    assert template.compared.on == "2026-12-01"


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ({"format": "other"}, "kind"),
        ({"kind": "letter"}, "kind"),
        ({"version": 0}, "version"),
        ({"version": "1"}, "version"),
        ({"colums": []}, "colums"),
        ({"columns": []}, "columns"),
        ({"columns": [{"key": "offence", "heading": "x", "width": 1}]}, "columns.offence"),
        ({"columns": [{"key": "name", "heading": "x", "width": 0}]}, "columns.width"),
        ({"columns": [{"key": "name", "heading": "x", "width": 1}] * 2}, "columns"),
        ({"columns": [{"key": "name", "heading": "x", "width": 1, "colour": "red"}]}, "columns.colour"),
        ({"body": [{"text": "{password}"}]}, "placeholder.password"),
        ({"body": [{"text": "x", "when": "raining"}]}, "when.raining"),
        ({"body": [{"text": "x", "each": "near"}]}, "each.near"),
        ({"body": [{"text": "x", "size": 80}]}, "size"),
        ({"body": [{"text": "x", "style": "comic"}]}, "body"),
        ({"title": "{nobody}"}, "placeholder.nobody"),
        ({"phrases": {"near": "{name}"}}, "phrases.near"),
        ({"sheet": {"left": 2}}, "sheet"),
        ({"sheet": {"left": 150, "right": 100}}, "sheet"),
        ({"signatures": [{"side": "nobody"}]}, "signatures.nobody"),
    ],
)
def test_what_cannot_be_printed_is_refused_by_name(parts, field):
    with pytest.raises(ValueError, match=field):
        read_template(changed(**parts))


def test_a_placeholder_cannot_reach_into_an_object():
    template = read_template(changed(body=[{"text": "{unit.__class__}"}]))
    assert compose(template, facts(1)).body[0].text == "{unit.__class__}"


def test_a_list_is_no_template():
    with pytest.raises(ValueError, match=r"^(object)?$"):
        read_template([])

"""The office's own templates: versions with dates, files in and out, and lists that keep the one they had."""

import json
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from app.errors import AppError
from app.services import months, papers, templates
from tests import monthly
from tests.claims import refused
from tests.invented import MONTH

TODAY = date(2026, 12, 5)


def renamed(template, heading="DANH SÁCH RIÊNG"):
    lines = (replace(template.heading[0], text=heading), *template.heading[1:])
    return replace(template, heading=lines, id="form01-own")


def text_of(paper):
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(paper)).pages)


def test_a_template_goes_out_and_comes_in_as_the_same_bytes(commune):
    template = templates.in_use(commune, "form01", TODAY)
    data = templates.template_bytes(template)
    assert templates.read_template(data) == template
    assert templates.template_bytes(templates.read_template(data)) == data


@pytest.mark.parametrize("kind", templates.SHIPPED)
def test_every_shipped_template_is_sound_and_not_yet_compared(kind):
    shipped = templates.shipped_templates(kind)
    assert all(one.compared is None and one.kind == kind for one in shipped)
    assert [templates.shipped_template(kind, one.id) for one in shipped] == list(shipped)


def test_two_templates_of_form_01_come_with_the_program():
    assert [one.id for one in templates.shipped_templates("form01")] == ["form01-default", "form01-compact"]
    refused("template.unknown", templates.shipped_template, "form01", "no-such")


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data.update(kind="card"),
        lambda data: data.update(kind=["form01"]),
        lambda data: data.update(columns=[]),
        lambda data: data.update(unknown=1),
        lambda data: data["columns"][0].update(key="sentence"),
        lambda data: data["heading"][0].update(text="{offence}"),
        lambda data: data["sheet"].update(left=250),
        lambda data: data["signatures"][0].update(side="nobody"),
    ],
)
def test_a_template_that_could_not_print_is_refused(damage):
    data = json.loads(templates.template_bytes(templates.shipped_templates("form01")[0]))
    damage(data)
    refused("template.invalid", templates.read_template, json.dumps(data).encode())


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(data):
    with pytest.raises(AppError, match=r"template\.invalid"):
        templates.read_template(data)


def test_a_file_too_large_is_not_even_parsed():
    refused("template.invalid", templates.read_template, b"[" * (templates.MAX_FILE + 1))


def test_a_version_holds_from_its_day_on(commune):
    own = templates.add(commune, renamed(templates.in_use(commune, "form01", TODAY)), date(2026, 12, 1))
    assert own.version == 2
    assert templates.in_use(commune, "form01", TODAY).id == "form01-own"
    assert templates.in_use(commune, "form01", date(2026, 11, 30)).id == "form01-default"
    again = templates.add(commune, renamed(own, "KHÁC"), date(2027, 1, 1))
    assert again.version == 3
    assert templates.in_use(commune, "form01", TODAY).version == 2


def test_a_frozen_list_prints_with_its_own_version_for_ever(commune):
    monthly.people(commune, 1)
    monthly.drafted(commune)
    months.present(commune, MONTH)
    frozen = papers.form01(commune, MONTH, papers.PDF)
    templates.add(commune, renamed(templates.in_use(commune, "form01", TODAY)), date(2026, 1, 1))
    assert papers.form01(commune, MONTH, papers.PDF) == frozen
    monthly.drafted(commune, "2027-01")
    assert "DANH SÁCH RIÊNG" in text_of(papers.form01(commune, "2027-01", papers.PDF))


def test_comparing_with_the_annex_clears_the_notice_by_a_new_version(commune):
    compared = templates.mark_compared(commune, "form01", TODAY, "Nông Thị Thử")
    assert compared.compared.by == "Nông Thị Thử"
    assert "chưa đối chiếu" not in compared.name
    assert templates.in_use(commune, "form01", TODAY).compared == compared.compared
    refused("template.compared_by", templates.mark_compared, commune, "form01", TODAY, " ")


def test_replacing_a_template_is_audited(commune):
    templates.add(commune, templates.in_use(commune, "letter", TODAY), TODAY)
    row = next(commune.store.audit.rows(newest_first=True))
    assert (row.act, row.subject, row.detail["version"]) == ("template.add", "letter", 2)

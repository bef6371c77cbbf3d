"""The papers around the list: what they count, what they leave blank, and that they are audited."""

from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from app.domain.dates import from_iso
from app.domain.month import Delivery
from app.services import month_papers, months, own_forms, papers, register
from tests import monthly
from tests.app.services.test_own_forms import own_workbook, sheet_of, texts_of
from tests.claims import refused
from tests.invented import MONTH, person_data

DAY = date(2026, 12, 5)


def read(paper):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(paper)).pages).split())


@pytest.fixture
def delivered(commune):
    monthly.people(commune, 3)
    monthly.confirmed(commune)
    months.deliver(commune, MONTH, Delivery(from_iso("2026-12-08"), "Phòng giao dịch Cao Lộc"))
    return commune


def test_the_minutes_say_what_the_bank_got(delivered):
    text = read(month_papers.minutes_bank(delivered, MONTH))
    assert "03 (ba) người" in text
    assert "ngày 08/12/2026, tại Phòng giao dịch Cao Lộc" in text


def test_the_answer_sheet_has_a_line_for_everybody_on_the_list(delivered):
    text = read(month_papers.answer_sheet(delivered, MONTH))
    assert all(entry.name in text for entry in months.show(delivered, MONTH).rows.entries)


def test_a_month_without_a_list_has_none_of_its_papers(commune):
    refused("month.unknown", month_papers.minutes_bank, commune, MONTH)
    refused("month.unknown", month_papers.answer_sheet, commune, MONTH)


def test_the_warning_list_names_those_whose_five_years_end_soon(commune):
    register.add(commune, person_data(1, terms=[{"kind": "completion", "finished_on": "2022-02-01"}]))
    register.add(commune, person_data(2, terms=[{"kind": "completion", "finished_on": "2025-02-01"}]))
    first, second = (person.name for person in commune.store.people.all())
    text = read(month_papers.expiring(commune, DAY))
    assert "01/02/2027" in text
    assert "01 (một) người" in text
    assert first != second


def test_nobody_in_a_hurry_prints_that_there_is_nobody(commune):
    assert "Không có" in read(month_papers.expiring(commune, DAY))


def test_the_minutes_of_a_handover_count_and_name_nobody_of_the_register(delivered):
    text = read(month_papers.minutes_work(delivered, DAY, giver="Nông Thị Lan"))
    assert "Số người đang theo dõi: 03 (ba)" in text
    assert "Nông Thị Lan" in text
    assert not any(person.name in text for person in delivered.store.people.all())


@pytest.mark.parametrize("kind", [papers.PDF, papers.XLSX])
def test_the_blank_form_has_nobody_on_it(commune, kind):
    monthly.people(commune, 2)
    paper = month_papers.blank_form(commune, "2027-02", kind)
    assert paper == month_papers.blank_form(commune, "2027-02", kind)
    if kind == papers.PDF:
        text = read(paper)
        assert "…… (" in text
        assert not any(person.name in text for person in commune.store.people.all())


def test_the_blank_form_is_in_the_offices_own_workbook_where_it_has_one(commune):
    own_forms.add(commune, own_forms.read(own_workbook(), "mau.xlsx", {"I": "blank"}), "Mẫu của xã", date(2026, 1, 1))
    monthly.people(commune, 2)
    sheet = sheet_of(month_papers.blank_form(commune, "2027-02", papers.XLSX, rows=5))
    said = texts_of(sheet)
    assert [sheet.cell(10 + row, 1).value for row in range(5)] == ["1", "2", "3", "4", "5"]
    assert sheet["B12"].border.left.style == "thin"
    assert any("Danh sách này có …… (" + "…" * 8 + ") người" in text for text in said)
    assert not any(person.name in text for text in said for person in commune.store.people.all())
    paper = read(month_papers.blank_form(commune, "2027-02", papers.PDF))
    assert "DANH SÁCH NGƯỜI VAY VỐN" in paper
    assert "không có người nào" not in paper


def test_every_paper_with_names_is_audited(delivered):
    month_papers.expiring(delivered, DAY)
    month_papers.answer_sheet(delivered, MONTH)
    acts = [row.act for row in delivered.store.audit.rows(newest_first=True)][:2]
    assert acts == ["form01.print", "paper.print"]


def test_the_nil_notice_counts_those_who_wish_but_do_not_qualify(commune):
    register.add(commune, person_data(1, terms=[]))
    monthly.reviewed(commune)
    months.nil(commune, MONTH)
    assert "Hiện có 01 (một) người có nhu cầu vay vốn nhưng chưa đủ điều kiện" in read(papers.letter(commune, MONTH))

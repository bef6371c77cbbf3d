"""The papers of a month: a preview before, the same bytes ever after."""

import pytest

from app.domain.dates import from_iso
from app.domain.month import Confirmation
from app.services import months, papers, register, review
from tests.claims import refused
from tests.invented import MONTH, person_data

ANSWER = Confirmation(from_iso("2026-12-06"), "Hoàng Thị Thử", "Chủ tịch", "TM")
KINDS = {papers.PDF: b"%PDF-", papers.XLSX: b"PK"}


@pytest.fixture
def draft(commune):
    register.add(commune, person_data())
    review.all_still_good(commune, MONTH, basis="Họp thôn")
    months.draft(commune, MONTH)
    return commune


@pytest.mark.parametrize("kind", KINDS)
def test_a_draft_is_previewed_and_follows_the_register(draft, kind):
    before = papers.form01(draft, MONTH, kind)
    assert before.startswith(KINDS[kind])
    assert papers.form01(draft, MONTH, kind) == before
    register.add(draft, person_data(2))
    months.draft(draft, MONTH)
    assert papers.form01(draft, MONTH, kind) != before


@pytest.mark.parametrize("kind", KINDS)
def test_a_preview_is_not_the_paper_that_is_presented(draft, kind):
    preview = papers.form01(draft, MONTH, kind)
    months.present(draft, MONTH)
    assert papers.form01(draft, MONTH, kind) != preview


def test_handing_a_paper_out_is_audited(draft):
    papers.form01(draft, MONTH, papers.PDF)
    row = next(draft.store.audit.rows(newest_first=True))
    assert (row.act, row.subject, row.detail) == ("form01.print", MONTH, {"kind": papers.PDF, "revision": 1})


def test_a_month_without_a_list_has_no_paper(draft):
    refused("month.unknown", papers.form01, draft, "2027-01", papers.PDF)
    refused("month.unknown", papers.form01, draft, MONTH, papers.PDF, revision=2)


def test_a_withdrawn_month_has_only_a_preview_again(draft):
    months.present(draft, MONTH)
    presented = papers.form01(draft, MONTH, papers.PDF)
    months.withdraw(draft, MONTH, "Nhầm")
    assert papers.form01(draft, MONTH, papers.PDF) != presented
    assert months.show(draft, MONTH).month.qr == ""


def test_a_month_without_a_scan_has_none(draft):
    confirmed = months.confirm(draft, MONTH, ANSWER).month
    assert not papers.scanned(draft, confirmed)
    refused("paper.no_scan", lambda: papers.scan(draft, MONTH))
    refused("month.unknown", lambda: papers.scan(draft, "2027-01"))


def test_an_office_the_catalogue_does_not_know_is_named_by_its_committee(commune):
    assert papers.place_of(commune) == "xã Đồng Đăng"

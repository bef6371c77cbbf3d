"""The QR at the foot of Form 01 says that it replaces no signature, and can be switched off (U38)."""

import unicodedata
from io import BytesIO

import pytest
from pypdf import PdfReader

from app.services import accounts, months, papers, review
from tests.exchange import register_people
from tests.invented import MONTH

CAPTION = "Mã đối chiếu dữ liệu, không thay chữ ký và con dấu."


@pytest.mark.parametrize("switch", ["on", "off"])
def test_the_code_can_be_switched_off(commune, switch):
    accounts.set_setting(commune, "paper_qr", switch)
    register_people(commune, 2)
    review.all_still_good(commune, MONTH, basis="Họp thôn")
    months.draft(commune, MONTH)
    months.present(commune, MONTH)
    (page,) = PdfReader(BytesIO(papers.form01(commune, MONTH, papers.PDF))).pages
    said = " ".join(unicodedata.normalize("NFC", page.extract_text()).split())
    assert (CAPTION in said) is (switch == "on")

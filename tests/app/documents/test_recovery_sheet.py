"""The recovery sheet: one page with the whole key, and nothing of the key anywhere else in the file."""

import unicodedata
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from app import i18n
from app.documents.recovery_sheet import render

KEY = "7VFT-2GDN-WAVB-4J90-G8SB-RFY6-D8NY-QW60"
OFFICE = "Công an xã Đồng Đăng"


def page(**changes):
    (only,) = PdfReader(BytesIO(sheet(**changes))).pages
    return unicodedata.normalize("NFC", only.extract_text())


def sheet(**changes):
    return render(**{"office": OFFICE, "unit": "06184", "key": KEY, "made_on": date(2026, 12, 5), **changes})


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("office", [OFFICE, "Phòng Cảnh sát thi hành án hình sự " * 4])
def test_the_sheet_is_one_page_with_every_group_in_order(language, office):
    i18n.use(language)
    words = page(office=office).split()
    groups = [word for word in words if word in KEY.split("-")]
    assert groups == KEY.split("-")


def test_the_sheet_says_whose_it_is_and_what_to_do_with_it():
    said = page()
    assert OFFICE.upper() in said
    assert "06184" in said
    assert "Niêm phong, cất két" in said


def test_the_day_is_left_to_be_written_by_hand():
    assert "2026" not in page()


def test_what_the_file_says_of_itself_holds_nothing_of_the_key():
    assert not [group for group in KEY.split("-") if group.encode() in sheet()]

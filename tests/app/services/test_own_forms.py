"""The office's own Mẫu số 01 in Excel: read, emptied, and filled in again (U4)."""

import io
from datetime import date

import openpyxl
import pytest
from openpyxl.styles import Border, Font, Side
from pypdf import PdfReader

from app.services import own_forms, papers, templates
from tests import monthly
from tests.claims import refused
from tests.invented import MONTH

HEAD = ["TT", "Họ và tên", "Năm sinh", "Số CCCD", "Nơi ở", "Giấy chứng nhận CHXAPT", None, "Mục đích vay", "Ký nhận"]
BELOW = [None, None, None, None, None, "Số", "Nơi cấp", None, None]


def own_workbook(*, rows=3, foot=True):
    """A form as an office keeps it, last month's people still in it."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Mẫu 01"
    sheet.page_setup.orientation = "landscape"
    sheet["A1"], sheet["F1"] = "CÔNG AN TỈNH LẠNG SƠN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    sheet["A2"], sheet["F2"] = "CÔNG AN XÃ ĐỒNG ĐĂNG", "Độc lập - Tự do - Hạnh phúc"
    sheet["F3"] = "Đồng Đăng, ngày 05 tháng 11 năm 2026"
    sheet["A5"] = "DANH SÁCH NGƯỜI VAY VỐN THÁNG 11/2026"
    sheet["A5"].font = Font(name="Times New Roman", bold=True, size=15)
    sheet.merge_cells("A5:I5")
    side = Side(style="thin")
    for at, texts in ((7, HEAD), (8, BELOW), (9, [f"({number})" for number in range(1, 10)])):
        for column, text in enumerate(texts, start=1):
            sheet.cell(at, column, text)
    for column in (1, 2, 3, 4, 5, 8, 9):
        sheet.merge_cells(start_row=7, end_row=8, start_column=column, end_column=column)
    sheet.merge_cells("F7:G7")
    for number in range(rows):
        person = [
            number + 1,
            "Nông Văn Cũ",
            "1980",
            "020080000009",
            "Thôn Cũ",
            "9/GCN",
            "Trại giam Cũ",
            "Chăn nuôi",
            "",
        ]
        for column, value in enumerate(person, start=1):
            cell = sheet.cell(10 + number, column, value)
            cell.border = Border(left=side, right=side, top=side, bottom=side)
            cell.font = Font(name="Times New Roman", size=12, italic=column == 5)
    if foot:
        at = 10 + rows
        sheet.cell(at, 1, f"Danh sách có {rows:02} người./.")
        sheet.cell(at + 2, 6, "TRƯỞNG CÔNG AN XÃ")
        sheet.merge_cells(start_row=at + 2, end_row=at + 2, start_column=6, end_column=9)
    for letter, width in zip("ABCDEFGHI", (5, 25, 12, 16, 30, 12, 20, 18, 10), strict=True):
        sheet.column_dimensions[letter].width = width
    book.create_sheet("Riêng")["A1"] = "Nông Thị Kín"
    sheet["B10"].comment = openpyxl.comments.Comment("riêng tư", "ai đó")
    return saved(book)


def saved(book):
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def sheet_of(data):
    book = openpyxl.load_workbook(io.BytesIO(data))
    return book.worksheets[0]


def texts_of(sheet):
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


@pytest.fixture
def found():
    return own_forms.read(own_workbook(), "mau.xlsx", {"I": "blank"})


def test_every_heading_that_is_known_finds_its_field(found):
    keys = [column.key for column in found.form.columns]
    assert keys == ["number", "name", "birth", "personal_number", "residence", "certificate_number",
                    "certificate_issuer", "purpose", "blank_1"]  # fmt: skip
    assert [column.group for column in found.form.columns][5:7] == ["Giấy chứng nhận CHXAPT"] * 2
    assert [column.width for column in found.form.columns][:3] == [50, 250, 120]


def test_an_unknown_heading_is_asked_for():
    found = own_forms.read(own_workbook(), "mau.xlsx")
    assert found.unknown == ("I “Ký nhận”",)
    base = templates.shipped_templates("form01")[0]
    refused("template.columns_unknown", own_forms.template_of, found, base, "Mẫu")
    refused("template.column", own_forms.read, own_workbook(), "mau.xlsx", {"I": "offence"})
    refused("template.column", own_forms.read, own_workbook(), "mau.xlsx", {"Z": "name"})


def test_nobody_of_last_month_stays_in_what_is_kept(found):
    book = openpyxl.load_workbook(io.BytesIO(found.workbook))
    assert book.sheetnames == ["Mẫu 01"]
    assert not [text for text in texts_of(book.active) if "Cũ" in text or "Kín" in text]
    assert book.active["B10"].comment is None


def test_the_template_follows_the_workbook(found):
    template = own_forms.template_of(found, templates.shipped_templates("form01")[0], "Mẫu của xã")
    assert template.heading[0].text == "DANH SÁCH NGƯỜI VAY VỐN THÁNG {month}"
    assert [line.text for line in template.left] == ["CÔNG AN TỈNH LẠNG SƠN", "CÔNG AN XÃ ĐỒNG ĐĂNG"]
    assert template.right[2].text == "Đồng Đăng, {dated}"
    assert template.compared is None


@pytest.mark.parametrize("foot", [True, False])
def test_the_list_is_printed_in_the_very_workbook(commune, foot):
    found = own_forms.read(own_workbook(foot=foot), "mau.xlsx", {"I": "blank"})
    own_forms.add(commune, found, "Mẫu của xã", date(2026, 1, 1))
    monthly.people(commune, 5)
    monthly.confirmed(commune)
    sheet = sheet_of(papers.form01(commune, MONTH, papers.XLSX))
    assert [sheet.cell(10 + row, 1).value for row in range(5)] == ["1", "2", "3", "4", "5"]
    assert sheet["E12"].font.i
    assert sheet["B12"].border.left.style == "thin"
    assert sheet.column_dimensions["B"].width == 25
    assert any("05 (năm) người" in text for text in texts_of(sheet))
    assert sheet["F3"].value.endswith("tháng 12 năm 2026")
    if foot:
        assert sheet["F17"].value == "TRƯỞNG CÔNG AN XÃ"
        assert "F17:I17" in [str(area) for area in sheet.merged_cells.ranges]
    text = PdfReader(io.BytesIO(papers.form01(commune, MONTH, papers.PDF))).pages[0].extract_text()
    assert "DANH SÁCH NGƯỜI VAY VỐN" in text
    assert "Ký nhận" in text


def test_the_same_list_gives_the_same_bytes(commune):
    own_forms.add(commune, own_forms.read(own_workbook(), "mau.xlsx", {"I": "blank"}), "Mẫu", date(2026, 1, 1))
    monthly.people(commune, 1)
    monthly.drafted(commune)
    assert papers.form01(commune, MONTH, papers.XLSX) == papers.form01(commune, MONTH, papers.XLSX)


def test_what_is_no_form_is_refused():
    book = openpyxl.Workbook()
    book.active["A1"] = "Bảng chấm công"
    refused("template.no_table", own_forms.read, saved(book), "bang.xlsx")
    refused("template.no_table", own_forms.read, b"%PDF-1.7", "mau.pdf")
    refused("template.no_table", own_forms.read, b"PK" + bytes(own_forms.MAX_FILE), "mau.xlsx")

"""Form 01 as a workbook."""

import shutil
import subprocess
import unicodedata
import zipfile
from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest
from pypdf import PdfReader

from app.documents.form01_xlsx import render
from app.documents.templates import shipped
from app.domain.form01 import compose, read_template
from tests.papers import content, correction, entry


def opened(paper):
    return openpyxl.load_workbook(BytesIO(render(paper))).active


def texts(sheet):
    return [cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None]


@pytest.mark.parametrize("rows", [0, 1, 20, 500])
def test_the_workbook_says_what_the_paper_says(rows):
    paper = content(rows)
    found = texts(opened(paper))
    for row in paper.rows:
        assert all(text in found for text in row.cells if text)
    for line in (*paper.left, *paper.heading, *paper.closing):
        assert line.text in found


def test_a_correction_has_its_groups_and_the_watermark():
    found = texts(opened(compose(read_template(shipped("form01")), correction(practice=True))))
    assert "B. Sửa thông tin" in found
    assert "BẢN TẬP DÙNG – KHÔNG CÓ GIÁ TRỊ" in found


def test_a_repeated_workbook_is_the_same_to_the_byte():
    assert render(content(20)) == render(content(20))


def test_no_clock_gets_into_the_file():
    with zipfile.ZipFile(BytesIO(render(content(1)))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2026, 12, 5, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert core.count("2026-12-05T00:00:00Z") == 2


@pytest.mark.parametrize("name", ["=1+1", "+84", "-2", "@SUM(A1)", '=HYPERLINK("http://x")'])
def test_a_name_is_never_a_formula(name):
    sheet = opened(content(entries=(replace(entry(1), name=name),)))
    cell = next(cell for row in sheet.iter_rows() for cell in row if cell.value == name)
    assert cell.data_type == "s"
    assert cell.quotePrefix


def test_every_cell_is_text_so_that_no_zero_is_lost():
    sheet = opened(content(5))
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert kinds == {"s"}
    assert "020171000001" in texts(sheet)


def test_control_characters_and_decomposed_letters_are_cleaned():
    name = "Lò\x07 " + unicodedata.normalize("NFD", "Quốc Khánh")
    assert "Lò Quốc Khánh" in texts(opened(content(entries=(replace(entry(1), name=name),))))


def test_it_prints_on_a4_landscape_one_page_wide_with_the_header_repeated():
    sheet = opened(content(20))
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    first, last = (int(part.lstrip("$")) for part in sheet.print_title_rows.split(":"))
    assert sheet.cell(first, 1).value == "STT"
    assert last == first + 1
    assert sheet.print_area.startswith("'Mẫu số 01'!$A$1:$J$")
    assert round(sheet.page_margins.left * 25.4) == 30


def test_rows_are_as_high_as_their_longest_cell():
    long = replace(entry(1), village="Thôn Nà Pài " * 20)
    sheet = opened(content(entries=(long, replace(entry(2), certificate_issuer="X"))))
    rows = {row[0].value: row[0].row for row in sheet.iter_rows() if row[0].value in {"1", "2"}}
    assert sheet.row_dimensions[rows["1"]].height > 100 > sheet.row_dimensions[rows["2"]].height


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("rows", [4, 7, 20])
def test_libreoffice_prints_it_with_the_signatures_below_a_row(tmp_path, rows):
    file = tmp_path / "list.xlsx"
    file.write_bytes(render(content(rows)))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, file],
        check=True,
        capture_output=True,
        timeout=120,
    )
    pages = [unicodedata.normalize("NFC", page.extract_text()) for page in PdfReader(tmp_path / "list.pdf").pages]
    assert all(row.personal_number in "".join(pages) for row in map(entry, range(1, rows + 1)))
    assert all("Họ và tên" in page for page in pages)
    assert entry(rows).personal_number in pages[-1]
    assert "XÁC NHẬN CỦA ỦY BAN NHÂN DÂN" in pages[-1]

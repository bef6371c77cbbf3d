"""The papers of a whole office: PDF/A-1b, fonts inside, workbooks that LibreOffice prints on one page's width."""

import re
import subprocess
from io import BytesIO

import openpyxl
import pytest
from pypdf import PdfReader

from tests.app.documents.test_every_paper import JARS
from tests.gallery import text_of
from tests.gallery_office import ROWS, as_pdf, office_papers

BOOKS = ("blank", "own-20", "own-correction", "form01-xlsx-20", "form01-xlsx-correction")


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    folder = tmp_path_factory.mktemp("office")
    made = office_papers(folder / "demo")
    for kind in ("pdf", "xlsx"):
        (folder / kind).mkdir()
        for name, data in made.items():
            if name.endswith(f".{kind}") and (kind == "pdf" or name.removesuffix(".xlsx") in BOOKS):
                (folder / kind / name).write_bytes(data)
    as_pdf(sorted((folder / "xlsx").glob("*.xlsx")), folder / "xlsx")
    return folder


def test_preflight_finds_every_sheet_to_be_pdf_a_1b(drawn):
    jars = ":".join(f"/usr/share/java/{name}.jar" for name in JARS)
    done = subprocess.run(["java", "-cp", jars, "org.apache.pdfbox.preflight.Validator_A1b", "batch", drawn / "pdf"],
                          capture_output=True, text=True, check=False)  # fmt: skip
    verdicts = re.findall(r"The file (\S+) is a valid PDF/A-1b file", done.stdout)
    assert sorted(verdicts) == sorted(file.name for file in (drawn / "pdf").glob("*.pdf"))
    assert len(verdicts) > 15


def test_every_font_is_embedded_as_a_subset(drawn):
    for file in (drawn / "pdf").glob("*.pdf"):
        told = subprocess.run(["pdffonts", file], capture_output=True, text=True, check=True)
        fonts = [line.split() for line in told.stdout.splitlines()[2:]]
        assert fonts
        assert all("+LiberationSerif" in font[0] and font[-5:-2] == ["yes"] * 3 for font in fonts), file.name


def test_a_consolidated_list_says_how_many_and_what_it_is_not_for(drawn):
    for rows in ROWS:
        text = text_of(drawn / "pdf" / f"consolidated-{rows}.pdf")
        assert "Để theo dõi, tổng hợp" in text
        assert ("Không có người nào" in text) == (rows == 0)


@pytest.mark.parametrize("name", BOOKS)
def test_libreoffice_opens_the_workbook_and_prints_it_on_a4_one_page_wide(drawn, name):
    pages = PdfReader(drawn / "xlsx" / f"{name}.pdf").pages
    assert all({round(page.mediabox.width), round(page.mediabox.height)} == {842, 595} for page in pages)
    first = pages[0].extract_text()
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in first
    assert "Họ và tên" in first


def test_the_blank_form_leaves_room_for_a_hand(drawn):
    text = text_of(drawn / "pdf" / "blank.pdf")
    assert len(re.findall(r"(?m)^\s+(\d+)$", text.replace("\f", "\n"))) >= 12
    assert "…… (……………………" in text


def test_a_correction_in_the_offices_own_workbook_says_what_it_corrects(drawn):
    sheet = openpyxl.load_workbook(BytesIO((drawn / "xlsx" / "own-correction.xlsx").read_bytes())).worksheets[0]
    said = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    heading = next(text for text in said if text.startswith("DANH SÁCH ĐIỀU CHỈNH"))
    assert "Điều chỉnh lần 1" in heading
    assert "Lý do điều chỉnh" in heading
    assert any(text.startswith("B. Sửa thông tin") for text in said)
    assert any(text.startswith("Danh sách điều chỉnh này có") for text in said)

"""A part of the escrow key on paper: one page, every group of it, and a code that a scanner reads."""

import subprocess
import unicodedata
from datetime import date
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from app import i18n
from app.documents.key_part_sheet import render
from app.envelope.key_parts import split

# A protected identity of age without its armor has about so many bytes.
PARTS = split(bytes(range(256))[:230], 3)


def sheet(part=PARTS[1]):
    return render(office="Công an xã Đồng Đăng", part=part, number=2, parts=3, made_on=date(2026, 12, 5))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_sheet_is_one_page_with_the_whole_part(language):
    i18n.use(language)
    (only,) = PdfReader(BytesIO(sheet())).pages
    said = unicodedata.normalize("NFC", only.extract_text())
    assert PARTS[1].replace("-", "") in "".join(said.split()).replace("-", "")


def test_a_scanner_reads_the_code(tmp_path):
    (tmp_path / "sheet.pdf").write_bytes(sheet())
    subprocess.run(["pdftoppm", "-r", "150", "-png", "-singlefile", "sheet.pdf", "sheet"], cwd=tmp_path, check=True)
    (code,) = zxingcpp.read_barcodes(Image.open(tmp_path / "sheet.png"))
    assert code.text == PARTS[1]

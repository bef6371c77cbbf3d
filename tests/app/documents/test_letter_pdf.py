"""Letters on paper."""

import shutil
import subprocess
import unicodedata
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from app.documents.letter_pdf import render
from app.documents.templates import shipped
from app.domain.letter import compose_letter, read_letter_template, read_nil_template
from tests.papers import letter_facts

GOLDEN = Path(__file__).parents[2] / "golden" / "papers"


def letter(rows, **changes):
    return compose_letter(read_letter_template(shipped("letter")), letter_facts(rows, **changes))


def nil():
    return compose_letter(read_nil_template(shipped("nil")), letter_facts(0, unmet=2))


def pages_of(content):
    pages = PdfReader(BytesIO(render(content))).pages
    return [unicodedata.normalize("NFC", page.extract_text()) for page in pages]


def test_a_letter_is_one_upright_page():
    pages = PdfReader(BytesIO(render(letter(6)))).pages
    assert [round(float(side) / 72 * 25.4) for side in pages[0].mediabox[2:]] == [210, 297]
    assert len(pages) == 1


def test_a_letter_with_many_names_goes_on_and_keeps_its_signature_with_text():
    pages = pages_of(letter(200))
    assert len(pages) > 1
    assert "phối hợp theo dõi./." in pages[-1].replace("\n", " ")
    assert "PHÓ TRƯỞNG CÔNG AN XÃ" in pages[-1]


def test_a_repeated_print_is_the_same_to_the_byte():
    assert render(letter(6)) == render(letter(6))


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
@pytest.mark.parametrize(("name", "paper"), [("letter-6", lambda: letter(6)), ("nil", nil)])
def test_the_letter_reads_as_agreed(tmp_path, name, paper):
    file = tmp_path / "letter.pdf"
    file.write_bytes(render(paper()))
    read = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, check=True).stdout.decode()
    golden = (GOLDEN / f"{name}.txt").read_text("utf-8")
    assert words(read) == words(golden)


def words(text):
    """Line by line without the spaces, which depend on the version of pdftotext."""
    return [line.split() for line in text.splitlines() if line.strip()]

"""Every paper at every size: PDF/A-1b, fonts inside, readable as text, the same bytes, nothing lost or cut."""

import re
import subprocess
import unicodedata
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from app.documents import paper_pdf
from app.documents.typeface import MissingGlyph
from tests.gallery import GOLDEN, PAPERS, ROWS, draw, shortened, text_of
from tests.papers import facts

JARS = ("preflight", "pdfbox2", "fontbox2", "xmpbox", "commons-logging", "commons-io", "jaxb-api", "javax.activation")


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    folder = tmp_path_factory.mktemp("papers")
    draw(folder)
    return folder


@pytest.fixture(scope="module")
def texts(drawn):
    return {file.stem: text_of(file) for file in drawn.glob("*.pdf")}


def test_preflight_finds_every_paper_to_be_pdf_a_1b(drawn):
    jars = ":".join(f"/usr/share/java/{name}.jar" for name in JARS)
    done = subprocess.run(["java", "-cp", jars, "org.apache.pdfbox.preflight.Validator_A1b", "batch", drawn],
                          capture_output=True, text=True, check=False)  # fmt: skip
    verdicts = re.findall(r"The file (\S+) is a valid PDF/A-1b file", done.stdout)
    assert sorted(verdicts) == sorted(file.name for file in drawn.glob("*.pdf"))
    assert len(verdicts) == len(PAPERS) * len(ROWS)


def test_every_font_is_embedded_as_a_subset_with_its_unicode_map(drawn):
    for name in PAPERS:
        told = subprocess.run(["pdffonts", drawn / f"{name}-20.pdf"], capture_output=True, text=True, check=True)
        fonts = [line.split() for line in told.stdout.splitlines()[2:]]
        assert fonts
        assert all(font[0].split("+")[1].startswith("LiberationSerif") and font[-5:-2] == ["yes"] * 3 for font in fonts)


@pytest.mark.parametrize("name", PAPERS)
def test_every_paper_reads_as_agreed(texts, name):
    for rows in ROWS:
        golden = (GOLDEN / f"every-{name}-{rows}.txt").read_text("utf-8")
        assert words(shortened(texts[f"{name}-{rows}"])) == words(golden), (name, rows)


def words(text):
    """The text without its spacing, which differs between versions of pdftotext."""
    return text.split()


@pytest.mark.parametrize("name", PAPERS)
def test_a_repeated_print_is_the_same_to_the_byte(drawn, name):
    assert paper_pdf.render(PAPERS[name](20)) == (drawn / f"{name}-20.pdf").read_bytes()


@pytest.mark.parametrize("name", ["form01", "compact", "answer", "expiring"])
def test_an_empty_list_says_so(texts, name):
    assert "Không có" in texts[f"{name}-0"]


def test_the_page_number_stands_from_page_two_on(texts):
    for text in texts.values():
        pages = text.split("\f")[:-1]
        assert pages[0].split()[0] != "1"
        assert all(page.split()[0] == str(number) for number, page in enumerate(pages[1:], start=2))


@pytest.mark.parametrize("name", ["form01", "compact", "answer", "expiring"])
def test_the_signatures_keep_at_least_one_row(texts, name):
    for rows in (1, 20, 500):
        last = texts[f"{name}-{rows}"].split("\f")[-2]
        assert facts(rows).entries[-1].name.split()[-1] in last
        assert "TRƯỞNG CÔNG AN" in last or "ĐẠI DIỆN NGÂN HÀNG" in last


def test_title_and_language_stand_in_the_file(drawn):
    for name in PAPERS:
        reader = PdfReader(BytesIO((drawn / f"{name}-1.pdf").read_bytes()))
        assert reader.root_object["/Lang"] == "vi-VN"
        assert reader.xmp_metadata.dc_title["x-default"]


@pytest.mark.parametrize("name", PAPERS)
def test_the_text_stands_in_the_file_in_reading_order(drawn, name):
    content = PAPERS[name](20)
    read = subprocess.run(["pdftotext", "-raw", drawn / f"{name}-20.pdf", "-"], capture_output=True, check=True)
    text = unicodedata.normalize("NFC", read.stdout.decode())
    parts = (content.left, content.right, content.heading, content.body, content.closing)
    wanted = [line.text.split(" ")[0] for part in parts for line in part]
    wanted += [block.name.text.split(" ")[0] for block in content.blocks if block.name]
    place = 0
    for word in wanted:
        place = text.find(word, place)
        assert place >= 0, word


def test_a_sign_that_the_typeface_lacks_is_an_error_and_no_hole():
    content = PAPERS["form01"](1)
    with pytest.raises(MissingGlyph):
        paper_pdf.render(replace(content, rows=(replace(content.rows[0], cells=("☐", *content.rows[0].cells[1:])),)))


def test_the_golden_texts_are_of_these_papers_only():
    expected = {f"every-{name}-{rows}.txt" for name in PAPERS for rows in ROWS}
    assert {file.name for file in Path(GOLDEN).glob("every-*")} == expected

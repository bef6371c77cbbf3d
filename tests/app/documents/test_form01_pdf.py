"""Form 01 on paper."""

import shutil
import subprocess
import unicodedata
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from app.documents.form01_pdf import render
from app.documents.templates import shipped
from app.documents.typeface import MissingGlyph
from app.domain.form01 import compose, read_template
from tests.papers import content, correction, entry

GOLDEN = Path(__file__).parents[2] / "golden" / "papers"


def needs(tool):
    return pytest.mark.skipif(shutil.which(tool) is None, reason=f"{tool} is not installed")


def opened(data):
    return PdfReader(BytesIO(data))


def text_of(data):
    return unicodedata.normalize("NFC", "\n".join(page.extract_text() for page in opened(data).pages))


def corrected():
    return compose(read_template(shipped("form01")), correction())


@pytest.mark.parametrize("rows", [0, 1, 20, 500])
def test_everybody_is_on_the_paper_once(rows):
    text = text_of(render(content(rows)))
    assert all(text.count(row.personal_number) == 1 for row in content_entries(rows))


def content_entries(rows):
    return [entry(number) for number in range(1, rows + 1)]


def test_a_repeated_print_is_the_same_to_the_byte():
    assert render(content(20)) == render(content(20))


def test_the_header_row_and_page_numbers_repeat():
    pages = [page.extract_text() for page in opened(render(content(20))).pages]
    assert all("Họ và tên" in text for text in pages)
    assert pages[0].split()[0] != "1"
    assert [text.split()[0] == str(number) for number, text in enumerate(pages[1:], start=2)] == [True] * (
        len(pages) - 1
    )


def test_the_signatures_stand_on_the_last_page_with_a_row():
    for rows in range(1, 12):
        last = opened(render(content(rows))).pages[-1].extract_text()
        assert entry(rows).personal_number in last
        assert "CHỦ TỊCH" in last
        assert "Mã đối chiếu dữ liệu" in last


def test_the_paper_is_a4_landscape_in_vietnamese_with_a_title():
    reader = opened(render(content(1)))
    assert [round(float(side) / 72 * 25.4) for side in reader.pages[0].mediabox[2:]] == [297, 210]
    assert reader.trailer["/Root"]["/Lang"] == "vi-VN"
    assert reader.xmp_metadata.dc_title["x-default"].endswith("tháng 12/2026 – Công an xã Đồng Đăng")
    assert "<pdfaid:part>1</pdfaid:part>" in reader.xmp_metadata.stream.get_data().decode()


def test_the_creation_date_is_the_day_on_the_paper():
    assert "CreateDate>2026-12-05T00:00:00+07:00<" in opened(render(content(1))).xmp_metadata.stream.get_data().decode()


def test_all_fonts_are_inside_the_file():
    for page in opened(render(content(1))).pages:
        for font in page["/Resources"]["/Font"].values():
            descriptor = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
            assert "/FontFile2" in descriptor.get_object()


def test_long_names_and_places_wrap_inside_their_cells():
    long = replace(entry(1), name="Nguyễn Thị " + "Hoàng Mai " * 12, village="Khu tái định cư " * 20)
    text = text_of(render(content(entries=(long,))))
    assert text.count("Hoàng") == 12


def test_a_row_taller_than_a_page_is_printed_whole():
    tall = replace(entry(1), village="Thôn Nà Pài " * 300)
    pages = opened(render(content(entries=(tall,)))).pages
    assert len(pages) > 1
    assert sum(page.extract_text().count("Pài") for page in pages) == 300


def test_decomposed_names_print_like_composed_ones():
    composed = entry(1)
    apart = replace(composed, name=unicodedata.normalize("NFD", composed.name))
    assert render(content(entries=(apart,))) == render(content(entries=(composed,)))


def test_a_name_that_cannot_be_drawn_is_refused():
    with pytest.raises(MissingGlyph):
        render(content(entries=(replace(entry(1), name="Lý 漢"),)))


def test_the_code_can_be_left_out():
    with_code, without = render(content(1)), render(content(1, qr=""))
    assert "Mã đối chiếu" in text_of(with_code)
    assert "Mã đối chiếu" not in text_of(without)


@needs("qpdf")
@pytest.mark.parametrize("rows", [0, 20])
def test_qpdf_finds_nothing_wrong(tmp_path, rows):
    file = tmp_path / "list.pdf"
    file.write_bytes(render(content(rows)))
    assert subprocess.run(["qpdf", "--check", file], capture_output=True, check=False).returncode == 0


@needs("pdftotext")
@pytest.mark.parametrize(
    ("name", "paper"),
    [("form01-0", lambda: content(0)), ("form01-6", lambda: content(6)), ("form01-correction", corrected)],
)
def test_the_paper_reads_as_agreed(tmp_path, name, paper):
    file = tmp_path / "list.pdf"
    file.write_bytes(render(paper()))
    read = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, check=True).stdout.decode()
    assert words(read) == words((GOLDEN / f"{name}.txt").read_text("utf-8"))


def words(text):
    """Line by line without the spaces, which depend on the version of pdftotext."""
    return [line.split() for line in text.splitlines() if line.strip()]

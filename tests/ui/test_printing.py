import pytest
from PySide6.QtCore import QBuffer, QByteArray
from PySide6.QtGui import QPageLayout
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter

from app.errors import AppError
from app.services import papers
from ui.printing import page_picture, print_document, recovery_sheet

KEY = "1QDC-6KPJ-A543-183N-197M-JKX3-0PAZ-DXKB"


def text_of(document):
    return " ".join(document.getAllText(page).text() for page in range(document.pageCount()))


@pytest.fixture
def read(qapp):
    kept = []

    def opened(content):
        document, device = QPdfDocument(), QBuffer()
        device.setData(QByteArray(content))
        device.open(QBuffer.OpenModeFlag.ReadOnly)
        document.load(device)
        kept.append((document, device))
        return document

    yield opened
    for document, _ in kept:
        document.close()


def test_the_recovery_sheet_holds_every_group_of_the_key(tmp_path, read):
    recovery_sheet(tmp_path / "phieu.pdf", KEY, "Kho dữ liệu: Công an xã Đồng Đăng.")
    words = text_of(read((tmp_path / "phieu.pdf").read_bytes()))
    assert all(group in words for group in KEY.split("-"))
    assert "Công an xã Đồng Đăng" in words


def test_the_sheet_is_for_its_owner_only(tmp_path, qapp):
    recovery_sheet(tmp_path / "phieu.pdf", KEY, "")
    assert (tmp_path / "phieu.pdf").stat().st_mode & 0o077 == 0


def test_a_sheet_that_cannot_be_written_is_a_named_refusal(tmp_path, qapp):
    (tmp_path / "file").write_text("")
    with pytest.raises(AppError) as refused:
        recovery_sheet(tmp_path / "file" / "phieu.pdf", KEY, "")
    assert refused.value.code.startswith("disk.")


@pytest.fixture
def form(commune, listed_month, read):
    return read(papers.form01(commune, "2026-12", papers.PDF))


def test_a_page_is_drawn_on_white(form):
    picture = page_picture(form, 0)
    assert picture.width() > picture.height() > 2000
    assert picture.pixelColor(5, 5).name() == "#ffffff"


def test_every_page_is_printed_lying_as_it_lies(form, tmp_path, read):
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "in.pdf"))
    print_document(form, printer)
    printed = read((tmp_path / "in.pdf").read_bytes())
    assert printed.pageCount() == form.pageCount()
    size = printed.pagePointSize(0)
    assert size.width() > size.height()
    assert printer.pageLayout().orientation() is QPageLayout.Orientation.Landscape

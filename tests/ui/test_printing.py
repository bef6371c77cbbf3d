import pytest
from PySide6.QtCore import QBuffer, QByteArray
from PySide6.QtGui import QPageLayout
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter

from app.services import papers
from ui.printing import page_picture, print_document


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

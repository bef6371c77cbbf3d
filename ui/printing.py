"""Papers that the window makes itself, and the printing of PDFs."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter

from app.files import write_whole
from app.i18n import text

_DPI: Final = 300
_MM: Final = _DPI / 25.4


def recovery_sheet(target: Path, key: str, note: str) -> None:
    """Write the recovery sheet: one A4 page with the key in groups of four. Raises `disk.*`."""
    content = QBuffer()
    content.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(content)
    writer.setResolution(_DPI)
    writer.setPageLayout(QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF()))
    writer.setTitle(text("ui.wizard.key.title"))
    painter = QPainter(writer)
    groups = key.split("-")
    lines = [
        (20, text("ui.wizard.key.title"), 20, True), (8, note, 11, False),
        (16, " - ".join(groups[:4]), 22, True), (6, " - ".join(groups[4:]), 22, True),
        (16, text("ui.wizard.key.lead"), 11, False),
    ]  # fmt: skip
    top = 10 * _MM
    for gap, words, points, strong in lines:
        font = QFont("Be Vietnam Pro", points)
        font.setBold(strong)
        painter.setFont(font)
        area = QRectF(25 * _MM, top + gap * _MM, 160 * _MM, 200 * _MM)
        flags = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop)
        drawn = painter.boundingRect(area, flags, words)
        painter.drawText(area, flags, words)
        top = drawn.bottom()
    painter.end()
    content.close()
    write_whole(target, bytes(QByteArray(content.data()).data()), mode=0o600)


def print_document(document: QPdfDocument, printer: QPrinter) -> None:
    """Print a PDF as pictures of 300 dpi, one page in memory at a time; each page keeps its own orientation."""
    printer.setResolution(_DPI)
    printer.setFullPage(True)
    painter = QPainter()
    for page in range(document.pageCount()):
        points = document.pagePointSize(page)
        turned = points.width() > points.height()
        printer.setPageOrientation(QPageLayout.Orientation.Landscape if turned else QPageLayout.Orientation.Portrait)
        if page == 0:
            painter.begin(printer)
        else:
            printer.newPage()
        painter.drawImage(painter.viewport(), page_picture(document, page))
    painter.end()


def page_picture(document: QPdfDocument, page: int) -> QImage:
    """A page at 300 dpi on white: QtPdf draws on nothing, which some printers show black."""
    size = QSizeF(document.pagePointSize(page)) * (_DPI / 72)
    drawn = document.render(page, size.toSize())
    white = QImage(drawn.size(), QImage.Format.Format_RGB32)
    white.fill(QColor("white"))
    painter = QPainter(white)
    painter.drawImage(0, 0, drawn)
    painter.end()
    return white

"""Papers that the window makes itself, and the printing of PDFs."""

from typing import Final

from PySide6.QtCore import QSizeF
from PySide6.QtGui import QColor, QImage, QPageLayout, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter

_DPI: Final = 300
_MM: Final = _DPI / 25.4


def print_document(document: QPdfDocument, printer: QPrinter, *, pages: tuple[int, int] | None = None) -> None:
    """Print a PDF as pictures of 300 dpi, one page in memory at a time; each page keeps its own orientation.

    `pages` are the first and the last to print, from 1.
    """
    printer.setResolution(_DPI)
    printer.setFullPage(True)
    painter = QPainter()
    first, last = pages or (1, document.pageCount())
    for page in range(first - 1, last):
        points = document.pagePointSize(page)
        turned = points.width() > points.height()
        printer.setPageOrientation(QPageLayout.Orientation.Landscape if turned else QPageLayout.Orientation.Portrait)
        if page == first - 1:
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

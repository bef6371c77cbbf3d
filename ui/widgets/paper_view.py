"""A PDF on screen, from memory: nothing personal is written to a temporary file."""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QPalette
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.i18n import text
from ui import style


class PaperView(QWidget):
    """Shows a paper page below page, as wide as there is room."""

    def __init__(self) -> None:
        super().__init__()
        self.document = QPdfDocument(self)
        self._bytes: QBuffer | None = None
        self._view = QPdfView(self)
        self._view.setDocument(self.document)
        self._view.setPageMode(QPdfView.PageMode.MultiPage)
        self._view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        ground = self._view.palette()
        ground.setColor(QPalette.ColorRole.Dark, QColor(style.colors().window))
        self._view.setPalette(ground)
        self._view.setFrameShape(QFrame.Shape.NoFrame)
        self._view.setAccessibleName(text("ui.month.tab.paper"))
        layout = QVBoxLayout()
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._view)
        self.setLayout(layout)

    def show_paper(self, paper: bytes) -> None:
        """Show the pages of a PDF; empty bytes clear the view."""
        self.document.close()
        self._bytes = QBuffer(self)
        self._bytes.setData(QByteArray(paper))
        self._bytes.open(QIODevice.OpenModeFlag.ReadOnly)
        if paper:
            self.document.load(self._bytes)

    @property
    def pages(self) -> int:
        """How many pages are shown."""
        return self.document.pageCount()

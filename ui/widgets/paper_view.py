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
        self._view = self._made()
        layout = QVBoxLayout()
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._view)
        self.setLayout(layout)

    def _made(self) -> QPdfView:
        view = QPdfView(self)
        view.setDocument(self.document)
        view.setPageMode(QPdfView.PageMode.MultiPage)
        view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        ground = view.palette()
        ground.setColor(QPalette.ColorRole.Dark, QColor(style.colors().window))
        view.setPalette(ground)
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setAccessibleName(text("ui.month.tab.paper"))
        return view

    def show_paper(self, paper: bytes) -> None:
        """Show the pages of a PDF; empty bytes clear the view."""
        former, self.document = self.document, QPdfDocument(self)
        self._bytes = QBuffer(self.document)
        self._bytes.setData(QByteArray(paper))
        self._bytes.open(QIODevice.OpenModeFlag.ReadOnly)
        if paper:
            self.document.load(self._bytes)
        # A view of its own: QPdfView goes on showing the pictures of the former paper under another document.
        old, self._view = self._view, self._made()
        self._view.setZoomMode(old.zoomMode())
        if old.zoomMode() is QPdfView.ZoomMode.Custom:
            self._view.setZoomFactor(old.zoomFactor())
        layout = self.layout()
        assert layout is not None  # noqa: S101 - made with the widget
        layout.replaceWidget(old, self._view)
        for gone in (old, former):
            gone.deleteLater()

    def zoom(self, step: int) -> None:
        """Larger (1) or smaller (-1), by a quarter."""
        now = self._view.zoomFactor() if self._view.zoomMode() is QPdfView.ZoomMode.Custom else self._fitting()
        self._view.setZoomMode(QPdfView.ZoomMode.Custom)
        self._view.setZoomFactor(min(4.0, max(0.25, now * (1.25 if step > 0 else 0.8))))

    def whole(self) -> None:
        """A whole page, however small: what it looks like, not what it says."""
        self._view.setZoomMode(QPdfView.ZoomMode.FitInView)

    def fit(self) -> None:
        """As wide as there is room."""
        self._view.setZoomMode(QPdfView.ZoomMode.FitToWidth)

    @property
    def zoom_factor(self) -> float:
        """1 is the size of the paper."""
        return self._view.zoomFactor() if self._view.zoomMode() is QPdfView.ZoomMode.Custom else self._fitting()

    def _fitting(self) -> float:
        if not self.pages:
            return 1.0
        width = self.document.pagePointSize(0).width() / 72 * self._view.logicalDpiX()
        return max(0.25, (self._view.viewport().width() - 12) / width)

    @property
    def pages(self) -> int:
        """How many pages are shown."""
        return self.document.pageCount()

"""Papers that the window makes itself, and the printing of PDFs."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, Qt
from PySide6.QtGui import QFont, QPageLayout, QPageSize, QPainter, QPdfWriter

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

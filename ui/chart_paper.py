"""Charts on one sheet of paper: a heading, the totals, the pictures, readable in grey."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPageLayout, QPainter, QPen
from PySide6.QtPrintSupport import QPrinter

from ui import style
from ui.widgets.charts import Chart

_DPI: Final = 300
_SCREEN: Final = 96
_INCH: Final = 25.4
_SHEET: Final = (297 / _INCH, 210 / _INCH)
"""A4 lying, in inches."""
_MARGIN: Final = 56.0
"""Logical pixels, as all below: 96 an inch."""
_HEAD: Final = 74.0
_TOTALS: Final = 62.0
_GAP: Final = 16.0
_TITLE: Final = 26.0


class Sheet(NamedTuple):
    """What stands on it: a heading, a line below, the totals, and rows of charts with their titles."""

    heading: str
    below: str
    totals: Sequence[tuple[str, str]]
    rows: Sequence[Sequence[tuple[str, Chart]]]


def print_sheet(sheet: Sheet, printer: QPrinter) -> None:
    """Print it on one lying A4."""
    printer.setResolution(_DPI)
    printer.setFullPage(True)
    printer.setPageOrientation(QPageLayout.Orientation.Landscape)
    painter = QPainter(printer)
    painter.drawImage(painter.viewport(), sheet_picture(sheet))
    painter.end()


def sheet_picture(sheet: Sheet) -> QImage:
    """The sheet at 300 dpi on white."""
    ratio = _DPI / _SCREEN
    wide, high = (round(side * _DPI) for side in _SHEET)
    picture = QImage(wide, high, QImage.Format.Format_RGB32)
    picture.setDevicePixelRatio(ratio)
    for set_dots in (picture.setDotsPerMeterX, picture.setDotsPerMeterY):
        set_dots(round(_SCREEN / _INCH * 1000))  # of a logical pixel: letters are measured in those
    picture.fill(QColor("white"))
    area = QRectF(0, 0, wide / ratio, high / ratio).adjusted(_MARGIN, _MARGIN * 0.8, -_MARGIN, -_MARGIN * 0.8)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    with style.on_paper():
        _draw(painter, sheet, area)
    painter.end()
    return picture


def _draw(painter: QPainter, sheet: Sheet, area: QRectF) -> None:
    _words(painter, QRectF(area.left(), area.top(), area.width(), 34), sheet.heading, 17, strong=True)
    _words(painter, QRectF(area.left(), area.top() + 36, area.width(), 24), sheet.below, 10)
    each = area.width() / max(len(sheet.totals), 1)
    for place, (words, number) in enumerate(sheet.totals):
        left, top = area.left() + place * each, area.top() + _HEAD
        _words(painter, QRectF(left, top, each - _GAP, 26), number, 15, strong=True)
        _words(painter, QRectF(left, top + 26, each - _GAP, 32), words, 8.5)
    top = area.top() + _HEAD + _TOTALS
    high = (area.bottom() - top) / max(len(sheet.rows), 1)
    for row in sheet.rows:
        wide = area.width() / len(row)
        for place, (title, chart) in enumerate(row):
            box = QRectF(area.left() + place * wide, top, wide, high).adjusted(0, 0, -_GAP, -_GAP)
            _boxed(painter, box, title, chart)
        top += high


def _boxed(painter: QPainter, box: QRectF, title: str, chart: Chart) -> None:
    painter.setPen(QPen(QColor(style.colors().line), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box, 6, 6)
    inner = box.adjusted(12, 8, -12, -10)
    _words(painter, QRectF(inner.left(), inner.top(), inner.width(), _TITLE), title, 11, strong=True)
    painter.save()
    painter.setFont(_font(10))
    chart.draw(painter, inner.adjusted(0, _TITLE + 4, 0, 0))
    painter.restore()


def _words(painter: QPainter, box: QRectF, words: str, points: float, *, strong: bool = False) -> None:
    painter.setFont(_font(points, strong=strong))
    painter.setPen(QColor(style.colors().text))
    flags = Qt.AlignmentFlag.AlignTop.value | Qt.TextFlag.TextWordWrap.value
    painter.drawText(box, flags, words)


def _font(points: float, *, strong: bool = False) -> QFont:
    font = QFont(style.FAMILY)
    font.setPointSizeF(points)
    font.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
    return font

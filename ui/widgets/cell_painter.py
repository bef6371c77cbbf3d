"""How the cells of a table are drawn: words, or a word on a coloured ground.

Drawn here in one step: Qt's own way asks the model nine times a cell and looks the style sheet up each time, which made
a screen of the register ten milliseconds late.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui import style

if TYPE_CHECKING:
    from ui.widgets.record_table import RecordTable

Cell = tuple[str, str, bool, bool]
"""Words, tone (empty: none), whether in heavier letters, whether at the right."""
ROW_HEIGHT: Final = 36
TWO_LINES: Final = 46
"""The height of rows with a cell of two lines. Logical pixels, as is that of one."""
_PADDING: Final = 8
_CHIP_PADDING: Final = 30
_SELECTED: Final = QStyle.StateFlag.State_Selected.value
_ENABLED: Final = QStyle.StateFlag.State_Enabled.value
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_MIDDLE: Final = Qt.AlignmentFlag.AlignCenter
_ELIDE: Final = Qt.TextElideMode.ElideRight


class CellPainter(QStyledItemDelegate):
    """Draws what `cell(row, place)` tells; the ground of every other row is the view's own."""

    def __init__(self, table: RecordTable, cell: Callable[[int, int], Cell]) -> None:
        super().__init__(table)
        self._table, self._cell = table, cell
        self.dress()

    def dress(self) -> None:
        """Take the colours and letters that are worn now."""
        worn = style.colors()
        self._ink, self._muted, self._accent = QColor(worn.text), QColor(worn.muted), QColor(worn.accent)
        self._chosen = QColor(worn.accent_soft)
        self._tones = {tone: style.tone_colors(tone) for tone in style.TONES}
        self._fonts: dict[bool, tuple[QFont, QFontMetrics]] = {}

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """A chip or words; around them a line where the cursor of a cell stands."""
        area, state = option.rect, option.state.value
        words, tone, strong, right = self._cell(index.row(), index.column())
        if state & _SELECTED:
            painter.fillRect(area, self._chosen)
        if tone and words:
            self._chip(painter, area, words, tone)
        elif words:
            font, metrics = self._letters(strong)
            area = area.adjusted(_PADDING, 0, -_PADDING, 0)
            if "\n" not in words and metrics.horizontalAdvance(words) > area.width():
                words = metrics.elidedText(words, _ELIDE, area.width())
            painter.setFont(font)
            painter.setPen(self._ink if state & _ENABLED else self._muted)
            painter.drawText(area, _RIGHT if right else _LEFT, words)
        if self._table.cell_cursor and self._table.hasFocus() and index == self._table.currentIndex():
            self._frame(painter, option.rect)

    def width_of(self, cell: Cell) -> int:
        """Logical pixels in which a cell is drawn whole."""
        words, tone, strong, _ = cell
        _, metrics = self._letters(strong and not tone)
        wide = (
            max(map(metrics.horizontalAdvance, words.split("\n")))
            if "\n" in words
            else metrics.horizontalAdvance(words)
        )
        return wide + (_CHIP_PADDING if tone else 2 * _PADDING) + 2

    def _letters(self, strong: bool) -> tuple[QFont, QFontMetrics]:  # noqa: FBT001 - a key
        if strong not in self._fonts:
            font = QFont(self._table.font())
            if strong:
                font.setWeight(QFont.Weight.DemiBold)
            self._fonts[strong] = font, QFontMetrics(font)
        return self._fonts[strong]

    def _chip(self, painter: QPainter, cell: QRect, words: str, tone: str) -> None:
        ink, ground = self._tones[tone]
        font, metrics = self._letters(strong=False)
        words = metrics.elidedText(words, _ELIDE, cell.width() - _CHIP_PADDING)
        height = metrics.height() + 4
        chip = QRect(cell.x() + 6, 0, metrics.horizontalAdvance(words) + 18, height)
        chip.moveTop(cell.y() + (cell.height() - height) // 2)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(chip, height / 2, height / 2)
        painter.restore()
        painter.setFont(font)
        painter.setPen(ink)
        painter.drawText(chip, _MIDDLE, words)

    def _frame(self, painter: QPainter, cell: QRect) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._accent, 2))
        painter.drawRoundedRect(cell.adjusted(2, 2, -2, -2), 6, 6)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Rows of one height."""
        return QSize(super().sizeHint(option, index).width(), ROW_HEIGHT)

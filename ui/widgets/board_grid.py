"""Offices by months at a glance: one small tile a cell, a letter and a colour that say the same."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from app import labels
from app.domain.board import TO_PRESS, Cell, on_time_share
from app.i18n import text
from app.services.board import Board, Row
from ui import style

_Index = QModelIndex | QPersistentModelIndex
TONES: Final = {
    Cell.ON_TIME: "good", Cell.NIL: "quiet", Cell.PAPER: "info", Cell.LATE: "warn", Cell.LATE_LINE: "info",
    Cell.MISSING: "bad", Cell.GAP: "bad", Cell.RETURNED: "warn", Cell.NOT_DUE: "",
}  # fmt: skip
_ROW_HEIGHT: Final = 34
_MONTH_WIDTH: Final = 58
_RATE_WIDTH: Final = 84
_CELL: Final = Qt.ItemDataRole.UserRole


class _Grid(QAbstractTableModel):
    def __init__(self) -> None:
        super().__init__()
        self.months: Sequence[str] = ()
        self.rows: Sequence[Row] = ()
        self._shared: frozenset[str] = frozenset()
        """Names of several offices, of before and after a merger: their codes tell them apart."""

    def show_board(self, board: Board, rows: Sequence[Row]) -> None:
        """Show these rows of a board."""
        self.beginResetModel()
        self.months, self.rows = board.months, rows
        count = Counter(row.name for row in rows)
        self._shared = frozenset(name for name, many in count.items() if many > 1)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.months) + 1  # the last one: how many of them in time

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole and orientation is Qt.Orientation.Vertical:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if orientation is Qt.Orientation.Horizontal:
            if section == len(self.months):
                return text("ui.board.in_time")
            month = self.months[section]
            return f"{month[5:]}/{month[2:4]}"
        row = self.rows[section]
        same = role == Qt.ItemDataRole.ToolTipRole or row.name in self._shared
        return f"{row.name} ({row.unit})" if same else row.name

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if index.column() == len(self.months):
            return _rate(row, role)
        month = self.months[index.column()]
        cell = row.cells[month]
        if role == _CELL:
            return cell
        if role == Qt.ItemDataRole.DisplayRole:
            return labels.label("short.board", cell.value) + ("*" if month in row.noted else "")
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            told = f", {text('board.noted')}" if month in row.noted else ""
            return f"{row.name}, {month[5:]}/{month[:4]}: {labels.label('board', cell.value)}{told}"
        return None


def _rate(row: Row, role: int) -> str | None:
    """How many of an office's lists that were due came in time."""
    in_time, sent, due = on_time_share(row.cells.values())
    if role == Qt.ItemDataRole.DisplayRole:
        return f"{in_time}/{due}" if due else "–"
    if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
        return f"{row.name}: {text('board.said.rates', in_time=in_time, sent=sent, due=due)}"
    return None


class _Tile(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        tile: QRect = option.rect.adjusted(2, 2, -2, -2)
        tone = TONES.get(index.data(_CELL), "")
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if tone:
            ink, ground = style.tone_colors(tone)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawRoundedRect(tile, 5, 5)
        else:
            ink = style.tone_colors("quiet")[0]
        painter.setPen(ink)
        painter.drawText(tile, Qt.AlignmentFlag.AlignCenter, index.data())
        view = option.widget
        if isinstance(view, QTableView) and index == view.currentIndex() and view.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(style.tone_colors("info")[0])
            painter.drawRoundedRect(tile, 5, 5)
        painter.restore()


class BoardGrid(QTableView):
    """The view: names stay at the left while the months scroll."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._grid = _Grid()
        self._tile = _Tile(self)
        self.setModel(self._grid)
        self.setItemDelegate(self._tile)
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        side = self.verticalHeader()
        side.setDefaultSectionSize(_ROW_HEIGHT)
        side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        side.setFixedWidth(250)
        side.setHighlightSections(False)
        side.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.horizontalHeader().setDefaultSectionSize(_MONTH_WIDTH)
        self.horizontalHeader().setHighlightSections(False)
        self._at_end = True
        # What there is room for is known only when the table was laid out: the newest month stays in sight then too.
        self.horizontalScrollBar().rangeChanged.connect(self._to_the_end)
        self.horizontalScrollBar().actionTriggered.connect(lambda _: self._leave_end())

    def _to_the_end(self, _least: int, most: int) -> None:
        if self._at_end:
            self.horizontalScrollBar().setValue(most)

    def _leave_end(self) -> None:
        self._at_end = False

    def show_board(self, board: Board, rows: Sequence[Row]) -> None:
        """Show these rows, the newest month in sight."""
        chosen = self.chosen()
        self._at_end = chosen is None
        self._grid.show_board(board, rows)
        self.horizontalHeader().resizeSection(len(board.months), _RATE_WIDTH)
        self.scrollTo(self._grid.index(0, len(board.months)))
        place = next((at for at, row in enumerate(rows) if chosen and row.unit == chosen[0].unit), None)
        if chosen is not None and place is not None and chosen[1] in board.months:
            self.setCurrentIndex(self._grid.index(place, board.months.index(chosen[1])))

    def choose(self, unit: str) -> None:
        """Put the cursor on an office, at the newest of its months that is open, or at the newest."""
        place = next((at for at, row in enumerate(self._grid.rows) if row.unit == unit), None)
        if place is not None:
            cells, months = self._grid.rows[place].cells, self._grid.months
            pressing = [at for at, month in enumerate(months) if cells[month] in TO_PRESS]
            index = self._grid.index(place, pressing[-1] if pressing else len(months) - 1)
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def chosen(self) -> tuple[Row, str] | None:
        """The office and month under the cursor; the newest month where the cursor is on the office's rate."""
        index = self.currentIndex()
        if not index.isValid():
            return None
        return self._grid.rows[index.row()], self._grid.months[min(index.column(), len(self._grid.months) - 1)]

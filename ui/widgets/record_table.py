"""A table of any length: the model holds row numbers and asks for the records of what is on screen."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from ui import style

T = TypeVar("T")
_Index = QModelIndex | QPersistentModelIndex
PAGE: Final = 100
_KEPT_PAGES: Final = 30
TONE: Final = Qt.ItemDataRole.UserRole
RECORD: Final = Qt.ItemDataRole.UserRole + 1
_ROW_HEIGHT: Final = 36
Fetch = Callable[[int, list[int]], None]


@dataclass(frozen=True, slots=True)
class Column(Generic[T]):
    """A column is described, never coded by its place. `tone` makes it a chip, `order` lets it be sorted by."""

    title: str
    text: Callable[[T], str]
    width: int = 120
    order: str = ""
    tone: Callable[[T], str] | None = None
    strong: bool = False
    right: bool = False
    spare: int = 0
    """Where there is no room, columns with the highest number go first; 0 stays."""
    key: str = ""
    """Its name where a user's choice of columns is remembered."""
    put_away: bool = False
    """Whether it is shown only to who chose it."""


class RecordModel(QAbstractTableModel, Generic[T]):
    """Rows are records, fetched a page at a time when they are first looked at."""

    def __init__(self, columns: Sequence[Column[T]], fetch: Fetch | None = None) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self._fetch = fetch
        self._rows: Sequence[int] = []
        self._pages: OrderedDict[int, list[T]] = OrderedDict()
        self._asked: set[int] = set()
        self._begun: set[int] = set()
        """Pages of which only the first records are there."""
        self._edition = 0

    def show(self, records: Sequence[T]) -> None:
        """Show these records, all of them at hand."""
        self.show_rows(range(len(records)))
        for start in range(0, len(records), PAGE):
            self._pages[start // PAGE] = list(records[start : start + PAGE])

    def update(self, records: Sequence[T]) -> None:
        """The same rows with other contents: what is chosen and where the cursor stands is kept."""
        if len(records) != len(self._rows):
            self.show(records)
            return
        for start in range(0, len(records), PAGE):
            self._pages[start // PAGE] = list(records[start : start + PAGE])
        if records:
            self.dataChanged.emit(self.index(0, 0), self.index(len(records) - 1, len(self.columns) - 1))

    def show_rows(self, rows: Sequence[int], first: Sequence[T] = ()) -> None:
        """Show the records of these row numbers; they are asked for when they come into view.

        `first` are the records of the first rows, when they came along.
        """
        self.beginResetModel()
        self._rows = rows
        self._pages.clear()
        self._asked.clear()
        self._begun.clear()
        if first:
            self._pages[0] = list(first)
        self._edition += 1
        self.endResetModel()

    def extend_rows(self, rows: Sequence[int]) -> None:
        """The whole of an answer whose first rows are shown: nothing moves, the rest is added below."""
        shown = len(self._rows)
        if list(rows[:shown]) != list(self._rows):
            self.show_rows(rows)
        elif len(rows) > shown:
            self.beginInsertRows(QModelIndex(), shown, len(rows) - 1)
            self._rows = rows
            self._begun = {shown // PAGE} if shown % PAGE else set()
            self.endInsertRows()

    @property
    def edition(self) -> int:
        """Which answer is shown now: an answer for an earlier one is dropped."""
        return self._edition

    def row_number(self, row: int) -> int:
        """The number by which the record of a row is asked for."""
        return self._rows[row]

    def row_numbers(self, page: int) -> list[int]:
        """The row numbers of a page."""
        return list(self._rows[page * PAGE : (page + 1) * PAGE])

    def fill(self, page: int, records: Sequence[T], edition: int) -> None:
        """The records of a page have come."""
        if edition != self._edition:
            return
        self._asked.discard(page)
        self._begun.discard(page)
        self._pages[page] = list(records)
        if self._fetch is not None and len(self._pages) > _KEPT_PAGES:
            self._pages.popitem(last=False)
        last = min((page + 1) * PAGE, len(self._rows)) - 1
        self.dataChanged.emit(self.index(page * PAGE, 0), self.index(last, len(self.columns) - 1))

    def record(self, row: int) -> T | None:
        """The record of a row, None while it is on its way."""
        page, place = divmod(row, PAGE)
        found = self._pages.get(page)
        if found is None or (page in self._begun and place >= len(found)):
            if self._fetch is not None and page not in self._asked:
                self._asked.add(page)
                self._fetch(page, self.row_numbers(page))
            return None
        return found[place] if place < len(found) else None

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """How many records there are."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """How many columns are described."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The titles above; no numbers at the side."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(self.columns[section])
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: PLR0911 - one answer a role
        """Text, tone and alignment of a cell."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(column)
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, TONE, RECORD):
            return None
        record = self.record(index.row())
        if record is None:
            return "…" if role == Qt.ItemDataRole.DisplayRole else None
        if role == RECORD:
            return record
        if role == TONE:
            return column.tone(record) if column.tone else None
        return column.text(record)

    def _alignment(self, column: Column[T]) -> int:
        side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
        return int(side | Qt.AlignmentFlag.AlignVCenter)


class CellPainter(QStyledItemDelegate):
    """Draws chips as rounded words and the first column stronger than the rest."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: _Index) -> None:
        """A heavier letter where a column asks for it; no frame around a single cell."""
        super().initStyleOption(option, index)
        option.state &= ~QStyle.StateFlag.State_HasFocus
        model = index.model()
        if isinstance(model, RecordModel) and model.columns[index.column()].strong:
            option.font.setWeight(QFont.Weight.DemiBold)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """A chip, or the cell as usual; around it a line where the cursor of a cell stands."""
        self._paint(painter, option, index)
        view: Any = option.widget
        if isinstance(view, RecordTable) and view.cell_cursor and view.hasFocus() and index == view.currentIndex():
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(style.colors().accent), 2))
            painter.drawRoundedRect(option.rect.adjusted(2, 2, -2, -2), 6, 6)
            painter.restore()

    def _paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        tone = index.data(TONE)
        words = index.data(Qt.ItemDataRole.DisplayRole)
        if not tone or not words:
            super().paint(painter, option, index)
            return
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        cell.text = ""
        view: Any = option.widget
        view.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, cell, painter, view)
        self._chip(painter, option.rect, words, tone)

    def _chip(self, painter: QPainter, cell: QRect, words: str, tone: str) -> None:
        ink, ground = style.tone_colors(tone)
        metrics = painter.fontMetrics()
        words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, cell.width() - 30)
        height = metrics.height() + 4
        chip = QRect(cell.x() + 6, 0, metrics.horizontalAdvance(words) + 18, height)
        chip.moveTop(cell.y() + (cell.height() - height) // 2)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(chip, height / 2, height / 2)
        painter.setPen(ink)
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, words)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Rows of one height."""
        return QSize(super().sizeHint(option, index).width(), _ROW_HEIGHT)


class RecordTable(QTableView):
    """The view: whole rows, one at a time unless told, sorted by clicking a title."""

    def __init__(self, model: RecordModel[Any], name: str, *, stretch: int = 0) -> None:
        super().__init__()
        self.setModel(model)
        self.records = model
        self._away: frozenset[int] = frozenset()
        self.cell_cursor = False
        """Whether the cursor stands on one cell, not on a row."""
        self._painter = CellPainter(self)
        self.setItemDelegate(self._painter)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for place, column in enumerate(model.columns):
            self.setColumnWidth(place, column.width)
        header.setSectionResizeMode(stretch, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(60)

    def set_shown(self, place: int, *, shown: bool) -> None:
        """Show a column or put it away, whatever room there is."""
        self._away = self._away - {place} if shown else self._away | {place}
        self._fit()

    @property
    def chosen(self) -> tuple[Column[Any], ...]:
        """The columns that the user wants to see, also those for which there is no room now."""
        return tuple(column for place, column in enumerate(self.records.columns) if place not in self._away)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what there is no room for, rather than cut every name."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        columns = self.records.columns
        hidden = set(self._away)
        spare = sorted(
            (place for place, one in enumerate(columns) if one.spare), key=lambda place: -columns[place].spare
        )
        for place in spare:
            if sum(one.width for at, one in enumerate(columns) if at not in hidden) <= self.width():
                break
            hidden.add(place)
        for place in range(len(columns)):
            self.setColumnHidden(place, place in hidden)

    def current(self) -> Any:
        """The chosen record, None when there is none."""
        index = self.currentIndex()
        return self.records.record(index.row()) if index.isValid() else None

"""A table of any length: the model holds row numbers and asks for the records of what is on screen."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from ui.widgets.basics import label, row
from ui.widgets.cell_painter import ROW_HEIGHT, Cell, CellPainter
from ui.widgets.column_fit import LEAST, fitted

T = TypeVar("T")
_Index = QModelIndex | QPersistentModelIndex
PAGE: Final = 100
_KEPT_PAGES: Final = 30
_TITLE_SPARE: Final = 34
"""The padding of a title and the arrow of its order."""
_MEASURED: Final = 40
"""So many rows tell how wide a column's words are: about a screen."""
_CHIP_MOST: Final = 300
"""Logical pixels: so far other columns make room for a chip with many words."""
_WORDS: Final = frozenset({Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole})
_DRESSED: Final = frozenset({QEvent.Type.PaletteChange, QEvent.Type.StyleChange, QEvent.Type.FontChange})
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

    def cell(self, record: T) -> Cell:
        """What it shows of a record."""
        return self.text(record), (self.tone(record) if self.tone else ""), self.strong, self.right


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
        self.show_rows(range(len(records)), records[:PAGE])
        for start in range(PAGE, len(records), PAGE):
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

    def cell(self, row: int, place: int) -> Cell:
        """What a cell shows, in one step: it is asked for with every painting of it."""
        record, column = self.record(row), self.columns[place]
        return ("…", "", column.strong, column.right) if record is None else column.cell(record)

    def at_hand(self, most: int) -> Sequence[T]:
        """The first records, without asking for any."""
        return self._pages.get(0, [])[:most]

    def words(self, record: T) -> str:
        """A record in one line, column by column."""
        return " · ".join(filter(None, (column.text(record).replace("\n", " ") for column in self.columns)))

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

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text and alignment of a cell; `cell` is how it is drawn."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(self.columns[index.column()])
        if role not in _WORDS:
            return None
        record = self.record(index.row())
        if record is None:
            return "…" if role == Qt.ItemDataRole.DisplayRole else None
        return self.columns[index.column()].text(record)

    def _alignment(self, column: Column[T]) -> int:
        side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
        return int(side | Qt.AlignmentFlag.AlignVCenter)


class RecordTable(QTableView):
    """The view: whole rows, one at a time unless told, sorted by clicking a title."""

    def __init__(self, model: RecordModel[Any], name: str, *, stretch: int = 0) -> None:
        super().__init__()
        self.setModel(model)
        self.records = model
        self._away: frozenset[int] = frozenset()
        self._taker = stretch
        self._needed: dict[int, int] = {}
        """The widest words seen in each column: it only grows, or the columns would dance while somebody types."""
        self.cell_cursor = False
        """Whether the cursor stands on one cell, not on a row."""
        self._painter = CellPainter(self, model.cell)
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
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for place, column in enumerate(model.columns):
            self.setColumnWidth(place, column.width)
        header.setSectionResizeMode(stretch, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(LEAST)
        model.modelReset.connect(self._measure)
        model.dataChanged.connect(lambda first: self._measure() if first.row() < _MEASURED else None)

    def shows_all(self) -> bool:
        """Whether there is room for every column and for the widest words of each."""
        return all(
            not self.isColumnHidden(place) and self._needed.get(place, 0) <= self.columnWidth(place)
            for place in range(len(self.records.columns))
        )

    def say_nothing(self, words: str) -> None:
        """What stands where no row is: what the table waits for."""
        said = label(words, "muted", wrap=True)
        said.setAlignment(Qt.AlignmentFlag.AlignCenter)
        said.hide()
        layout = row(said)
        layout.setContentsMargins(24, 12, 24, 12)
        self.viewport().setLayout(layout)
        self.setAccessibleDescription(words)
        self.records.modelReset.connect(lambda: said.setVisible(not self.records.rowCount()))

    def set_shown(self, place: int, *, shown: bool) -> None:
        """Show a column or put it away, whatever room there is."""
        self._away = self._away - {place} if shown else self._away | {place}
        self._fit()

    @property
    def chosen(self) -> tuple[Column[Any], ...]:
        """The columns that the user wants to see, also those for which there is no room now."""
        return tuple(column for place, column in enumerate(self.records.columns) if place not in self._away)

    def changeEvent(self, event: QEvent) -> None:
        """The program wears another look."""
        super().changeEvent(event)
        if event.type() in _DRESSED and hasattr(self, "_painter"):
            self._painter.dress()
            self._needed.clear()
            self._measure()

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
        room = self.viewport().width()
        for place in spare:
            if self._least([at for at in range(len(columns)) if at not in hidden]) <= room:
                break
            hidden.add(place)
        for place in range(len(columns)):
            self.setColumnHidden(place, place in hidden)
        shown = {place: one.width for place, one in enumerate(columns) if place not in hidden}
        for place, width in fitted(shown, self._needed, room, self._taker).items():
            self.setColumnWidth(place, width)

    def _least(self, places: Sequence[int]) -> int:
        """The room with which columns are shown: what was foreseen, or what their words need if that is less.

        A chip is worth more than a further column: it is what the row is looked at for.
        """
        columns = self.records.columns
        foreseen = {
            place: max(columns[place].width, min(self._needed.get(place, 0), _CHIP_MOST if columns[place].tone else 0))
            for place in places
        }
        floor = {place: width if place == self._taker else LEAST for place, width in foreseen.items()}
        needed = sum(max(floor[place], self._needed.get(place, width)) for place, width in foreseen.items())
        return min(sum(foreseen.values()), needed)

    def _measure(self) -> None:
        """Learn how wide the words of the first records are, those at hand only."""
        seen = self.records.at_hand(_MEASURED)
        before = dict(self._needed)
        titles = self.horizontalHeader().fontMetrics()
        for place, column in enumerate(self.records.columns):
            self._needed.setdefault(place, titles.horizontalAdvance(column.title) + _TITLE_SPARE)
            for record in seen:
                self._needed[place] = max(self._needed[place], self._painter.width_of(column.cell(record)))
        if self._needed != before:
            self._fit()

    def current(self) -> Any:
        """The chosen record, None when there is none."""
        index = self.currentIndex()
        return self.records.record(index.row()) if index.isValid() else None

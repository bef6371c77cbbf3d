"""A small table whose cells are changed in place, and whose rows are moved, added and removed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QSpinBox,
    QTableWidget,
    QVBoxLayout,
    QWidget,
)

from app.i18n import text
from ui.widgets.basics import button, row

_INSET: Final = 6
"""Logical pixels before a number: the style sheet's padding does not reach into a spin box."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A cell with one of a few values and their words."""

    heading: str
    width: int
    values: Sequence[tuple[Any, str]]


@dataclass(frozen=True, slots=True)
class Text:
    """A cell with a text."""

    heading: str
    width: int


@dataclass(frozen=True, slots=True)
class Number:
    """A cell with a whole number between two others."""

    heading: str
    width: int
    least: int
    most: int


Cell = Choice | Text | Number
Make = Callable[[Any], tuple[Any, tuple[Any, ...]]]


class GridEditor(QWidget):
    """Rows are tuples of values in the order of the cells, each with something of the caller's behind them."""

    changed = Signal()

    def __init__(self, cells: Sequence[Cell], name: str, *, make: Make | None = None) -> None:
        """`make` gives a new row beside one; without it the rows stay as they are."""
        super().__init__()
        self._cells, self._make = cells, make
        self._behind: list[Any] = []
        self.table = QTableWidget(0, len(cells))
        self.table.setObjectName("editors")
        self.table.setAccessibleName(name)
        self.table.setHorizontalHeaderLabels([cell.heading for cell in cells])
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.verticalHeader().setDefaultSectionSize(34)
        self.table.verticalHeader().hide()
        for index, cell in enumerate(cells):
            self.table.setColumnWidth(index, cell.width)
        if texts := [index for index, cell in enumerate(cells) if isinstance(cell, Text)]:
            widest = max(texts, key=lambda index: cells[index].width)
            self.table.horizontalHeader().setSectionResizeMode(widest, QHeaderView.ResizeMode.Stretch)
        acts = (
            button(text("ui.template.up"), lambda: self.shift(-1), keys="Alt+Up"),
            button(text("ui.template.down"), lambda: self.shift(1), keys="Alt+Down"),
            button(text("ui.template.add"), self.add, icon="plus"),
            button(text("ui.template.remove"), self.remove),
        )
        layout = QVBoxLayout()
        layout.setContentsMargins(0, 6, 0, 0)
        layout.addLayout(row(*acts, None, spacing=6))
        for act in acts:
            act.setVisible(make is not None)
        layout.addWidget(self.table, 1)
        self.setLayout(layout)

    def show_rows(self, rows: Sequence[tuple[Any, tuple[Any, ...]]]) -> None:
        """Show these rows instead."""
        self._behind = [behind for behind, _ in rows]
        self.table.setRowCount(len(rows))
        for at, (_, values) in enumerate(rows):
            for index, (cell, value) in enumerate(zip(self._cells, values, strict=True)):
                self.table.setCellWidget(at, index, self._editor(cell, value))

    def rows(self) -> list[tuple[Any, tuple[Any, ...]]]:
        """What stands there now."""
        return [
            (behind, tuple(_value(cell, self.table.cellWidget(at, index)) for index, cell in enumerate(self._cells)))
            for at, behind in enumerate(self._behind)
        ]

    def current(self) -> int:
        """The row that is worked on; -1 for none."""
        at = self.table.currentRow()
        return min(at if at >= 0 else len(self._behind) - 1, len(self._behind) - 1)

    def shift(self, step: int) -> None:
        """Move the current row up or down."""
        at, rows = self.current(), self.rows()
        if 0 <= at + step < len(rows):
            rows.insert(at + step, rows.pop(at))
            self._again(rows, at + step)

    def add(self) -> None:
        """A new row below the current one."""
        at, rows = self.current(), self.rows()
        if self._make is None:
            return
        rows.insert(at + 1, self._make(rows[at][0] if rows else None))
        self._again(rows, at + 1)

    def remove(self) -> None:
        """Take the current row out."""
        at, rows = self.current(), self.rows()
        if len(rows) > 1:
            del rows[at]
            self._again(rows, min(at, len(rows) - 1))

    def _again(self, rows: list[tuple[Any, tuple[Any, ...]]], at: int) -> None:
        self.show_rows(rows)
        self.table.setCurrentCell(at, 0)
        self.changed.emit()

    def _editor(self, cell: Cell, value: Any) -> QWidget:
        editor: QComboBox | QSpinBox | QLineEdit
        if isinstance(cell, Choice):
            editor = QComboBox()
            editor.addItems([words for _, words in cell.values])
            editor.setCurrentIndex(next((at for at, (each, _) in enumerate(cell.values) if each == value), 0))
            editor.currentIndexChanged.connect(self.changed)
            editor.setToolTip(editor.currentText())
            editor.currentTextChanged.connect(editor.setToolTip)
        elif isinstance(cell, Number):
            editor = QSpinBox()
            editor.setRange(cell.least, cell.most)
            editor.setValue(value)
            editor.lineEdit().setAccessibleName(cell.heading)
            editor.lineEdit().setTextMargins(_INSET, 0, 0, 0)
            editor.valueChanged.connect(self.changed)
        else:
            editor = QLineEdit(value)
            editor.setCursorPosition(0)
            editor.textEdited.connect(self.changed)
            editor.setToolTip(value)
            editor.textChanged.connect(editor.setToolTip)
        editor.setAccessibleName(cell.heading)
        return editor


def _value(cell: Cell, editor: QWidget | None) -> Any:
    if isinstance(cell, Choice) and isinstance(editor, QComboBox):
        return cell.values[editor.currentIndex()][0]
    if isinstance(editor, QSpinBox):
        return editor.value()
    return editor.text() if isinstance(editor, QLineEdit) else None

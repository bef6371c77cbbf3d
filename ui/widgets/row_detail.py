"""Below a table, what its columns have no room for."""

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from ui.widgets.basics import BESIDE, column, label
from ui.widgets.record_table import RecordTable

_HEIGHT: Final = 34
"""Logical pixels of two lines: the table does not jump when the words are longer."""


def with_detail(table: RecordTable, words: Callable[[Any], str] | None = None) -> QVBoxLayout:
    """A table over all the words of the row under the cursor, or of the only one.

    Unless told, they are those of its columns, where there is not room for all of these.
    """
    detail = label("", "small", wrap=True)
    detail.setMinimumHeight(_HEIGHT)
    detail.setContentsMargins(*BESIDE)
    detail.setAlignment(Qt.AlignmentFlag.AlignTop)

    def shown() -> None:
        only = table.records.record(0) if table.records.rowCount() == 1 else None
        record = table.current() or only
        detail.setText(told(record) if record is not None else "")

    told = words or (lambda record: "" if table.shows_all() else table.records.words(record))
    table.horizontalHeader().sectionResized.connect(lambda *_: shown())
    table.selectionModel().currentRowChanged.connect(lambda *_: shown())
    table.records.modelReset.connect(shown)
    if table.records.rowCount():
        table.setCurrentIndex(table.records.index(0, 0))
    return column(table, detail, spacing=4)

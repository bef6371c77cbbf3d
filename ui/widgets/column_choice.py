"""Which columns of a table are shown: chosen from a menu, remembered for who chose them."""

from typing import Any, Final

from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtWidgets import QMenu, QPushButton

from app.i18n import text
from ui.widgets.basics import button
from ui.widgets.record_table import RecordTable

_NONE: Final = "-"
"""What is remembered when nothing is put away: an empty value and none at all are the same to a Windows registry."""


class ColumnChoice:
    """A menu on the titles (right click) and on a button (keyboard); the first column always stays."""

    def __init__(self, table: RecordTable, name: str, user: str) -> None:
        self._table, self._key = table, f"columns-{name}-{user}"
        self.menu = QMenu(text("ui.columns"), table)
        self.menu.setAccessibleName(text("ui.columns"))
        away = self._remembered()
        for place, column in enumerate(table.records.columns):
            act = self.menu.addAction(column.title)
            act.setCheckable(True)
            act.setChecked(column.key not in away)
            act.setEnabled(place > 0)
            act.toggled.connect(lambda shown, place=place: self._choose(place, shown=shown))
            table.set_shown(place, shown=column.key not in away)
        header = table.horizontalHeader()
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(lambda at: self.menu.popup(header.mapToGlobal(at)))
        self.button: QPushButton = button(text("ui.columns"), self._below_button, icon="table", kind="link")

    def _remembered(self) -> set[str]:
        said = str(_memory().value(self._key) or "")
        if not said:
            return {column.key for column in self._table.records.columns if column.put_away}
        return set(said.split(","))

    def _choose(self, place: int, *, shown: bool) -> None:
        self._table.set_shown(place, shown=shown)
        acts: list[Any] = self.menu.actions()
        columns = self._table.records.columns
        away = [column.key for column, act in zip(columns, acts, strict=True) if not act.isChecked()]
        _memory().setValue(self._key, ",".join(away) or _NONE)

    def _below_button(self) -> None:
        self.menu.popup(self.button.mapToGlobal(QPoint(0, self.button.height())))


def _memory() -> QSettings:
    return QSettings("HoaNhap", "HoaNhap")

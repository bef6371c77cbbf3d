"""The titles of a tab widget as a list at its left, under small headings: more of them than a screen is wide."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QItemSelectionModel, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QTabWidget

from ui import style

_PLACE: Final = Qt.ItemDataRole.UserRole
_SPARE: Final = 40
"""Room beside the longest title, in logical pixels: padding, focus ring and scroll bar."""
_HEADING_HEIGHT: Final = 30


class SideTabs(QListWidget):
    """Brings the tabs up whose own bar is hidden; the arrows move here, Ctrl+Tab on every tab."""

    def __init__(self, tabs: QTabWidget, headings: Sequence[str]) -> None:
        """`headings`: for each tab the words that stand over it and its neighbours with the same words."""
        super().__init__()
        self.setObjectName("sections")
        self.setAccessibleName(tabs.accessibleName())
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._tabs = tabs
        for place, heading in enumerate(headings):
            if not place or headings[place - 1] != heading:
                self._head(heading)
            item = QListWidgetItem(tabs.tabText(place).replace("&", ""), self)
            item.setData(_PLACE, place)
        self.setFixedWidth(self.sizeHintForColumn(0) + _SPARE)
        tabs.tabBar().hide()
        tabs.currentChanged.connect(self._mark)
        self.currentItemChanged.connect(self._chosen)
        self._mark(tabs.currentIndex())

    def item_of(self, place: int) -> QListWidgetItem:
        """The line of the tab at this place."""
        items = (self.item(line) for line in range(self.count()))
        return next(item for item in items if item.data(_PLACE) == place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Tab and Ctrl+Shift+Tab go round here as they do on the tabs."""
        step = {Qt.Key.Key_Tab: 1, Qt.Key.Key_Backtab: -1}.get(Qt.Key(event.key()), 0)
        if step and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._tabs.setCurrentIndex((self._tabs.currentIndex() + step) % self._tabs.count())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The title of the tab that is shown stays in sight when a notice takes room."""
        super().resizeEvent(event)
        self.scrollToItem(self.currentItem())

    def _head(self, words: str) -> None:
        item = QListWidgetItem(words, self)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setForeground(QColor(style.colors().muted))
        item.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom)
        item.setSizeHint(QSize(0, _HEADING_HEIGHT))
        font = self.font()
        font.setBold(True)
        item.setFont(font)

    def _mark(self, place: int) -> None:
        if place >= 0:
            self.setCurrentItem(self.item_of(place), QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None and item.data(_PLACE) is not None:
            self._tabs.setCurrentIndex(item.data(_PLACE))

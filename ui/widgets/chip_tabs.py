"""Tabs as chips that go on in a second row where one is too short: more tabs than a small screen is wide."""

from typing import Final

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QPushButton, QTabWidget, QWidget

from ui.widgets.basics import button

_GAP: Final = 6


class ChipTabs(QWidget):
    """The titles of a tab widget whose own bar is hidden."""

    def __init__(self, tabs: QTabWidget) -> None:
        super().__init__()
        self._tabs = tabs
        self._group = QButtonGroup(self)
        self.chips: list[QPushButton] = []
        for place in range(tabs.count()):
            chip = button(tabs.tabText(place), lambda place=place: tabs.setCurrentIndex(place), kind="chip")  # type: ignore[misc]
            chip.setCheckable(True)
            chip.setParent(self)
            self._group.addButton(chip, place)
            self.chips.append(chip)
        tabs.tabBar().hide()
        tabs.currentChanged.connect(self._mark)
        self._mark(tabs.currentIndex())
        self._lay()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many in a row as fit."""
        super().resizeEvent(event)
        self._lay()

    def _lay(self) -> None:
        left, top, high = 0, 0, 0
        for chip in self.chips:
            size = chip.sizeHint()
            if left and left + size.width() > self.width():
                left, top = 0, top + high + _GAP
            chip.setGeometry(left, top, size.width(), size.height())
            left, high = left + size.width() + _GAP, size.height()
        self.setFixedHeight(top + high)

    def _mark(self, place: int) -> None:
        if 0 <= place < len(self.chips):
            self.chips[place].setChecked(True)

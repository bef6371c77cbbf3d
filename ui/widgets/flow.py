"""Parts side by side that go on in a second row where the first is full: a small screen cuts none off."""

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

_GAP: Final = 6


class Flow(QWidget):
    """As many in a row as fit; hidden parts take no room."""

    def __init__(self, *parts: QWidget) -> None:
        super().__init__()
        self._parts = parts
        for part in parts:
            hidden = part.isHidden() and part.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide)
            part.setParent(self)
            part.setVisible(not hidden)
        self._lay(self.width())

    def minimumSizeHint(self) -> QSize:
        """As wide as the widest part, as high as the rows are now."""
        widths = [part.sizeHint().width() for part in self._shown()]
        return QSize(max(widths, default=0), self.height())

    def sizeHint(self) -> QSize:
        """All in one row, as high as the rows are now."""
        return QSize(sum(part.sizeHint().width() + _GAP for part in self._shown()), self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay them anew."""
        super().resizeEvent(event)
        self._lay(event.size().width())

    def _shown(self) -> list[QWidget]:
        return [part for part in self._parts if not part.isHidden()]

    def _lay(self, width: int) -> None:
        left, top, high = 0, 0, 0
        for part in self._shown():
            size = part.sizeHint()
            if left and left + size.width() > width:
                left, top = 0, top + high + _GAP
            part.setGeometry(left, top, size.width(), size.height())
            left, high = left + size.width() + _GAP, size.height()
        self.setFixedHeight(top + high)

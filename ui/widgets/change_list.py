"""What would change: each thing, as it is and as it would be, in whole sentences however long they are."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel

from app.i18n import text
from ui.widgets.basics import clear, column, label, scrolled

_MOST: Final = 200
"""More than anybody reads; the rest is counted."""
_SHARES: Final = (4, 3, 3)


class ChangeList(QFrame):
    """Three columns of words that wrap, under their headings; scrolls by the keyboard too."""

    def __init__(self, headings: tuple[str, str, str], name: str) -> None:
        super().__init__()
        self.setObjectName("card")
        self.rows: tuple[tuple[str, str, str], ...] = ()
        self._headings = headings
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(20)
        self._grid.setVerticalSpacing(8)
        for place, share in enumerate(_SHARES):
            self._grid.setColumnStretch(place, share)
        body = column(self._grid, None)
        body.setContentsMargins(0, 0, 12, 0)
        area = scrolled(body)
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        area.setAccessibleName(name)
        inner = column(area)
        inner.setContentsMargins(14, 12, 8, 12)
        self.setLayout(inner)

    def show_rows(self, rows: Sequence[tuple[str, str, str]]) -> None:
        """Show these changes: what, before, after."""
        self.rows = tuple(rows)
        clear(self._grid)
        lines = [self._headings, *self.rows[:_MOST]] if self.rows else []
        for at, line in enumerate(lines):
            for place, words in enumerate(line):
                role = "fieldLabel" if at == 0 else "strong" if place == 0 else ""
                self._grid.addWidget(_top(label(words or "–", role, wrap=True)), at, place)
        if len(self.rows) > _MOST:
            self._grid.addWidget(label(text("ui.changes.more", n=len(self.rows) - _MOST), "muted"), len(lines), 0)


def _top(words: QLabel) -> QLabel:
    words.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
    return words

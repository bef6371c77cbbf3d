"""Every office on one screen: a strip of small cells each, so dark where a list is missing that the eye finds it."""

import re
from collections.abc import Sequence
from math import ceil
from typing import Any, Final, NamedTuple

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from app import labels
from app.domain.board import TO_PRESS, Cell
from app.domain.month import shown_month
from app.i18n import text
from app.services.board import Board, Row
from ui import style
from ui.widgets.board_grid import TONES
from ui.widgets.charts import small, words_every

_HEAD: Final = 20
_GAP: Final = 14
"""Between two columns of offices, in logical pixels as all here."""
_NAMED: Final = 12.0
"""The least height of a strip beside which a name can be read."""
_HIGHEST: Final = 20.0
_NARROWEST: Final = 5.0
_NAMES: Final = 0.46
_MOST_COLUMNS: Final = 16
_OF_OFFICE: Final = re.compile(r"^Công an (xã|phường|thị trấn|đặc khu) ")
_STEPS: Final = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_LOUD: Final = frozenset({*TO_PRESS, Cell.LATE})


class Plan(NamedTuple):
    """How the strips lie: offices in a column, columns, height of a strip, width of a name and of a cell."""

    rows: int
    columns: int
    high: float
    names: float
    cell: float


def planned(offices: int, months: int, width: float, height: float) -> Plan:
    """With names where they can be read, otherwise as high as there is room."""
    found = [_in_columns(offices, months, QRectF(0, 0, width, height), columns) for columns in range(1, _MOST_COLUMNS)]
    fitting = [one for one in found if one.cell >= _NARROWEST] or found[:1]
    return max(fitting, key=lambda one: (one.names > 0, one.high, -one.columns))


def _in_columns(offices: int, months: int, area: QRectF, columns: int) -> Plan:
    rows = max(1, ceil(offices / columns))
    high = min(_HIGHEST, (area.height() - _HEAD) / rows)
    wide = area.width() / columns - _GAP
    names = min(170.0, wide * _NAMES) if high >= _NAMED else 0.0
    if 0 < names < 70:
        names = 0.0
    return Plan(rows, columns, high, names, (wide - names) / max(months, 1))


class BoardMap(QWidget):
    """Offices below each other in columns; the arrows go from one to the next, Enter or a click opens its row."""

    picked = Signal(str)
    """The unit of an office."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._months: Sequence[str] = ()
        self._rows: Sequence[Row] = ()
        self._at = 0
        self._name = name
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(120)

    def show_board(self, board: Board, rows: Sequence[Row]) -> None:
        """Show these rows of a board."""
        self._months, self._rows = board.months, rows
        self._at = min(self._at, max(len(rows) - 1, 0))
        self._tell()
        self.update()

    def current(self) -> Row | None:
        """The office the keyboard stands on."""
        return self._rows[self._at] if self._rows else None

    def place_of(self, place: int) -> QRectF:
        """Where the strip of an office lies, with its name."""
        plan = self._plan()
        column, row = divmod(place, plan.rows)
        wide = plan.names + plan.cell * len(self._months)
        return QRectF(column * (wide + _GAP), _HEAD + row * plan.high, wide, plan.high)

    def office_at(self, spot: QPointF) -> int | None:
        """The place of the office under a point."""
        return next((at for at in range(len(self._rows)) if self.place_of(at).contains(spot)), None)

    def paintEvent(self, event: Any) -> None:
        """The months above each column, then the strips."""
        del event
        painter = QPainter(self)
        painter.setFont(small(self.font()))
        plan = self._plan()
        for column in range(ceil(len(self._rows) / plan.rows)):
            self._head(painter, plan, self.place_of(column * plan.rows))
        for place, row in enumerate(self._rows):
            self._strip(painter, plan, self.place_of(place), row)
        if self.hasFocus() and self._rows:
            painter.setPen(QPen(QColor(style.colors().accent), 2))
            painter.drawRect(self.place_of(self._at).adjusted(-1, -1, 1, 1))
        painter.end()

    def event(self, event: QEvent) -> bool:
        """Under the pointer stands which office it is, and what is open there."""
        if isinstance(event, QHelpEvent):
            place = self.office_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), said(self._rows[place]) if place is not None else "", self)
            return True
        return super().event(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click opens the office's row."""
        place = self.office_at(event.position())
        if place is not None and event.button() is Qt.MouseButton.LeftButton:
            self._go(place)
            self.picked.emit(self._rows[place].unit)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go round, Enter opens."""
        rows = self._plan().rows
        step = {**_STEPS, Qt.Key.Key_Left: -rows, Qt.Key.Key_Right: rows}.get(Qt.Key(event.key()))
        if step is not None and 0 <= self._at + step < len(self._rows):
            self._go(self._at + step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._rows:
            self.picked.emit(self._rows[self._at].unit)
        else:
            super().keyPressEvent(event)

    def _go(self, place: int) -> None:
        self._at = place
        self._tell()
        self.update()

    def _tell(self) -> None:
        row = self.current()
        self.setAccessibleDescription(said(row) if row is not None else "")

    def _plan(self) -> Plan:
        return planned(len(self._rows), len(self._months), self.width(), self.height())

    def _head(self, painter: QPainter, plan: Plan, first: QRectF) -> None:
        words = [f"{month[5:]}/{month[2:4]}" for month in self._months]
        metrics = QFontMetricsF(painter.font())
        every = words_every(metrics, words, plan.cell)
        painter.setPen(QColor(style.colors().muted))
        for place, word in enumerate(words):
            wide = metrics.horizontalAdvance(word)
            spare = (plan.cell - wide) / 2 if every == 1 else 0.0  # above the middle where every month has room
            end = first.left() + plan.names + plan.cell * (place + 1) - spare
            begin = end - wide
            if (len(words) - 1 - place) % every == 0 and begin >= first.left():
                painter.drawText(QRectF(begin, 0, end - begin + 1, _HEAD - 3), _RIGHT_BELOW, word)

    def _strip(self, painter: QPainter, plan: Plan, area: QRectF, row: Row) -> None:
        if plan.names:
            painter.setPen(QColor(style.colors().text))
            room = QRectF(area.left(), area.top(), plan.names - 6, area.height())
            words = QFontMetricsF(painter.font()).elidedText(
                _OF_OFFICE.sub("", row.name), Qt.TextElideMode.ElideRight, room.width()
            )
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, words)
        left = area.left() + plan.names
        for place, month in enumerate(self._months):
            ground = _ground(row.cells[month])
            if ground is not None:
                inset = 1 if plan.high > 5 else 0.5
                cell = QRectF(left + place * plan.cell, area.top(), plan.cell, area.height())
                painter.fillRect(cell.adjusted(inset, inset, -inset, -inset), ground)


_RIGHT_BELOW: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom


def said(row: Row) -> str:
    """An office in words: its name, and the months it is to be asked about."""
    open_ = [
        f"{shown_month(month)} {labels.continued(labels.label('board', cell.value))}"
        for month, cell in row.cells.items() if cell in TO_PRESS
    ]  # fmt: skip
    return f"{row.name} ({row.unit}): {'; '.join(open_) or text('ui.board.nothing_open')}"


def _ground(cell: Cell) -> QColor | None:
    """What is there is pale, what is missing or late is dark, what is not due is nothing."""
    if not TONES[cell]:
        return None
    ink, ground = style.tone_colors(TONES[cell])
    return ink if cell in _LOUD else ground

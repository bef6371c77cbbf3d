"""Small charts drawn by ourselves: bars, stacked bars, a line, a ring. Every value can be read without its colour.

A chart paints itself on a screen or, by `draw`, on any painter: on paper the colours stay readable in grey, because
the parts of a stack also differ by a pattern.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QMouseEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.i18n import text
from app.labels import number
from ui import style

_TOP: Final = 18
_LEGEND: Final = 20
_GAP: Final = 6
_PATTERNS: Final = (Qt.BrushStyle.SolidPattern, Qt.BrushStyle.BDiagPattern, Qt.BrushStyle.Dense5Pattern)
_INKS: Final = ("accent", "good", "warn", "bad", "muted")


@dataclass(frozen=True, slots=True)
class Point:
    """A value, or the parts of one, and the word beneath it; `told` is what a screen reader says of it."""

    word: str
    values: tuple[float, ...]
    told: str = ""

    @property
    def total(self) -> float:
        """All parts together."""
        return sum(self.values)


class Chart(QWidget):
    """A few points with their numbers; takes the focus, so that the keyboard and a screen reader come to it."""

    picked = Signal(int)
    """The place of a point that was clicked."""

    def __init__(self, title: str, parts: Sequence[str] = (), *, height: int = 150) -> None:
        super().__init__()
        self._title = title
        self._parts = tuple(parts)
        self._points: tuple[Point, ...] = ()
        self._height = height
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(title)

    @property
    def points(self) -> tuple[Point, ...]:
        """What is shown."""
        return self._points

    def show_points(self, points: Sequence[Point]) -> None:
        """Other values; what they say is also said in words."""
        self._points = tuple(points)
        self.setAccessibleDescription(self.words())
        self.setToolTip(self.words())
        self.update()

    def words(self) -> str:
        """The chart as a text: title, then each point with its values."""
        said = [one.told or f"{one.word}: {self._told(one)}" for one in self._points]
        return "\n".join([self._title, *said])

    def _told(self, point: Point) -> str:
        if not self._parts:
            return number(point.total)
        return ", ".join(f"{part} {number(value)}" for part, value in zip(self._parts, point.values, strict=True))

    def sizeHint(self) -> QSize:
        """As high as it was made, as wide as there is room."""
        return QSize(280, self._height)

    def minimumSizeHint(self) -> QSize:
        """Narrow charts leave words out, never numbers."""
        return QSize(180, self._height)

    def paintEvent(self, event: Any) -> None:
        """Draw the chart, and a frame while it has the focus."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.font())
        if self.hasFocus():
            painter.setPen(QPen(QColor(style.colors().accent), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        self.draw(painter, QRectF(self.rect()).adjusted(4, 2, -4, -2))
        painter.end()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Say which point was clicked."""
        place = self.place_at(event.position()) if event.button() is Qt.MouseButton.LeftButton else None
        if place is not None:
            self.picked.emit(place)

    def place_at(self, spot: QPointF) -> int | None:
        """The point at a place of the widget: points share its width evenly."""
        if not self._points or not 0 <= spot.x() < self.width():
            return None
        return int(spot.x() * len(self._points) / self.width())

    def draw(self, painter: QPainter, area: QRectF) -> None:
        """Draw the values into a part of any painter: a widget, a picture, a paper."""
        if self._parts:
            self._legend(painter, QRectF(area.left(), area.bottom() - _LEGEND, area.width(), _LEGEND))
            area = area.adjusted(0, 0, 0, -_LEGEND)
        if self._points:
            self.draw_points(painter, area)
        else:
            painter.setPen(QColor(style.colors().muted))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text("ui.chart.nothing"))

    def draw_points(self, painter: QPainter, area: QRectF) -> None:
        """The points themselves, in what the legend leaves."""
        raise NotImplementedError

    def _legend(self, painter: QPainter, area: QRectF) -> None:
        painter.setFont(small(painter.font()))
        metrics, left = QFontMetricsF(painter.font()), area.left()
        for place, word in enumerate(self._parts):
            painter.fillRect(QRectF(left, area.center().y() - 5, 10, 10), brush(place))
            painter.setPen(QColor(style.colors().muted))
            painter.drawText(QPointF(left + 15, area.center().y() + metrics.ascent() / 2 - 1), word)
            left += 15 + metrics.horizontalAdvance(word) + 14


class BarChart(Chart):
    """Upright bars, one a point, with the number above; several values of a point stand on each other."""

    def draw_points(self, painter: QPainter, area: QRectF) -> None:
        """Bars from a line, numbers above, words beneath."""
        painter.setFont(small(painter.font()))
        metrics = QFontMetricsF(painter.font())
        base = area.bottom() - metrics.height() - 3
        room = base - area.top() - _TOP
        highest = max(*(one.total for one in self._points), 1)
        step = area.width() / len(self._points)
        width = min(44.0, step * 0.62)
        every = words_every(metrics, [one.word for one in self._points], step)
        for place, point in enumerate(self._points):
            middle = area.left() + step * (place + 0.5)
            top = base
            for part, value in enumerate(point.values):
                height = room * value / highest
                painter.fillRect(QRectF(middle - width / 2, top - height, width, height), brush(part))
                top -= height
            if point.total:
                centered(painter, middle, top - 4, number(point.total), style.colors().text)
            if (len(self._points) - 1 - place) % every == 0:
                centered(painter, middle, area.bottom() - 2, point.word, style.colors().muted)
        painter.setPen(QPen(QColor(style.colors().field_line), 1))
        painter.drawLine(QPointF(area.left(), base), QPointF(area.right(), base))


class RowChart(Chart):
    """Lying bars, one a point, each beside its whole word: for names that are too long to stand under each other."""

    def place_at(self, spot: QPointF) -> int | None:
        """The point at this height."""
        place = int(spot.y() * len(self._points) / max(self.height(), 1))
        return place if 0 <= place < len(self._points) else None

    def draw_points(self, painter: QPainter, area: QRectF) -> None:
        """Words at the left, bars from one line, numbers at their ends."""
        painter.setFont(small(painter.font()))
        metrics = QFontMetricsF(painter.font())
        names = min(max(metrics.horizontalAdvance(one.word) for one in self._points), area.width() * 0.45)
        numbers = max(metrics.horizontalAdvance(number(one.total)) for one in self._points) + 2 * _GAP
        room = area.width() - names - 2 * _GAP - numbers
        highest = max(*(one.total for one in self._points), 1)
        step = area.height() / len(self._points)
        left = area.left() + names + 2 * _GAP
        for place, point in enumerate(self._points):
            line = QRectF(area.left(), area.top() + step * place, area.width(), step)
            painter.setPen(QColor(style.colors().muted))
            words = metrics.elidedText(point.word, Qt.TextElideMode.ElideRight, names)
            painter.drawText(QRectF(line.left(), line.top(), names, step), Qt.AlignmentFlag.AlignVCenter, words)
            bar = QRectF(left, line.top() + step * 0.17, max(room * point.total / highest, 1), min(step * 0.66, 26))
            bar.moveTop(line.center().y() - bar.height() / 2)
            painter.fillRect(bar, brush(0))
            painter.setPen(QColor(style.colors().text))
            painter.drawText(QRectF(bar.right() + _GAP, line.top(), numbers, step), Qt.AlignmentFlag.AlignVCenter,
                             number(point.total))  # fmt: skip


class LineChart(Chart):
    """A line through the points, the last number written out: how something grew."""

    def draw_points(self, painter: QPainter, area: QRectF) -> None:
        """The line over its ground, words beneath."""
        painter.setFont(small(painter.font()))
        metrics = QFontMetricsF(painter.font())
        base, room = area.bottom() - metrics.height() - 3, area.height() - metrics.height() - 3 - _TOP
        highest = max(*(one.total for one in self._points), 1)
        step = (area.width() - 40) / max(len(self._points) - 1, 1)
        left = area.left() + 20 if len(self._points) > 1 else area.center().x()
        spots = [
            QPointF(left + step * place, base - room * one.total / highest) for place, one in enumerate(self._points)
        ]
        ground = QPolygonF([QPointF(spots[0].x(), base), *spots, QPointF(spots[-1].x(), base)])
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(style.colors().accent_soft))
        painter.drawPolygon(ground)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(style.colors().accent), 2))
        painter.drawPolyline(spots)
        painter.setBrush(QColor(style.colors().accent))
        painter.drawEllipse(spots[-1], 3.5, 3.5)
        every = words_every(metrics, [one.word for one in self._points], step)
        for place, (spot, point) in enumerate(zip(spots, self._points, strict=True)):
            if (len(self._points) - 1 - place) % every == 0:
                centered(painter, spot.x(), area.bottom() - 2, point.word, style.colors().muted)
        last = number(self._points[-1].total)
        reach = metrics.horizontalAdvance(last) / 2
        at = min(spots[-1].x(), area.right() - reach)
        centered(painter, at, spots[-1].y() - 8, last, style.colors().text)
        painter.setPen(QPen(QColor(style.colors().field_line), 1))
        painter.drawLine(QPointF(area.left(), base), QPointF(area.right(), base))


class RingChart(Chart):
    """Parts of a whole: a ring with the whole in its middle, and each part with word and number beside it."""

    def draw_points(self, painter: QPainter, area: QRectF) -> None:
        """The ring at the left, its words at the right."""
        size = ring_size(area)
        thick = size * 0.17
        ring = QRectF(area.left() + thick / 2 + 2, area.center().y() - (size - thick) / 2, size - thick, size - thick)
        whole = sum(one.total for one in self._points)
        start = 90 * 16
        for place, point in enumerate(self._points):
            span = -round(360 * 16 * point.total / whole) if whole else 0
            pen = QPen(brush(place), thick)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            painter.setPen(pen)
            painter.drawArc(ring, start, span)
            start += span
        strong = QFont(painter.font())
        strong.setWeight(QFont.Weight.DemiBold)
        painter.setFont(strong)
        painter.setPen(QColor(style.colors().text))
        painter.drawText(ring, Qt.AlignmentFlag.AlignCenter, number(whole))
        self._beside(painter, area, ring.right() + thick)

    def place_at(self, spot: QPointF) -> int | None:
        """The point whose words stand at this height, beside the ring."""
        area = QRectF(self.rect()).adjusted(4, 2, -4, -2)
        high = self._high(QFontMetricsF(small(self.font())), area.width() - ring_size(area))
        top = self.height() / 2 - high * len(self._points) / 2
        place = int((spot.y() - top) // high)
        return place if 0 <= place < len(self._points) else None

    def _beside(self, painter: QPainter, area: QRectF, left: float) -> None:
        painter.setFont(small(painter.font()))
        metrics = QFontMetricsF(painter.font())
        high = self._high(metrics, area.right() - left)
        top = area.center().y() - high * len(self._points) / 2
        for place, point in enumerate(self._points):
            row = QRectF(left + 10, top + high * place, area.right() - left - 10, high)
            painter.fillRect(QRectF(row.left(), row.center().y() - 5, 10, 10), brush(place))
            painter.setPen(QColor(style.colors().text))
            room = row.adjusted(18, 0, 0, 0)
            flags = Qt.AlignmentFlag.AlignVCenter.value | Qt.TextFlag.TextWordWrap.value
            painter.drawText(room, flags, self._named(point))

    def _high(self, metrics: QFontMetricsF, room: float) -> float:
        """A line a part, two where the longest does not fit into one."""
        longest = max(metrics.horizontalAdvance(self._named(one)) for one in self._points)
        return metrics.height() * (1 if longest <= room - 30 else 2) + 6

    @staticmethod
    def _named(point: Point) -> str:
        return f"{number(point.total)}  {point.word}"


def ring_size(area: QRectF) -> float:
    """How wide a ring is drawn: words and numbers want the larger half."""
    return min(area.height() - 4, area.width() * 0.45)


def brush(place: int) -> QBrush:
    """The ink of a part: its colour, and from the second on a pattern that grey paper keeps apart."""
    color = QColor(getattr(style.colors(), _INKS[place % len(_INKS)]))
    return QBrush(color, _PATTERNS[place % len(_PATTERNS)])


def small(font: QFont) -> QFont:
    """The letter of numbers and words in a chart."""
    found = QFont(font)
    found.setPointSizeF(max(8.0, font.pointSizeF() * 0.85))
    return found


def words_every(metrics: QFontMetricsF, words: Sequence[str], step: float) -> int:
    """Every how many-th word there is room for; the last point keeps its word."""
    widest = max((metrics.horizontalAdvance(word) for word in words), default=0) + _GAP
    every = 1
    while every < len(words) and widest > step * every:
        every += 1
    return every


def centered(painter: QPainter, middle: float, base: float, words: str, color: str) -> None:
    """Words around a point, on a base line; at the edge they stand a little aside rather than be cut."""
    painter.setPen(QColor(color))
    wide = QFontMetricsF(painter.font()).horizontalAdvance(words)
    left = min(middle - wide / 2, painter.window().width() - wide - 1)
    painter.drawText(QPointF(max(0.0, left), base), words)

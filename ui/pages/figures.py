"""Số liệu: the whole register in pictures, with the figures behind each picture to take along."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QPageLayout
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QApplication, QCheckBox, QDialog, QGridLayout, QHBoxLayout, QLabel, QTabWidget, QWidget

from app import labels
from app.domain.dates import shown_day
from app.files import write_whole
from app.i18n import text
from app.services import figures
from app.services.figures import GROUPS, Figures
from ui.chart_paper import Sheet, print_sheet
from ui.desk import Desk
from ui.pages.page import Page
from ui.widgets.basics import Notice, button, card, clear, column, label, page_layout, row, scrolled
from ui.widgets.charts import BarChart, Chart, LineChart, Point, RingChart, RowChart
from ui.widgets.dialogs import choose_target
from ui.widgets.record_table import Column, RecordModel, RecordTable

_TILES = ("people", "home", "wants", "listed", "confirmed", "borrowed", "ending")
_MOST_BARS = 12
Line = tuple[str, int, int]


class FiguresPage(Page):
    """Totals above, five pictures below, each beside its table one click away."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.found: Figures | None = None
        self.notice = Notice()
        self._tiles = QHBoxLayout()
        self._tiles.setSpacing(10)
        self.charts: dict[str, Chart] = {
            "month": LineChart(text("figures.by.month"), height=190),
            "unit": RowChart(text("figures.by.unit"), height=190),
            "sex": RingChart(text("figures.by.sex"), height=170),
            "age": BarChart(text("figures.by.age"), height=170),
            "purpose": RingChart(text("figures.by.purpose"), height=170),
        }
        self.tables = {name: RecordModel(_columns(name)) for name in GROUPS}
        self._titles: dict[str, QLabel] = {}
        self._covers = label("", "muted", wrap=True)
        copy = button(text("figures.copy"), self.copy, icon="copy", keys="Ctrl+Shift+C")
        self._save = button(text("figures.save"), self._choose, icon="save")
        out = button(text("figures.print"), self._print, icon="print", keys="Ctrl+P")
        self.today_units = QCheckBox(text("ui.board.today_units"))
        self.today_units.toggled.connect(lambda _: self.refresh())
        head = row(label(text("figures.page"), "title"), None, self.today_units, copy, self._save, out)
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(text("figures.page"))
        self.tabs.addTab(scrolled(self._pictures()), text("figures.pictures"))
        for name, model in self.tables.items():
            words = text(f"figures.by.{name}")
            table = RecordTable(model, words)
            table.setToolTip(text("figures.open_people"))
            table.activated.connect(self._people_of_line(name))
            self.tabs.addTab(card(column(table), margin=6), words)
            self.charts[name].picked.connect(self._people_of_point(name))
            self.charts[name].setCursor(Qt.CursorShape.PointingHandCursor)
        self.setLayout(page_layout([head, self.notice, self._tiles, self._covers, self.tabs]))
        self.layout().setStretch(4, 1)  # type: ignore[union-attr]

    def _pictures(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(10)
        places = {"month": (0, 0, 3), "unit": (0, 3, 3), "sex": (1, 0, 2), "age": (1, 2, 2), "purpose": (1, 4, 2)}
        for name, (line, place, wide) in places.items():
            more = button(text("figures.look"), self._opener(name), kind="link", name=text(f"figures.by.{name}"))
            self._titles[name] = label(text(f"figures.by.{name}"), "lead")
            top = row(self._titles[name], None, more)
            grid.addWidget(card(column(top, self.charts[name]), margin=12), line, place, 1, wide)
        return grid

    def _opener(self, name: str):  # type: ignore[no-untyped-def]
        return lambda: self.tabs.setCurrentIndex(1 + GROUPS.index(name))

    def _people_of_line(self, name: str) -> Callable[[QModelIndex], None]:
        return lambda index: self.people_of(name, index.row())

    def _people_of_point(self, name: str) -> Callable[[int], None]:
        return lambda place: self.people_of(name, place)

    def people_of(self, name: str, place: int) -> None:
        """Show the people behind one row of a picture in the register."""
        if self.found is not None and place < len(rows := figures.table(self.found, name)):
            key = self.found.groups[name][place][0]
            self._wants(figures.behind(self.found, name, key), f"{text(f'figures.by.{name}')} – {rows[place][0]}")

    def _wants(self, behind: tuple[str, str], words: str) -> None:
        self.wants.emit(f"register:figure={behind[0]}={behind[1]}={words}")

    def refresh(self) -> None:
        """Count anew."""
        today_units = self.today_units.isChecked()
        self.desk.run(lambda session: figures.read(session, today_units=today_units), self._show)

    def _show(self, found: Figures) -> None:
        self.found = found
        clear(self._tiles)
        for name in _TILES:
            self._tiles.addWidget(self._tile(name, found.totals[name]), 1)
        self._covers.setText(text("figures.covers", n=found.offices, of=found.of))
        for name, chart in self.charts.items():
            rows = figures.table(found, name)
            self.tables[name].show(rows)
            more = len(rows) > _shown(name, rows)
            title = text(f"figures.by.{name}")
            self._titles[name].setText(text("figures.most", title=title, n=_MOST_BARS) if more else title)
            chart.show_points([Point(words, (people,)) for words, people, _amount in rows[: _shown(name, rows)]])

    def _tile(self, name: str, value: int) -> QWidget:
        words = text(f"figures.tile.{name}")
        number = button(labels.number(value), lambda: self._wants((name, ""), words), kind="figure",
                        name=f"{words}: {labels.number(value)}")  # fmt: skip
        number.setToolTip(text("figures.open_people"))
        number.setCursor(Qt.CursorShape.PointingHandCursor)
        return card(column(row(number, None), label(words, "muted", wrap=True), spacing=0), margin=10)

    def copy(self) -> None:
        """The totals as text for the telephone or a message, without anybody's name."""
        if self.found is not None:
            QApplication.clipboard().setText(figures.quick(self.found))
            self.notice.say(text("ui.copied"), "good")

    def sheet(self) -> Sheet | None:
        """All pictures as they stand, for one sheet of paper."""
        if self.found is None:
            return None
        named = {name: (self._titles[name].text(), chart) for name, chart in self.charts.items()}
        totals = [(text(f"figures.tile.{name}"), labels.number(self.found.totals[name])) for name in _TILES]
        below = f"{self.desk.office.name} · {text('figures.title', day=shown_day(self.found.day))}"
        return Sheet(
            text("figures.sheet"), f"{below} · {self._covers.text()}", totals,
            [[named["month"], named["unit"]], [named["sex"], named["age"], named["purpose"]]],
        )  # fmt: skip

    def _print(self) -> None:
        sheet = self.sheet()
        if sheet is None:
            return
        printer = QPrinter()
        printer.setPageOrientation(QPageLayout.Orientation.Landscape)
        dialog = QPrintDialog(printer, self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: print_sheet(sheet, printer))
        QDialog.open(dialog)  # its own `open` wants a receiver in the manner of Qt 4

    def _choose(self) -> None:
        target = choose_target(self, text("figures.save"), "so-lieu.csv", text("figures.csv"))
        if target is not None:
            self.save(target)

    def save(self, file: Path) -> None:
        """The figures behind every picture, one after another."""
        if self.found is None:
            return
        out = io.StringIO()
        lines = csv.writer(out)
        for name in GROUPS:
            lines.writerow([text(f"figures.by.{name}"), text("figures.people"), text("figures.amount")])
            lines.writerows(figures.table(self.found, name))
            lines.writerow([])
        write_whole(file, out.getvalue().encode("utf-8-sig"))
        self.notice.say(text("figures.saved", file=file.name), "good")


def _shown(name: str, rows: list[Line]) -> int:
    return _MOST_BARS if name == "unit" else len(rows)


def _columns(name: str) -> tuple[Column[Line], ...]:
    return (
        Column(text(f"figures.column.{name}"), lambda one: one[0], 360, strong=True),
        Column(text("figures.people"), lambda one: labels.number(one[1]), 140, right=True),
        Column(text("figures.amount"), lambda one: labels.number(one[2]), 200, right=True),
    )

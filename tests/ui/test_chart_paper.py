"""The pictures of an office on one sheet: for white paper whatever the look, nothing outside it."""

import pytest
from PySide6.QtGui import QColor
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication

from ui import style
from ui.chart_paper import Sheet, print_sheet, sheet_picture
from ui.widgets.charts import BarChart, LineChart, Point


@pytest.fixture
def sheet(qtbot):
    charts = [LineChart("Theo tháng"), BarChart("Theo nhóm tuổi")]
    for chart in charts:
        qtbot.addWidget(chart)
        chart.show_points([Point("10/2026", (1200,)), Point("11/2026", (900,))])
    return Sheet("Số liệu", "Công an tỉnh", [("Người theo dõi", "1.200")], [[(one.words()[:5], one) for one in charts]])


@pytest.fixture
def dark(qapp):
    style.apply(qapp, "dark")
    yield
    style.apply(qapp, "light")


def colours(picture):
    return {
        picture.pixelColor(x, y).name() for x in range(0, picture.width(), 5) for y in range(0, picture.height(), 5)
    }


def test_a_sheet_is_white_paper_in_the_dark_too(sheet, dark):
    found = colours(sheet_picture(sheet))
    assert {"#ffffff", QColor(style.LIGHT.accent).name()} <= found
    assert QColor(style.DARK.accent).name() not in found
    assert style.colors() == style.DARK


def test_nothing_stands_at_the_edge(sheet):
    picture = sheet_picture(sheet)
    edge = [(x, y) for x in range(picture.width()) for y in (20, picture.height() - 20)]
    edge += [(x, y) for x in (20, picture.width() - 20) for y in range(picture.height())]
    assert {picture.pixelColor(*spot).name() for spot in edge} == {"#ffffff"}


def test_it_is_printed_on_one_lying_page(sheet, tmp_path):
    printer = QPrinter()
    printer.setOutputFileName(str(tmp_path / "so-lieu.pdf"))
    print_sheet(sheet, printer)
    printed = QPdfDocument(QApplication.instance())
    printed.load(str(tmp_path / "so-lieu.pdf"))
    assert printed.pageCount() == 1
    assert printed.pagePointSize(0).width() > printed.pagePointSize(0).height()
    printed.close()

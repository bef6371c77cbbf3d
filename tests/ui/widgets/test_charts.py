import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter

from tests.ui.looking import nameless
from ui import style
from ui.widgets.charts import BarChart, LineChart, Point, RingChart, ring_size, small, words_every

POINTS = [Point("2024", (3, 1)), Point("2025", (0, 0)), Point("2026", (12, 5))]
KINDS = [BarChart, LineChart, RingChart]


def picture(chart, width=320, height=150):
    """A chart on white paper."""
    found = QImage(width, height, QImage.Format.Format_RGB32)
    found.fill(Qt.GlobalColor.white)
    painter = QPainter(found)
    chart.draw(painter, QRectF(0, 0, width, height))
    painter.end()
    return found


def inks(image):
    return {image.pixel(x, y) for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)}


@pytest.fixture(params=KINDS)
def chart(request, qtbot):
    made = request.param("Người theo năm", ["Mới", "Đã có tên"])
    qtbot.addWidget(made)
    made.show_points(POINTS)
    return made


def test_a_chart_says_all_its_values_in_words(chart):
    assert chart.accessibleName() == "Người theo năm"
    assert "2026: Mới 12, Đã có tên 5" in chart.accessibleDescription()
    assert not nameless(chart)


def test_a_chart_draws_on_any_paper(chart):
    assert QColor(style.colors().accent).rgb() in inks(picture(chart))


@pytest.mark.parametrize("width", [60, 180, 900])
def test_a_chart_of_any_width_draws(chart, width):
    assert len(inks(picture(chart, width))) > 1


def test_no_points_and_only_zeros_draw_too(chart):
    chart.show_points([Point("2026", (0, 0))])
    assert len(inks(picture(chart))) > 1
    chart.show_points([])
    assert chart.words() == "Người theo năm"


def test_parts_differ_without_their_colour(qtbot):
    chart = BarChart("Danh sách", ["Mới", "Đã có tên"])
    qtbot.addWidget(chart)
    chart.show_points([Point("12/2026", (5, 5))])
    grey = picture(chart).convertToFormat(QImage.Format.Format_Grayscale8)
    column = [grey.pixelColor(160, y).red() for y in range(20, 110)]
    upper, lower = column[:40], column[50:]
    assert len(set(upper)) > 1  # a pattern
    assert len(set(lower)) == 1  # solid


def test_the_focus_can_be_seen(chart, settle):
    chart.resize(300, 150)
    chart.show()
    chart.setFocus()
    settle()
    focused = chart.grab().toImage()
    chart.clearFocus()
    assert focused != chart.grab().toImage()


def test_a_point_may_say_more_than_its_number(qtbot):
    chart = LineChart("Đã vay")
    qtbot.addWidget(chart)
    chart.show_points([Point("12", (3,), "12/2026: 3 người, 150.000.000 đồng")])
    assert "150.000.000" in chart.words()


def test_words_that_have_no_room_are_left_out_evenly(qapp):
    metrics = QFontMetricsF(qapp.font())
    assert words_every(metrics, ["01/26"] * 12, 200) == 1
    assert words_every(metrics, ["01/26"] * 12, 20) > 1


@pytest.mark.parametrize("word", ["Nữ", "Sản xuất, kinh doanh, tạo việc làm"])
def test_the_words_beside_a_ring_are_whole_and_answer_to_a_click(qtbot, word):
    ring = RingChart("Mục đích")
    qtbot.addWidget(ring)
    ring.resize(330, 170)
    ring.show_points([Point(word, (709,)), Point("Chưa ghi", (3,))])
    metrics = QFontMetricsF(small(ring.font()))
    room = 330 - 8 - ring_size(QRectF(4, 2, 322, 166)) - 30
    lines = 1 if metrics.horizontalAdvance(f"709  {word}") <= room else 2
    assert metrics.horizontalAdvance(f"709  {word}") <= room * lines
    high = ring._high(metrics, room + 30)
    assert (high > metrics.height() * 1.9) is (lines == 2)
    assert [ring.place_at(QPointF(250, 85 + away)) for away in (-high / 2, high / 2)] == [0, 1]


def test_a_chart_of_nothing_says_so_instead_of_being_blank(chart):
    blank = QImage(320, 150, QImage.Format.Format_RGB32)
    blank.fill(Qt.GlobalColor.white)
    chart.show_points([])
    whole = RingChart("Giới tính")
    whole.show_points([])
    assert picture(whole) != blank
    whole.deleteLater()


def test_a_single_point_of_a_line_stands_in_the_middle(qtbot):
    line = LineChart("Theo tháng")
    qtbot.addWidget(line)
    line.show_points([Point("12/2026", (1,))])
    accent = QColor(style.colors().accent).rgb()
    drawn = picture(line)
    spots = {x for x in range(drawn.width()) for y in range(drawn.height()) if drawn.pixel(x, y) == accent}
    assert 150 < min(spots) <= max(spots) < 170

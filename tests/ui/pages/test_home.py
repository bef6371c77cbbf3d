from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from app.domain.dates import PartialDate
from app.domain.month import Delivery
from app.services import accounts, months
from tests.ui.conftest import MONTH, NOW, PEOPLE
from tests.ui.screenshots import sign_in
from ui.pages.home import HomePage
from ui.widgets.charts import Chart
from ui.widgets.toast import Toast


@pytest.fixture
def page(commune_desk, qtbot, settle):
    made = HomePage(commune_desk)
    qtbot.addWidget(made)
    made.resize(1100, 700)
    made.show()
    made.refresh()
    settle()
    return made


@pytest.fixture
def wanted(page):
    found = []
    page.wants.connect(found.append)
    return found


def again(page, settle):
    page.refresh()
    settle()


def words(page):
    return [one.text() for one in page.findChildren(QLabel) if one.isVisible()]


def tile(page, name):
    return next(one for one in page.tiles if one.told.name == name)


def test_a_fresh_store_says_how_to_begin(page, wanted):
    assert page._empty.isVisible()
    assert not page._scroll.isVisible()
    for act in page._empty.findChildren(type(page.act)):
        act.click()
    assert wanted == ["register:new", "register:import"]


@pytest.mark.usefixtures("people")
def test_the_next_thing_is_one_big_button(page, settle, wanted):
    assert page.act.text() == "Rà soát tháng 12/2026"
    page.act.click()
    assert wanted == ["month:2026-12"]


@pytest.mark.usefixtures("listed_month")
def test_the_button_follows_the_month(commune, page, settle):
    assert page.act.text() == "Trình Ủy ban nhân dân"
    months.present(commune, MONTH)
    again(page, settle)
    assert page.act.text() == "Ghi nhận Ủy ban xác nhận"


@pytest.mark.usefixtures("sealed_month")
def test_a_sealed_month_leads_to_sending(commune, page, settle, wanted):
    months.deliver(commune, MONTH, Delivery(PartialDate(2026, 12, 6), "NHCSXH"))
    again(page, settle)
    page.act.click()
    assert wanted == ["send"]


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("days", "said", "tone"),
    [
        (0, "Còn 3 ngày", "warn"),
        (3, "Hôm nay là hạn", "warn"),
        (5, "Đã quá hạn 2 ngày", "bad"),
    ],
)
def test_the_reminder_counts_to_the_due_day_and_past_it(commune, page, settle, days, said, tone):
    commune.now = lambda: NOW + timedelta(days=days)
    again(page, settle)
    assert page.notice.words.startswith(said)
    assert page.notice.property("tone") == tone


@pytest.mark.usefixtures("people")
def test_another_rule_for_days_off_is_followed(commune, page, settle):
    accounts.set_setting(commune, "due_rule", "before")
    again(page, settle)
    assert "04/12/2026" in page.notice.words


@pytest.mark.usefixtures("sealed_month")
def test_a_list_in_the_banks_hands_is_no_reminder(commune, page, settle):
    months.deliver(commune, MONTH, Delivery(PartialDate(2026, 12, 6), "NHCSXH"))
    again(page, settle)
    assert page.notice.property("tone") == "good"


@pytest.mark.usefixtures("people")
def test_the_tiles_count_and_lead_to_the_very_people(page, settle, wanted):
    again(page, settle)
    assert tile(page, "missing").told.big == "1 người"
    for name in ("missing", "ending", "backup"):
        tile(page, name).click()
    assert wanted == ["register:missing", "register:window_ending", "settings:backup"]


@pytest.mark.usefixtures("people")
def test_the_bank_is_counted_down_to(commune, page, settle):
    accounts.set_setting(commune, "bank_day", "12")
    again(page, settle)
    assert tile(page, "bank").told.big == "Còn 8 ngày"
    assert tile(page, "bank").told.words == "Thứ Bảy, ngày 12/12/2026."


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("day", ["0", "12"])
def test_where_the_bank_comes_and_which_office_of_it_is_said(commune, page, settle, day):
    accounts.set_setting(commune, "bank_day", day)
    accounts.set_setting(commune, "bank_point", "Nhà văn hóa xã")
    accounts.set_setting(commune, "bank_office", "Phòng giao dịch Cao Lộc")
    again(page, settle)
    words = tile(page, "bank").told.words
    assert words.endswith(" Điểm giao dịch: Nhà văn hóa xã. Phụ trách: Phòng giao dịch Cao Lộc.")
    assert words in tile(page, "bank").accessibleName()


@pytest.mark.usefixtures("people")
def test_a_bank_day_that_nobody_entered_leads_to_where_it_is_entered(page, settle, wanted):
    again(page, settle)
    tile(page, "bank").click()
    assert wanted == ["settings:rules"]


@pytest.mark.usefixtures("people")
def test_a_week_without_a_backup_is_red(commune, page, settle):
    commune.now = lambda: NOW + timedelta(days=40)
    again(page, settle)
    assert tile(page, "backup").told.tone == "bad"


@pytest.mark.usefixtures("people")
def test_the_figures_are_copied_without_a_name(page, settle):
    again(page, settle)
    page.copy_figures()
    copied = QApplication.clipboard().text()
    assert "Người đang theo dõi trong sổ: 6" in copied
    assert len(copied.splitlines()) == 9
    assert not [line[0] for line in PEOPLE if line[0] in copied]
    assert page.window().findChildren(Toast)


@pytest.mark.usefixtures("people")
def test_the_figures_of_another_day_are_asked_for(page, settle, type_in, press):
    again(page, settle)
    type_in(page.cut_off.line, "3/12/2026")
    press(page.cut_off.line, Qt.Key.Key_Return)
    assert page.figures.kept == 0
    type_in(page.cut_off.line, "hôm kia")
    page._ask_figures()
    assert page.figures.kept == 0


@pytest.mark.usefixtures("people")
def test_charts_say_their_numbers(page, settle):
    again(page, settle)
    said = [chart.accessibleDescription() for chart in page.findChildren(Chart) if chart.isVisible()]
    assert any("2024: 1" in one for one in said)


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(("width", "across"), [(1100, 3), (700, 2)])
def test_the_tiles_lie_as_there_is_room(page, settle, width, across):
    again(page, settle)
    page.resize(width, 600)
    settle()
    assert len({one.x() for one in page.tiles}) == across
    # Narrower than the smallest window leaves a page, other parts need more.
    assert across == 2 or page._scroll.widget().width() <= page._scroll.viewport().width()


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("width", [1100, 700])
def test_no_tile_stands_alone_in_a_row(page, settle, width):
    again(page, settle)
    page.tiles, rest = page.tiles[:4], page.tiles[4:]  # as in practice, where nothing is sent
    for one in rest:
        one.deleteLater()
    page.resize(width, 600)
    settle()
    page._lay()
    settle()
    rows = [one.y() for one in page.tiles]
    assert rows[0] == rows[1] < rows[2] == rows[3]


def test_the_first_page_leads_into_the_others(window_over, tmp_path, settle, commune, people):
    commune.close()
    window = window_over(tmp_path / "commune")
    sign_in(window, "Nông Văn Sơn")
    frame = window.frame
    frame.go("register:missing")
    settle()
    assert frame.pages["register"].chips["missing"].isChecked()
    assert frame.pages["register"].model.rowCount() == 1
    frame.go("month:2026-11")
    settle()
    assert frame.page.month == "2026-11"
    frame.go("register:new")
    settle()
    assert frame.pages["register"].pane.isVisible()


def test_a_dead_clock_battery_is_asked_about(commune, page, settle, type_in):
    commune.now = lambda: NOW - timedelta(days=3000)
    again(page, settle)
    assert "pin đồng hồ" in page.notice.words
    dialog = page.ask_day()
    type_in(dialog.fields["day"].line, "8/12/2026")
    dialog.ok.click()
    settle()
    assert "Thứ Ba, ngày 08/12/2026" in page.day.text()

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from app.services import register
from app.session import Query
from ui.pages.register import RegisterPage
from ui.widgets.progress import Stoppable


@pytest.fixture
def page(commune, commune_desk, people, put_up):
    return put_up(RegisterPage(commune_desk))


def names(page, settle):
    settle()
    page.model.record(0)
    settle()
    return [line.name for row in range(page.model.rowCount()) if (line := page.model.record(row))]


def test_everybody_is_listed_by_given_name(page, settle):
    shown = names(page, settle)
    assert shown == ["Bế Văn Ản", "Đỗ Thị Bình", "Lành Thanh Cảnh", "Ngô A Páo", "Vy Bá Quân", "Hà Đức Toản"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [("binh", ["Đỗ Thị Bình"]), ("Páo", ["Ngô A Páo"]), ("0079", ["Vy Bá Quân"]), ("khong ai ca", [])],
)
def test_typing_searches_without_tone_marks(page, type_in, settle, qtbot, typed, found):
    type_in(page.search, typed)
    qtbot.waitUntil(lambda: not page._timer.isActive())
    assert names(page, settle) == found
    assert page._stack.currentIndex() == (0 if found else 1)


def test_an_answer_that_a_newer_question_has_overtaken_is_dropped(page, settle):
    stale = page._stale(page._asked)
    page.search.setText("binh")
    assert stale()
    assert names(page, settle) == ["Đỗ Thị Bình"]


def test_the_first_screen_comes_before_the_rest(page, commune, line, settle, qtbot):
    for number in range(60):
        register.add(commune, line((f"Lò Văn Mới {number:02}", "1990", "male", "", "Nà Lầm", "")))
    page._timer.setInterval(600_000)  # the pause after the last key, however slow the machine
    page.search.setText("moi")
    settle()
    assert page.model.rowCount() == 40
    page.table.selectRow(3)
    page._ask_for_all()
    qtbot.waitUntil(lambda: page.model.rowCount() == 60)
    assert page.table.currentIndex().row() == 3
    assert page._count.text().startswith("60")
    page.model.record(59)
    settle()
    assert page.model.record(59).name.startswith("Lò Văn Mới")


@pytest.mark.parametrize(("chip", "found"), [("missing", {"Hà Đức Toản"}), ("closed", set())])
def test_chips_filter(page, settle, chip, found):
    page._filterer(chip)()
    assert set(names(page, settle)) == found


def test_a_title_sorts_and_sorts_back(page, settle):
    page._sort(1)
    assert names(page, settle)[0] == "Vy Bá Quân"
    page._sort(1)
    assert names(page, settle)[0] == "Bế Văn Ản"


@pytest.mark.parametrize(
    ("name", "state"), [("Bế Văn Ản", "unjudged"), ("Vy Bá Quân", "passed"), ("Hà Đức Toản", "missing")]
)
def test_each_line_says_how_somebody_stands(page, settle, name, state):
    names(page, settle)
    states = {line.name: line.state for row in range(6) if (line := page.model.record(row))}
    assert states[name] == state


def test_down_goes_from_the_search_into_the_list(page, press, settle):
    page.search.setFocus()
    press(page.search, Qt.Key.Key_Down)
    assert page.table.currentIndex().row() == 0


def test_somebody_new_is_added_with_keys_and_found(page, commune, type_in, settle):
    page.begin()
    fields = page.pane.form.fields
    for path, typed in (("name", "Triệu Văn Sáng"), ("birth", "5/3/88"), ("personal_number", "020088000099"),
                        ("term.finished_on", "1/6/2025")):  # fmt: skip
        type_in(fields[path].line, typed)
    page.pane.save()
    settle()
    assert page.pane._name.text() == "Triệu Văn Sáng"
    found = register.find(commune, Query("trieu sang")).people
    assert [person.name for person in found] == ["Triệu Văn Sáng"]
    assert found[0].birth.iso == "1988-03-05"
    assert "Triệu Văn Sáng" in names(page, settle)
    assert "Triệu Văn Sáng" in page.notice.words


def test_chosen_rows_are_copied_for_a_spreadsheet_and_nothing_in_them_counts(page, commune, line, settle):
    register.add(commune, line(("=Á Văn Tính", "1990", "male", "", "Nà\tLầm", "")))
    page.refresh()
    names(page, settle)
    page.table.selectAll()
    page.view.copy()
    settle()
    copied = QGuiApplication.clipboard().text().split("\n")
    assert copied[0].split("\t") == [column.title for column in page.table.chosen]
    assert len(copied) == 8
    assert {len(one.split("\t")) for one in copied} == {6}
    assert any(one.startswith("'=Á Văn Tính\t1990") for one in copied)
    assert commune.store.audit.newest("people.copy").detail == {"people": 7, "columns": 6}


def test_only_one_chosen_row_opens_a_person(page, settle):
    names(page, settle)
    page.table.selectAll()
    page._open_alone(page.model.index(1, 0))
    assert not page.pane.isVisible()


def test_what_is_shown_is_exported_with_the_chosen_columns(page, commune, settle, tmp_path):
    page.search.setText("thon")
    page.view.columns.menu.actions()[2].setChecked(True)
    page._everybody(lambda rows: page.view.write(rows, tmp_path / "so.xlsx"))
    settle()
    cells = list(load_workbook(tmp_path / "so.xlsx").active.iter_rows(values_only=True))
    assert cells[0][:3] == ("Họ và tên", "Ngày sinh", "Giới tính")
    assert [row[0] for row in cells[1:]] == names(page, settle)
    assert len(cells) == 6


def test_columns_are_remembered_for_who_chose_them(page, commune_desk, qtbot):
    acts = page.view.columns.menu.actions()
    assert not acts[0].isEnabled()
    acts[1].setChecked(False)
    later = RegisterPage(commune_desk)
    qtbot.addWidget(later)
    assert [column.key for column in later.table.chosen] == ["name", "number", "residence", "last_day", "state"]


def test_a_stopped_export_leaves_no_file(page, settle, tmp_path, monkeypatch):
    monkeypatch.setattr(Stoppable, "cancelled", lambda _: True)
    page.view.write([1, 2, 3], tmp_path / "so.xlsx")
    settle()
    assert not list(tmp_path.glob("*.xlsx*"))


def test_a_row_opens_the_person(page, settle):
    names(page, settle)
    page._open(page.model.index(1, 0))
    settle()
    assert page.pane.isVisible()
    assert page.pane._name.text() == "Đỗ Thị Bình"


def test_on_a_narrow_screen_the_person_takes_the_place_of_the_list(page, settle):
    page.resize(900, 600)
    page.begin()
    assert not page._list.isVisible()
    page._close_pane()
    assert page._list.isVisible()


def test_on_a_wide_screen_both_are_there(page):
    page.resize(1300, 700)
    page.begin()
    assert page._list.isVisible()
    assert page.pane.isVisible()


def test_what_is_unsaved_is_not_lost_by_leaving(page, type_in, settle):
    page.begin()
    type_in(page.pane.form.fields["name"].line, "Ai Đó")
    went = []
    page.may_leave(lambda: went.append(1))
    assert not went
    dialog = QApplication.activeModalWidget()
    dialog.ok.click()
    assert went

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from app.domain.person import Answer, Residence
from app.i18n import text
from app.services import months, register, review
from ui.pages.month import MonthPage
from ui.pages.review_grid import ReviewGrid
from ui.widgets.toast import Toast

MONTH = "2026-12"
NAME, RESIDENCE, CONDUCT, EVILS, NEED = 0, 3, 4, 5, 6
OLD = {"conduct": {"value": "yes", "on": "2026-08-05"}, "evils": {"value": "no", "on": "2026-08-05"}}
NEW = {"conduct": {"value": "yes", "on": "2026-11-05"}, "evils": {"value": "no", "on": "2026-11-05"}}


@pytest.fixture
def judged(commune, people):
    """Ản's judgements are out of date, Bình's are of this quarter, nobody else was judged."""
    register.change(commune, people[0].id, OLD, "Rà soát")
    register.change(commune, people[1].id, NEW, "Rà soát")
    return people


@pytest.fixture
def grid(qtbot, commune, judged):
    found = ReviewGrid(review.grid(commune, MONTH))
    qtbot.addWidget(found)
    found.resize(1000, 400)
    found.show()
    QAbstractItemModelTester(found.model, QAbstractItemModelTester.FailureReportingMode.Fatal, found)
    return found


def place_of(grid, name):
    return next(at for at, one in enumerate(grid._rows) if one.standing.person.name == name)


def press(qtbot, grid, name, column, key=Qt.Key.Key_Space):
    grid.table.setCurrentIndex(grid.model.index(place_of(grid, name), column))
    qtbot.keyClick(grid.table, key)


def cell(grid, name, column):
    return grid.model.data(grid.model.index(place_of(grid, name), column))


def test_who_is_not_judged_or_judged_long_ago_stands_first(grid):
    assert [one.standing.person.name for one in grid._rows][-1] == "Đỗ Thị Bình"
    assert grid.left == 5
    assert "đã cũ" in cell(grid, "Bế Văn Ản", CONDUCT)
    assert "đã cũ" not in cell(grid, "Đỗ Thị Bình", CONDUCT)


@pytest.mark.parametrize(
    ("name", "column", "said"),
    [("Bế Văn Ản", CONDUCT, {"conduct": Answer.YES}), ("Đỗ Thị Bình", CONDUCT, {"conduct": Answer.NO}),
     ("Ngô A Páo", EVILS, {"evils": Answer.NO}), ("Vy Bá Quân", NEED, {"need": Answer.NO}),
     ("Ngô A Páo", RESIDENCE, {"residence": Residence.AWAY})],
)  # fmt: skip
def test_space_ticks_what_the_cursor_is_on(qtbot, grid, name, column, said):
    press(qtbot, grid, name, column)
    (judged,) = grid.judged()
    assert {field: getattr(judged, field) for field in said} == said
    assert cell(grid, name, column).endswith("•")


def test_space_again_turns_it_and_delete_takes_it_back(qtbot, grid):
    press(qtbot, grid, "Ngô A Páo", CONDUCT)
    press(qtbot, grid, "Ngô A Páo", CONDUCT)
    assert grid.judged()[0].conduct is Answer.NO
    press(qtbot, grid, "Ngô A Páo", CONDUCT, Qt.Key.Key_Delete)
    assert not grid.judged()


def test_one_key_ticks_a_whole_selection(qtbot, grid):
    grid.table.selectAll()
    grid.table.selectionModel().setCurrentIndex(grid.model.index(0, NAME), QItemSelectionModel.SelectionFlag.NoUpdate)
    qtbot.keyClick(grid.table, Qt.Key.Key_Space)
    assert len(grid.judged()) == 6
    assert {(one.conduct, one.evils) for one in grid.judged()} == {(Answer.YES, Answer.NO)}
    assert len(grid.table.selectionModel().selectedRows()) == 6


@pytest.fixture
def page(commune, commune_desk, judged, put_up):
    found = MonthPage(commune_desk)
    found.month = MONTH
    return put_up(found)


@pytest.fixture
def dialog(page, settle):
    page.do("review")
    settle()
    return QApplication.activeModalWidget()


def now(commune, person):
    return commune.store.people.get(person.id)


def test_the_act_stores_what_was_ticked_and_the_rest_as_still_good(qtbot, dialog, commune, people, settle):
    press(qtbot, dialog.grid, "Ngô A Páo", CONDUCT)
    press(qtbot, dialog.grid, "Ngô A Páo", CONDUCT)
    dialog.fields["basis"].set_value("Họp thôn Nà Lầm")
    dialog.ok.click()
    settle()
    assert now(commune, people[3]).conduct.value is Answer.NO
    assert now(commune, people[3]).evils.value is Answer.NO
    assert now(commune, people[2]).conduct.value is Answer.YES
    assert now(commune, people[2]).conduct.basis == "Họp thôn Nà Lầm"


def test_without_the_rest_only_what_was_ticked_is_judged(qtbot, dialog, commune, people, settle):
    press(qtbot, dialog.grid, "Bế Văn Ản", NAME)
    dialog.grid.rest.setChecked(False)
    dialog.ok.click()
    settle()
    assert now(commune, people[0]).conduct.on.iso == "2026-12-04"
    assert now(commune, people[2]).conduct.value is Answer.UNKNOWN
    assert months.show(commune, MONTH).reviewed


def test_a_review_can_be_taken_back_in_the_toast(page, dialog, commune, people, settle):
    dialog.ok.click()
    settle()
    page.findChild(Toast).take_back()
    settle()
    assert now(commune, people[0]).conduct.on.iso == "2026-08-05"
    assert now(commune, people[2]).conduct.value is Answer.UNKNOWN
    assert not months.show(commune, MONTH).reviewed


def test_a_review_without_a_basis_is_refused_in_the_dialog(dialog, commune, settle):
    dialog.fields["basis"].set_value("")
    dialog.ok.click()
    settle()
    assert dialog.fields["basis"].said() == text("ui.field.required")
    assert not months.show(commune, MONTH).reviewed

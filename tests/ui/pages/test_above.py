"""The pages of the office above: what they show and do is what the services say."""

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from app.domain.batch import InState
from app.domain.cases import CaseState
from app.i18n import text
from app.services import board, cases, catalogue, duplicates, inbox
from tests.invented import MONTH
from tests.province import Below, at, communes, later
from tests.ui.conftest import pump
from ui.pages.board import BoardPage
from ui.pages.cases import CasesPage
from ui.pages.consolidation import ConsolidationPage
from ui.pages.duplicates import DuplicatesPage
from ui.pages.figures import FiguresPage
from ui.pages.inbox import InboxPage
from ui.pages.register import RegisterPage
from ui.widgets.toast import Toast


@pytest.fixture
def offices(receiving):
    """Two communes; the second lists somebody of the first again."""
    one, other = (Below(receiving, unit, f"Công an phường {unit}").trusted() for unit in ("05977", "05983"))
    person = one.person(1)
    one.send(MONTH, [person, one.person(2)])
    other.send(MONTH, [other.person(1, name=person.name, birth=person.birth.iso,
                                    personal_number=person.personal_number), other.person(2)])  # fmt: skip
    return one, other


@pytest.fixture
def page_of(qtbot, receiving_desk, settle):
    def make(kind):
        page = kind(receiving_desk)
        qtbot.addWidget(page)
        page.resize(1140, 740)
        page.show()
        page.refresh()
        settle()
        return page

    return make


def test_the_board_shows_every_office_and_says_each_cell_in_words(page_of, receiving, offices):
    at(receiving, "2027-02-20")
    page = page_of(BoardPage)
    grid = page.grid.model()
    assert (grid.rowCount(), grid.columnCount()) == (2, 13)
    assert grid.data(grid.index(0, 12)) == "1/12"
    december = page.board.months.index(MONTH)
    assert "Đúng hạn" in grid.data(grid.index(0, december), Qt.ItemDataRole.ToolTipRole)
    assert grid.headerData(0, Qt.Orientation.Vertical) == "Công an phường 05977"
    page.search.setText("05983")
    assert grid.rowCount() == 1
    page.search.setText("")
    page.only.setChecked(True)
    assert grid.rowCount() == 2
    page.span.setCurrentIndex(2)
    pump()
    assert page.grid.model().columnCount() == 61


def test_paper_and_telephone_are_entered_for_the_chosen_cell(page_of, receiving, offices, settle):
    at(receiving, "2027-02-20")
    page = page_of(BoardPage)
    page.note()
    assert "Chọn một ô" in page.notice.words
    page.grid.setCurrentIndex(page.grid.model().index(0, 10))
    for act, field, value in ((page.note, "code", "12345678"), (page.office, "contact", "Lương Văn Thử")):
        act()
        pump()
        dialog = QApplication.activeModalWidget()
        dialog.fields[field].set_value(value)
        dialog.ok.click()
        pump()
        settle()
    page.paper()
    pump()
    dialog = QApplication.activeModalWidget()
    dialog.fields["entries"].set_value("nhiều")
    dialog.ok.click()
    pump()
    assert "không hợp lệ" in dialog.notice.words
    dialog.fields["entries"].set_value("4")
    dialog.ok.click()
    pump()
    settle()
    row = board.read(receiving, "2027-01", "2027-01").offices[0]
    assert (row.cells["2027-01"].value, row.facts.contact) == ("paper", "Lương Văn Thử")


def test_the_reminder_is_written_into_a_folder(page_of, receiving, offices, tmp_path):
    at(receiving, "2027-02-20")
    page = page_of(BoardPage)
    page.save_reminder(tmp_path / "out")
    pump()
    assert sorted(file.suffix for file in (tmp_path / "out").iterdir()) == [".pdf", ".xlsx"]


def test_the_reminder_goes_to_the_units_that_the_board_shows(page_of, receiving, tmp_path):
    today = {one.code for one in communes()}
    old = next(one for one in communes(old=True) if one.code not in today and len(one.successors) == 1)
    for code, name in ((old.code, "Công an xã cũ"), (old.successors[0], "Công an xã mới")):
        Below(receiving, code, name).trusted()
    at(receiving, "2025-08-20")
    page = page_of(BoardPage)
    page.today.click()
    pump()
    page.save_reminder(tmp_path / "out")
    pump()
    (book,) = (tmp_path / "out").glob("*.xlsx")
    cells = [str(cell) for row in load_workbook(book).active.iter_rows(values_only=True) for cell in row]
    assert ("Công an xã mới" in cells, "Công an xã cũ" in cells) == (True, False)


def test_an_empty_board_says_what_to_do(page_of):
    assert page_of(BoardPage)._stack.currentIndex() == 1


def test_a_pair_stands_side_by_side_and_is_merged_and_separated(page_of, receiving, offices):
    page = page_of(DuplicatesPage)
    assert page.pairs.rowCount() == 1
    page.tabs.setCurrentIndex(1)
    assert not page._details.isVisible()  # the pair is not of the list above it
    page.tabs.setCurrentIndex(0)
    assert page._details.isVisible()
    page.merge(left=True)
    pump()
    assert (page.pairs.rowCount(), page.merged.rowCount()) == (0, 1)
    page.merged_table.selectRow(0)
    page.unmerge()
    pump()
    assert page.pairs.rowCount() == 1
    page.two_people("Anh em sinh đôi")
    pump()
    page.search()
    assert page.pairs.rowCount() == 0
    assert duplicates.merged(receiving) == []


def test_a_dismissal_needs_its_reason(page_of, offices, settle):
    page = page_of(DuplicatesPage)
    page.dismiss()
    pump()
    dialog = QApplication.activeModalWidget()
    dialog.ok.click()
    pump()
    assert dialog.isVisible()
    dialog.fields["reason"].set_value("Hai người")
    dialog.ok.click()
    pump()
    settle()
    assert page.pairs.rowCount() == 0


def test_a_case_keeps_its_state_and_note(page_of, receiving, offices):
    page = page_of(CasesPage)
    page.open(page.cases.record(0))
    pump()
    page.state.setCurrentIndex(list(CaseState).index(CaseState.ASKED))
    page.note.setPlainText("Đã gọi")
    page.save()
    pump()
    (case,) = cases.current(receiving)
    assert (case.state, case.note) == (CaseState.ASKED, "Đã gọi")


def test_a_loan_not_used_as_agreed_is_recorded_and_asked_about_later(page_of, receiving, offices):
    page = page_of(CasesPage)
    person = offices[0].person(2)
    dialog = page.record_misuse()
    dialog.fields["personal_number"].set_value(person.personal_number)
    dialog.ok.click()
    assert dialog.fields["on"].said()
    dialog.fields["on"].set_value("2026-12-20")
    dialog.ok.click()
    pump()
    offices[0].send("2027-01", [later(person)])
    page.refresh()
    pump()
    assert "after_misuse" in [page.cases.record(row).sign for row in range(page.cases.rowCount())]


def test_the_month_is_summed_written_and_sealed_only_with_an_office_above(page_of, receiving, offices, tmp_path):
    for view in inbox.listing(receiving):
        inbox.decide(receiving, view.batch.digest, {})
    page = page_of(ConsolidationPage)
    assert page.items.rowCount() == 4
    assert [model.rowCount() for model in page.sums.values()] == [2, 1, 1]
    assert not page.seal_button.isEnabled()
    page.write(tmp_path / "out")
    pump()
    assert len(list((tmp_path / "out").iterdir())) == 4


def test_figures_are_drawn_copied_and_saved(page_of, offices, tmp_path):
    page = page_of(FiguresPage)
    assert sum(point.total for point in page.charts["unit"].points) == 4
    page.copy()
    said = QApplication.clipboard().text()
    assert "Số người đang theo dõi: 4" in said
    assert "2/2 đơn vị" in said
    page.save(tmp_path / "x.csv")
    pump()
    assert "Theo giới tính" in (tmp_path / "x.csv").read_text("utf-8-sig")


def test_from_a_figure_to_the_people_behind_it(page_of, receiving_desk, qtbot, settle, offices):
    page, register = page_of(FiguresPage), RegisterPage(receiving_desk)
    qtbot.addWidget(register)
    page.wants.connect(lambda where: (register.come_to(where.partition(":")[2]), register.refresh()))
    for name, model in page.tables.items():
        for place in range(model.rowCount()):
            page.people_of(name, place)
            settle()
            assert register.model.rowCount() == page.found.groups[name][place][1], name
    for name in ("people", "home", "wants", "listed", "confirmed", "borrowed", "ending"):
        tile = page._tile(name, page.found.totals[name])
        tile.findChild(QPushButton).click()
        settle()
        assert register.model.rowCount() == page.found.totals[name], name
    assert text("figures.tile.ending") in register.notice.words
    register.chips["all"].click()
    settle()
    assert (register.model.rowCount(), register.notice.words) == (4, "")


def test_a_click_on_a_picture_names_its_part(page_of, offices):
    page = page_of(FiguresPage)
    asked = []
    page.wants.connect(asked.append)
    bars = page.charts["unit"]
    QTest.mouseClick(bars, Qt.MouseButton.LeftButton, pos=QPoint(40, bars.height() - 5))
    ring = page.charts["sex"]
    QTest.mouseClick(ring, Qt.MouseButton.LeftButton, pos=QPoint(ring.width() // 2, 1))
    QTest.mouseClick(ring, Qt.MouseButton.LeftButton, pos=QPoint(ring.width() // 2, ring.height() // 2))
    assert [one.split("=")[1] for one in asked] == ["unit", "sex"]


def test_people_of_an_old_unit_are_counted_under_the_one_of_today(page_of, receiving, settle):
    old = [Below(receiving, unit).trusted() for unit in ("05986", "05992")]
    for office in old:
        office.send("2025-05", [office.person(1)])
    page = page_of(FiguresPage)
    assert page.tables["unit"].rowCount() == 2
    page.today_units.setChecked(True)
    settle()
    units = {board.successor(catalogue.load(), {}, one.unit) for one in old}
    assert page.tables["unit"].rowCount() == len(units)
    assert sum(people for _key, people, _amount in page.found.groups["unit"]) == 2


def test_the_inbox_looks_first_and_then_takes_in(page_of, receiving, offices, tmp_path, settle):
    person = offices[0].person(1)
    stick = tmp_path / "stick"
    stick.mkdir()
    (stick / "a.asice.age").write_bytes(offices[0].sealed("2027-01", [later(person, village="Khu 9")]).file)
    page = page_of(InboxPage)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(stick))])
    page.dropEvent(QDropEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
                              Qt.KeyboardModifier.NoModifier))  # fmt: skip
    pump()
    dialog = QApplication.activeModalWidget()
    assert len(inbox.listing(receiving)) == 2
    dialog.ok.click()
    pump()
    settle()
    assert len(inbox.listing(receiving)) == 3
    page.open(page.batches.record(0))
    pump()
    assert page.parts.isTabVisible(1)
    assert page.differences.record(0).new == "Khu 9"


def test_a_batch_is_not_shown_under_the_files_that_were_set_aside(page_of, offices):
    page = page_of(InboxPage)
    page.open(page.batches.record(0))
    pump()
    shown = []
    for place in range(page.tabs.count()):
        page.tabs.setCurrentIndex(place)
        shown.append(page._details.isVisible())
    assert shown == [True, False, False, True]


def test_clean_batches_are_accepted_at_once(page_of, receiving, offices):
    third = Below(receiving, "05986").trusted()
    third.send(MONTH, [third.person(1)])
    duplicates.search(receiving)
    page = page_of(InboxPage)
    page.accept_clean()
    pump()
    states = [view.batch.state for view in inbox.listing(receiving)]
    assert states == [InState.ACCEPTED, InState.RECEIVED, InState.RECEIVED]


def test_an_entry_is_returned_with_a_reason_from_the_list(page_of, offices, settle):
    page = page_of(InboxPage)
    page.open(page.batches.record(0))
    pump()
    page._return_everything()
    pump()
    dialog = QApplication.activeModalWidget()
    dialog.ok.click()
    pump()
    assert dialog.isVisible()
    dialog.fields["known"].set_value("birth")
    dialog.ok.click()
    pump()
    settle()
    assert page.returned == dict.fromkeys((1, 2), "Ngày sinh chưa khớp với giấy tờ")


def test_a_split_unit_asks_in_the_window_under_which_one_it_counts(page_of, receiving, settle):
    old = next(one for one in communes(old=True) if len(set(one.successors)) > 1
               and one.code not in {now.code for now in communes()})  # fmt: skip
    gone = Below(receiving, old.code, f"Công an {old.title}").trusted()
    gone.send("2025-06", [gone.person(1)])
    at(receiving, "2025-12-01")
    page = page_of(BoardPage)
    assert not page.settle.isVisible()
    page.today.setChecked(True)
    settle()
    assert page.settle.isVisible()
    page.choose_successor()
    settle()
    dialog = QApplication.activeModalWidget()
    dialog.ok.click()
    settle()
    assert receiving.store.oversight.successors() == {old.code: old.successors[0]}
    assert not page.settle.isVisible()
    assert page.board.offices[0].old_units == (old.code,)


def test_from_the_picture_of_all_offices_to_the_row_of_one(page_of, receiving, offices):
    at(receiving, "2027-02-20")
    page = page_of(BoardPage)
    page.glance.setChecked(True)
    assert page._stack.currentWidget() is page.map
    QTest.keyClick(page.map, Qt.Key.Key_Down)
    QTest.keyClick(page.map, Qt.Key.Key_Return)
    assert page._stack.currentIndex() == 0
    row, month = page.grid.chosen()
    assert (row.unit, month) == ("05983", "2027-02")


def test_offices_of_one_name_are_told_apart_by_their_code(page_of, receiving):
    for unit in ("05977", "05983"):
        Below(receiving, unit, "Công an phường Đông Kinh").trusted()
    grid = page_of(BoardPage).grid.model()
    names = [grid.headerData(row, Qt.Orientation.Vertical) for row in range(2)]
    assert names == ["Công an phường Đông Kinh (05977)", "Công an phường Đông Kinh (05983)"]


def test_the_pictures_and_totals_go_on_one_sheet(page_of, offices):
    page = page_of(FiguresPage)
    sheet = page.sheet()
    assert ("Người theo dõi", "4") in sheet.totals
    assert [title for row in sheet.rows for title, _ in row][1:3] == ["Theo đơn vị", "Theo giới tính"]
    assert "Công an tỉnh Lạng Sơn" in sheet.below


def test_a_picture_of_some_offices_says_that_it_shows_only_some(page_of, receiving):
    for unit in communes()[:13]:
        Below(receiving, unit.code).trusted().send(MONTH, [Below(receiving, unit.code).person(1)])
    assert page_of(FiguresPage).sheet().rows[0][1][0] == "Theo đơn vị (12 đơn vị đông nhất)"


@pytest.mark.parametrize(("act", "field", "value"), [("paper", "entries", "4"), ("note", "code", "12345678")])
def test_what_was_entered_at_a_wrong_cell_is_taken_back(page_of, receiving, offices, act, field, value):
    at(receiving, "2027-02-20")
    page = page_of(BoardPage)
    before = board.read(receiving, "2027-01", "2027-01").offices
    page.grid.setCurrentIndex(page.grid.model().index(0, 10))
    getattr(page, act)()
    pump()
    dialog = QApplication.activeModalWidget()
    dialog.fields[field].set_value(value)
    dialog.ok.click()
    pump()
    assert board.read(receiving, "2027-01", "2027-01").offices != before
    page.findChild(Toast).take_back()
    pump()
    assert board.read(receiving, "2027-01", "2027-01").offices == before


def test_the_contact_of_an_office_is_asked_for_without_a_month(page_of, offices):
    page = page_of(BoardPage)
    page.grid.setCurrentIndex(page.grid.model().index(0, 3))
    page.office()
    pump()
    dialog = QApplication.activeModalWidget()
    assert any(one.text() == "Công an phường 05977" for one in dialog.findChildren(QLabel))
    dialog.reject()


def test_who_has_nobody_above_is_told_why_nothing_can_be_sealed(page_of, offices):
    page = page_of(ConsolidationPage)
    assert not page.seal_button.isEnabled()
    assert text("ui.consolidate.nobody_above") in [one.text() for one in page.findChildren(QLabel) if one.isVisible()]

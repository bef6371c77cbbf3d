"""The import of a list in the window: looked at, asked, chosen row by row and column by column, stopped, undone."""

import openpyxl
import pytest
from openpyxl import Workbook
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QProgressDialog
from shiboken6 import isValid

from app.lists.answers import NO_ANSWERS, Answers, Question
from app.lists.encodings import TCVN3
from app.services import people_import, register
from app.session import CancelledError, Query
from tests.legacy import encode
from ui.pages.import_list import ImportDialog
from ui.pages.import_parts import Asked, difference, findings
from ui.pages.register import RegisterPage

HEAD = ["TT", "Họ và tên", "Ngày sinh", "Số CCCD", "Thôn", "Tội danh", "Liên hệ", None]
ROWS = (
    [1, "Hoàng Văn Mẫu", "17.5.1988", 20088000091, "Nà Lầm", "…", "0912000111", "Tày"],
    [2, "Lý Thị Thử", "30/2/1990", "020190000092", "Nà Lầm", "…", None, None],
    [3, "Triệu Văn Nghiệm", 1985, "020085000090", "Co Hương", "…", "0912000333", "Nùng"],
    [4, "Bế Văn Ản", "11/01/1995", "020095000017", "Khu Dây Thép", "…", None, None],
)


@pytest.fixture
def page(qtbot, commune, commune_desk, people, settle):
    found = RegisterPage(commune_desk)
    qtbot.addWidget(found)
    found.resize(1150, 720)
    found.show()
    settle()
    return found


@pytest.fixture
def workbook(tmp_path):
    book = Workbook()
    for line in (["DANH SÁCH NĂM 2026"], HEAD, *ROWS):
        book.active.append(line)
    book.save(tmp_path / "danh-sach.xlsx")
    return tmp_path / "danh-sach.xlsx"


@pytest.fixture
def opened(page, workbook, settle):
    told = []
    dialog = ImportDialog(page.desk, page, done=lambda words, undo: told.append((words, undo)))
    dialog.told = told
    dialog.read(workbook)
    settle()
    yield dialog
    if isValid(dialog.preview):
        dialog.preview.reject()


def count(commune):
    return register.find(commune, Query()).total


def test_an_import_is_shown_before_it_is_done_and_can_be_undone(opened, commune, settle):
    assert count(commune) == 6
    assert opened.preview.isVisible()
    opened.preview.ok.click()
    settle()
    assert count(commune) == 8
    opened.told[0][1]()
    settle()
    assert count(commune) == 6


def test_a_row_can_be_left_out_with_the_keyboard(opened, commune, settle, qtbot):
    part = opened.preview.people
    assert part.taken == 3
    part.table.setCurrentIndex(part.model.index(1, 0))
    qtbot.keyClick(part.table, Qt.Key.Key_Space)
    assert (part.taken, part.left_out) == (2, {5})
    assert "2" in opened.preview.ok.text()
    opened.preview.ok.click()
    settle()
    assert count(commune) == 7
    assert not register.find(commune, Query("nghiem")).total


def test_another_sheet_of_the_file_can_be_read(page, workbook, commune, settle):
    book = openpyxl.load_workbook(workbook)
    second = book.create_sheet("Năm 2024")
    for line in (HEAD[:5], [1, "Chu Văn Tờ", "1990", "020090000555", "Nà Lầm"]):
        second.append(line)
    book.save(workbook)
    dialog = ImportDialog(page.desk, page, done=lambda *_: None)
    dialog.read(workbook)
    settle()
    dialog.preview.sheet.setCurrentText("Năm 2024")
    dialog.preview.ok.click()
    settle()
    assert [line.name for line in dialog.preview._result.people] == ["Chu Văn Tờ"]
    dialog.preview.ok.click()
    settle()
    assert count(commune) == 7


def test_nobody_taken_is_nothing_to_import(opened):
    opened.preview.people.set_all(taken=False)
    assert not opened.preview.ok.isEnabled()
    opened.preview.people.set_all(taken=True)
    assert opened.preview.ok.isEnabled()


def test_whoever_is_there_already_is_matched_and_the_differences_are_shown(opened):
    line = next(line for line in opened.preview._result.people if line.name == "Bế Văn Ản")
    assert line.outcome == "updated"
    assert "Thôn Nà Lầm → Khu Dây Thép" in difference(line)


def test_a_column_that_no_rule_knows_is_named_and_read_again(opened, commune, settle):
    columns = opened.preview.columns
    assert {one: box.currentData() for one, box in columns.choices.items()}["G"] == ""
    columns.choices["G"].setCurrentIndex(columns.choices["G"].findData("phone"))
    columns.choices["H"].setCurrentIndex(columns.choices["H"].findData("notes"))
    opened.preview.ok.click()  # reads again, imports nothing yet
    settle()
    assert count(commune) == 6
    lines = {line.name: difference(line) for line in opened.preview._result.people}
    assert "0912000333" in lines["Triệu Văn Nghiệm"]
    assert "Nùng" in lines["Triệu Văn Nghiệm"]
    opened.preview.ok.click()
    settle()
    assert register.find(commune, Query("nghiem")).people[0].phone == "0912000333"
    with commune.store.reading():
        assert "lien he" in commune.store.papers.headings()


def test_an_offence_is_named_as_not_needed_and_cannot_be_chosen(opened):
    assert "F" not in opened.preview.columns.choices
    assert [one.letter for one in opened.preview._result.unused_columns if one.reason == "not_needed"] == ["F"]


def test_the_cells_to_look_at_can_be_kept_as_a_coloured_workbook(opened, tmp_path):
    opened.preview.write_report(tmp_path / "o.xlsx")
    assert len(openpyxl.load_workbook(tmp_path / "o.xlsx").sheetnames) == 2


def test_an_import_that_is_stopped_changes_nothing(commune, workbook, people):
    before, asked = count(commune), []

    def cancelled():
        asked.append(1)
        return len(asked) > 2

    with pytest.raises(CancelledError):
        people_import.run(commune, workbook, cancelled=cancelled)
    assert count(commune) == before


def test_reading_can_be_given_up(page, workbook, settle):
    dialog = ImportDialog(page.desk, page, done=lambda *_: None)
    dialog.read(workbook)
    page.window().findChild(QProgressDialog).canceled.emit()
    settle()
    assert dialog.preview is None


def test_how_far_it_is_goes_up_and_ends_whole(commune, workbook):
    told = []
    people_import.run(commune, workbook, told=lambda done, every: told.append(done / every))
    assert told == sorted(told)
    assert told[-1] == 1


def test_doubtful_cells_are_told_in_words(commune, workbook):
    lines = findings(people_import.run(commune, workbook, dry_run=True))
    assert [(line.finding.row, line.kind) for line in lines][:2] == [(3, "repaired"), (4, "rejected")]
    assert all(line.words and not line.words.startswith("date.") for line in lines)


def test_a_file_without_a_header_changes_nothing(page, commune, tmp_path, settle):
    book = Workbook()
    book.active.append(["một", "hai"])
    book.save(tmp_path / "la.xlsx")
    ImportDialog(page.desk, page, done=lambda *_: None).read(tmp_path / "la.xlsx")
    settle()
    assert QApplication.activeModalWidget() is not None
    QApplication.activeModalWidget().close()
    assert count(commune) == 6


def test_pasted_cells_are_asked_about_and_read_again_with_the_answer(page, settle):
    name = encode("Lê A", TCVN3)
    copied = f"Họ và tên\tNgày sinh\tSố CCCD\n{name}\t5/3/1988\t020088000001\nNguyễn Văn Hùng\t1990\t020090000002\n"
    QGuiApplication.clipboard().setText(copied)
    dialog = ImportDialog(page.desk, page, done=lambda *_: None)
    dialog.paste()
    settle()
    assert [one.question.kind for one in dialog.preview.questions] == ["encoding"]
    dialog.preview.questions[0].choice.setCurrentIndex(1)
    dialog.preview.ok.click()
    settle()
    assert dialog.preview.questions == []
    dialog.preview.reject()


def test_what_is_asked_becomes_an_answer(qapp):
    for kind, given in (("dates", Answers(dates={"C": "month"})), ("measure", Answers(measures={"an treo": False}))):
        asked = Asked(Question(kind, "C", 2, "Án treo"))
        assert asked.answered(NO_ANSWERS) == NO_ANSWERS
        asked.choice.setCurrentIndex(2)
        assert asked.answered(NO_ANSWERS) == given


def test_a_measure_says_what_is_taken_until_it_is_answered(qapp):
    asked = [Asked(Question("measure", "H", 1, "Án treo", said)) for said in ("yes", "no", "")]
    assert len({one.choice.itemText(0) for one in asked}) == 3


def test_whose_list_it_is_is_asked_in_words_and_answered_by_the_unit_s_code(qtbot):
    asked = Asked(Question("old_unit", "", 12, "Xã Hồng Phong", "06205"))
    qtbot.addWidget(asked)
    assert "Xã Hồng Phong" in asked.choice.accessibleName()
    assert asked.answered(NO_ANSWERS).old_unit == ""
    asked.choice.setCurrentIndex(1)
    assert asked.answered(NO_ANSWERS).old_unit == "06205"

"""The inbox as an office with many communes uses it: to find a batch, to see what is wrong, to take acts back."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app import i18n
from app.domain.batch import InState
from app.i18n import text
from app.services import inbox
from tests.province import Below, later
from ui.pages.inbox import InboxPage


@pytest.fixture
def offices(receiving):
    return [Below(receiving, unit, f"Công an phường {unit}").trusted() for unit in ("05977", "05983", "05986")]


@pytest.fixture
def page(receiving_desk, put_up, offices):
    for month in ("2026-10", "2026-11"):
        for one in offices:
            one.send(month, [one.person(1), one.person(2)])
    return put_up(InboxPage(receiving_desk))


@pytest.fixture
def stick(tmp_path, offices):
    """Three good batches and, in their middle, a file that is none."""
    folder = tmp_path / "stick"
    folder.mkdir()
    for place, one in enumerate(offices):
        changed = later(one.person(1), village="Khu 9")
        (folder / f"{place}.asice.age").write_bytes(one.sealed("2026-12", [changed]).file)
    (folder / "1b.asice.age").write_bytes(b"khong phai goi")
    return folder


def shown(page):
    return [page.batches.record(row).batch for row in range(page.batches.rowCount())]


def test_a_batch_is_found_by_office_month_and_what_waits(page, receiving, settle):
    assert len(shown(page)) == 6
    page.search.setText("phuong 05983")
    assert {one.unit for one in shown(page)} == {"05983"}
    page.search.setText("10/2026")
    assert {one.month for one in shown(page)} == {"2026-10"}
    inbox.decide(receiving, shown(page)[0].digest, {})
    page.refresh()
    settle()
    page.waiting.setChecked(True)
    assert [one.state for one in shown(page)] == [InState.RECEIVED] * 2
    page.search.setText("không có")
    assert page.table.viewport().layout().itemAt(0).widget().text() == text("ui.inbox.none_such")


def test_after_a_decision_the_keyboard_stands_in_the_table_at_the_same_batch(page, settle):
    page.window().activateWindow()
    page.table.setFocus()
    page.table.selectRow(2)
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    settle()
    chosen = shown(page)[2].digest
    page.accept.setFocus()
    QTest.keyClick(page.accept, Qt.Key.Key_Space)
    settle()
    assert page.focusWidget() is page.table
    assert page.table.current().batch.digest == chosen
    assert page.table.current().batch.state is InState.ACCEPTED
    page.undo.setFocus()
    QTest.keyClick(page.undo, Qt.Key.Key_Space)
    settle()
    assert page.table.current().batch.state is InState.RECEIVED


def test_where_only_waiting_ones_are_shown_the_next_one_is_chosen(page, settle):
    page.waiting.setChecked(True)
    page.table.selectRow(1)
    following = shown(page)[2].digest
    page.open(page.table.current())
    settle()
    page.accept.click()
    settle()
    assert page.table.current().batch.digest == following


def test_many_decisions_at_once_are_taken_back_at_once(page, receiving, settle):
    page.accept_clean()
    settle()
    assert {view.batch.state for view in inbox.listing(receiving)} == {InState.ACCEPTED}
    page.notice._action.click()
    settle()
    assert {view.batch.state for view in inbox.listing(receiving)} == {InState.RECEIVED}
    assert "6" in page.notice.words


def test_with_nothing_clean_it_says_so(page, settle):
    page.accept_clean()
    settle()
    page.accept_clean()
    settle()
    assert page.notice.words == text("ui.inbox.none_clean")


def test_the_dry_run_begins_with_what_is_wrong_and_says_why(page, stick, settle):
    page.foresee([stick])
    settle()
    dialog = QApplication.activeModalWidget()
    table = dialog.findChild(type(page.table))
    assert [table.records.record(row).result for row in range(4)] == ["quarantined", *["imported"] * 3]
    assert [table.records.cell(0, place)[0] for place in (3, 4, 5)] == ["", "", ""]
    assert [table.records.cell(1, place)[0] for place in (3, 4, 5)] == ["1", "0", "1"]
    words = [label.text() for label in dialog.findChildren(type(page._technical))]
    assert any(text("error.batch.decrypt.remedy") in one and "1b.asice.age" in one for one in words)
    assert any(text("ui.preview.aside", n=1) in one for one in words)
    dialog.reject()


def test_a_folder_without_a_batch_is_said_to_have_none(page, tmp_path, settle):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "IMG_1.jpg").write_bytes(b"x")
    for act in (page.foresee, page.take_in):
        act([tmp_path / "photos"])
        settle()
        assert QApplication.activeModalWidget() is None
        assert page.notice.words == text("ui.inbox.no_batch")


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_no_two_things_answer_to_the_same_letter_while_a_batch_is_open(
    receiving_desk, put_up, offices, same_letters, language, settle
):
    offices[0].send("2026-10", [offices[0].person(1)])
    offices[0].send("2026-11", [later(offices[0].person(1), village="Khu 9")])
    i18n.use(language)
    page = put_up(InboxPage(receiving_desk))
    page.open(page.batches.record(0))
    settle()
    assert not same_letters(page)
    page.accept.click()
    settle()
    assert not same_letters(page)


def test_a_mark_set_by_mistake_is_taken_away_by_the_same_button(page, settle):
    page.open(page.batches.record(0))
    settle()
    page.list.selectRow(1)
    page.send_back({2: "Thiếu giấy tờ"})
    assert page.list.current().number == 2  # the cursor stays
    assert page._return.text() == text("ui.inbox.keep")
    page.list.selectRow(0)
    assert page._return.text() == text("ui.inbox.return")
    page.list.selectRow(1)
    page._return.click()
    assert (page.returned, page._return.text()) == ({}, text("ui.inbox.return"))
    assert page.accept.text() == text("ui.inbox.accept")


def test_a_nil_month_says_that_it_has_no_entry_and_returns_none(page, offices, settle):
    offices[0].send("2026-12")
    page.refresh()
    settle()
    page.open(next(one for one in map(page.batches.record, range(7)) if one.batch.nil))
    settle()
    assert not page._return.isEnabled()
    assert not page._return_all.isEnabled()
    assert page.accept.isEnabled()
    assert page.list.viewport().layout().itemAt(0).widget().text() == text("ui.inbox.no_entry")

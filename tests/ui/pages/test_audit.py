"""The audit page: read, ask, check, export, open a person for a reason."""

import csv
import time

import pytest
from PySide6.QtWidgets import QApplication

from app.domain.access import Role
from app.i18n import text
from app.services import accounts, register
from db.keyslots import TESTING
from tests.ui.conftest import PASSWORD, PEOPLE, person
from ui.pages.audit import AuditPage


@pytest.fixture
def page(commune, people, commune_desk, put_up):
    return put_up(AuditPage(commune_desk))


def shown(page, column):
    return [page.model.index(row, column).data() for row in range(page.model.rowCount())]


def test_the_newest_act_stands_first_in_words(page, commune):
    assert shown(page, 0)[0] == str(commune.store.audit.head().rows)
    assert shown(page, 3)[0] == text("act.person.add")
    assert shown(page, 2)[0] == "Nông Văn Sơn"


def test_only_what_is_asked_for(page, settle):
    page.act.set_value("store.init")
    page.act.changed.emit()
    settle()
    assert shown(page, 3) == [text("act.store.init")]
    page.subject.set_value("không có")
    page.subject.line.editingFinished.emit()
    settle()
    assert page._stack.currentWidget() is page._empty


def test_a_day_that_is_none_is_said_beside_it(page):
    page.since.line.setText("32/13")
    page.since.line.editingFinished.emit()
    assert page.since.said()


def test_the_check_is_told_in_words(page, settle):
    page.check_trail()
    settle()
    assert text("ui.audit.whole", rows=page.model.rowCount(), compared=0) in page.notice.words


def test_a_broken_row_is_named_and_gone_to(page, commune, settle):
    commune.store._db.conn.execute("DROP TRIGGER audit_append_only_update")
    commune.store._db.conn.execute("UPDATE audit SET user = 'x' WHERE seq = 3")
    page.act.set_value("store.init")
    page.check_trail()
    settle()
    assert "3" in page.notice.words
    page.notice._act()
    settle()
    assert page.table.current().seq == 3


def test_what_is_shown_goes_to_a_file_for_an_inspector(page, tmp_path, settle):
    page.act.set_value("person.add")
    page.export_to(tmp_path / "nhat-ky.csv")
    settle()
    with (tmp_path / "nhat-ky.csv").open(encoding="utf-8-sig", newline="") as file:
        assert {line["act"] for line in csv.DictReader(file)} == {"person.add"}
    assert page.notice.words.startswith(text("ui.audit.exported", rows=len(PEOPLE), file="nhat-ky.csv")[:20])


def test_a_person_is_opened_for_a_reason_only(page, commune, settle):
    page.go_to(commune.store.audit.head().rows)
    settle()
    dialog = page.open_person()
    dialog.fields["reason"].set_value("")
    dialog.ok.click()
    settle()
    assert dialog.fields["reason"].said() == text("ui.field.required")
    dialog.fields["reason"].set_value("Kiểm tra đợt 1")
    dialog.ok.click()
    settle()
    assert QApplication.activeModalWidget().windowTitle() == text("ui.audit.person")
    QApplication.activeModalWidget().accept()
    newest = next(commune.store.audit.rows(newest_first=True))
    assert (newest.act, newest.detail) == ("person.show", {"reason": "Kiểm tra đợt 1"})


def test_a_row_about_nobody_opens_nothing(page, settle):
    page.go_to(1)
    settle()
    assert page.open_person() is None
    assert page.notice.words == text("ui.audit.choose_person")


def test_the_trail_says_from_which_page_an_act_was_done(window_over, commune, settle):
    accounts.add_user(commune, "Lương Văn Thắng", [Role.OFFICER, Role.CHIEF], PASSWORD, cost=TESTING)
    commune.close()
    window = window_over(commune.store.folder)
    door = window.centralWidget()
    door.name.set_value("Lương Văn Thắng")
    door.password.set_value(PASSWORD)
    door.submit()
    settle()
    window.frame.go("register")
    window._desk.run(lambda session: register.add(session, person(PEOPLE[0])), lambda _: None)
    window.frame.go("audit")
    settle()
    page = window.frame.pages["audit"]
    page.act.set_value("person.add")
    page.act.changed.emit()
    settle()
    assert shown(page, 4) == [f"{text('ui.audit.channel.window')}: {text('ui.page.register').replace('&', '')}"]


def test_a_long_trail_is_paged(page, commune, settle):
    """60,000 rows stand for a million: the page asks for 200 at a time, wherever it is looked at."""
    with commune.store.transaction():
        commune.store._db.conn.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60000) INSERT INTO audit "
            "SELECT 1000 + i, '2026-12-05T08:00:00+07:00', 'Lan', 'person.show', 'window', '', '{}', '', '' FROM n"
        )
    begun = time.perf_counter()
    page.refresh()
    settle()
    page.table.scrollToBottom()
    settle()
    assert time.perf_counter() - begun < 5
    assert page.model.rowCount() == 61_000
    assert page.model.index(60_990, 0).data() == "10"

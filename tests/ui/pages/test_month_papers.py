"""The month after the Committee: the bank's answer, corrections, earlier issues, prints that a power cut swallowed."""

import pytest
from fpdf import FPDF
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication

from app.domain.dates import PartialDate
from app.domain.month import Confirmation, Delivery
from app.i18n import text
from app.services import months, papers, printing
from ui.desk import Desk
from ui.pages.bank_answer import BankAnswers
from ui.pages.month import MonthPage
from ui.pages.month_steps import acts
from ui.pages.register import RegisterPage
from ui.tasks import Tasks
from ui.widgets.toast import Toast

MONTH = "2026-12"
DAY = PartialDate(2026, 12, 5)


@pytest.fixture
def page(commune, commune_desk, listed_month, put_up):
    found = MonthPage(commune_desk)
    found.month = MONTH
    return put_up(found)


@pytest.fixture
def delivered(page, commune, settle):
    months.confirm(commune, MONTH, Confirmation(DAY, "Hà Thị Thu", "Chủ tịch", "TM"))
    months.deliver(commune, MONTH, Delivery(DAY, "NHCSXH"))
    page.refresh()
    settle()
    return page


def test_the_bank_is_answered_row_by_row_and_who_has_a_loan_is_listed_no_more(delivered, commune, settle):
    assert "answer" in acts(delivered.loaded, delivered.desk)
    delivered.do("answer")
    settle()
    dialog = QApplication.activeModalWidget()
    rows = dialog.findChild(BankAnswers)
    rows.say(1, "lent", amount="40.000.000")
    rows.say(2, "refused", reason="Chưa có phương án")
    dialog.ok.click()
    settle()
    answers = delivered.loaded.month.delivery.answers
    assert [(one.number, one.result, one.amount, one.reason) for one in answers] == [
        (1, "lent", 40_000_000, ""), (2, "refused", None, "Chưa có phương án"),
    ]  # fmt: skip
    later = months.draft(commune, "2027-01")
    lent = delivered.loaded.view.rows.entries[0].person_id
    assert lent not in [entry.person_id for entry in later.rows.entries]


@pytest.mark.parametrize(
    ("say", "code"),
    [({"result": "refused"}, "error.answer.reason.message"),
     ({"result": "lent", "amount": "nhiều"}, "error.answer.amount.message")],
)  # fmt: skip
def test_an_answer_that_lacks_something_is_refused_in_the_dialog(delivered, settle, say, code):
    delivered.do("answer")
    settle()
    dialog = QApplication.activeModalWidget()
    dialog.findChild(BankAnswers).say(3, **say)
    dialog.ok.click()
    settle()
    assert text(code, number=3) in dialog.notice.words
    dialog.reject()


def test_a_correction_says_who_found_it_and_keeps_the_first_issue_as_it_was(delivered, commune, settle):
    first = papers.form01(commune, MONTH, papers.PDF)
    delivered.do("correct")
    settle()
    dialog = QApplication.activeModalWidget()
    dialog.fields["reason"].set_value("Sai số định danh")
    dialog.fields["found_by"].set_value("bank")
    dialog.ok.click()
    settle()
    assert (delivered.loaded.month.revision, delivered.loaded.month.found_by) == (2, "bank")
    delivered.tabs.setCurrentIndex(2)
    settle()
    assert delivered.papers.revision.currentData() == 1
    assert delivered.paper.pages >= 1
    assert papers.form01(commune, MONTH, papers.PDF, revision=1) == first


def offered(page):
    which = page.papers.which
    return [which.itemData(place).name for place in range(which.count())]


def test_every_paper_around_the_list_is_shown_and_saved_where_the_list_is(delivered, settle, tmp_path):
    tab = delivered.papers
    delivered.tabs.setCurrentIndex(2)
    settle()
    names = ["form01", "letter", "minutes", "answer", "blank", "expiring", "handover"]
    assert offered(delivered) == names
    pages = {}
    for name in names:
        tab.choose(name)
        tab.load()
        settle()
        pages[name] = tab.paper.document.getAllText(0).text()
        assert tab._xlsx.isVisible() is (name in ("form01", "blank"))
        assert tab.sign.isVisible() is (name == "form01")
        target = tmp_path / f"{name}.pdf"
        delivered.save_paper(papers.PDF, target)
        settle()
        assert target.read_bytes().startswith(b"%PDF")
    assert len(set(pages.values())) == len(names)
    assert "BIÊN BẢN" in pages["minutes"]
    assert "Hà Đức Toản" not in pages["blank"]


def test_before_there_is_a_list_the_blank_form_is_at_hand_but_not_forced_upon_anybody(page, settle):
    page.go(-1)
    page.tabs.setCurrentIndex(2)
    settle()
    assert offered(page) == ["blank", "expiring", "handover"]
    assert page.papers.kind is None
    assert page.papers._empty.isVisible()
    assert not page.papers._print.isVisible()
    page.papers.choose("blank")
    page.papers.load()
    settle()
    assert page.paper.pages >= 1
    assert page.papers._print.isVisible()


def test_without_the_committee_s_paper_a_badge_says_so_and_with_it_it_can_be_looked_at(page, commune, settle):
    (scan := FPDF()).add_page()
    scan.set_font("helvetica")
    scan.cell(text="signed and stamped")
    answer = Confirmation(DAY, "Hà Thị Thu", "Chủ tịch", "TM")
    months.confirm(commune, MONTH, answer)
    page.refresh()
    page.tabs.setCurrentIndex(2)
    settle()
    assert page.papers._no_scan.isVisible()
    assert "scan" not in offered(page)
    months.correct(commune, MONTH, "Sai số")
    months.draft(commune, MONTH)
    months.present(commune, MONTH)
    months.confirm(commune, MONTH, answer, scan=bytes(scan.output()))
    page.refresh()
    settle()
    assert not page.papers._no_scan.isVisible()
    page.papers.choose("scan")
    page.papers.load()
    settle()
    assert page.paper.document.getAllText(0).text().strip() == "signed and stamped"


def test_only_a_printed_list_is_counted(delivered, commune, settle, tmp_path):
    delivered.tabs.setCurrentIndex(2)
    delivered.papers.choose("minutes")
    delivered.papers.load()
    settle()
    printer = QPrinter()
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    delivered.papers.print_on(printer)
    settle()
    assert (tmp_path / "out.pdf").stat().st_size > 1000
    assert not printing.unfinished(commune)


def test_a_print_is_noted_before_and_offered_again_until_it_was_seen(delivered, commune, settle, tmp_path):
    delivered.tabs.setCurrentIndex(2)
    settle()
    printer = QPrinter()
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    printer.setCopyCount(3)
    delivered.papers.print_on(printer)
    settle()
    (order,) = printing.unfinished(commune)
    assert (order.copies, order.first_page, order.revision) == (3, 1, 1)
    assert (tmp_path / "out.pdf").stat().st_size > 1000
    delivered.refresh()
    settle()
    assert text("ui.paper.sent", copies=3, first=1, last=order.last_page) in delivered.papers._again.words
    delivered.papers._again._action.click()
    settle()
    assert not printing.unfinished(commune)


def test_the_next_start_offers_what_a_power_cut_may_have_swallowed(delivered, commune, settle, qtbot):
    printing.order(commune, MONTH, 1, pages=(1, 1), copies=3)
    next_start = MonthPage(delivered.desk)
    qtbot.addWidget(next_start)
    next_start.show()
    qtbot.waitUntil(lambda: next_start.findChild(Toast) is not None)
    wanted = []
    next_start.wants.connect(wanted.append)
    next_start.findChild(Toast).take_back()
    settle()
    assert wanted == [f"month:{MONTH}"]
    assert next_start.tabs.currentIndex() == 2


def test_the_order_of_a_draft_is_changed_by_keys(page, settle):
    before = [entry.name for entry in page.loaded.view.rows.entries]
    table = page._entry_table
    table.setFocus()
    table.selectRow(0)
    page._move(1)
    settle()
    after = [entry.name for entry in page.loaded.view.rows.entries]
    assert after[:2] == before[1::-1]
    assert table.currentIndex().row() == 1


def test_a_reason_leads_to_what_is_missing(page, settle):
    wanted = []
    page.wants.connect(wanted.append)
    place = next(row for row in range(page.off.rowCount()) if page.off.record(row).name == "Hà Đức Toản")
    page._open_missing(page.off.index(place, 0))
    person = page.off.record(place)
    assert wanted == [f"register:person={person.person_id}={person.first}"]


def test_the_preview_is_zoomed_by_keys(delivered, settle):
    delivered.tabs.setCurrentIndex(2)
    settle()
    before = delivered.paper.zoom_factor
    delivered.paper.zoom(1)
    assert delivered.paper.zoom_factor > before
    delivered.paper.zoom(-1)
    delivered.paper.zoom(-1)
    assert delivered.paper.zoom_factor < before
    delivered.paper.fit()
    assert delivered.paper.zoom_factor == pytest.approx(before)


@pytest.mark.parametrize(("height", "steps"), [(589, False), (743, True)])
def test_in_a_low_window_a_paper_gets_the_room_of_the_steps(delivered, settle, height, steps):
    delivered.resize(850, height)
    delivered.tabs.setCurrentIndex(2)
    settle()
    assert delivered._track.isVisible() is steps
    assert delivered.paper.height() > 120
    delivered.tabs.setCurrentIndex(0)
    assert delivered._track.isVisible()


@pytest.mark.parametrize("reason", ["data.missing", "certificate.missing", "need.unknown", "closed"])
def test_the_cursor_stands_where_the_reason_can_be_answered(commune, people, settle, reason, qtbot):
    tasks = Tasks(print)
    found = RegisterPage(Desk(commune, tasks))
    qtbot.addWidget(found)
    found.resize(1250, 700)
    found.show()
    found.come_to(f"person={people[5].id}={reason}")
    qtbot.waitUntil(lambda: found.pane._shown is not None)
    field = {"data.missing": "personal_number", "certificate.missing": "term.kind", "need.unknown": "need.value"}
    wanted = found.pane.form.fields[field.get(reason, "name")]
    qtbot.waitUntil(lambda: found.focusWidget() is wanted.editor)
    tasks.close()


def test_the_newest_issue_is_shown_when_it_comes_and_an_earlier_one_when_it_is_chosen(delivered, commune, settle):
    def title():
        return delivered.paper.document.getAllText(0).text()

    delivered.tabs.setCurrentIndex(2)
    settle()
    assert "ĐIỀU CHỈNH" not in title()
    months.correct(commune, MONTH, "Sai số định danh")
    months.draft(commune, MONTH)
    delivered.refresh()
    settle()
    assert "ĐIỀU CHỈNH" in title()
    delivered.papers.revision.setCurrentIndex(1)
    delivered.papers.load()
    settle()
    assert "ĐIỀU CHỈNH" not in title()

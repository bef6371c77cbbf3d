from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from app import i18n, labels
from app.domain.access import Role
from app.domain.dates import PartialDate
from app.domain.month import Confirmation
from app.errors import AppError
from app.i18n import text
from app.services import accounts, batches, months, papers, review
from ui import problems
from ui.pages.month import MonthPage
from ui.pages.month_dialogs import Refusals, _Scan
from ui.pages.month_steps import acts, other_month, steps

MONTH = "2026-12"


@pytest.fixture
def page(commune, commune_desk, people, put_up):
    found = MonthPage(commune_desk)
    found.month = MONTH
    return put_up(found)


@pytest.fixture
def do(page, settle):
    def act(name, **values):
        page.do(name)
        settle()
        dialog = QApplication.activeModalWidget()
        if dialog is not None:
            for key, value in values.items():
                dialog.fields[key].set_value(value)
            dialog.ok.click()
            settle()
        page.refresh()
        settle()
        return dialog

    return act


def words_of(dialog):
    return [label.text() for label in dialog.findChildren(QLabel)]


def state(page):
    return page.loaded.month.state.value


def stages(page):
    return {step.name: step.stage for step in steps(page.loaded)}


def offered(page):
    return acts(page.loaded, page.desk)


def test_an_untouched_month_begins_with_the_review(page):
    assert state(page) == "open"
    assert offered(page)[0] == "review"
    assert stages(page)["review"] == "now"
    assert stages(page)["send"] == "later"


def test_the_whole_month_in_the_window(page, commune, receiving, introduced, do, settle):
    do("review")
    assert stages(page)["review"] == "done"
    do("draft")
    assert [page.entries.record(row).name for row in range(page.entries.rowCount())] == [
        "Bế Văn Ản", "Đỗ Thị Bình", "Lành Thanh Cảnh", "Ngô A Páo",
    ]  # fmt: skip
    do("present")
    assert state(page) == "presented"
    do("confirm", by="Hà Thị Thu", on="2026-12-05")
    assert state(page) == "confirmed"
    assert stages(page)["deliver"] == stages(page)["send"] == "now"
    do("deliver")
    assert page.loaded.month.delivery.to == "Ngân hàng Chính sách xã hội"
    do("seal")
    assert state(page) == "sealed"
    assert offered(page)[0] == "send"
    assert len(batches.all_batches(commune)) == 1


def test_the_handing_over_proposes_the_banks_office_and_point(page, commune, do, settle):
    accounts.set_setting(commune, "bank_office", "Phòng giao dịch Cao Lộc")
    accounts.set_setting(commune, "bank_point", "Nhà văn hóa xã")
    for step in ("review", "draft", "present"):
        do(step)
    do("confirm", by="Hà Thị Thu", on="2026-12-05")
    do("deliver")
    delivery = page.loaded.month.delivery
    assert (delivery.to, delivery.place) == ("Phòng giao dịch Cao Lộc", "Nhà văn hóa xã")


def test_those_not_on_the_list_are_shown_with_their_reasons(page, commune, do, settle):
    do("review")
    do("draft")
    off = {page.off.record(row).name: page.off.record(row).reasons for row in range(page.off.rowCount())}
    assert text("reason.window.passed") in off["Vy Bá Quân"]
    assert "16/11/2025" in off["Vy Bá Quân"]
    assert text("reason.certificate.missing").lower() in off["Hà Đức Toản"].lower()


def test_the_paper_is_shown_from_memory(page, do, settle):
    do("review")
    do("draft")
    page.tabs.setCurrentIndex(2)
    settle()
    assert page.paper.pages >= 1


def test_papers_are_saved_as_they_are(page, commune, do, settle, tmp_path):
    do("review")
    do("draft")
    do("present")
    for kind, start in (("form01.pdf", b"%PDF"), ("form01.xlsx", b"PK")):
        page.save_paper(kind, tmp_path / kind)
        settle()
        assert (tmp_path / kind).read_bytes().startswith(start)
    assert "Zalo" in page.notice.words


def test_presenting_without_review_is_refused(page, commune, do, settle):
    do("draft")
    page.do("present")
    settle()
    dialog = QApplication.activeModalWidget()
    assert text("error.month.review_missing.message", month="12/2026") in words_of(dialog)
    dialog.close()
    assert state(page) == "drafted"
    assert page._buttons[0].isEnabled()


def test_what_runs_cannot_be_asked_for_twice(page, do):
    do("review")
    page.do("draft")
    assert not page._buttons[0].isEnabled()


def test_an_answer_without_a_name_date_is_not_sent(page, do, settle):
    do("review")
    do("draft")
    do("present")
    page.do("confirm")
    dialog = QApplication.activeModalWidget()
    dialog.fields["on"].line.setText("32/1/2026")
    dialog.ok.click()
    assert dialog.isVisible()
    assert dialog.fields["on"].said()
    dialog.reject()


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_at_no_step_two_things_answer_to_the_same_letter(
    qtbot, commune, commune_desk, people, settle, same_letters, language
):
    i18n.use(language)
    page = MonthPage(commune_desk)
    page.month = MONTH
    qtbot.addWidget(page)
    page.show()
    answer = Confirmation(PartialDate(2026, 12, 5), "Hà Thị Thu", "Chủ tịch")
    for act in (
        lambda: None, lambda: review.all_still_good(commune, MONTH, basis="Họp"), lambda: months.draft(commune, MONTH),
        lambda: months.present(commune, MONTH), lambda: months.confirm(commune, MONTH, answer),
    ):  # fmt: skip
        act()
        page.refresh()
        for tab in range(3):
            page.tabs.setCurrentIndex(tab)
            settle()
            assert not same_letters(page), state(page)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("name", ["review", "confirm", "deliver", "withdraw", "correct", "nil"])
def test_in_no_dialog_two_things_answer_to_the_same_letter(qtbot, page, same_letters, settle, language, name):
    i18n.use(language)
    dialog = getattr(page.dialogs, name)(page.loaded)
    settle()
    assert not same_letters(dialog)
    dialog.reject()


def test_a_refused_entry_stays_visible_and_leaves_the_count(page, do, settle):
    do("review")
    do("draft")
    do("present")
    page.do("confirm")
    dialog = QApplication.activeModalWidget()
    dialog.fields["by"].set_value("Hà Thị Thu")
    dialog.findChild(Refusals).refuse(2, "Chưa đủ hồ sơ")
    dialog.ok.click()
    settle()
    page.refresh()
    settle()
    note = page.entries.columns[-1]
    assert note.text(page.entries.record(1)) == text("ui.month.refused", reason="Chưa đủ hồ sơ")
    assert note.tone(page.entries.record(1)) == "bad"
    assert len(page.loaded.view.rows.confirmed) == 3


@pytest.mark.parametrize(("content", "kept"), [(b"%PDF-1.7 scan", True), (b"no pdf", False)])
def test_the_signed_paper_is_kept_when_it_is_a_pdf(page, commune, do, settle, tmp_path, content, kept):
    do("review")
    do("draft")
    do("present")
    (tmp_path / "ban-ky.pdf").write_bytes(content)
    page.do("confirm")
    dialog = QApplication.activeModalWidget()
    dialog.fields["by"].set_value("Hà Thị Thu")
    dialog.findChild(_Scan).file = tmp_path / "ban-ky.pdf"
    dialog.ok.click()
    settle()
    assert papers.scanned(commune, months.show(commune, MONTH).month) is kept
    if not kept:
        assert dialog.notice.words == problems.sentence(AppError("month.scan"))
        dialog.close()


def test_a_presented_list_can_be_taken_back(page, do, settle):
    do("review")
    do("draft")
    do("present")
    do("withdraw", reason="Sai ngày")
    assert state(page) == "drafted"


def test_a_correction_opens_the_next_revision(page, do):
    do("review")
    do("draft")
    do("present")
    do("confirm", by="Hà Thị Thu")
    do("correct", reason="Sai số định danh")
    assert page.loaded.month.revision == 2
    assert page._revision.isVisible()


def test_a_month_without_anybody_is_offered_as_nil(qtbot, commune, commune_desk, settle):
    review.all_still_good(commune, MONTH, basis="Họp rà soát")
    months.draft(commune, MONTH)
    page = MonthPage(commune_desk)
    page.month = MONTH
    qtbot.addWidget(page)
    page.refresh()
    settle()
    assert offered(page)[0] == "nil"
    page.do("nil")
    QApplication.activeModalWidget().ok.click()
    settle()
    page.refresh()
    settle()
    assert page.loaded.month.nil
    assert stages(page)["deliver"] == "done"


def test_two_persons_put_the_chief_between(page, commune, do, settle):
    accounts.set_setting(commune, "two_persons", "on")
    do("review")
    do("draft")
    assert offered(page)[0] == "approve"
    commune.user = replace(commune.user, name="Lương Văn Thắng")  # the chief has taken over the desk
    do("approve")
    assert offered(page)[0] == "present"


def test_who_may_not_is_offered_nothing(page, commune):
    object.__setattr__(commune.user, "roles", (Role.AUDITOR,))
    assert offered(page) == []


def test_months_are_turned_over(page, settle):
    page.go(1)
    settle()
    assert page.loaded.month.month == "2027-01"
    page.go(-1)
    settle()
    assert page.loaded.month.month == MONTH


@pytest.mark.parametrize(("month", "step", "other"), [("2026-12", 1, "2027-01"), ("2026-01", -1, "2025-12")])
def test_the_year_turns_with_the_month(month, step, other):
    assert other_month(month, step) == other


def test_what_should_be_looked_at_stands_beside_the_good_news(page, do):
    do("review")
    do("draft")
    warning = labels.continued(i18n.text("warning.template.uncompared"))  # it goes on after "to look at:"
    assert i18n.text("ui.month.done.draft") in page.notice.words
    assert f": {warning}" in page.notice.words
    page.refresh()
    assert page.notice.words.count(warning) == 1

"""Paper and file: the window says whether they agree."""

import pytest

from app.i18n import text
from app.services import checking, inbox, months
from ui.pages.inbox import InboxPage
from ui.widgets.paper_check import PaperCheck


@pytest.fixture
def sent(sealed_month, commune, receiving):
    """A batch that came in, and the text of the QR code on its paper."""
    (batch,) = sealed_month
    inbox.take_in(receiving, batch.file, batch.content)
    found = checking.check(receiving, batch.content)
    paper = "|".join(("HN1", found["unit"], found["month"], "1", found["rows_digest"], "-"))
    return batch, paper


@pytest.fixture
def check(qtbot, receiving_desk):
    found = PaperCheck(receiving_desk)
    qtbot.addWidget(found)
    found.show()
    return found


def test_a_paper_agrees_with_its_batch(check, sent, settle):
    batch, paper = sent
    check.choose(batch.digest, "gói này")
    check.qr.set_value(paper)
    check.check()
    settle()
    assert check.notice.words.startswith("Khớp")


def test_another_paper_does_not(check, sent, tmp_path, settle):
    batch, paper = sent
    (tmp_path / batch.file).write_bytes(batch.content)
    check.choose_file(tmp_path / batch.file)
    check.qr.set_value(paper.replace("|1|", "|2|"))
    check.check()
    settle()
    assert check.notice.words.startswith(text("error.batch.paper.message"))
    check.qr.set_value("https://example.invalid")
    check.check()
    settle()
    assert check.notice.words.startswith(text("error.usage.paper.message"))


def test_without_a_batch_or_a_code_it_says_what_is_missing(check, sent, settle):
    check.check()
    assert check.notice.words == text("ui.paper_check.choose")
    check.choose(sent[0].digest, "gói này")
    check.check()
    assert check.qr.said() == text("ui.field.required")
    check.choose("0" * 64, "khác")
    check.qr.set_value(sent[1])
    check.check()
    settle()
    assert check.notice.words


def test_the_inbox_page_has_the_box_and_the_alarms(qtbot, sent, commune, receiving, receiving_desk, settle):
    months.correct(commune, "2026-12", "Ghi sai địa chỉ")
    page = InboxPage(receiving_desk)
    qtbot.addWidget(page)
    page.show()
    page.refresh()
    settle()
    page.open(page.batches.record(0))
    settle()
    page.paper_check.qr.set_value(sent[1])
    page.paper_check.check()
    settle()
    assert page.paper_check.notice.words.startswith("Khớp")
    assert page.alarms.alarms.rowCount() == 0
    assert page.tabs.tabText(2) == text("ui.alarms.title_n", n=0)


def test_an_alarm_is_shown_with_what_to_do(qtbot, commune, receiving, receiving_desk, sent, settle):
    from tests.exchange import forge, take

    third = forge(commune, receiving, number=3, previous="a" * 64, month="2027-02")
    assert take(receiving, third) == ("imported", "batch.gap")
    page = InboxPage(receiving_desk)
    qtbot.addWidget(page)
    page.refresh()
    settle()
    alarm = page.alarms.alarms.record(0)
    assert alarm.words == "Thiếu gói số 2"
    assert "gửi lại" in alarm.remedy

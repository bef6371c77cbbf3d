"""The papers of a list that came in: looked at, saved, and their lack said."""

import pytest
from PySide6.QtWidgets import QApplication

from app.services import batches, months, papers, review
from tests.exchange import hand_over, introduce, register_people
from tests.invented import MONTH
from tests.monthly import ANSWER
from ui.pages.inbox import InboxPage


@pytest.fixture
def page(qtbot, receiving_desk):
    found = InboxPage(receiving_desk)
    qtbot.addWidget(found)
    found.resize(1140, 740)
    found.show()
    return found


def arrive(commune, receiving, scan=None):
    introduce(commune, receiving)
    register_people(commune, 2)
    review.all_still_good(commune, MONTH, basis="Họp thôn")
    months.draft(commune, MONTH)
    months.confirm(commune, MONTH, ANSWER, scan=scan)
    (batch,) = batches.seal_month(commune, MONTH)
    hand_over(batch, receiving)


@pytest.fixture
def opened(page, settle):
    def open_():
        page.refresh()
        settle()
        page.open(page.batches.record(0))
        settle()
        assert page.papers.isVisible()
        page.papers.click()
        settle()
        return QApplication.activeModalWidget()

    return open_


def test_the_confirmed_copy_comes_first_and_is_saved_as_it_came(opened, commune, receiving, tmp_path):
    scan = papers_before(commune)
    arrive(commune, receiving, scan)
    dialog = opened()
    assert [dialog.which.itemData(place) for place in range(dialog.which.count())] == ["confirmed.pdf", "form01.pdf"]
    assert not dialog.missing.isVisible()
    assert dialog.view.pages >= 1
    dialog.save(tmp_path / "copy.pdf")
    assert (tmp_path / "copy.pdf").read_bytes() == scan
    assert "copy.pdf" in dialog.notice.words
    dialog.which.setCurrentIndex(1)
    dialog.save(tmp_path / "form.pdf")
    assert (tmp_path / "form.pdf").read_bytes() == papers.form01(commune, MONTH, papers.PDF)
    dialog.accept()


def papers_before(commune):
    """Any PDF of ours may stand for a scan."""
    from app.services import month_papers

    return month_papers.blank_form(commune, MONTH, papers.PDF)


def test_where_it_is_missing_a_badge_says_so(opened, commune, receiving):
    arrive(commune, receiving)
    dialog = opened()
    assert dialog.missing.isVisible()
    assert dialog.which.currentData() == "form01.pdf"
    dialog.accept()

"""What the office above returned, in the commune's window: told at home, kept or corrected on the month's page."""

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from app.i18n import text
from app.services import inbox, receipts
from tests.command_line import Desk as CommandLine
from tests.exchange import hand_over
from tests.ui.conftest import MONTH, PASSWORD
from ui.pages.home import HomePage
from ui.pages.month import MonthPage


@pytest.fixture
def back(commune, receiving, sealed_month):
    (batch,) = sealed_month
    hand_over(batch, receiving)
    inbox.decide(receiving, batch.digest, {1: "Thiếu giấy"})
    for receipt in receipts.seal_outstanding(receiving):
        hand_over(receipt, commune)
    return commune


def page_of(qtbot, kind, desk, settle):
    page = kind(desk)
    qtbot.addWidget(page)
    page.show()
    if kind is MonthPage:
        page.come_to(MONTH)
    page.refresh()
    settle()
    return page


def test_home_counts_what_waits_and_leads_to_the_month(qtbot, back, commune_desk, settle):
    page = page_of(qtbot, HomePage, commune_desk, settle)
    assert text("ui.home.tile.returned") in [one.text() for one in page.findChildren(QLabel)]


def test_an_entry_is_kept_on_the_page_of_the_month(qtbot, back, commune_desk, settle, same_letters):
    page = page_of(qtbot, MonthPage, commune_desk, settle)
    assert same_letters(page) == []
    page.do("keep")
    dialog = QApplication.activeModalWidget()
    dialog.fields["reason"].set_value("Đã xem lại")
    dialog.ok.click()
    settle()
    assert page.loaded.view.returned[0].end == "kept"


def test_the_same_by_commands(back, capsys):
    back.close()
    desk = CommandLine(back.store.folder, capsys, back.user.name, PASSWORD)
    (task,) = desk.do("month", "returned")["returned"]
    assert (task["month"], task["entry"], task["end"]) == (MONTH, 1, None)
    assert desk.do("month", "keep", MONTH, "1", "--reason", "Đã xem lại")["end"] == "kept"
    assert desk.do("month", "returned")["returned"] == []
    assert desk.do("month", "returned", "--all")["returned"][0]["end"] == "kept"
    assert "Không có" in desk.plain("month", "returned").out

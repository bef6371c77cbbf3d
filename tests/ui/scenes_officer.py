"""Pictures of the officer's work: the card at the register, the review grid, the month with the bank."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app import labels
from app.domain.dates import PartialDate
from app.domain.month import Confirmation, Delivery
from app.domain.qr import read_code
from app.services import months, printing, register, review
from app.session import Query
from tests.ui.screenshots import MONTH, filled, pump, rest, sign_in, window_over
from ui.pages.bank_answer import BankAnswers

CARD = "020091000090|082345678|LƯU THỊ DUNG|01021991|Nữ|Thôn Co Hương, Xã Đồng Đăng, Tỉnh Lạng Sơn|20042021"


def pictures(camera, folder):
    stores = filled(folder)
    window = window_over(stores.commune)
    sign_in(window, "Nông Văn Sơn")
    card(camera, window)
    review_grid(camera, window)
    month(camera, window)
    window.close()


def card(camera, window):
    window.frame.go("register")
    page = window.frame.pages["register"]
    page.take_card(read_code(CARD))
    pump()
    camera.take(window, "card")
    page.pane._fill(page.pane._person)
    page._close_pane()


def review_grid(camera, window):
    session = window._desk._session
    people = register.find(session, Query("")).people
    old = {"conduct": {"value": "yes", "on": "2026-08-05"}, "evils": {"value": "no", "on": "2026-08-05"}}
    register.change(session, people[3].id, old, "Rà soát")
    register.change(session, people[4].id, {"residence": "custody"}, "Rà soát")
    window.frame.go("month")
    page = window.frame.pages["month"]
    page.month = MONTH
    page.refresh()
    pump()
    page.do("review")
    pump()
    dialog = QApplication.activeModalWidget()
    for place, column, times in ((1, 4, 2), (2, 5, 1), (4, 3, 1), (6, 6, 2)):
        dialog.grid.table.setCurrentIndex(dialog.grid.model.index(place, column))
        for _ in range(times):
            QTest.keyClick(dialog.grid.table, Qt.Key.Key_Space)
    camera.dialog(window, "review")


def month(camera, window):
    session, day = window._desk._session, PartialDate(2026, 12, 5)
    page = window.frame.pages["month"]
    review.all_still_good(session, MONTH, basis="Họp rà soát")
    months.draft(session, MONTH)
    months.confirm(session, MONTH, Confirmation(day, "Hà Thị Thu", "Chủ tịch", "TM"))
    page.refresh()
    pump()
    page.do("deliver")
    camera.dialog(window, "deliver")
    months.deliver(session, MONTH, Delivery(day, "NHCSXH", "12/CA"))
    page.refresh()
    pump()
    camera.take(window, "delivered")
    page.do("answer")
    pump()
    rows = QApplication.activeModalWidget().findChild(BankAnswers)
    rows.say(1, "lent", amount=labels.number(40_000_000))
    rows.say(2, "refused", reason="Chưa có phương án sử dụng vốn")
    camera.dialog(window, "answer")
    page.do("correct")
    camera.dialog(window, "correct")
    months.correct(session, MONTH, "Sai số định danh", found_by="bank")
    months.draft(session, MONTH)
    printing.order(session, MONTH, 1, pages=(1, 2), copies=3)
    page.tabs.setCurrentIndex(2)
    page.refresh()
    rest(2500)
    camera.take(window, "paper")
    page.papers.choose("minutes")
    page.papers.load()
    rest(1500)
    camera.take(window, "paper-minutes")
    page.tabs.setCurrentIndex(1)
    camera.take(window, "not-listed")

"""Pictures of the first page: empty, in the middle of a month, with a year behind it."""

from datetime import timedelta

from app.domain.access import Kind
from app.domain.dates import PartialDate, from_iso
from app.domain.month import BankAnswer, Confirmation, Delivery
from app.services import accounts, months, review
from tests.ui.conftest import NOW, PASSWORD, make, pump
from tests.ui.screenshots import filled, open_store, sign_in, window_over
from ui.widgets.toast import dismiss


def pictures(camera, folder):
    make(folder / "new", Kind.COMMUNE).close()
    window = window_over(folder / "new")
    sign_in(window, "Nông Văn Sơn")
    camera.take(window, "empty")
    window.close()
    stores = filled(folder)
    a_year(stores.commune)
    window = window_over(stores.commune)
    sign_in(window, "Nông Văn Sơn")
    camera.take(window, "before-the-fifth")
    page = window.frame.pages["home"]
    scroll_down(page)
    camera.take(window, "below")
    window.frame.go("settings:rules")
    camera.take(window, "rules")
    rules = window.frame.page.parts["rules"]
    rules.fields["bank_day"].set_value("40")
    rules.fields["days_off"].set_value("mai")
    rules.save()
    camera.take(window, "rules-wrong")
    window.frame.go("home")
    pump()
    scroll_down(page)
    page.copy_figures()
    camera.take(window, "copied")
    dismiss(window)
    window._desk._session.now = lambda: NOW + timedelta(days=9)
    page.refresh()
    scroll_down(page, to=0)
    camera.take(window, "over-due")
    window.close()


def scroll_down(page, to=10_000):
    pump()
    page._scroll.verticalScrollBar().setValue(to)


def a_year(folder):
    """Earlier lists, some loans, the bank's day."""
    session = open_store(folder, "Nông Văn Sơn", PASSWORD, channel="window", now=lambda: NOW)
    bank = {"bank_day": "12", "bank_point": "Nhà văn hóa xã", "bank_office": "Phòng giao dịch Cao Lộc"}
    for name, value in bank.items():
        accounts.set_setting(session, name, value)
    for number in range(7, 12):
        name = f"2026-{number:02}"
        review.all_still_good(session, name, basis="Họp rà soát")
        months.draft(session, name)
        months.confirm(session, name, Confirmation(PartialDate(2026, number, 6), "Hà Thị Thu", "Chủ tịch", "TM"))
        months.deliver(session, name, Delivery(PartialDate(2026, number, 7), "NHCSXH", "12/CA"))
        answer = BankAnswer(number - 6, "lent", from_iso(f"2026-{number:02}-20"), 50_000_000)
        months.answer(session, name, from_iso(f"2026-{number:02}-21"), [answer])
    session.close()

"""Pictures of the month, the sending and the settings of a commune."""

from app.domain.dates import PartialDate
from app.domain.month import Confirmation, Delivery
from app.services import months, review
from tests.ui.screenshots import MONTH, filled, rest, sign_in, window_over


def pictures(camera, folder):
    stores = filled(folder)
    window = window_over(stores.commune)
    sign_in(window, "Nông Văn Sơn")
    month_pages(camera, window)
    window.frame.go("settings")
    settings = window.frame.pages["settings"]
    for place in range(settings.tabs.count()):
        settings.tabs.setCurrentIndex(place)
        camera.take(window, f"settings-{place}")
    for tab, name in (("signers", "add_signer"), ("users", "add_user"), ("places", "add_place")):
        getattr(settings.open(tab), name)()
        camera.dialog(window, f"dialog-{name}")
    window.close()


def month_pages(camera, window):
    session = window._desk._session
    window.frame.go("month")
    page = window.frame.pages["month"]
    page.month = MONTH
    page.refresh()
    camera.take(window, "month-open")
    page.do("review")
    camera.dialog(window, "dialog-review")
    review.all_still_good(session, MONTH, basis="Họp rà soát")
    page.do("draft")
    camera.take(window, "month-drafted")
    page.tabs.setCurrentIndex(1)
    camera.take(window, "month-off")
    page.tabs.setCurrentIndex(0)
    page.do("present")
    rest(900)
    camera.take(window, "month-presented")
    page.do("confirm")
    camera.dialog(window, "dialog-confirm")
    day = PartialDate(2026, 12, 5)
    months.confirm(session, MONTH, Confirmation(day, "Hà Thị Thu", "Chủ tịch", "TM"), refusals={2: "Chưa đủ hồ sơ"})
    page.refresh()
    page.tabs.setCurrentIndex(0)
    camera.take(window, "month-confirmed")
    page.do("deliver")
    camera.dialog(window, "dialog-deliver")
    months.deliver(session, MONTH, Delivery(day, "NHCSXH", "12/CA"))
    page.do("seal")
    camera.take(window, "month-sealed")
    window.frame.go("send")
    camera.take(window, "send-waiting")
    window.frame.pages["send"]._sync()
    camera.take(window, "send-sent")

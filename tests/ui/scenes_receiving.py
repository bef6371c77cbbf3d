"""Pictures of the office above: what comes in, and settings."""

from app.services import sync
from tests.ui.conftest import COMMUNE, pump
from tests.ui.screenshots import filled, sealed_and_sent, sign_in, window_over


def pictures(camera, folder):
    stores = filled(folder)
    sealed_and_sent(stores.commune)
    window = window_over(stores.receiving)
    sign_in(window, "Hoàng Thị Lan")
    camera.take(window, "inbox-empty")
    session = window._desk._session
    sync.run(session)
    page = window.frame.pages["inbox"]
    page.refresh()
    camera.take(window, "inbox")
    page.open(page.batches.record(0))
    pump()
    page.send_back({1: "Số định danh chưa khớp"})
    camera.take(window, "inbox-open")
    page._decide()
    camera.take(window, "inbox-decided")
    bad = folder / f"{COMMUNE}-00009-month-abcdefabcdef.asice.age"
    bad.write_bytes(b"khong phai goi")
    page.take_in([bad])
    page.tabs.setCurrentIndex(1)
    camera.take(window, "inbox-aside")
    window.frame.go("exchange")
    camera.take(window, "exchange")
    window.frame.go("settings")
    camera.take(window, "settings-receiving")
    window.frame.pages["settings"].open("policies")
    camera.take(window, "settings-policies")
    window.close()

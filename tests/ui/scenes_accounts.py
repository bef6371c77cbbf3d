"""Pictures of accounts, the lock, the audit trail and requests about data."""

from app.domain.access import Role
from app.services import accounts, requests
from db.keyslots import TESTING
from tests.ui.conftest import PASSWORD, pump
from tests.ui.screenshots import filled, sign_in, window_over


def pictures(camera, folder):
    stores = filled(folder)
    window = window_over(stores.commune)
    sign_in(window, "Nông Văn Sơn")
    session = window._desk._session
    accounts.add_user(session, "Kiểm Tra", [Role.AUDITOR], PASSWORD, cost=TESTING)
    requests.add(session, "access", note="Xin bản sao thông tin của mình")
    window.frame.go("settings")
    settings = window.frame.pages["settings"]
    for tab in ("users", "requests"):
        settings.open(tab)
        camera.take(window, f"settings-{tab}")
    for tab, name in (
        ("users", "one_person"),
        ("users", "two_people"),
        ("users", "rekey"),
        ("requests", "add_request"),
    ):
        getattr(settings.open(tab), name)()
        camera.dialog(window, f"dialog-{name}")
    settings.parts["users"].disable_user(accounts.users(session)[0])
    camera.dialog(window, "dialog-disable_user")
    window.frame.go("audit")
    page = window.frame.pages["audit"]
    camera.take(window, "audit")
    page.check_trail()
    camera.take(window, "audit-checked")
    page.subject.set_value("khong co")
    page._ask()
    camera.take(window, "audit-nothing")
    page.go_to(session.store.audit.head().rows - 2)
    pump()
    page.open_person()
    camera.dialog(window, "dialog-inspect")
    window.lock()
    camera.take(window, "locked")
    window.centralWidget().password.set_value("sai mật khẩu")
    window.centralWidget().submit()
    camera.take(window, "locked-wrong")
    window.close()

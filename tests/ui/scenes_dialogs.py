"""Pictures of the dialogs that no other scene comes by: settings, a person's record, the month, the office above."""

from types import SimpleNamespace

from app.domain.access import Role
from app.services import accounts, months, register, requests, review
from app.session import Query
from db.keyslots import TESTING
from tests.ui.conftest import MONTH, PASSWORD, pump
from tests.ui.scenes_above import province
from tests.ui.screenshots import filled, sign_in, window_over
from ui.widgets.toast import dismiss


def pictures(camera, folder):
    stores = filled(folder)
    window = window_over(stores.commune)
    window.centralWidget()._recover()
    camera.dialog(window, "recover")
    sign_in(window, "Nông Văn Sơn")
    session = window._desk._session
    requests.add(session, "access", note="Xin bản sao thông tin của mình")
    accounts.add_user(session, "Kiểm Tra", [Role.AUDITOR], PASSWORD, cost=TESTING)
    for tab, dialogs in _of_settings(folder).items():
        window.frame.go("settings")
        shown = window.frame.pages["settings"].open(tab)
        pump()
        for name, ask in dialogs.items():
            ask(shown)
            camera.dialog(window, f"{tab}-{name}")
    a_person(camera, window)
    a_month(camera, window)
    window.frame.go("home")
    window.frame.pages["home"].ask_day()
    camera.dialog(window, "home-day")
    window.close()
    (folder / "over").mkdir()
    above(camera, folder / "over")


def _of_settings(folder):
    """How each dialog of a tab of the settings is asked for."""
    file = folder / "tep.age"
    return {
        "cards": {
            "revoke": lambda tab: tab.revoke(tab.cards.record(1)),
            "suspend": lambda tab: tab.suspend(tab.cards.record(1)),
            "succeed": lambda tab: tab.succeed(tab.cards.record(1)),
        },
        "users": {"own_password": lambda tab: tab.own_password()},
        "papers": {"compared": lambda tab: tab.compared(), "use": lambda tab: tab.take(folder / "mau.json")},
        "escrow": {
            "set": lambda tab: tab.set_key(file),
            "test": lambda tab: tab.test(file),
            "print": lambda tab: tab.print_parts(file, folder),
        },
        "requests": {
            "answer": lambda tab: tab.answer_request(tab.requests.record(0)),
            "breach": lambda tab: tab.breach_to(folder / "su-co.pdf"),
        },
        "merge": {"close": lambda tab: tab.close_books()},
        "purge": {"apply": lambda tab: tab.apply_one(SimpleNamespace(id="x"))},
    }


def a_person(camera, window):
    """To pass a file on and to end the keeping; a record opened for inspection; the choice of columns."""
    window.frame.go("register")
    page = window.frame.pages["register"]
    pump()
    page.open_person(register.find(window._desk._session, Query("")).people[0].id)
    pump()
    page.pane.transfer()
    camera.dialog(window, "person-transfer")
    page.pane._end()
    camera.dialog(window, "person-end")
    window.frame.go("audit")
    audit = window.frame.pages["audit"]
    pump()
    rows = range(audit.model.rowCount())
    audit.table.selectRow(next(row for row in rows if audit.model.record(row).act.startswith("person.")))
    audit.open_person()
    camera.dialog(window, "audit-open")


def a_month(camera, window):
    """To take a list back, and a month without anybody."""
    session = window._desk._session
    window.frame.go("month")
    page = window.frame.pages["month"]
    pump()
    page.dialogs.nil(page.loaded)
    camera.dialog(window, "month-nil")
    review.all_still_good(session, MONTH, basis="Họp rà soát")
    months.draft(session, MONTH)
    page.refresh()
    pump()
    page.dialogs.withdraw(page.loaded)
    camera.dialog(window, "month-withdraw")


def above(camera, folder):
    """What the office above asks for before it acts."""
    window = window_over(province(folder))
    sign_in(window, "Hoàng Thị Lan")
    window.frame.go("duplicates")
    page = window.frame.pages["duplicates"]
    pump()
    page.dismiss()
    camera.dialog(window, "duplicates-dismiss")
    page.merge(left=True)
    page.tabs.setCurrentIndex(1)
    pump()
    dismiss(window)
    camera.take(window, "duplicates-merged")
    window.frame.go("board")
    board = window.frame.pages["board"]
    pump()
    board.grid.setCurrentIndex(board.grid.model().index(2, 10))
    for name, ask in {"contact": board.office, "telephone": board.note}.items():
        ask()
        camera.dialog(window, f"board-{name}")
    settings = window.frame.pages["settings"]
    window.frame.go("settings")
    for tab in ("cards", "users", "backup", "rules"):
        settings.open(tab)
        pump()
        camera.take(window, f"above-settings-{tab}")
    window.close()

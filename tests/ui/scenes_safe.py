"""Pictures of the tab of backups and of the door of a damaged store."""

from app.services import backups, register
from app.session import Query
from tests.app.services.test_damage import spoil
from tests.ui.conftest import PASSWORD, pump
from tests.ui.screenshots import filled, sign_in, window_over


def pictures(camera, folder):
    stores = filled(folder)
    window = window_over(stores.commune)
    sign_in(window, "Nông Văn Sơn")
    window.frame.go("settings")
    tab = window.frame.pages["settings"].open("backup")
    tab.now.click()
    pump()
    camera.take(window, "settings-backup")
    tab.rehearse()
    camera.dialog(window, "dialog-rehearse")
    window.frame.pages["settings"].open("purge")
    camera.take(window, "settings-purge")
    window.frame.go("register")
    page = window.frame.pages["register"]
    pump()
    page.open_person(register.find(window._desk._session, Query("")).people[0].id)
    pump()
    page.pane.tabs.setCurrentIndex(2)
    camera.take(window, "person-extract")
    backups.create(window._desk._session)
    window.close()
    spoil(stores.commune, 1)
    window = window_over(stores.commune)
    page = window.centralWidget()
    page.name.set_value("Nông Văn Sơn")
    page.password.line.setText(PASSWORD)
    page.submit()
    pump()
    camera.dialog(window, "door-damaged")
    window.close()

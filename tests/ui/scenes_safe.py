"""Pictures of the tab of backups and of the door of a damaged store."""

from app.services import backups
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

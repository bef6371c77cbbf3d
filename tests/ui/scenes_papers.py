"""Pictures of the templates: the tab, the editor and the questions about an office's own workbook."""

from app.services import own_forms
from tests.app.services.test_own_forms import own_workbook
from tests.ui.screenshots import filled, sign_in, window_over


def pictures(camera, folder):
    stores = filled(folder)
    window = window_over(stores.commune)
    sign_in(window, "Nông Văn Sơn")
    window.frame.go("settings")
    tab = window.frame.pages["settings"].open("papers")
    camera.take(window, "settings-papers")
    tab.wide.click()
    camera.take(window, "settings-papers-wide")
    tab.wide.click()
    editor = tab.edit()
    for index, name in enumerate(("lines", "columns", "signatures", "paper")):
        editor.tabs.setCurrentIndex(index)
        camera.dialog(window, f"dialog-template-{name}")
        editor = tab.edit()
    editor.reject()
    file = folder / "mau-01.xlsx"
    file.write_bytes(own_workbook())
    tab.ask_columns(own_forms.read(file.read_bytes(), file.name), file)
    camera.dialog(window, "dialog-own-form")
    window.close()

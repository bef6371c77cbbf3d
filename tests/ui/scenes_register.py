"""Pictures of the register: list, person, import."""

from tests.ui.conftest import pump
from tests.ui.screenshots import filled, screen, sign_in, window_over


def pictures(camera, folder):
    stores = filled(folder)
    window = window_over(stores.commune)
    sign_in(window, "Nông Văn Sơn")
    window.frame.go("register")
    pump()
    camera.take(window, "register")
    page = window.frame.pages["register"]
    page.begin()
    camera.take(window, "person-new")
    page._close_pane()
    page.open_person(page.model.record(1).person_id)
    pump()
    camera.take(window, "person")
    for place, name in ((1, "person-conditions"), (2, "person-history")):
        page.pane.tabs.setCurrentIndex(place)
        camera.take(window, name)
    page.pane.tabs.setCurrentIndex(0)
    page.pane.form.fields["personal_number"].line.setText("02009500001")
    page.pane.form.explain_number()
    page.pane._changed()
    camera.take(window, "person-error")
    page.pane._close()
    camera.dialog(window, "dialog-unsaved")
    page.pane._fill(page.pane._person)
    window.resize(1093, 614)
    camera.take(window, "person-folded")
    page._close_pane()
    camera.take(window, "register-folded")
    window.resize(*screen())
    page.search.setText("khong co")
    page.refresh()
    camera.take(window, "register-nothing")
    page.search.setText("")
    window.close()

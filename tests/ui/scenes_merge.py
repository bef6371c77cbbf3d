"""Pictures of mergers: the tab of a commune, its dialogs, the successor on a card above; and of somebody who moves."""

from app.services import merging, offices, successions
from tests.invented import PASSWORD, USER
from tests.mergers import old_office
from tests.province import Below
from tests.ui.conftest import pump
from tests.ui.screenshots import filled, sign_in, window_over
from ui.pages.transfer import TransferDialog


def pictures(camera, folder):
    stores = filled(folder)
    window = window_over(stores.commune)
    sign_in(window, "Nông Văn Sơn")
    session = window._desk._session
    for unit, name in (("06187", "Công an xã Cao Lộc"), ("05977", "Công an phường Đông Kinh")):
        below = Below(session, unit, name)
        below.trusted()
    window.frame.go("settings")
    tab = window.frame.pages["settings"].open("merge")
    pump()
    camera.take(window, "tab-empty")
    dialog = tab.take(old_office(folder / "old", people=5))
    camera.take(dialog, "dialog-asked")
    dialog.user.set_value(USER)
    dialog.password.set_value(PASSWORD)
    dialog.ok.click()
    camera.take(dialog, "dialog-looked")
    dialog.ok.click()
    pump()
    merging.merge(session, old_office(folder / "third", people=3, unit="06025"), merging.Opener(USER, PASSWORD))
    tab.refresh()
    camera.take(window, "tab-taken")
    closing = tab.close_books()
    closing.fields["unit"].set_value("05977")
    camera.take(closing, "dialog-close")
    closing.ok.click()
    camera.take(window, "tab-closed")
    person = next(session.store.people.all())
    TransferDialog(window._desk, window, person, done=lambda _file: None)
    camera.dialog(window, "dialog-transfer")
    window.close()
    above = window_over(stores.receiving)
    sign_in(above, "Hoàng Thị Lan")
    above.frame.go("settings")
    cards = above.frame.pages["settings"].open("cards")
    pump()
    Below(above._desk._session, "05977", "Công an phường Đông Kinh").trusted()
    own = [one for one in offices.cards(above._desk._session) if one.unit == "06184"]
    dialog = cards.succeed(own[0])
    dialog.fields["unit"].set_value("05977")
    camera.take(dialog, "dialog-succeed")
    dialog.close()
    successions.name(above._desk._session, "06184", "05977")
    cards.refresh()
    camera.take(above, "cards")
    above.close()

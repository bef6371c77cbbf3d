"""Pictures of what stands before the pages: first run, sign-in."""

from app.domain.access import Kind
from app.domain.office import Place
from app.services import kit, places
from tests.ui.conftest import PASSWORD, make, pump
from tests.ui.screenshots import filled, window_over


def pictures(camera, folder):
    wizard(camera, folder / "new")
    by_kit(camera, folder / "kit")
    stores = filled(folder)
    window = window_over(stores.commune)
    camera.take(window, "sign-in")
    window.centralWidget().password.line.setText("sai mật khẩu")
    window.centralWidget().submit()
    camera.take(window, "sign-in-wrong")
    window.close()


def by_kit(camera, folder):
    """The kit of the office above: the unit, the password of the place, and the code to compare."""
    office = make(folder / "above", Kind.RECEIVING)
    places.add(office, Place("Máy chủ tỉnh", "webdavs://kho.langson.example/hoanhap", "20"))
    kit.make(office, folder / "bo-cai")
    office.close()
    window = window_over(folder / "begun")
    page = window.centralWidget()
    page.kit.use(folder / "bo-cai")
    pump()
    camera.take(window, "wizard-kit")
    window.close()


def wizard(camera, folder):
    window = window_over(folder)
    page = window.centralWidget()
    camera.take(window, "wizard-kind")
    page.forward()
    page.unit.line.setText("dong dang")
    page.unit._search()
    pump()
    page.unit._take(page.unit.list.item(0))
    camera.take(window, "wizard-office")
    page.forward()
    page.user.set_value("Nông Văn Sơn")
    for field in (page.password, page.again):
        field.line.setText(PASSWORD)
    camera.take(window, "wizard-user")
    page.forward()
    pump()
    camera.take(window, "wizard-key")
    page.proof.set_value(page.recovery_key[-4:])
    page.forward()
    page.two.setChecked(True)
    camera.take(window, "wizard-last")
    page.two.setChecked(False)
    page.forward()
    pump()
    camera.take(window, "first-page-empty")
    window.close()

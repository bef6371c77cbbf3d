"""Pictures of the exchange: the page of sending in its states, places, packs of rules, and their dialogs."""

from app.domain.batch import BatchKind, OutState
from app.domain.office import Place
from app.services import places, policies, sync
from app.session import sign_in as open_store
from tests.ui.conftest import NOW, PASSWORD, pump
from tests.ui.screenshots import filled, sealed_and_sent, sign_in, window_over
from ui.line import LineState
from ui.pages.send import Sent, _what

PACK = {
    "title": "Quy định năm 2027 của Công an tỉnh", "from": "2027-01-01",
    "settings": {"grace_days": 5, "addressee": "Phòng giao dịch NHCSXH Cao Lộc", "warn_months": 4},
    "units": [
        {"code": "06184", "kind": "phường", "name": "Đồng Đăng", "parent": "20"},
        {"code": "06187", "into": ["06184"]},
    ],
}  # fmt: skip

FILE = "06184-00017-month-0123456789ab.asice.age"
ABOVE, DAYS = "Công an tỉnh Lạng Sơn", ("04/12/2026 08:00", "05/11/2026 15:20", "05/10/2026 09:12", "05/09/2026 10:41")
STATES = (
    (BatchKind.MONTH, "2026-12", DAYS[0], OutState.SEALED),
    (BatchKind.RECEIPT, None, DAYS[0], OutState.UPLOADED),
    (BatchKind.CORRECTION, "2026-11", DAYS[1], OutState.UPLOADED),
    (BatchKind.MONTH, "2026-11", DAYS[1], OutState.RECEIVED),
    (BatchKind.MONTH, "2026-10", DAYS[2], OutState.ACCEPTED_PARTLY),
    (BatchKind.MONTH, "2026-09", DAYS[3], OutState.ACCEPTED),
    (BatchKind.MONTH, "2026-08", DAYS[3], OutState.RETURNED),
)


def sent():
    """A row of each state, in the language spoken."""
    return tuple(Sent(kind, _what(kind, month), ABOVE, day, state, FILE) for kind, month, day, state in STATES)


def pictures(camera, folder):
    stores = filled(folder)
    window = _window(stores)
    window.frame.go("send")
    camera.take(window, "send-empty")
    window.close()
    away = stores.shared.rename(stores.shared.with_name("away"))
    sealed_and_sent(stores.commune)
    window = _window(stores)
    camera.take(window, "home-with-code")
    _states(camera, window)
    away.rename(stores.shared)
    _a_pack_comes(stores, window)
    _settings(camera, window)
    window.close()


def _window(stores):
    window = window_over(stores.commune)
    sign_in(window, "Nông Văn Sơn")
    return window


def _states(camera, window):
    """It waits, it sends, it is paused, and the place is not there."""
    window.frame.go("send")
    page = window.frame.pages["send"]
    camera.take(window, "send-waiting")
    page.line.show_state(LineState(working=True, file="x", size=512_000, moved=180_000, moved_all=180_000))
    camera.take(window, "send-working")
    page.line.show_state(LineState())
    page.line.hold.click()
    camera.take(window, "send-paused")
    page.line._line._show(LineState())
    page._done(sync.run(window._desk._session), safe=False)
    page.line.show_state(LineState(failures=1))
    camera.take(window, "send-trouble")
    page.notice.say("")
    page.model.show(sent())
    camera.take(window, "send-states")


def _a_pack_comes(stores, window):
    above = open_store(stores.receiving, "Hoàng Thị Lan", PASSWORD, channel="window", now=lambda: NOW)
    policies.send(above, policies.make(above, PACK).id)
    sync.run(above)
    above.close()
    session = window._desk._session
    places.add(session, Place("Máy chủ tỉnh", "webdavs://kho.langson.example/hoanhap", session.office.unit))
    sync.run(session, place="Thư mục chung")


def _settings(camera, window):
    window.frame.go("settings")
    settings = window.frame.pages["settings"]
    tab = settings.open("places")
    pump()
    camera.take(window, "places")
    tab.add_place()
    camera.dialog(window, "places-add")
    tab.edit(tab.places.record(0))
    camera.dialog(window, "places-edit")
    tab = settings.open("policies")
    pump()
    tab._show_changes(tab.packs.record(0))
    camera.take(window, "policies")
    tab.later(tab.packs.record(0))
    camera.dialog(window, "policies-later")

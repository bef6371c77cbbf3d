"""Real stores in tmp_path, a window over them, invented people, and keys as a keyboard sends them."""

import faulthandler
import gc
import sys
import threading
from concurrent.futures import Executor, Future
from datetime import datetime, timedelta, timezone

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from app import giving_way
from app.domain.access import Kind
from app.domain.dates import PartialDate
from app.domain.month import Confirmation
from app.services import batches, months, offices, register, review, setup
from db.keyslots import TESTING
from ui import language, style
from ui.desk import Desk
from ui.tasks import Tasks
from ui.window import Window

PASSWORD = "bốn con trâu đen"
NOW = datetime(2026, 12, 4, 8, 0, tzinfo=timezone(timedelta(hours=7)))
MONTH = "2026-12"
COMMUNE, PROVINCE = "06184", "20"
_LONGEST_SECONDS = 300


class Immediate(Executor):
    """Runs work where it is asked for: pages can be tested step by step."""

    def submit(self, work, /, *args, **more):
        future = Future()
        try:
            future.set_result(work(*args, **more))
        except Exception as error:  # noqa: BLE001 - as an executor does
            future.set_exception(error)
        return future


@pytest.fixture(scope="session", autouse=True)
def dressed(qapp):
    language.install(qapp)
    style.apply(qapp)


@pytest.fixture(autouse=True)
def nothing_remembered(tmp_path):
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(tmp_path / "remembered"))


@pytest.fixture(autouse=True)
def widgets_die_here():
    """What a test leaves in circles is taken away by this thread, as by `ui.breathing`: by another one, Qt crashes.

    Windows are closed by then, but Qt deletes them in a loop of events only: a hundred of them would be dressed anew
    with each test. No work of later tests gives way to a window that is gone.
    """
    gc.disable()
    yield
    giving_way.close_window()
    for left in QApplication.topLevelWidgets():
        left.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    gc.enable()


@pytest.fixture(autouse=True)
def no_dialog_waits_for_ever(request):
    """A dialog that nobody answers would keep the run from its end: its worker ends, and the test has failed."""
    if "slow" not in request.keywords:
        faulthandler.dump_traceback_later(_LONGEST_SECONDS, exit=True, file=sys.__stderr__)
    yield
    faulthandler.cancel_dump_traceback_later()


@pytest.fixture
def errors():
    """Every error that no page caught; a test that expects one takes it out."""
    found = []
    yield found
    assert not found


@pytest.fixture
def tasks(errors):
    made = Tasks(errors.append, Immediate())
    yield made
    made.close()


def make(folder, kind, user="Nông Văn Sơn"):
    commune = kind is Kind.COMMUNE
    unit, name = (COMMUNE, "Công an xã Đồng Đăng") if commune else (PROVINCE, "Công an tỉnh Lạng Sơn")
    new = setup.NewOffice(kind, unit, name, user, PASSWORD)
    session, _ = setup.init(folder, new, now=NOW.isoformat(), anywhere=True, cost=TESTING, channel="window")
    session.now = lambda: NOW
    return session


@pytest.fixture
def commune(tmp_path):
    session = make(tmp_path / "commune", Kind.COMMUNE)
    yield session
    session.close()


@pytest.fixture
def receiving(tmp_path):
    session = make(tmp_path / "receiving", Kind.RECEIVING, "Hoàng Thị Lan")
    yield session
    session.close()


def introduce(commune, receiving):
    offices.trust(commune, offices.own_card(receiving).card, receiving.office.fingerprint)
    offices.set_receiver(commune, receiving.office.fingerprint)
    offices.trust(receiving, offices.own_card(commune).card, commune.office.fingerprint)


@pytest.fixture
def commune_desk(commune, tasks):
    return Desk(commune, tasks)


@pytest.fixture
def receiving_desk(receiving, tasks):
    return Desk(receiving, tasks)


PEOPLE = [
    ("Bế Văn Ản", "11/01/1995", "male", "020095000017", "Thôn Nà Lầm", "08/05/2024"),
    ("Đỗ Thị Bình", "12/04/1983", "female", "020183000025", "Khu Dây Thép", "13/09/2023"),
    ("Lành Thanh Cảnh", "1988", "male", "020088000033", "Thôn Cổng Trắng", "11/02/2022"),
    ("Ngô A Páo", "6/5/1990", "male", "020090000041", "Thôn Nà Lầm", "08/10/2025"),
    ("Vy Bá Quân", "20/09/1979", "male", "020079000058", "Thôn Khơ Đa", "15/11/2020"),
    ("Hà Đức Toản", "18/01/1992", "male", "", "Thôn Co Hương", ""),
]


def person(line, **more):
    name, birth, sex, number, village, finished = line
    term = {"kind": "completion", "finished_on": finished, "number": "12/GCN", "issuer": "Trại giam Yên Lạc",
            "date": finished}  # fmt: skip
    need = {"value": "yes", "purpose": "business", "amount": 50_000_000, "stated_on": "1/12/2026", "agreed": "yes"}
    return {"name": name, "birth": birth, "sex": sex, "personal_number": number, "village": village,
            "terms": [term] if finished else [], "need": need, **more}  # fmt: skip


@pytest.fixture
def people(commune):
    return [register.add(commune, person(line)).person for line in PEOPLE]


def pump():
    """Let queued answers, timers of no length and the exchange in the background arrive."""
    exchanging = True
    while exchanging:  # an answer may begin the next round
        while any(one.name == "line" for one in threading.enumerate()):
            QApplication.processEvents()
        for _ in range(20):
            QApplication.processEvents()
        exchanging = any(one.name == "line" for one in threading.enumerate())


def send_key(widget, key, modifiers=Qt.KeyboardModifier.NoModifier):
    for kind in (QKeyEvent.Type.KeyPress, QKeyEvent.Type.KeyRelease):
        QApplication.sendEvent(widget, QKeyEvent(kind, key, modifiers))
    pump()


def send_text(widget, words):
    """Type as Unikey does: keyClicks of pytest-qt ends the interpreter at the first letter with a tone mark."""
    widget.setFocus()
    for letter in words:
        for kind in (QKeyEvent.Type.KeyPress, QKeyEvent.Type.KeyRelease):
            QApplication.sendEvent(widget, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter))
    pump()


@pytest.fixture
def window_over(qtbot, tasks):
    """A window over a store folder, as a user starts it."""

    shown = []  # held here: a window that nobody holds is gone at once

    def show(folder, **more):
        window = Window(folder, tasks=more.get("tasks", tasks), cost=TESTING)
        qtbot.addWidget(window)
        window.resize(1366, 768)
        window.show()
        window.activateWindow()
        shown.append(window)
        pump()
        return window

    yield show
    for window in shown:
        window.close()


@pytest.fixture
def listed_month(commune, people):
    """A commune whose December was reviewed and drafted."""
    review.all_still_good(commune, MONTH, basis="Họp rà soát")
    return months.draft(commune, MONTH)


@pytest.fixture
def sealed_month(commune, receiving, listed_month):
    """A December that waits to be sent to an office that knows us."""
    introduce(commune, receiving)
    answer = Confirmation(PartialDate(2026, 12, 5), "Hà Thị Thu", "Chủ tịch", "TM")
    months.confirm(commune, MONTH, answer)
    return batches.seal_month(commune, MONTH)


@pytest.fixture
def introduced(commune, receiving):
    introduce(commune, receiving)


@pytest.fixture
def line():
    return person


@pytest.fixture
def same_letters():
    """What on a widget answers to the same letter as something else there."""

    def found(widget):
        words = [
            one.text() for one in widget.findChildren(QWidget)
            if isinstance(one, QAbstractButton) or (isinstance(one, QLabel) and one.buddy())
            if one.isVisible() and "&" in one.text()
        ]  # fmt: skip
        keys = [(QKeySequence.mnemonic(one).toString(), one) for one in words]
        return sorted((key, one) for key, one in keys if sum(key == other for other, _ in keys) > 1)

    return found


@pytest.fixture
def settle(qapp):
    return pump


@pytest.fixture
def press(qapp):
    return send_key


@pytest.fixture
def type_in(qapp):
    return send_text


@pytest.fixture
def put_up(qtbot, settle):
    """Shows a page in the size of a window of 1366×768, with all it asks for."""

    def shown(page, width=1150, height=720):
        qtbot.addWidget(page)
        page.resize(width, height)
        page.show()
        page.refresh()
        settle()
        return page

    return shown


@pytest.fixture
def fill(settle):
    """Types into the fields of a dialog and presses its button."""

    def filled(dialog, **values):
        for key, value in values.items():
            dialog.fields[key].set_value(value)
        dialog.ok.click()
        settle()
        return dialog

    return filled

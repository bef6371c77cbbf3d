"""Pictures of every page in both kinds of store: `python tests/ui/screenshots.py OUT_DIR [vi|en]`."""

import os
import sys
import tempfile
from datetime import date
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parent)]

from conftest import NOW, PASSWORD, PEOPLE, PROVINCE, Immediate, introduce, make, person, pump  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from app import i18n  # noqa: E402
from app.domain.access import Kind  # noqa: E402
from app.domain.dates import PartialDate  # noqa: E402
from app.domain.month import Confirmation, Delivery, Signer  # noqa: E402
from app.domain.office import Place  # noqa: E402
from app.services import months, places, register, review, sync  # noqa: E402
from db.keyslots import TESTING  # noqa: E402
from ui import problems  # noqa: E402
from ui.main import application  # noqa: E402
from ui.tasks import Tasks  # noqa: E402
from ui.window import Window  # noqa: E402

MONTH = "2026-12"


def screen():
    """An office's screen in logical pixels: QT_SCALE_FACTOR=1.25 leaves 1093×614 of 1366×768."""
    ratio = QApplication.primaryScreen().devicePixelRatio()
    return round(1366 / ratio), round(768 / ratio)


class Camera:
    def __init__(self, out):
        self.out, self.count = out, 0
        out.mkdir(parents=True, exist_ok=True)

    def take(self, widget, name):
        pump()
        pump()
        self.count += 1
        widget.grab().save(str(self.out / f"{self.count:02}-{name}.png"))

    def dialog(self, window, name):
        pump()
        shown = QApplication.activeModalWidget()
        picture = window.grab()
        if shown is not None:
            self.count += 1
            shown.grab().save(str(self.out / f"{self.count:02}-{name}.png"))
            shown.close()
        del picture


def window_over(folder):
    tasks = Tasks(lambda error: print("!", problems.report(error)), Immediate())
    window = Window(folder, tasks=tasks, cost=TESTING)
    window.resize(*screen())
    window.show()
    pump()
    return window


def sign_in(window, user):
    page = window.centralWidget()
    page.name.set_value(user)
    page.password.line.setText(PASSWORD)
    page.submit()
    pump()
    window._desk._session.now = lambda: NOW
    window.frame.refresh()
    pump()


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
    pump()
    camera.take(window, "register-empty")
    window.close()


def fill(folder, shared):
    commune, receiving = (
        make(folder / "commune", Kind.COMMUNE),
        make(folder / "receiving", Kind.RECEIVING, "Hoàng Thị Lan"),
    )
    introduce(commune, receiving)
    for session in (commune, receiving):
        places.add(session, Place("Thư mục chung", str(shared)))
    for number, line in enumerate(PEOPLE * 4):
        name, birth, sex, cccd, village, finished = line
        named = (
            name if number < len(PEOPLE) else f"{name.rsplit(' ', 1)[0]} {['Dũng', 'Hạnh', 'Khoa', 'Lý'][number % 4]}"
        )
        cccd = cccd[:9] + f"{number:03}" if cccd else ""
        register.add(commune, person((named, birth, sex, cccd, village, finished)))
    months.add_signer(
        commune, Signer("police", "", "Trưởng Công an xã", "Lương Văn Thắng", "Thiếu tá"), date(2026, 1, 1)
    )
    months.add_signer(commune, Signer("committee", "TM", "Chủ tịch", "Hà Thị Thu"), date(2026, 1, 1))
    commune.close()
    receiving.close()


def commune_pages(camera, folder):
    window = window_over(folder)
    camera.take(window, "sign-in")
    window.centralWidget().password.line.setText("sai mật khẩu")
    window.centralWidget().submit()
    camera.take(window, "sign-in-wrong")
    sign_in(window, "Nông Văn Sơn")
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
    import_preview(camera, window, page, folder)
    month_pages(camera, window)
    window.frame.go("send")
    camera.take(window, "send")
    window.frame.go("settings")
    settings = window.frame.pages["settings"]
    for place in range(settings.tabs.count()):
        settings.tabs.setCurrentIndex(place)
        camera.take(window, f"settings-{place}")
    for name in ("add_signer", "add_user", "add_place"):
        getattr(settings.dialogs, name)()
        camera.dialog(window, f"dialog-{name}")
    window.close()


def import_preview(camera, window, page, folder):
    from openpyxl import Workbook

    from ui.pages.import_list import ImportDialog

    book = Workbook()
    sheet = book.active
    for row in (["DANH SÁCH"], ["TT", "Họ và tên", "Ngày sinh", "Số CCCD", "Thôn"],
                [1, "Hoàng Văn Mẫu", "17.5.1988", 20088000091, "Nà Lầm"], [2, "Lý Thị Thử", "30/2/1990", "0200", ""],
                [3, "Triệu Văn Nghiệm", 1985, "020085000090", "Co Hương"]):  # fmt: skip
        sheet.append(row)
    file = folder.parent / "danh-sach.xlsx"
    book.save(file)
    ImportDialog(window._desk, page, done=lambda *_: None).read(file)
    camera.dialog(window, "dialog-import")


def month_pages(camera, window):
    session = window._desk._session
    window.frame.go("month")
    page = window.frame.pages["month"]
    page.month = MONTH
    page.refresh()
    camera.take(window, "month-open")
    page.do("review")
    camera.dialog(window, "dialog-review")
    review.all_still_good(session, MONTH, basis="Họp rà soát")
    page.do("draft")
    camera.take(window, "month-drafted")
    page.tabs.setCurrentIndex(1)
    camera.take(window, "month-off")
    page.tabs.setCurrentIndex(0)
    page.do("present")
    QTest.qWait(900)
    camera.take(window, "month-presented")
    page.do("confirm")
    camera.dialog(window, "dialog-confirm")
    day = PartialDate(2026, 12, 5)
    months.confirm(session, MONTH, Confirmation(day, "Hà Thị Thu", "Chủ tịch", "TM"), refusals={2: "Chưa đủ hồ sơ"})
    page.refresh()
    page.tabs.setCurrentIndex(0)
    camera.take(window, "month-confirmed")
    page.do("deliver")
    camera.dialog(window, "dialog-deliver")
    months.deliver(session, MONTH, Delivery(day, "NHCSXH", "12/CA"))
    page.do("seal")
    camera.take(window, "month-sealed")
    window.frame.go("send")
    camera.take(window, "send-waiting")
    window.frame.pages["send"]._sync()
    camera.take(window, "send-sent")


def receiving_pages(camera, folder):
    window = window_over(folder)
    sign_in(window, "Hoàng Thị Lan")
    camera.take(window, "inbox-empty")
    session = window._desk._session
    sync.run(session)
    page = window.frame.pages["inbox"]
    page.refresh()
    camera.take(window, "inbox")
    page.open(page.batches.record(0))
    pump()
    page.send_back({1: "Số định danh chưa khớp"})
    camera.take(window, "inbox-open")
    page._decide()
    camera.take(window, "inbox-decided")
    bad = folder.parent / f"{PROVINCE}-00009-month-abcdefabcdef.asice.age"
    bad.write_bytes(b"khong phai goi")
    page.take_in([bad])
    page.tabs.setCurrentIndex(1)
    camera.take(window, "inbox-aside")
    window.frame.go("exchange")
    camera.take(window, "exchange")
    window.frame.go("settings")
    camera.take(window, "settings-receiving")
    window.close()


def main(out, language):
    application()
    i18n.use(language)
    camera = Camera(Path(out))
    with tempfile.TemporaryDirectory() as folder:
        shared = Path(folder, "shared")
        shared.mkdir()
        wizard(camera, Path(folder, "new"))
        fill(Path(folder), shared)
        commune_pages(camera, Path(folder, "commune"))
        receiving_pages(camera, Path(folder, "receiving"))
    print(f"{camera.count} pictures in {out}")


if __name__ == "__main__":
    main(sys.argv[1], (sys.argv[2:] or ["vi"])[0])

"""Pictures of every page and dialog: `python tests/ui/screenshots.py OUT [vi|en] [--dark] [--only AREA …]`.

`--all` makes Vietnamese and English, 100 % and 125 %, light and dark, each in a folder of its own. The pictures lie in
`tests/ui/scenes_*.py`, one file an area: a function `pictures(camera, folder)` with an empty folder to work in. Every
picture is also looked at by `looking.faults`; what it finds is printed and makes the exit status 1.
"""

import argparse
import importlib
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.*=false;*.debug=false")
HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1]))

from PySide6.QtCore import QEventLoop, QSettings, QTimer  # noqa: E402
from PySide6.QtPdfWidgets import QPdfView  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from app import i18n  # noqa: E402
from app.domain.access import Kind  # noqa: E402
from app.domain.dates import PartialDate  # noqa: E402
from app.domain.month import Confirmation, Signer  # noqa: E402
from app.domain.office import Place  # noqa: E402
from app.services import batches, months, places, register, review, sync  # noqa: E402
from app.session import sign_in as open_store  # noqa: E402
from db.keyslots import TESTING  # noqa: E402
from tests.ui.conftest import (  # noqa: E402
    MONTH,
    NOW,
    PASSWORD,
    PEOPLE,
    Immediate,
    introduce,
    make,
    person,
    pump,
)
from tests.ui.looking import faults  # noqa: E402
from ui import problems  # noqa: E402
from ui.main import application  # noqa: E402
from ui.tasks import Tasks  # noqa: E402
from ui.window import Window  # noqa: E402

SCALES = ("1", "1.25")


def screen():
    """An office's screen in logical pixels: QT_SCALE_FACTOR=1.25 leaves 1093×614 of 1366×768; a test may ask for it."""
    if "OFFICE_SCREEN" in os.environ:
        return tuple(int(part) for part in os.environ["OFFICE_SCREEN"].split("x"))
    ratio = QApplication.primaryScreen().devicePixelRatio()
    return round(1366 / ratio), round(768 / ratio)


class Camera:
    """Takes pictures into a folder and notes what is cut, nameless or left in the other language."""

    def __init__(self, out, area):
        self.out, self.area, self.count, self.found = out, area, 0, []
        out.mkdir(parents=True, exist_ok=True)

    def take(self, widget, name):
        """A picture of a window or a part of it."""
        pump()
        pump()
        self.count += 1
        self.found += [f"{self.area}-{name}: {fault}" for fault in faults(widget)]
        if any(size > room for size, room in zip(widget.size().toTuple(), screen(), strict=True)):
            self.found.append(f"{self.area}-{name}: larger than the screen: {widget.size().toTuple()}")
        self.keep(widget, f"{self.area}-{self.count:02}-{name}")

    def keep(self, widget, name):
        """Where the picture goes; a paper is drawn by a thread of Qt's own, and waited for."""
        for paper in widget.findChildren(QPdfView):
            if paper.isVisible() and paper.document().pageCount():
                wait_for_ink(paper.viewport())
        widget.grab().save(str(self.out / f"{name}.png"))

    def dialog(self, window, name):  # noqa: ARG002 - read aloud: the dialog of this window
        """A picture of the dialog that is up, which is then closed; None is up: no picture."""
        pump()
        shown = QApplication.activeModalWidget()
        if shown is not None:
            self.take(shown, name)
            shown.close()
            pump()


def rest(milliseconds):
    """Let the program work on. Not by QTest.qWait: it keeps the interpreter from the store's thread as it sleeps."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def wait_for_ink(paper):
    """Until something dark stands on it and nothing more is added; at most three seconds."""
    seen = []
    for _ in range(30):
        rest(100)
        seen.append(ink(paper))
        if len(seen) > 2 and seen[-1] and seen[-1] == seen[-3]:
            return


def ink(widget):
    """How many of its points are dark, every third one counted."""
    picture = widget.grab().toImage()
    points = ((x, y) for x in range(0, picture.width(), 3) for y in range(0, picture.height(), 3))
    return sum(picture.pixelColor(*point).lightness() < 90 for point in points)


def window_over(folder, **more):
    """The program's window over a store folder, on an office's screen."""
    tasks = Tasks(lambda error: print("!", problems.report(error)), Immediate())
    window = Window(folder, tasks=tasks, cost=TESTING, **more)
    window.resize(*screen())
    window.show()
    pump()
    return window


def sign_in(window, user):
    """Sign somebody in on the morning of 4/12/2026."""
    page = window.centralWidget()
    page.name.set_value(user)
    page.password.line.setText(PASSWORD)
    page.submit()
    pump()
    window._desk._session.now = lambda: NOW
    window.frame.refresh()
    pump()


@dataclass(frozen=True)
class Stores:
    """Folders of a commune and of the province above it, and the folder they exchange batches through."""

    commune: Path
    receiving: Path
    shared: Path


def filled(folder):
    """Two offices that know each other, 24 invented people, two signers; users Nông Văn Sơn and Hoàng Thị Lan."""
    stores = Stores(folder / "commune", folder / "receiving", folder / "shared")
    stores.shared.mkdir()
    commune, receiving = make(stores.commune, Kind.COMMUNE), make(stores.receiving, Kind.RECEIVING, "Hoàng Thị Lan")
    introduce(commune, receiving)
    for session in (commune, receiving):
        places.add(session, Place("Thư mục chung", str(stores.shared)))
    for number, line in enumerate(PEOPLE * 4):
        name, birth, sex, cccd, village, finished = line
        given = ["Dũng", "Hạnh", "Khoa", "Lý"][number % 4]
        named = name if number < len(PEOPLE) else f"{name.rsplit(' ', 1)[0]} {given}"
        cccd = cccd[:9] + f"{number:03}" if cccd else ""
        register.add(commune, person((named, birth, sex, cccd, village, finished)))
    since = date(2026, 1, 1)
    months.add_signer(commune, Signer("police", "", "Trưởng Công an xã", "Lương Văn Thắng", "Thiếu tá"), since)
    months.add_signer(commune, Signer("committee", "TM", "Chủ tịch", "Hà Thị Thu"), since)
    commune.close()
    receiving.close()
    return stores


def sealed_and_sent(commune):
    """A commune's December on its way to the office above."""
    session = open_store(commune, "Nông Văn Sơn", PASSWORD, channel="window", now=lambda: NOW)
    review.all_still_good(session, MONTH, basis="Họp rà soát")
    months.draft(session, MONTH)
    months.confirm(session, MONTH, Confirmation(PartialDate(2026, 12, 5), "Hà Thị Thu", "Chủ tịch", "TM"),
                   refusals={2: "Chưa đủ hồ sơ"})  # fmt: skip
    batches.seal_month(session, MONTH)
    sync.run(session)
    session.close()


def areas():
    """Every area that has pictures: the names of `scenes_*.py`."""
    return sorted(file.stem.removeprefix("scenes_") for file in HERE.glob("scenes_*.py"))


def walk(area, camera):
    """Let an area take its pictures with nothing remembered from earlier runs."""
    with tempfile.TemporaryDirectory() as folder:
        QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(Path(folder, ".remembered")))
        importlib.import_module(f"tests.ui.scenes_{area}").pictures(camera, Path(folder))


def one_set(out, language, *, dark, only):
    """The pictures of one language, look and scale; how many faults they have."""
    if dark:
        os.environ["HOANHAP_LOOK"] = "dark"
    application()
    i18n.use(language)
    count, found = 0, []
    for area in areas():
        if not only or area in only:
            camera = Camera(out, area)
            walk(area, camera)
            count, found = count + camera.count, found + camera.found
    print(f"{count} pictures in {out}", *found, sep="\n  ")
    return len(found)


def every_set(out, only):
    """Every language, scale and look, each in a process of its own: Qt takes its scale at the start."""
    failed = 0
    for language in i18n.LANGUAGES:
        for scale in SCALES:
            for look in ("light", "dark"):
                name = f"{language}-{round(float(scale) * 100)}-{look}"
                words = [sys.executable, __file__, str(out / name), language, "--only", *only]
                words += ["--dark"] if look == "dark" else []
                failed += subprocess.run(words, env={**os.environ, "QT_SCALE_FACTOR": scale}, check=False).returncode
    return failed


def main():
    """Read the command and take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("language", nargs="?", choices=i18n.LANGUAGES, default="vi")
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--only", nargs="*", default=[])
    asked = parser.parse_args()
    if asked.all:
        return every_set(asked.out, asked.only)
    return one_set(asked.out, asked.language, dark=asked.dark, only=asked.only)


if __name__ == "__main__":
    sys.modules["tests.ui.screenshots"] = sys.modules["__main__"]  # the scenes import this very file
    sys.exit(min(1, main()))

"""How long from a key in the register's search to the first screen painted, and the memory that it takes.

    .venv/bin/python -m tests.bench.bench_register [PEOPLE]

Makes a store of invented people in a temporary folder (or uses the one in OFFICER_STORE), opens the real page over it
with the real background thread, and types searches key by key at the pace of a hand. The floor is a window with a table
of ten rows in memory: what Qt alone needs for a key and a repaint. Wanted: p99 ≤ 50 ms at 100,000 people and ≤ 100 ms
at 1,000,000; memory ≤ 250 MiB at 100,000.
"""

import os
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from app.domain.access import Kind
from app.domain.dates import PartialDate
from app.domain.ids import new_id
from app.domain.person import Answer, CertificateKind, Judgement, Need, Person, Sex, Term
from app.services import setup
from app.session import PersonChange, sign_in
from db.keyslots import TESTING
from tests.bench.measured import own_peak
from ui.desk import Desk
from ui.main import application
from ui.pages.register import RegisterPage
from ui.tasks import Tasks
from ui.widgets.record_table import Column, RecordModel, RecordTable

USER, PASSWORD, NOW = "Lan", "bốn con trâu đen", "2026-12-04T08:00:00+07:00"
FAMILY = (
    "Nguyễn Nguyễn Nguyễn Trần Lê Phạm Hoàng Vi Nông Lý Bế Hứa Triệu Đặng Bùi Đỗ Ngô Dương Lương Vy Hà Đinh Mã".split()
)
MIDDLE = "Văn Văn Thị Thị Đức Minh Thanh Quang Xuân Ngọc Hữu Bá A Seo Thu Kim".split()
GIVEN = ("An Ảnh Anh Bình Cảnh Cường Chiến Dũng Dung Đạt Đông Giang Hà Hải Hạnh Hiếu Hòa Hùng Hưng Huy Khánh Khoa Kiên "
         "Lan Lâm Linh Long Lý Mai Mạnh Minh Nam Nga Ngọc Páo Phong Phúc Quân Sơn Tâm Thắng Thảo Thủy Tiến Toản Trang "
         "Tú Tuấn Tùng Vân Việt Vinh Yến").split()  # fmt: skip
VILLAGES = [f"Thôn {a} {b}" for a in "Nà Pò Khuổi Bản Cốc Phai".split() for b in "Lầm Pài Mò Tẩu Háng Luông Ca".split()]
SEARCHES = ("nguyen van hung", "be thi", "na lam", "hoa", "020195", "tran thi thuy", "páo", "Đặng", "yen", "vy ba",
            "0200", "khuoi tau", "ngoc anh", "xyz", "hung na ca")  # fmt: skip


def people(count):
    """Invented people, the same ones every time."""
    dice = random.Random(7)
    for number in range(count):
        year, sex = dice.randrange(1955, 2006), dice.choice(list(Sex))
        ended = PartialDate(dice.randrange(2019, 2027), dice.randrange(1, 13), dice.randrange(1, 28))
        digit = int(sex is Sex.FEMALE) + 2 * (year >= 2000)
        yield Person(
            new_id(), 1, f"{dice.choice(FAMILY)} {dice.choice(MIDDLE)} {dice.choice(GIVEN)}", sex=sex, unit="06184",
            birth=PartialDate(year, dice.randrange(1, 13), dice.randrange(1, 28)), village=dice.choice(VILLAGES),
            personal_number=f"020{digit}{year % 100:02}{number % 1_000_000:06}",
            terms=(Term(CertificateKind.COMPLETION, "12/GCN", ended, "Trại giam Yên Lạc", ended),),
            conduct=Judgement(Answer.YES, PartialDate(2026, 11, 5), "Lan", "Họp"),
            evils=Judgement(Answer.NO, PartialDate(2026, 11, 5), "Lan", "Họp"),
            need=Need(Answer.YES, PartialDate(2026, 11, 1), amount=50_000_000),
        )  # fmt: skip


def made(folder, count):
    """A store of so many people."""
    new = setup.NewOffice(Kind.COMMUNE, "06184", "Công an xã Đồng Đăng", USER, PASSWORD)
    session, _ = setup.init(folder, new, now=NOW, anywhere=True, cost=TESTING)
    step = PersonChange(NOW, USER, "person.import", "")
    with session.store.transaction():
        session.store.people.put_many(people(count), step, origin="06184")
    session.close()


class Floor(QWidget):
    """What Qt alone needs: a field and a table of ten rows that is shown anew with every key."""

    def __init__(self):
        super().__init__()
        self.model = RecordModel((Column("Tên", str), Column("Ngày", str)))
        self.search = QLineEdit()
        self.search.textChanged.connect(lambda words: self.model.show([words] * 10))
        layout = QVBoxLayout(self)
        layout.addWidget(self.search)
        layout.addWidget(RecordTable(self.model, "Sàn"))


def typed(page, searches, dice):
    """Seconds from each key to the end of the painting that shows its first screen."""
    found = []
    for words in searches:
        page.search.clear()
        wait(0.4)
        for letter in words:
            before = page.model.edition
            start = time.perf_counter()
            if letter.isascii():
                QTest.keyClick(page.search, letter)
            else:
                page.search.insert(letter)
            while page.model.edition == before:
                QApplication.processEvents()
            QApplication.processEvents()
            found.append(time.perf_counter() - start)
            wait(dice.uniform(0.09, 0.25))
    return found


def wait(seconds):
    """Let the program do what it does between two keys."""
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        QApplication.processEvents()
        time.sleep(0.001)


def told(name, seconds):
    """One line of the answer."""
    ordered = sorted(one * 1000 for one in seconds)
    p99 = ordered[min(len(ordered) - 1, round(len(ordered) * 0.99))]
    print(f"{name:32}{len(ordered):6} keys   median {statistics.median(ordered):6.1f} ms   p99 {p99:6.1f} ms"
          f"   most {ordered[-1]:6.1f} ms")  # fmt: skip
    return p99


def main(count):
    """Measure and say."""
    application()
    with tempfile.TemporaryDirectory() as folder:
        place = (
            Path(os.environ.get("OFFICER_STORE", ""), ".") if "OFFICER_STORE" in os.environ else Path(folder, "store")
        )
        if not place.exists():
            made(place, count)
        session = sign_in(place, USER, PASSWORD)
        tasks = Tasks(print)
        page, floor = RegisterPage(Desk(session, tasks)), Floor()
        for window in (floor, page):
            window.resize(1140, 730)
            window.show()
        dice = random.Random(3)
        least = told("floor: ten rows in memory", typed(floor, SEARCHES[:5], dice))
        page.refresh()
        start = time.perf_counter()
        while tasks.waiting or page._timer.isActive():
            wait(0.05)
        print(f"{'first list and index ready':32}{time.perf_counter() - start:10.2f} s")
        p99 = told(f"register of {count:,}", typed(page, SEARCHES * 4, dice))
        print(f"{'p99 over the floor':32}{p99 / least:10.1f} ×\n{'peak memory':32}{own_peak():10.0f} MiB")
        page.close()
        tasks.close()
        session.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)

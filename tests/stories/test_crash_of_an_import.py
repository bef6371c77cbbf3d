"""Killed at any moment while a list comes in, the store opens and holds all of the list or none of it."""

import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from openpyxl import Workbook

from app.services import register
from app.session import Query
from tests.invented import PASSWORD, USER

ROOT = Path(__file__).parents[2]
ROWS, KILLS = 400, 20


def a_list(file):
    book = Workbook()
    book.active.append(("Họ và tên", "Ngày sinh", "CCCD", "Thôn", "Ngày chấp hành xong án phạt tù"))
    for number in range(ROWS):
        book.active.append((f"Người Thứ {number}", "1/2/1990", f"020090{number:06}", "Thôn Một", "1/6/2025"))
    book.save(file)


def test_a_kill_at_twenty_moments_leaves_all_or_nothing(made_commune, tmp_path, sign_in):
    a_list(tmp_path / "list.xlsx")
    (tmp_path / "password").write_text(PASSWORD, "utf-8")
    shutil.copytree(made_commune.folder, tmp_path / "store")
    command = [
        sys.executable, "-m", "app", "--anywhere", "--store", tmp_path / "store", "--user", USER,
        "--password-file", tmp_path / "password", "people", "import", tmp_path / "list.xlsx",
    ]  # fmt: skip
    began = time.monotonic()
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    whole_time = time.monotonic() - began
    seen = set()
    moments = random.Random(5)
    for moment in [moments.uniform(0.5, 1.3) * whole_time for _ in range(KILLS)]:
        folder = tmp_path / f"store-{len(list(tmp_path.iterdir()))}"
        shutil.copytree(made_commune.folder, folder)
        command[command.index("--store") + 1] = folder
        running = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(moment)
        running.send_signal(signal.SIGKILL)
        running.wait()
        session = sign_in(folder)
        total = register.find(session, Query()).total
        assert total in (0, ROWS)
        assert session.store.audit.broken_at() is None
        session.close()
        seen.add(total)
        shutil.rmtree(folder)
    print(f"{KILLS} kills within {whole_time:.2f} s: outcomes {sorted(seen)}, torn 0")

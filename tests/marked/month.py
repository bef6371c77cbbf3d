"""A whole month with marked people, by commands and in the window; started with a home and temporary folder of its own.

`python -m tests.marked.month WORK MARK`: everything the officer keeps lies in WORK/kept, the store in WORK/store.
"""

import contextlib
import gc
import io
import json
import os
import sys
import time
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from app import crash_log
from app.cli import main

USER, PASSWORD, MONTH = "Lan", "mật khẩu chỉ để thử", "2026-12"
HEADS = "Họ và tên,Ngày sinh,CCCD,Thôn,Số giấy chứng nhận,Ngày chấp hành xong án phạt tù,Loại giấy,Nhu cầu vay vốn"


def row(name, number, village):
    """A line of the officer's list: somebody who qualifies."""
    return f"{name},1/2/1990,{number},{village},12/GCN,1/6/2025,GCN chấp hành xong án phạt tù,Có"


def person(mark, number):
    """A name, a personal number and a village that stand nowhere else on this machine."""
    return (
        f"Nông {mark.capitalize()} {'ABC'[number]}",
        f"0200900{int(mark, 36) % 100000:05}"[:11] + str(number),
        f"Thôn {mark}",
    )


def do(work, *words, store="store"):
    """A command that must work; what it answers."""
    command = ["--json", "--anywhere", "--store", work / store, "--user", USER,
               "--password-file", work / "password", *words]  # fmt: skip
    with contextlib.redirect_stdout(io.StringIO()) as said:
        status = main([str(word) for word in command])
    assert status == 0, (status, words[:2])
    return json.loads(said.getvalue())["data"]


def by_commands(work, mark):
    """Import, review, draft, confirm, papers, backup, look at everything, take somebody out; and what goes wrong."""
    kept = work / "kept"
    (kept / "list.csv").write_text("\n".join([HEADS, *(row(*person(mark, n)) for n in range(3))]), "utf-8")
    (work / "password").write_text(PASSWORD, "utf-8")
    for store, kind, unit in (("store", "commune", "06184"), ("above", "receiving", "20")):
        key = work / f"{store}.key"
        do(work, "init", "--kind", kind, "--unit", unit, "--name", "Công an Thử", "--recovery-file", key, store=store)
    do(work, "people", "import", kept / "list.csv", "--report", kept / "report.xlsx")
    found = do(work, "people", "find", person(mark, 0)[0])["people"]
    do(work, "people", "extract", found[0]["id"], "--out", kept)
    do(work, "month", "review", MONTH, "--all-still-good", "--basis", "Họp thôn")
    do(work, "month", "draft", MONTH)
    do(work, "month", "confirm", MONTH, "--on", "06/12/2026", "--by", "Hoàng Thị Thử", "--title", "Chủ tịch")
    do(work, "form01", MONTH, "--out", kept)
    do(work, "month", "show", MONTH)
    do(work, "backup", "create")
    do(work, "backup", "rehearse")
    do(work, "doctor")
    do(work, "audit", "export", "--out", work / "trail.csv")
    main(["--store", str(work / "store"), "people", "import", str(kept / "none.csv")])


def by_stick(work):
    """Seal, carry on a stick, take in, decide, sum up, bring the answer home."""
    cards = {store: do(work, "office", "card", "--out", work / f"{store}.card", store=store)
             for store in ("store", "above")}  # fmt: skip
    for store, other in (("store", "above"), ("above", "store")):
        do(work, "office", "trust", cards[other]["file"], "--fingerprint", cards[other]["check_code"], store=store)
    do(work, "office", "receiver", cards["above"]["fingerprint"])
    do(work, "batch", "seal", MONTH, "--out", work / "out")
    (work / "stick").mkdir()
    do(work, "stick", "write", work / "stick")
    do(work, "stick", "read", work / "stick", store="above")
    (batch,) = do(work, "inbox", "list", store="above")["batches"]
    do(work, "inbox", "show", batch["batch"], store="above")
    do(work, "inbox", "decide", batch["batch"], "--accept", store="above")
    do(work, "consolidate", MONTH, "--out", work / "kept", store="above")
    do(work, "stick", "write", work / "stick", store="above")
    do(work, "stick", "read", work / "stick")


def with_a_mistake(work, mark):
    """A mistake of ours in the middle of somebody's record, as the crash report keeps it."""
    try:
        {}[person(mark, 0)[0]]
    except KeyError as error:
        crash_log.keep(work / "store", error, place="cli people show")


def in_the_window(work):
    """Sign in, bring every page up, search, open a person, leave; what Qt leaves behind stays."""
    from tests.ui.conftest import pump
    from ui.main import application
    from ui.tasks import Tasks
    from ui.window import Window

    app = application()
    failures = []
    window = Window(work / "store", tasks=Tasks(failures.append))
    window.show()
    window.centralWidget().name.set_value(USER)
    window.centralWidget().password.line.setText(PASSWORD)
    window.centralWidget().submit()
    _wait(window, pump)
    for name in window.frame.pages:
        window.frame.go(name)
        _wait(window, pump)
    window.frame.go("register")
    _wait(window, pump)
    window.frame.pages["register"]._open(window.frame.pages["register"].model.index(0, 0))
    _wait(window, pump)
    app.clipboard().clear()
    _search_own_memory(work)
    window.close()
    assert not failures, failures


def _wait(window, pump):
    for _ in range(400):
        pump()
        if not window.tasks.waiting and hasattr(window.centralWidget(), "name") is False:
            return
        time.sleep(0.02)


def _search_own_memory(work):
    """Files without a name that this process holds open or mapped: their contents are laid beside for the search."""
    out = work / "unnamed"
    out.mkdir()
    for link in Path("/proc/self/fd").iterdir():
        try:
            target = str(link.readlink())
            if "(deleted)" in target or target.startswith("/memfd:"):
                (out / link.name).write_bytes(link.read_bytes())
        except OSError:
            continue


if __name__ == "__main__":
    folder, marked = Path(sys.argv[1]), sys.argv[2]
    (folder / "kept").mkdir(parents=True)
    by_commands(folder, marked)
    by_stick(folder)
    with_a_mistake(folder, marked)
    in_the_window(folder)
    gc.collect()

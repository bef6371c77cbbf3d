"""Taking in many records beside the raw insert of the very same rows into the same tables with the same indexes.

    python -m tests.bench.bench_import [RECORDS …]     (100,000 when not said; growth: 10000 100000 1000000)

Each step runs in a process of its own. `import` decrypts, verifies, validates and stores, one batch part after another
as `inbox import` does; `insert` puts the same finished rows, full text included, into an encrypted store of the same
schema, in one transaction for each part. `duplicates` is the search of everybody afterwards. The next part is read
while one is written: on two cores the wall shows it, the processor's seconds do not.
"""

import json
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from app import envelope
from app.domain.access import Kind
from app.domain.batch import travelling
from app.domain.person import Person
from app.envelope.sealing import part_sizes
from app.services import duplicates, inbox, register, setup
from app.session import Query, sign_in
from db.keyslots import TESTING
from tests import planted
from tests.bench.measured import again, measured
from tests.invented import MONTH, NOW, PASSWORD, PROVINCE, USER, person_data
from tests.province import Below

MODULE = "tests.bench.bench_import"
LIMIT_RATIO, LIMIT_SECONDS, LIMIT_MIB = 3.0, 10.0, 300


def store(folder):
    new = setup.NewOffice(Kind.RECEIVING, PROVINCE, "Công an tỉnh Lạng Sơn", USER, PASSWORD)
    return setup.init(folder, new, now=NOW.isoformat(), anywhere=True, cost=TESTING)[0]


def make(folder, count):
    """Batch files of as many invented people, sealed to a receiving store that trusts their office."""
    session = store(folder / "store")
    below = Below(session, "05977").trusted()
    blank = Person("", 1, "", unit="05977")
    patterns = [travelling(register.merged(blank, person_data(number))) for number in range(1, 301)]
    records = []
    for number in range(count):
        drawn = planted.somebody(number)
        who = {"name": drawn.name, "birth": drawn.birth, "personal_number": drawn.number, "village": drawn.village}
        records.append({**patterns[number % 300], "id": f"019f0000-0000-7000-8000-{number:012}", **who})
    sizes = part_sizes(records, {})
    (folder / "files").mkdir()
    start = 0
    for part, size in enumerate(sizes, start=1):
        below.number += 1
        manifest = {
            "kind": "month", "office": {"unit": below.unit, "name": below.name, "fingerprint": below.fingerprint},
            "recipient": {"unit": below.reader.unit, "fingerprint": below.reader.fingerprint}, "epoch": 1,
            "number": below.number, "previous": below.head, "part": part, "parts": len(sizes), "month": MONTH,
            "revision": 1, "nil": False, "corrects": None, "reason": None, "created": NOW.isoformat(),
            "program": "0.2.0", "audit_head": {"rows": 1, "hash": "0" * 64},
        }  # fmt: skip
        made = envelope.seal(
            manifest, records[start : start + size], {}, key=below.key, recipients=[below.reader.age_recipient]
        )
        below.head = made.digest
        (folder / "files" / f"{part:05}.asice.age").write_bytes(made.file)
        start += size
    session.close()


def opened(folder):
    return sign_in(folder, USER, PASSWORD, now=lambda: NOW)


def step_import(folder):
    session = opened(folder / "store")
    files = sorted((folder / "files").iterdir())
    start = clocks()
    for taken in inbox.take_files(session, files):
        assert taken.result == "imported", taken
    told(folder, "import", start)
    session.close()


def step_insert(folder):
    """The floor: rows as they lie in the imported store, into an empty one."""
    source, target = opened(folder / "store"), store(folder / "floor")
    read, write = source.store._db.conn, target.store._db.conn
    tables = {
        "people": "row, id, version, origin, name, name_folded, name_order, birth, personal_number, old_number, unit,"
        " village, village_folded, residence, finished_on, last_day, need, cleared, closed, data",
        "people_history": "person_id, version, at, user, act, reason, data",
        "inbox": ", ".join(column[1] for column in read.execute("PRAGMA table_info(inbox)")),
    }
    rows = {name: read.execute(f"SELECT {columns} FROM {name}").fetchall() for name, columns in tables.items()}
    words = [(one[0], f"{one[5]} ", one[4].casefold(), one[12]) for one in rows["people"]]
    digits = [(one[0], f"{one[8]} {one[9]}") for one in rows["people"]]
    source.close()
    parts = len(rows["inbox"])
    size = -(-len(words) // parts)
    start = clocks()
    for part in range(parts):
        here = slice(part * size, (part + 1) * size)
        write.execute("BEGIN IMMEDIATE")
        for name, columns in tables.items():
            marks = ", ".join("?" * (columns.count(",") + 1))
            some = rows[name][part : part + 1] if name == "inbox" else rows[name][here]
            write.executemany(f"INSERT INTO {name} ({columns}) VALUES ({marks})", some)
        write.executemany(
            "INSERT INTO people_words (rowid, folded, accented, village) VALUES (?, ?, ?, ?)", words[here]
        )
        write.executemany("INSERT INTO people_digits (rowid, digits) VALUES (?, ?)", digits[here])
        write.execute("COMMIT")
    told(folder, "insert", start)
    target.close()


def step_duplicates(folder):
    session = opened(folder / "store")
    start = clocks()
    found = duplicates.search(session)
    told(folder, "duplicates", start)
    print(f"  {found} pairs to look at", file=sys.stderr)
    session.close()


def step_search(folder):
    """Search as you type in the store that was filled: the slowest of a hundred looks."""
    session = opened(folder / "store")
    typed = ["ng", "nguyen van", "hoang thi l", "Nông Thị", "0201", "ly", "thon na", "dang van quy", "tr", "bế"]
    times = []
    for _ in range(10):
        for words in typed:
            start = time.perf_counter()
            register.find(session, Query(words), limit=50)
            times.append(time.perf_counter() - start)
    (folder / "search.seconds").write_text(json.dumps([sorted(times)[-2], 0]))
    session.close()


def clocks():
    """Now on the wall, and the processor's time until now."""
    return time.perf_counter(), time.process_time()


def told(folder, name, start):
    spent = [now - then for now, then in zip(clocks(), start, strict=True)]
    (folder / f"{name}.seconds").write_text(json.dumps(spent))


def bench(count):
    with TemporaryDirectory() as made:
        folder = Path(made)
        make(folder, count)
        seconds, used, peak = {}, {}, {}
        for step in ("import", "insert", "duplicates", "search"):
            peak[step] = measured(again(MODULE, step, folder)).peak
            seconds[step], used[step] = json.loads((folder / f"{step}.seconds").read_text())
    for name, spent in (("wall", seconds), ("processor", used)):
        print(f"{count:>9,} {name:9} import {spent['import']:7.2f} s   raw insert {spent['insert']:7.2f} s   ratio "
              f"{spent['import'] / spent['insert']:4.2f}   duplicates {spent['duplicates']:6.2f} s   together "
              f"{spent['import'] + spent['duplicates']:6.2f} s", flush=True)  # fmt: skip
    print(f"{'':20}peak: import {peak['import']:.0f} MiB, duplicates {peak['duplicates']:.0f} MiB; "
          f"search p99 {seconds['search'] * 1000:.1f} ms", flush=True)  # fmt: skip


STEPS = {"import": step_import, "insert": step_insert, "duplicates": step_duplicates, "search": step_search}

if __name__ == "__main__":
    if len(sys.argv) > 2 and sys.argv[1] in STEPS:
        STEPS[sys.argv[1]](Path(sys.argv[2]))
    else:
        for asked in sys.argv[1:] or ["100000"]:
            bench(int(asked))
        print(f"wanted: ratio ≤ {LIMIT_RATIO}, together ≤ {LIMIT_SECONDS} s, import ≤ {LIMIT_MIB} MiB at 100,000")

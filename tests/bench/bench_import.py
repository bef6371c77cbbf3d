"""Taking in many records beside the raw insert of the very same rows into the same tables with the same indexes.

    python -m tests.bench.bench_import [RECORDS …]     (100,000 when not said; growth: 10000 100000 1000000)

Each step runs in a process of its own, with its modules loaded before the clock starts. `import` decrypts, verifies,
validates and stores, one batch part after another as `inbox import` does; `insert` puts the same finished rows, full
text included, into an encrypted store of the same schema, in one transaction for each part. `duplicates` is the search
of everybody afterwards; `board` reads 200 offices × 60 months beside these people; `key` is what the window asks at
every key: the first 50 rows with their records, of its words in memory, which `ready` is the making of.

Half a minute for 100,000; for 1,000,000 seven minutes, 6 GB of disk, and 7 GB of memory for `insert`.
With more than one size, the last lines tell by how much each step grew from one to the next.
"""

import json
import sys
import time
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from app import envelope
from app.domain.access import Kind
from app.domain.batch import travelling
from app.domain.board import months_between
from app.domain.person import Person
from app.envelope.sealing import part_sizes
from app.services import board, duplicates, inbox, register, setup
from app.session import Query, sign_in
from db.keyslots import TESTING
from tests import planted
from tests.bench.bench_board import fill
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
    sizes = part_sizes((record(patterns, number) for number in range(count)), {})
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
        records = [record(patterns, number) for number in range(start, start + size)]
        made = envelope.seal(manifest, records, {}, key=below.key, recipients=[below.reader.age_recipient])
        below.head = made.digest
        (folder / "files" / f"{part:05}.asice.age").write_bytes(made.file)
        start += size
    session.close()


def record(patterns, number):
    """One person as a batch brings them; the same for the same number."""
    drawn = planted.somebody(number)
    who = {"name": drawn.name, "birth": drawn.birth, "personal_number": drawn.number, "village": drawn.village}
    return {**patterns[number % len(patterns)], "id": f"019f0000-0000-7000-8000-{number:012}", **who}


def opened(folder):
    return sign_in(folder, USER, PASSWORD, now=lambda: NOW)


def step_import(folder):
    session = opened(folder / "store")
    files = sorted((folder / "files").iterdir())
    inbox.opener(session)(files[0].read_bytes(), inbox.own_fingerprints(session))  # loads what opening needs
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


def step_board(folder):
    """The board of 200 offices × 60 months, with these people in the same store: the best of three."""
    session = opened(folder / "store")
    months = months_between("2027-01", "2031-12")
    fill(session, 200, months)
    spent = []
    for _ in range(3):
        start = clocks()
        board.read(session, months[0], months[-1])
        spent.append(since(start))
    keep(folder, "board", min(spent))
    session.close()


def step_key(folder):
    """What a key asks for, two hundred times: the second slowest; and the making of what it looks in."""
    session = opened(folder / "store")
    start = clocks()
    register.prepare(session)
    keep(folder, "ready", since(start))
    typed = ["ng", "nguyen van", "hoang thi l", "Nông Thị", "0201", "ly", "thon na", "dang van quy", "tr", "bế"]
    spent = []
    for words in typed * 20:
        start = clocks()
        register.page(session, list(register.first_rows(session, Query(words, ("open",)), 50)))
        spent.append(since(start))
    keep(folder, "key", [sorted(one[clock] for one in spent)[-2] for clock in (0, 1)])
    session.close()


def clocks():
    """Now on the wall, and the processor's time until now."""
    return time.perf_counter(), time.process_time()


def since(start):
    return [now - then for now, then in zip(clocks(), start, strict=True)]


def told(folder, name, start):
    keep(folder, name, since(start))


def keep(folder, name, spent):
    (folder / f"{name}.seconds").write_text(json.dumps(spent))


def bench(count):
    """Seconds of each step on the wall and of the processor, and the peaks."""
    with TemporaryDirectory() as made:
        folder = Path(made)
        make(folder, count)
        peak = {step: measured(again(MODULE, step, folder)).peak for step in STEPS}
        spent = {name: json.loads((folder / f"{name}.seconds").read_text()) for name in (*STEPS, "ready")}
    for clock, name in enumerate(CLOCKS):
        one = {step: seconds[clock] for step, seconds in spent.items()}
        print(f"{count:>9,} {name:9} import {one['import']:7.2f} s   raw insert {one['insert']:7.2f} s   ratio "
              f"{one['import'] / one['insert']:4.2f}   duplicates {one['duplicates']:6.2f} s   together "
              f"{one['import'] + one['duplicates']:6.2f} s   board {one['board'] * 1000:5.0f} ms   "
              f"key p99 {one['key'] * 1000:5.1f} ms   ready {one['ready']:5.2f} s", flush=True)  # fmt: skip
    print(f"{'':20}peak: " + ", ".join(f"{step} {size:.0f} MiB" for step, size in peak.items()), flush=True)
    return spent


def show_growth(counts, found):
    """By how much each step grew from one size to the next, and what a record costs."""
    for count, (before, now) in zip(counts[1:], pairwise(found), strict=True):
        grown = ", ".join(f"{name} × {now[name][1] / before[name][1]:.1f}" for name in now)
        print(f"grown to {count:,} (processor): {grown}; import of a record {now['import'][1] / count * 1e6:.0f} µs")


CLOCKS = ("wall", "processor")
STEPS = {
    "import": step_import, "insert": step_insert, "duplicates": step_duplicates, "board": step_board, "key": step_key,
}  # fmt: skip

if __name__ == "__main__":
    if len(sys.argv) > 2 and sys.argv[1] in STEPS:
        STEPS[sys.argv[1]](Path(sys.argv[2]))
    else:
        sizes = [int(asked) for asked in sys.argv[1:]] or [100_000]
        show_growth(sizes, [bench(size) for size in sizes])
        print(f"wanted: ratio ≤ {LIMIT_RATIO}, together ≤ {LIMIT_SECONDS} s, import ≤ {LIMIT_MIB} MiB at 100,000")

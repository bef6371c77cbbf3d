"""Checking a long trail: `python -m tests.bench.bench_audit [ROWS]` (a million, unless told otherwise).

A trail of real rows in an encrypted store, checked as `audit check` does it, at a tenth and at its whole length, in a
process of its own each: processor seconds against reading the same rows alone (the floor), peak memory, growth.
"""

import shutil
import sys
import tempfile
from hashlib import sha256
from pathlib import Path

from app.domain.canonical import canonical
from app.services import audit
from app.session import OnlyAudit, sign_in
from tests.bench.measured import again, measured, show
from tests.invented import NOW, PASSWORD, USER

_FIELDS = ("seq", "at", "user", "act", "channel", "subject", "detail", "previous")


def lengthen(session, rows):
    """Append rows as the program writes them until the trail has so many; all in one transaction."""
    head = session.store.audit.head()
    previous, conn = head.hash, session.store._db.conn
    with session.store.transaction():
        for seq in range(head.rows + 1, rows + 1):
            subject = sha256(str(seq).encode()).hexdigest()[:32]
            values = (seq, NOW.isoformat(), USER, "person.show", "window register", subject, {"version": seq % 9})
            line = canonical(dict(zip(_FIELDS, (*values, previous), strict=True)))
            digest = sha256(line).hexdigest()
            conn.execute("INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                         (*values[:6], canonical(values[6]).decode(), previous, digest))  # fmt: skip
            previous = digest


def check(session, rows):
    """`audit check`, and that it holds."""
    found = audit.check(session)
    assert (found.rows, found.broken_at) == (rows, None)


def floor(session, rows):
    """The same rows read from the store and nothing more."""
    assert sum(1 for _ in session.store._db.conn.execute("SELECT * FROM audit ORDER BY seq")) == rows


def listed(session, rows):
    """Numbers of the rows of one subject, and the newest two hundred rows: what the page asks for."""
    audit.find(session, OnlyAudit(subject="x"))
    assert len(audit.page(session, list(audit.find(session, OnlyAudit())[:200]))) == min(200, rows)


STEPS = {"check": check, "floor": floor, "listed": listed}


def main(rows):
    from app.domain.access import Kind
    from tests.conftest import _made  # the store of the tests

    with tempfile.TemporaryDirectory(prefix="bench-audit-") as folder:
        made = _made(Path(folder, "made"), Kind.COMMUNE, "06184", "Công an xã Thử")
        table = []
        for size in (rows // 10, rows):
            store = Path(folder, str(size))
            shutil.copytree(made.folder, store)
            with_rows = measured(again("tests.bench.bench_audit", store, "lengthen", size))
            table.append((f"write {size:,} rows", with_rows))
            table += [(f"{step} {size:,} rows", measured(again("tests.bench.bench_audit", store, step, size)))
                      for step in STEPS]  # fmt: skip
        show(table)
        seconds = {name: one.processor for name, one in table}
        small, large = seconds[f"check {rows // 10:,} rows"], seconds[f"check {rows:,} rows"]
        least = seconds[f"floor {rows:,} rows"]
        print(f"growth at ten times the rows: {large / small:.1f}; check / floor: {large / least:.1f}")


def step(store, name, rows):
    """One step in this process."""
    session = sign_in(Path(store), USER, PASSWORD, now=lambda: NOW)
    (lengthen if name == "lengthen" else STEPS[name])(session, int(rows))
    session.close()


if __name__ == "__main__":
    if len(sys.argv) == 4:
        step(*sys.argv[1:])
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)

"""The loop: every act, failed at its n-th write, sync, rename or opening, n = 1, 2, 3 … until it completes."""

import contextlib
import gc
import hashlib
import os
import pickle
import shutil
from collections import Counter
from dataclasses import dataclass, field

from app.errors import AppError
from db.backup_file import check as check_backup
from db.connection import rows, scalar
from tests.anomaly.acts import OLD_KEYS
from tests.anomaly.shim import FAULTS, KINDS
from tests.exchange import dump

STATES = ("months", "batches", "inbox", "inbox_rows")
# A re-key is told before it begins and again when it fails; whether it was done shows beside the store.
_TOLD_ONLY = ("store.rekey", "store.rekey_failed")
_PASSING = (".part", ".making", ".restoring", ".rehearsing")
_TELLS = {
    "ENOSPC": {"disk.full", "stick.full"},
    "EIO": {"disk.error", "place.unreachable", "stick.unsafe", "import.unreadable", "file.unreadable"},
}
"""What the user may be told of such a disk; any other sentence sends them to repair something else."""


@dataclass
class Line:
    """One line of the table."""

    act: str
    fault: str
    points: int = 0
    there: int = 0
    """Points after which the act was wholly there; in all others it was wholly absent."""
    again: int = 0
    """Points after which an act that was absent was done once more, and was there."""
    refused: Counter = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    """What must never happen, by point."""
    seconds: float = 0
    """Of processor, that of the suffering processes too."""


class Loop:
    """One act in an empty folder of its own."""

    def __init__(self, act, shim, folder):
        self.act, self._shim, self._made, self._root = act, shim, folder / "made", folder / "now"
        self._made.mkdir(parents=True)
        act.prepare(self._made)
        self._warm()
        gc.collect()
        gc.freeze()  # or each process of its own copies all memory at its first collection
        self._fresh()
        self.before = self._shape()
        self._fresh()  # looking at a store may have opened it, and opening may have migrated it
        said, self.operations, self.kinds = self._suffer(0, 0)
        assert said == "done", said
        self.after = self._shape()
        assert self.before != self.after, "the act must leave something"

    def line(self, fault, points, *, to_the_end=False):
        """Fail at each of these points, or until none is left to fail; whether everything held is in `lost`."""
        found, began, suffered, point = Line(self.act.name, fault), worked(), True, 0
        for point in points:
            suffered = self._try(fault, point, found)
        while to_the_end and suffered:  # what was drawn by lot this time may have needed more operations
            point += 1
            suffered = self._try(fault, point, found)
        found.seconds = worked() - began
        return found

    def _try(self, fault, point, found):
        """Whether there was something to fail at this point."""
        self._fresh()
        said, count, _ = self._suffer(point, FAULTS[fault])
        found.points += 1
        found.refused[said] += said not in ("done", "killed")
        try:
            self._judge(said, found)
        except Exception as error:  # noqa: BLE001 - whatever goes wrong after a fault is what is looked for
            found.lost.append(f"point {point}, {said}: {type(error).__name__} {error}")
        return said != "done" or count >= point

    def _warm(self):
        """Do the act once here, so that what it imports and reads need not be loaded anew at every point."""
        self._fresh()
        with contextlib.ExitStack() as stack:
            started = self.act.start(self._root)
            if started is not None:
                stack.callback(started.close)
            done = self.act.do(self._root, started)
            if started is None and done is not None:
                done.close()

    def _fresh(self):
        shutil.rmtree(self._root, ignore_errors=True)
        shutil.copytree(self._made, self._root)

    def _suffer(self, point, fault):
        """Do the act in a process of its own; what became of it (`done`, `killed` or an error's code)."""
        reads, writes = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reads)
            self._child(writes, point, fault)
        os.close(writes)
        with os.fdopen(reads, "rb") as answers:
            answered = answers.read()
        os.waitpid(child, 0)
        said, *counts = answered.decode().splitlines() or ["killed"]
        count, *kinds = (int(one) for one in counts[0].split()) if counts else (0,)
        return said, count, kinds

    def _child(self, answers, point, fault):
        """Never returns. The answer goes out before the store is closed: what was acknowledged must stay."""
        try:
            gc.disable()
            started = self.act.start(self._root)
            self._shim.anomaly_arm(str(self._root).encode(), point, fault)
            with contextlib.ExitStack() as stack:
                if started is not None:
                    stack.callback(started.close)
                try:
                    done = self.act.do(self._root, started)
                    os.write(answers, b"done\n")
                    if started is None and done is not None:
                        done.close()
                except AppError as error:
                    os.write(answers, f"{error.code}\n".encode())
            counts = (self._shim.anomaly_disarm(), *(self._shim.anomaly_kind(kind) for kind in range(len(KINDS))))
            os.write(answers, " ".join(map(str, counts)).encode())
        except BaseException as error:  # noqa: BLE001 - a bug in the suffering process is an answer too
            os.write(answers, f"BUG {type(error).__name__} {error}\n".encode())
        finally:
            os._exit(0)

    def _judge(self, said, found):
        """After a fault: told rightly, all whole, the act there or not, and possible again when it is not."""
        assert not said.startswith("BUG"), "the fault came out untranslated"
        told = said in ("done", "killed") or said in _TELLS.get(found.fault, ())
        assert told, "the wrong sentence"
        _no_half_files(self._root)
        shape = self._shape()
        assert shape in (self.before, self.after), f"half an act: {_differing(shape, self.before, self.after)}"
        if shape == self.after:
            found.there += 1
            return
        assert said != "done", "acknowledged and lost"
        if found.points % self.act.again:
            return
        found.again += 1
        again, _, _ = self._suffer(0, 0)
        assert again == "done", f"cannot be done again: {again}"
        shape = self._shape()
        assert shape == self.after, f"done again, and not there: {_differing(shape, self.after)}"

    def _shape(self):
        """What the store holds, in numbers and states; None without a store. Every check of its wholeness passes."""
        folder = self._root / self.act.store
        if not folder.exists():
            return None
        for name in ("commune", "receiving", "new"):
            if (self._root / name).exists() and name != self.act.store:
                _whole(self.act, self._root, name, self.act.passwords[:1])
        return _whole(self.act, self._root, self.act.store, self.act.passwords)


def worked():
    """Seconds of processor that this process and those it started and saw ending have had."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def _whole(act, root, name, passwords):
    """Open a store with the one password that opens it, look at every page and row, and say what it holds."""
    # A try to sign in that a fault cut short stays counted and would enter the trail: it is no part of the act.
    tries, opening = root / name / "log" / "sign-in.json", []
    for password in passwords:
        tries.unlink(missing_ok=True)
        with contextlib.suppress(AppError):
            opening.append((password, act.opens(root, name, act.user, password)))
            if len(passwords) > 1:
                opening[-1][1].close()
    tries.unlink(missing_ok=True)
    assert len(opening) == 1, f"{len(opening)} passwords open the store"
    password, opened = opening[0]
    with contextlib.closing(opened if len(passwords) == 1 else act.opens(root, name, act.user, password)) as session:
        is_whole(session)
        db = session.store._db
        held = dump(session, but=("slots",))
        counts = {table: len(found) for table, found in held.items()}
        states = [rows(db, f"SELECT state, count(*) FROM {table} GROUP BY 1") for table in STATES]
        steps = [row["name"] for row in rows(db, "SELECT name FROM _sqlite_migrations ORDER BY 1")]
        told = [row.act for row in session.store.audit.rows()]
        old = root / OLD_KEYS
        rekeyed = old.exists() and old.read_bytes() != (root / name / "keys.json").read_bytes()
        but = (*_TOLD_ONLY, "sign_in") if old.exists() else _TOLD_ONLY  # the sign-in is told with what is told before
        acts = [one for one in told if one not in but]
        return pickle.dumps((password, counts, states, steps, acts, rekeyed))


def is_whole(session):
    """Every page, every row of the trail, and the search that goes with the register."""
    db = session.store._db
    rows(db, "PRAGMA wal_checkpoint(TRUNCATE)")  # the check of the pages below looks at the file alone
    assert rows(db, "PRAGMA integrity_check") == [{"integrity_check": "ok"}]
    assert db.conn.execute("PRAGMA cipher_integrity_check").fetchall() == []
    assert session.store.audit.broken_at() is None
    assert scalar(db, "SELECT count(*) FROM people_words") == session.store.people.count()


def _no_half_files(root):
    """Whatever bears a final name is whole: batches by the digest in their name, backups by their checksums."""
    for file in root.rglob("*"):
        if any(part in str(file) for part in _PASSING) or not file.is_file():
            continue
        if file.name.endswith(".asice.age"):
            assert hashlib.sha256(file.read_bytes()).hexdigest()[:12] in file.name
        elif file.suffix == ".hnbackup":
            check_backup(file)


def _differing(shape, *known):
    held, references = pickle.loads(shape), [pickle.loads(one) for one in known if one]
    return [(part, [reference[place] for reference in references]) for place, part in enumerate(held)
            if all(part != reference[place] for reference in references)]  # fmt: skip

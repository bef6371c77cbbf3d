"""Rounds in processes of their own, killed at a chosen moment: at a request to a server, or a touch of a share."""

import os
import signal
import subprocess
import sys
from importlib import import_module
from pathlib import Path

from app.envelope.schemas import fits
from app.services import sync
from app.session import sign_in
from tests.invented import NOW, PASSWORD, USER
from tests.lines import Front
from tests.shares import TOUCHES, SharedFolder
from tests.spoiled import enter, months_from, seal_some

_ROOT = Path(__file__).parent.parent


_HEAVY = (
    "app.places.s3", "app.places.webdav", "webdav4.multistatus", "truststore", "pyrage",
    "pyhanko.sign.signers.pdf_cms", "pyhanko.sign.validation.generic_cms",
)  # fmt: skip


def work():
    """Fork a round for each line `STORE<tab>FOLDER<tab>N` on standard input; tell its pid, then how it ended."""
    for name in _HEAVY:
        import_module(name)
    for schema in ("manifest", "record.entry", "record.receipt"):
        fits(schema, {})
    for line in sys.stdin:
        store, folder, n = line.rstrip("\n").split("\t")
        pid = os.fork()
        if pid == 0:
            session = sign_in(Path(store), USER, PASSWORD)
            if folder:
                _die_at(Path(folder), int(n))
            sync.run(session)
            session.close()
            os._exit(0)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()
        sys.stdout.write(f"{os.waitpid(pid, 0)[1]}\n")
        sys.stdout.flush()


def _die_at(folder, n):
    left = [n]

    def touched(event, args):
        if event in TOUCHES and args and str(args[0]).startswith(str(folder)):
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(touched)


class Killed:
    """A commune and the office above whose processes die in the middle of a round, again and again."""

    def __init__(self, pair, server):
        self._server = server
        self._front = None if isinstance(server, SharedFolder) else Front(server.port)
        port = self._front.port if self._front else None
        self._stores = [one.store.folder for one in pair]
        for one in pair:
            enter(one, server.place(one.office.unit, port=port))
            one.close()
        self._months = months_from()
        self._all = []
        command = [sys.executable, "-c", "from tests.killed import work; work()"]
        self._worker = subprocess.Popen(command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def close(self):
        self._worker.stdin.close()
        self._worker.wait(20)
        self._worker.stdout.close()
        if self._front:
            self._front.close()

    def kill_at(self, who, moment, n):
        """Whether the round of `who` (0 below, 1 above, 2 below once more) lived to be killed at its n-th `moment`."""
        self._seal()
        for before in range(who):
            assert self._round(before % 2) == 0
        killed = self._round(who % 2, moment, n) == signal.SIGKILL
        for after in (0, 1, 0):
            assert self._round(after) == 0
        return killed

    def effect(self):
        """Batches made, batches held above, answered below; receipts; breaks in the audit trails; what failed last."""
        below, above = (sign_in(folder, USER, PASSWORD, now=lambda: NOW) for folder in self._stores)
        try:
            failed = [one for office in (below, above) for one in sync.run(office).failed]
            held = [one.digest for one in above.store.inbox.all()]
            return (
                sorted(held) == sorted(self._all),
                {below.store.batches.get(one).state.value for one in self._all},
                len(above.store.batches.all()) - len(self._all),
                (below.store.audit.broken_at(), above.store.audit.broken_at()),
                failed,
            )
        finally:
            below.close()
            above.close()

    def _seal(self):
        below = sign_in(self._stores[0], USER, PASSWORD, now=lambda: NOW)
        self._all += [one.digest for one in seal_some(below, next(self._months))]
        below.close()

    def _round(self, who, moment="", n=0):
        """How the process of a round ended."""
        if self._front:
            self._front.arm(moment, n)
        folder = str(self._server.data) if moment and not self._front else ""
        self._worker.stdin.write(f"{self._stores[who]}\t{folder}\t{n}\n")
        self._worker.stdin.flush()
        pid = int(self._worker.stdout.readline())
        if self._front:
            self._front.strike = lambda: os.kill(pid, signal.SIGKILL)
        return int(self._worker.stdout.readline())

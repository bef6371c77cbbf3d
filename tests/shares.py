"""A shared folder as a place, and what goes wrong with one: spoiled at the n-th time somebody touches it.

Python tells an audit hook of every file it opens, lists, renames or removes; what the hook raises ends that act. So
the real code meets the real errors of a share, without a share that breaks on demand.
"""

import errno
import os
import shutil
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

from app.domain.office import Place
from tests.invented import PROVINCE

ERRORS = {"full": errno.ENOSPC, "denied": errno.EACCES, "broken": errno.EIO, "timed_out": errno.ETIMEDOUT}
FAULTS = (*ERRORS, "gone", "lied", "half_stored", "truncated", "other_office", "swapped")
TOUCHES = {"open", "os.listdir", "os.scandir", "os.rename", "os.link", "os.remove", "os.mkdir"}
_HOOKED = []


class SharedFolder:
    """A folder that every office may enter, as the servers of tests/servers.py."""

    name = "folder"
    port = 0
    tls = False

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="hoanhap-share-"))
        self.data = self.folder / "kho"
        self.data.mkdir()

    def place(self, _login=PROVINCE, **_more):
        return Place("kho", str(self.data))

    def stop(self):
        shutil.rmtree(self.folder, ignore_errors=True)


class Share:
    """Spoils the n-th touch of the kind that suits; `fired` tells whether it came to that.

    `full`, `denied`, `broken`, `timed_out`: that act ends so. `gone`: the share is away from then on. `lied`,
    `half_stored`: what was written is not there, or only half of it. `truncated`, `other_office`, `swapped`: the
    next reader of a file is given half of it, bytes of nobody, or another file.
    """

    port = 0

    def __init__(self, folder, fault, n):
        self._root, self.fault, self._n = folder, fault, n
        self._away = folder.with_name("away")
        self.fired = False
        self._busy = False
        self._restore = None
        if not _HOOKED:
            sys.addaudithook(lambda event, args: _HOOKED[-1] and _HOOKED[-1].touched(event, args))
            _HOOKED.append(None)
        _HOOKED[-1] = self

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.heal()

    def heal(self):
        """From now on everything passes, and what is away is there again."""
        _HOOKED[-1] = None
        self._put_back()
        if self._away.exists():
            self._away.rename(self._root)

    @contextmanager
    def looked_at(self):
        """For whoever compares the states with what is really there."""
        self._busy = True
        if gone := self._away.exists():
            self._away.rename(self._root)
        self._put_back()
        yield
        if gone:
            self._root.rename(self._away)
        self._busy = False

    def touched(self, event, args):
        if event not in TOUCHES or self._busy or not args or not isinstance(args[0], (str, bytes, os.PathLike)):
            return
        path = Path(os.fsdecode(args[0]))
        if path != self._root and self._root not in path.parents:
            return
        self._busy = True
        try:
            self._put_back()
            self._maybe_spoil(event, args, path)
        finally:
            self._busy = False

    def _maybe_spoil(self, event, args, path):
        if not self._suits(event, args, path):
            return
        self._n -= 1
        if self._n == 0:
            self.fired = True
            self._spoil(path)

    def _suits(self, event, args, path):
        if self.fault in ("lied", "half_stored"):
            return event == "os.rename"
        if self.fault in ("truncated", "other_office", "swapped"):
            return event == "open" and path.name.endswith(".age") and not args[2] & (os.O_WRONLY | os.O_RDWR)
        return True

    def _spoil(self, path):
        if self.fault in ERRORS:
            raise OSError(ERRORS[self.fault], "spoiled", str(path))
        if self.fault == "gone":
            self._root.rename(self._away)
        elif self.fault == "lied":
            self._restore = lambda: _forget(path.with_name(path.name.removesuffix(".part")))
        elif self.fault == "half_stored":
            os.truncate(path, path.stat().st_size // 2)
        else:
            content = path.read_bytes()
            path.write_bytes(self._other(path, content))
            self._restore = lambda: path.write_bytes(content)

    def _other(self, path, content):
        if self.fault == "truncated":
            return content[: len(content) // 2]
        if self.fault == "swapped":
            return next((one.read_bytes() for one in sorted(path.parent.glob("*.age")) if one != path), content)
        return b"age-encryption.org/v1\n" + b"x" * 2000

    def _put_back(self):
        """A file that was spoiled for one reader is whole again, and one that was lied about is gone."""
        restore, self._restore = self._restore, None
        if restore is not None:
            restore()


def _forget(file):
    file.unlink(missing_ok=True)

"""What went wrong, kept for whoever mends it: codes, files and lines, versions; never a value or a message.

`log/errors.log` of a store folder is read in the clear and sent by telephone or post, so nobody's data may be in it:
the text of an exception often holds the very cell, name or number that was being worked on.
"""

import contextlib
import hashlib
import platform
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from app import __version__
from app.errors import AppError
from app.files import write_whole

_LONGEST: Final = 256 * 1024
_KEPT: Final = 128 * 1024
_FRAMES: Final = 40


@dataclass(frozen=True, slots=True)
class Report:
    """A short code to be read out, and where it happened. The same mistake has the same code."""

    code: str
    lines: tuple[str, ...]


def describe(error: BaseException) -> Report:
    """Where a mistake of ours happened: kinds of exceptions, and files with lines, from the first cause on."""
    chain = list(_causes(error))[::-1]
    where = [line for one in chain for line in (type(one).__name__, *_frames(one))]
    code = hashlib.sha256("\n".join(where).encode()).hexdigest()[:8].upper()
    about = f"Hòa Nhập {__version__} · Python {platform.python_version()} · {platform.system()} {platform.release()}"
    return Report(f"{code[:4]}-{code[4:]}", (about, *where))


def keep(folder: Path, error: BaseException, *, place: str) -> Report:
    """Write a mistake, or the code of a refusal, to the log of a store; a log that cannot be written stops nothing.

    `place` is the page or command. Gives what was written.
    """
    report = Report(error.code, ()) if isinstance(error, AppError) else describe(error)
    moment = datetime.now().astimezone().isoformat(timespec="seconds")
    entry = "\n  ".join((f"{moment} {report.code} {place}", *report.lines)) + "\n"
    if (folder / "keys.json").is_file():
        with contextlib.suppress(AppError, OSError):
            _append(folder / "log" / "errors.log", entry.encode())
    return report


def _append(file: Path, entry: bytes) -> None:
    file.parent.mkdir(exist_ok=True)
    if file.is_file() and file.stat().st_size + len(entry) > _LONGEST:
        newest = file.read_bytes()[-_KEPT:]
        write_whole(file, newest[newest.find(b"\n") + 1 :], mode=0o600)
    with file.open("ab") as log:
        log.write(entry)


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)


def _frames(error: BaseException) -> Iterator[str]:
    for frame in traceback.extract_tb(error.__traceback__)[-_FRAMES:]:
        where = "/".join(frame.filename.replace("\\", "/").split("/")[-2:])
        yield f"{where}:{frame.lineno} {frame.name}"

"""The backup file: everything of a store in one file of which no byte goes unchecked.

Line 1 is `hoanhap-backup` and the SHA-256 of line 2; line 2 is the header as canonical JSON; then `keys.json`
and `store.db` follow as they are, with sizes and SHA-256 in the header. Without the program, `head -2` shows the
header and `tail -c` takes both files out. The checksums find damage; that nobody reads or makes up a store
without a password is the work of the key slots and of the encrypted pages.
"""

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

from app.domain.canonical import canonical
from app.errors import AppError
from app.files import disk_error, sync_folder

DATABASE: Final = "store.db"
KEYS: Final = "keys.json"
_MAGIC: Final = b"hoanhap-backup "
_VERSION: Final = 1
_LONGEST_HEADER: Final = 64 * 1024
_CHUNK: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Header:
    """What a backup says of itself in the clear: when, which office's, how far its trail went; nobody's data."""

    made_at: str
    unit: str
    epoch: int
    rows: int
    """Rows of the audit trail; `head` is the hash of the last one."""
    head: str
    steps: tuple[str, ...]
    """The schema, by the names of its migrations."""


@dataclass(frozen=True, slots=True)
class _Part:
    name: str
    size: int
    sha256: str


def pack(file: Path, header: Header, parts: Sequence[Path]) -> None:
    """Write a backup of these two files, read it back, and only then give it its name. Raises `disk.*`."""

    def write(out: BinaryIO) -> None:
        line = _header_line(header, [_measured(one) for one in parts])
        out.write(_MAGIC + hashlib.sha256(line).hexdigest().encode() + b"\n" + line)
        for one in parts:
            with one.open("rb") as content:
                shutil.copyfileobj(content, out, _CHUNK)

    _put(file, write)


def copy_to(file: Path, folder: Path) -> Path:
    """Copy a backup into another folder, read it back there, and only then give it its name. Raises `disk.*`."""

    def write(out: BinaryIO) -> None:
        with file.open("rb") as content:
            shutil.copyfileobj(content, out, _CHUNK)

    _put(folder / file.name, write)
    return folder / file.name


def read_header(file: Path) -> Header:
    """The header of a backup that is there whole; what stands behind it is not read.

    Raises `backup.damaged`, `store.newer`, `file.missing`, `file.unreadable`.
    """
    with _opened(file) as content:
        return _head(content)[0]


def check(file: Path) -> Header:
    """The header of a backup after every byte of it was read and compared. Raises as `read_header`."""
    with _opened(file) as content:
        header, parts = _head(content)
        for part in parts:
            _copy(content, part, None)
    return header


def unpack(file: Path, folder: Path) -> Header:
    """Put `keys.json` and `store.db` of a backup into a folder. Raises as `read_header`, and `disk.*`."""
    with _opened(file) as content:
        header, parts = _head(content)
        for part in parts:
            try:
                out = (folder / part.name).open("xb")
            except OSError as error:
                raise disk_error(error) from error
            try:
                _copy(content, part, out)
            finally:
                _close(out)
    return header


@contextmanager
def _opened(file: Path) -> Iterator[BinaryIO]:
    """A file somebody named, open for reading; what the system refuses of it is told as theirs."""
    try:
        with file.open("rb") as content:
            yield content
    except FileNotFoundError as error:
        raise AppError("file.missing", file=file.name) from error
    except OSError as error:
        raise AppError("file.unreadable", file=file.name) from error


def _head(content: BinaryIO) -> tuple[Header, list[_Part]]:
    first = content.readline(len(_MAGIC) + 65)
    line = content.readline(_LONGEST_HEADER)
    if first != _MAGIC + hashlib.sha256(line).hexdigest().encode() + b"\n":
        raise AppError("backup.damaged")
    header, parts = _parsed(line)
    behind = os.fstat(content.fileno()).st_size - len(first) - len(line)
    if behind != sum(part.size for part in parts):
        raise AppError("backup.damaged")
    return header, parts


def _parsed(line: bytes) -> tuple[Header, list[_Part]]:
    try:
        data = json.loads(line)
        if data["format"] != "hoanhap-backup":
            raise AppError("backup.damaged")
        if data["version"] != _VERSION:
            raise AppError("store.newer")
        audit = data["audit"]
        header = Header(
            str(data["made_at"]), str(data["unit"]), int(data["epoch"]), int(audit["rows"]), str(audit["hash"]),
            tuple(str(step) for step in data["steps"]),
        )  # fmt: skip
        datetime.fromisoformat(header.made_at)
        parts = [_Part(str(one["name"]), int(one["size"]), str(one["sha256"])) for one in data["files"]]
    except (ValueError, KeyError, TypeError) as error:
        raise AppError("backup.damaged") from error
    if [part.name for part in parts] != [KEYS, DATABASE] or any(part.size < 0 for part in parts):
        raise AppError("backup.damaged")
    return header, parts


def _copy(content: BinaryIO, part: _Part, out: BinaryIO | None) -> None:
    """Read a part and compare it, writing it down when there is somewhere to."""
    digest, left = hashlib.sha256(), part.size
    while left and (chunk := content.read(min(_CHUNK, left))):
        digest.update(chunk)
        left -= len(chunk)
        if out is not None:
            _write(out, chunk)
    if left or digest.hexdigest() != part.sha256:
        raise AppError("backup.damaged")


def _write(out: BinaryIO, chunk: bytes) -> None:
    try:
        out.write(chunk)
        out.flush()
    except OSError as error:
        raise disk_error(error) from error


def _close(out: BinaryIO) -> None:
    """What a full disk did not take is tried once more at closing: that is no fault of the file that is read."""
    try:
        out.close()
    except OSError as error:
        raise disk_error(error) from error


def _put(file: Path, write: Callable[[BinaryIO], None]) -> None:
    part = file.with_name(f"{file.name}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(handle, "wb") as out:
            write(out)
            out.flush()
            os.fsync(out.fileno())
        check(part)
        part.replace(file)
        sync_folder(file.parent)
    except OSError as error:
        _forget(part)
        raise disk_error(error) from error
    except AppError:
        _forget(part)
        raise


def _header_line(header: Header, parts: Sequence[_Part]) -> bytes:
    data: Mapping[str, Any] = {
        "format": "hoanhap-backup", "version": _VERSION, "made_at": header.made_at, "unit": header.unit,
        "epoch": header.epoch, "audit": {"rows": header.rows, "hash": header.head}, "steps": list(header.steps),
        "files": [asdict(part) for part in parts],
    }  # fmt: skip
    return canonical(data) + b"\n"


def _measured(file: Path) -> _Part:
    with file.open("rb") as content:
        return _Part(file.name, file.stat().st_size, hashlib.file_digest(content, "sha256").hexdigest())


def _forget(part: Path) -> None:
    with contextlib.suppress(OSError):  # the disk is gone or read-only: the first error is the one to tell
        part.unlink(missing_ok=True)

"""A ZIP reader for hostile bytes and a writer that makes the same bytes everywhere.

The reader wants one layout: members one after the other from the first byte, the directory, its end record, and
nothing else. What a lenient reader skips (prefixes, gaps, comments, a second directory) cannot hide here.
"""

import hashlib
import re
import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

MOST_MEMBERS: Final = 16
MOST_UNPACKED: Final = 64 * 1024 * 1024

_END: Final = struct.Struct("<4s4H2LH")
_CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
_LOCAL: Final = struct.Struct("<4s5H3L2H")
_END_MARK: Final = b"PK\x05\x06"
_CENTRAL_MARK: Final = b"PK\x01\x02"
_LOCAL_MARK: Final = b"PK\x03\x04"
_STORED: Final = 0
_DEFLATED: Final = 8
_ALLOWED_FLAGS: Final = 0x0806  # compression hints and "name is UTF-8"; no encryption, no trailing sizes
_REGULAR_FILE: Final = 0o100000
_EPOCH: Final = (0, 0x21)  # 1980-01-01 in DOS writing: no clock in the bytes
_NEEDS: Final = 20
_MADE_BY_UNIX: Final = 3 << 8
_NAME: Final = re.compile(r"(?:META-INF/)?[A-Za-z0-9][A-Za-z0-9_-]{0,47}(?:\.[A-Za-z0-9]{1,8})?")


class TooBigError(ValueError):
    """Over the limits of contract §2, seen before anything was unpacked."""


@dataclass(frozen=True, slots=True)
class _Member:
    name: str
    method: int
    checksum: int
    packed: int
    size: int
    offset: int
    flags: int


class ZipWriter:
    """A ZIP with nothing in it that differs between machines or days; the first member is stored.

    Written here and not by `zipfile`, whose bytes depend on the Python version and which complains at the end
    of the process about an archive given up half-way.
    """

    def __init__(self) -> None:
        self._chunks: list[bytes] = []
        self._directory: list[bytes] = []
        self._place = 0
        self._size = 0

    def add(self, name: str, chunks: Iterable[bytes]) -> bytes:
        """Write a member and return its SHA-256. Raises `TooBigError` where no reader would unpack it."""
        method = _DEFLATED if self._directory else _STORED
        packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        digest, checksum, size, packed = hashlib.sha256(), 0, 0, []
        for chunk in chunks:
            digest.update(chunk)
            checksum = zlib.crc32(chunk, checksum)
            size += len(chunk)
            if self._size + size > MOST_UNPACKED:
                raise TooBigError("unpacked")
            packed.append(packer.compress(chunk) if method else chunk)
        if method:
            packed.append(packer.flush())
        self._size += size
        content = b"".join(packed)
        self._append(name, content, (_NEEDS, 0, method, *_EPOCH, checksum, len(content), size, len(name), 0))
        return digest.digest()

    def finish(self) -> bytes:
        """The whole file."""
        directory = b"".join(self._directory)
        count = len(self._directory)
        end = _END.pack(_END_MARK, 0, 0, count, count, len(directory), self._place, 0)
        return b"".join([*self._chunks, directory, end])

    def _append(self, name: str, content: bytes, fields: tuple[int, ...]) -> None:
        regular = (_REGULAR_FILE | 0o644) << 16
        header = _LOCAL.pack(_LOCAL_MARK, *fields) + name.encode()
        self._directory.append(
            _CENTRAL.pack(_CENTRAL_MARK, _MADE_BY_UNIX | _NEEDS, *fields, 0, 0, 0, regular, self._place) + name.encode()
        )
        self._chunks += [header, content]
        self._place += len(header) + len(content)


def read_zip(data: bytes) -> dict[str, bytes]:
    """Members by name in their order. Raises `TooBigError`, or `ValueError` for any other layout than ours."""
    members = _directory(data)
    if sum(member.size for member in members) > MOST_UNPACKED:
        raise TooBigError("unpacked")
    names = {member.name.lower() for member in members}
    if len(names) != len(members):
        raise ValueError("two names")
    content = {}
    place = 0
    for member in members:
        content[member.name], place = _unpacked(data, member, place)
    if place != _end_of(data)[1]:
        raise ValueError("gap")
    return content


def _end_of(data: bytes) -> tuple[int, int, int]:
    """Number of members, place and length of the directory."""
    if len(data) < _END.size:
        raise ValueError("end")
    mark, disk, first_disk, here, total, length, start, comment = _END.unpack(data[-_END.size :])
    if mark != _END_MARK or disk or first_disk or here != total or comment or not total:
        raise ValueError("end")
    if total > MOST_MEMBERS:
        raise TooBigError("members")
    if start + length + _END.size != len(data):
        raise ValueError("end")
    return total, start, length


def _directory(data: bytes) -> list[_Member]:
    total, place, length = _end_of(data)
    end = place + length
    members = []
    for _ in range(total):
        if place + _CENTRAL.size > end:
            raise ValueError("directory")
        fields = _CENTRAL.unpack_from(data, place)
        members.append(_member(fields, data[place + _CENTRAL.size : place + _CENTRAL.size + fields[10]]))
        place += _CENTRAL.size + sum(fields[10:13])
    if place != end:
        raise ValueError("directory")
    return members


def _member(fields: tuple[Any, ...], raw_name: bytes) -> _Member:
    mark, _made_by, _needs, flags, method, _time, _day, checksum, packed, size = fields[:10]
    comment, disk, _internal, external, offset = fields[12:]
    name = raw_name.decode("ascii")
    kind = (external >> 16) & 0o170000
    if mark != _CENTRAL_MARK or flags & ~_ALLOWED_FLAGS or method not in (_STORED, _DEFLATED):
        raise ValueError("member")
    if comment or disk or kind not in (0, _REGULAR_FILE) or not _NAME.fullmatch(name):
        raise ValueError("member")
    return _Member(name, method, checksum, packed, size, offset, flags)


def _unpacked(data: bytes, member: _Member, place: int) -> tuple[bytes, int]:
    """Content of a member that must start at `place`, and the place after it."""
    if member.offset != place or place + _LOCAL.size > len(data):
        raise ValueError("gap")
    mark, _needs, flags, method, _time, _day, checksum, packed, size, name_length, extra = _LOCAL.unpack_from(
        data, place
    )
    start = place + _LOCAL.size + name_length
    if (mark, flags, method) != (_LOCAL_MARK, member.flags, member.method):
        raise ValueError("header")
    if (checksum, packed, size) != (member.checksum, member.packed, member.size):
        raise ValueError("header")
    if data[place + _LOCAL.size : start] != member.name.encode():
        raise ValueError("header")
    start += extra
    raw = data[start : start + packed]
    content = raw if method == _STORED else _inflated(raw, size)
    if len(raw) != packed or len(content) != size or zlib.crc32(content) != checksum:
        raise ValueError("content")
    return content, start + packed


def _inflated(raw: bytes, size: int) -> bytes:
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        # One byte more than declared shows a member that lies about its size, without unpacking it.
        content = unpacker.decompress(raw, size + 1)
    except zlib.error:
        raise ValueError("deflate") from None
    if not unpacker.eof or unpacker.unused_data:
        raise ValueError("deflate")
    return content

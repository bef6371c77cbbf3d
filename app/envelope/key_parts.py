"""A key file in numbered parts for different hands: all of them together give it back, fewer tell nothing of it.

A part is text: `HNK1-{key}-{part}-{parts}-{body}-{check}`. `key` and `check` are the beginnings of SHA-256 of the file
and of the text before, in base32. Every body but the last is random; the last is the file with all of them added by
exclusive or, so that nothing less than the whole says anything.
"""

import base64
import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import Final

MOST_PARTS: Final = 9
_NAME: Final = "HNK1"
_KEY_LENGTH, _CHECK_LENGTH = 6, 8
_LARGEST: Final = 2048
_PART: Final = re.compile(r"HNK1-([A-Z2-7]{6})-([1-9])-([2-9])-([A-Z2-7]+)-([A-Z2-7]{8})")
# Base32 has no such signs: who types them means the letter that looks the same.
_LOOK_ALIKE: Final = str.maketrans("018", "OIB")


@dataclass(frozen=True, slots=True)
class Part:
    """A part whose own check holds. `key` is the same on all parts of one key."""

    key: str
    part: int
    parts: int
    body: bytes


class PartError(ValueError):
    """A part that does not hold (`part` by its place from 1), or those that are missing (`missing`)."""

    def __init__(self, *, part: int = 0, missing: tuple[int, ...] = ()) -> None:
        super().__init__("part")
        self.part = part
        self.missing = missing


def split(data: bytes, parts: int) -> list[str]:
    """The texts of 2 to 9 parts of a key file of at most 2 KiB. Raises `ValueError` outside of these."""
    if not 2 <= parts <= MOST_PARTS or not 0 < len(data) <= _LARGEST:
        raise ValueError("parts")
    bodies = [secrets.token_bytes(len(data)) for _ in range(parts - 1)]
    bodies.append(reduce(_added, bodies, data))
    key = _short(data, _KEY_LENGTH)
    return [_text(f"{_NAME}-{key}-{number}-{parts}-{_base32(body)}") for number, body in enumerate(bodies, start=1)]


def join(texts: Iterable[str]) -> bytes:
    """The key file that these parts make, in any order. Raises `PartError`."""
    found = [read_part(text, place) for place, text in enumerate(texts, start=1)]
    if not found:
        raise PartError(part=1)
    first = found[0]
    for place, one in enumerate(found, start=1):
        if (one.key, one.parts, len(one.body)) != (first.key, first.parts, len(first.body)):
            raise PartError(part=place)
    bodies = {one.part: one.body for one in found}
    missing = tuple(number for number in range(1, first.parts + 1) if number not in bodies)
    if missing:
        raise PartError(missing=missing)
    data = reduce(_added, bodies.values())
    if _short(data, _KEY_LENGTH) != first.key:
        raise PartError(part=1)
    return data


def read_part(text: str, place: int = 1) -> Part:
    """A part as it was scanned or typed; spaces, line breaks and small letters do not matter. Raises `PartError`."""
    plain = "".join(text.split()).upper()
    head, dash, rest = plain.partition("-")
    fields = rest.split("-") if dash else []
    if len(fields) == 5:
        key, part, parts, body, check = fields
        plain = "-".join((head, _letters(key), part, parts, _letters(body), _letters(check)))
    match = _PART.fullmatch(plain)
    if match is None or len(match[4]) > 2 * _LARGEST or _text(plain.rpartition("-")[0]) != plain:
        raise PartError(part=place)
    try:
        body_bytes = base64.b32decode(match[4] + "=" * (-len(match[4]) % 8))
    except ValueError:
        raise PartError(part=place) from None
    if int(match[2]) > int(match[3]):
        raise PartError(part=place)
    return Part(match[1], int(match[2]), int(match[3]), body_bytes)


def _letters(typed: str) -> str:
    return typed.translate(_LOOK_ALIKE)


def _text(head: str) -> str:
    return f"{head}-{_short(head.encode(), _CHECK_LENGTH)}"


def _short(data: bytes, length: int) -> str:
    return _base32(hashlib.sha256(data).digest())[:length]


def _base32(data: bytes) -> str:
    return base64.b32encode(data).decode().rstrip("=")


def _added(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))

"""A file in small pieces, for a line that does not live long enough for the whole.

Every server takes small files, few resume a big one (Apache alone takes `Content-Range`; S3 wants parts of 5 MiB). So
the pieces are files of their own, `{file}.003of011.piece`: what arrived stays, and the reader puts them together. The
hash in the file's name and the signature inside tell whether the whole is right.
"""

import re
from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import Final

from app.errors import AppError
from app.places import PlaceConnection, Readable

SIZE: Final = 48 * 1024
"""At 2 kB/s a piece takes 25 s: a line that lives three minutes carries six whole ones."""

_PIECE: Final = re.compile(r"(?P<file>.+\.asice\.age)\.(?P<number>\d{3})of(?P<count>\d{3})\.piece")
_NAMED: Final = re.compile(r".+-([0-9a-f]{12})\.asice\.age")


def piece_names(file: str, size: int) -> list[str]:
    """The names of a file's pieces, in order."""
    count = max(1, -(-size // SIZE))
    return [f"{file}.{number:03}of{count:03}.piece" for number in range(1, count + 1)]


def put_pieces(place: PlaceConnection, folder: str, file: str, content: bytes, *, arrived: Callable[[], None]) -> None:
    """Put what is missing of a file's pieces; each that is there stays there. Raises as `put_new` does."""
    there = set(place.names(folder))
    for number, name in enumerate(piece_names(file, len(content))):
        if name not in there:
            place.put_new(f"{folder}/{name}", content[number * SIZE : (number + 1) * SIZE])
            arrived()


def whole_files(names: Iterable[str]) -> dict[str, list[str]]:
    """The files that can be read among the names in a folder, each with the names that hold it, in order."""
    names = set(names)
    files = {name: [name] for name in names if name.endswith(".asice.age")}
    sets: dict[tuple[str, int], set[str]] = {}
    for name in names:
        piece = _PIECE.fullmatch(name)
        if piece is not None:
            sets.setdefault((piece["file"], int(piece["count"])), set()).add(name)
    for (file, count), there in sets.items():
        wanted = [f"{file}.{number:03}of{count:03}.piece" for number in range(1, count + 1)]
        if file not in files and there.issuperset(wanted):
            files[file] = wanted
    return dict(sorted(files.items()))


def get_whole(place: Readable, folder: str, file: str, parts: list[str]) -> bytes:
    """The bytes of a file from what holds it. Raises `place.pieces` when they do not make what the name says."""
    content = b"".join(place.get(f"{folder}/{part}") for part in parts)
    if parts != [file] and not is_named_so(file, content):
        raise AppError("place.pieces", file=file)
    return content


def get_rest(place: PlaceConnection, folder: str, file: str, parts: list[str], begun: bytearray) -> bytes:
    """The same over a line that breaks: `begun` holds what came before, and afterwards what came until now.

    A beginning that does not fit the rest is forgotten, and all of it is asked for anew.
    """
    again = bool(begun)
    if parts == [file]:
        place.get_on(f"{folder}/{file}", begun)
    else:
        del begun[len(begun) // SIZE * SIZE :]
        for part in parts[len(begun) // SIZE :]:
            begun += place.get(f"{folder}/{part}")
    if is_named_so(file, begun):
        return bytes(begun)
    content = bytes(begun)
    begun.clear()
    if again:
        return get_whole(place, folder, file, parts)
    if parts != [file]:
        raise AppError("place.pieces", file=file)
    return content


def is_named_so(file: str, content: bytes | bytearray) -> bool:
    """Whether a file's name tells of these bytes."""
    named = _NAMED.fullmatch(file)
    return bool(named and sha256(content).hexdigest().startswith(named[1]))

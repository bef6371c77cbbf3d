"""The register's names, villages and numbers in memory, in the order of a list: the first screen of a search at once.

SQL answers a search whole, which takes its time among a million people. The first few dozen of it need no more than
a look along one text that lies sorted in memory: some 45 bytes a person. Rows written since it was made are searched
in SQL, so that nothing found is ever out of date.
"""

import re
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from itertools import compress
from typing import Final

from sqlite_utils import Database

from app.domain.names import fold
from db.connection import CancelledError

_CHUNK: Final = 5_000  # a key waits for no more than the reading of so many
_DIGITS_WIDTH: Final = 37  # number 12, old number 12, birth 10, a space after each
_NUMBERS_WIDTH: Final = 25
_BREATH: Final = 2_000
_SAMPLES: Final = 64  # many and small: who bears the same given name stands together
_SAMPLE: Final = 8 * 1024
_CHANGED_MOST: Final = 500
_NO_WORD: Final = re.compile(r"[^\w]+")
# The plus keeps SQLite from walking the index on names, with a row to look up for each of a million.
_ROWS: Final = """
    SELECT row, name, name_folded, village_folded, personal_number, old_number, birth,
           CASE WHEN instr(data, '"other_names"') THEN json_extract(data, '$.other_names') ELSE '' END,
           closed = 0, cleared
    FROM people ORDER BY +name_order, birth, row"""


class RegisterIndex:
    """Made when it is first wanted; `touched` rows are looked up in the store instead."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._rows = array("q")
        self._folded, self._accented, self._digits = b"", b"", b""
        self._open, self._uncleared = b"", b""
        self._folded_starts, self._accented_starts = array("Q"), array("Q")
        self._ready = False
        self.changed: set[int] = set()

    @property
    def ready(self) -> bool:
        """Whether it can be asked: it was made, and not too much was written since."""
        return self._ready and len(self.changed) <= _CHANGED_MOST

    def touch(self, row: int | None) -> None:
        """This row was written."""
        if row is not None and self._ready and len(self.changed) <= _CHANGED_MOST:
            self.changed.add(row)

    def make(self, cancelled: Callable[[], bool]) -> None:
        """Read the whole register; given up when `cancelled` says so."""
        self._ready, self.changed = False, set()
        rows, starts, accented_starts = array("q"), array("Q"), array("Q")
        folded, accented, digits = bytearray(), bytearray(), bytearray()
        is_open, uncleared = bytearray(), bytearray()
        found = self._db.conn.execute(_ROWS)
        while lines := found.fetchmany(_CHUNK):
            if cancelled():
                return
            for row, name, name_folded, village, number, old, birth, other, open_, cleared in lines:
                rows.append(row)
                starts.append(len(folded))
                accented_starts.append(len(accented))
                words = f"{name_folded} {fold(other)} {village}" if other else f"{name_folded} {village}"
                folded += b" " + _plain(words)
                accented += b" " + _plain(name.casefold())
                digits += f"{number:12} {old:12} {birth:10} ".encode()[:_DIGITS_WIDTH].ljust(_DIGITS_WIDTH)
                is_open.append(open_)
                uncleared.append(open_ and not cleared)
        self._rows, self._folded_starts, self._accented_starts = rows, starts, accented_starts
        self._folded, self._accented, self._digits = bytes(folded), bytes(accented), bytes(digits)
        self._open, self._uncleared = bytes(is_open), bytes(uncleared)
        self._ready = True

    def ordered(self, rows: Iterable[int]) -> "array[int]":
        """These rows in the order of a list."""
        wanted = set(rows)
        return array("q", (row for row in self._rows if row in wanted))

    def everybody(self, *, cleared: bool) -> Iterator[int]:
        """Rows of all whose record is open, without the cleared ones unless they are wanted."""
        rows = compress(self._rows, self._open if cleared else self._uncleared)
        return (row for row in rows if row not in self.changed) if self.changed else rows

    def with_words(self, text: str, cancelled: Callable[[], bool], *, accented: bool) -> Iterator[int]:
        """Rows of open records with a word that begins with each word of the text, in the order of a list.

        Raises `CancelledError` soon after `cancelled` has begun to say so, however rare the words are.
        """
        words = [b" " + word.encode() for word in _NO_WORD.split(text) if word]
        if not words:
            return iter(())
        blob, starts = (self._accented, self._accented_starts) if accented else (self._folded, self._folded_starts)
        first = min(words, key=lambda word: _often(blob, word))
        places = _places(blob, starts, first, [word for word in words if word is not first], cancelled)
        return self._rows_at(places)

    def with_digits(self, digits: str) -> Iterator[int]:
        """Rows of open records with these digits in a number; one or two digits may stand in the birth date, too."""
        return self._rows_at(_digit_places(self._digits, digits.encode()))

    def _rows_at(self, places: Iterator[int]) -> Iterator[int]:
        for at in places:
            row = self._rows[at]
            if self._open[at] and row not in self.changed:
                yield row


def _digit_places(blob: bytes, wanted: bytes) -> Iterator[int]:
    inside = _NUMBERS_WIDTH if len(wanted) > 2 else _DIGITS_WIDTH
    place = 0
    while (place := blob.find(wanted, place)) >= 0:
        at, offset = divmod(place, _DIGITS_WIDTH)
        if offset + len(wanted) <= inside:
            yield at
            place = (at + 1) * _DIGITS_WIDTH
        else:
            place += 1


def _places(
    blob: bytes, starts: "array[int]", first: bytes, others: list[bytes], cancelled: Callable[[], bool]
) -> Iterator[int]:
    place, asked = 0, 0
    while (place := blob.find(first, place)) >= 0:
        at = bisect_right(starts, place) - 1
        end = starts[at + 1] if at + 1 < len(starts) else len(blob)
        if all(blob.find(word, starts[at], end) >= 0 for word in others):
            yield at
        place, asked = end, asked + 1
        if asked % _BREATH == 0 and cancelled():
            raise CancelledError


def _plain(words: str) -> bytes:
    if not words.replace(" ", "").isalnum():
        words = _NO_WORD.sub(" ", words)
    return words.encode()


def _often(blob: bytes, word: bytes) -> int:
    """How often a word stands in some samples: the rarest is looked for, the others are checked where it stands."""
    step = max(1, len(blob) // _SAMPLES)
    return sum(blob.count(word, start, start + _SAMPLE) for start in range(0, len(blob), step))

"""The register's names, villages and numbers in memory, in the order of a list: the first screen of a search at once.

SQL answers a search whole, which takes its time among a million people. The first few dozen of it need no more than
a look at words and digits in memory, some 80 bytes a person. Rows written since it was made are searched in SQL, so
that nothing found is ever out of date.

It is made of one walk through the rows as they lie in the file, some thousand in one answer of SQL: each answer hands
the interpreter over once, so that the window goes on meanwhile, and nothing is sorted that an index has in order.
"""

import json
from array import array
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Final

from sqlite_utils import Database

from app.domain.names import fold
from db.connection import scalar
from db.word_index import WordGatherer, WordIndex, hits, words_in

OPEN: Final = ("open",)
"""The name of the filter that everybody passes whose record is not closed."""
_CHUNK: Final = 5_000
_NAMES: Final = 2_000
_DIGITS_WIDTH: Final = 37  # number 12, old number 12, birth 10, a space after each
_NUMBERS_WIDTH: Final = 25
_BIRTH: Final = slice(26, 36)
_CHANGED_MOST: Final = 500
_SETS_MOST: Final = 12
_BLANK: Final = "substr({} || '            ', 1, {}) || ' '"
_ROWS: Final = f"""
    SELECT json_group_array(row), json_group_array(name_folded || ' ' || village_folded), json_group_array(name),
           json_group_array(json_array(row, json_extract(data, '$.other_names')))
             FILTER (WHERE instr(data, '"other_names"')),
           group_concat({_BLANK.format("personal_number", 12)} || {_BLANK.format("old_number", 12)}
             || {_BLANK.format("birth", 10)}, ''),
           group_concat(closed = 0, ''), group_concat(cleared = 0, '')
    FROM people WHERE row > ? AND row <= ?"""  # noqa: S608 - only words of ours
# The index on names has them in order; who bears the same name is put in order by birth afterwards.
_ORDER: Final = """
    SELECT max(name_order), json_group_array(json(rows) ORDER BY name_order) FROM (
      SELECT name_order, json_group_array(row) AS rows FROM people WHERE name_order > ?
      GROUP BY name_order ORDER BY name_order LIMIT ?)"""


class RegisterIndex:
    """Made when it is first wanted; `touched` rows are looked up in the store instead."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._rows = array("q")
        self._digits, self._uncleared = b"", 0
        self._sets: dict[Hashable, int] = {}
        self._folded, self._accented = WordIndex({}, 0), WordIndex({}, 0)
        self._ready = False
        self._begun: _Read | None = None
        self.changed: set[int] = set()

    @property
    def ready(self) -> bool:
        """Whether it can be asked: it was made, and not too much was written since."""
        return self._ready and len(self.changed) <= _CHANGED_MOST

    def touch(self, row: int | None) -> None:
        """This row was written."""
        self._begun = None
        if row is not None and self._ready and len(self.changed) <= _CHANGED_MOST:
            self.changed.add(row)

    def make(self, cancelled: Callable[[], bool]) -> None:
        """Read the whole register; put off when `cancelled` says so, taken up again if nothing was written since."""
        self._ready, self.changed = False, set()
        read = self._begun = self._begun or _Read(self._db)
        if not (read.rows_read(cancelled) and read.order_read(cancelled)):
            return
        self._begun, order = None, read.order
        self._rows = array("q", (read.rows[number] for number in order))
        self._digits = read.in_order(read.digits, _DIGITS_WIDTH)
        self._uncleared = int(b"0" + read.in_order(read.uncleared, 1), 2)
        self._sets = {OPEN: int(b"0" + read.in_order(read.open, 1), 2)}
        place_of = array("I", bytes(4 * len(order)))
        for place, number in enumerate(order):
            place_of[number] = place
        self._folded, self._accented = read.folded.settled(place_of), read.accented.settled(place_of)
        self._ready = True

    def ordered(self, rows: Iterable[int]) -> "array[int]":
        """These rows in the order of a list."""
        wanted = set(rows)
        return array("q", (row for row in self._rows if row in wanted))

    def choose(self, name: Hashable, rows: Iterable[int]) -> None:
        """Remember who fits a filter, so that a search among them is as quick as one among all."""
        wanted = set(rows)
        while len(self._sets) >= _SETS_MOST:  # the oldest goes, never that of the open records
            del self._sets[list(self._sets)[1]]
        self._sets[name] = int("0" + "".join("1" if row in wanted else "0" for row in self._rows), 2)

    def knows(self, name: Hashable) -> bool:
        """Whether a search among those who fit this filter can be answered."""
        return self.ready and name in self._sets

    def among(self, name: Hashable, *, cleared: bool) -> int:
        """Who fits a filter, without the cleared ones unless they are wanted: for the searches here."""
        return self._sets[name] if cleared else self._sets[name] & self._uncleared

    def everybody(self, among: int) -> Iterator[int]:
        """Their rows, in the order of a list."""
        return self._rows_at(among)

    def with_words(self, text: str, among: int, *, accented: bool) -> Iterator[int]:
        """The rows of those with a word that begins with each word of the text, in the order of a list."""
        words = words_in(text)
        known = self._accented if accented else self._folded
        return self._rows_at(among & known.places(words) if words else 0)

    def with_digits(self, digits: str, among: int) -> Iterator[int]:
        """The rows of those with these digits in a number; one or two digits may stand in the birth date, too."""
        fits = format(among, f"0{len(self._rows)}b")
        for at in _digit_places(self._digits, digits.encode()):
            if fits[at] == "1" and self._rows[at] not in self.changed:
                yield self._rows[at]

    def _rows_at(self, bits: int) -> Iterator[int]:
        for at in hits(bits, len(self._rows)) if bits else ():
            if self._rows[at] not in self.changed:
                yield self._rows[at]


class _Read:
    """The register as it was read, each person under the number of their turn; `order` has these numbers in order."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._until = 0
        self.rows, self.order = array("q"), array("I")
        self.digits, self.open, self.uncleared = bytearray(), bytearray(), bytearray()
        self.folded, self.accented = WordGatherer(), WordGatherer()

    def rows_read(self, cancelled: Callable[[], bool]) -> bool:
        """Whether it was read to the end."""
        last = scalar(self._db, "SELECT max(row) FROM people") or 0
        while self._until < last:
            if cancelled():
                return False
            self._take(*self._db.conn.execute(_ROWS, (self._until, self._until + _CHUNK)).fetchone())
            self._until += _CHUNK
        return True

    def _take(self, rows: str, folded: str, names: str, others: str, *flat: str | None) -> None:
        first, numbers = len(self.rows), json.loads(rows)
        self.rows.extend(numbers)
        self.folded.add(json.loads(folded), first)
        self.accented.add(json.loads(names), first)
        for row, other in json.loads(others):
            self.folded.add([fold(other or "")], first + numbers.index(row))
        wide = ((self.digits, _DIGITS_WIDTH), (self.open, 1), (self.uncleared, 1))
        for (kept, width), some in zip(wide, flat, strict=True):
            kept += (some or "").encode("ascii", "replace").ljust(len(numbers) * width)[: len(numbers) * width]

    def order_read(self, cancelled: Callable[[], bool]) -> bool:
        """Whether the order was told to the end: by name, birth and row."""
        number_of = array("I", bytes(4 * (max(self.rows, default=0) + 1)))
        for number, row in enumerate(self.rows):
            number_of[row] = number
        self.order = array("I")
        last: bytes | int | None = 0  # every name comes after a number, an empty one as well
        while not cancelled():
            last, found = self._db.conn.execute(_ORDER, (last, _NAMES)).fetchone()
            if last is None:
                return True
            for rows in json.loads(found):
                numbers = [number_of[row] for row in rows]
                self.order.extend(sorted(numbers, key=self._birth_and_row) if len(numbers) > 1 else numbers)
        return False

    def in_order(self, kept: bytearray, width: int) -> bytes:
        """What was read at `width` bytes a person, in the order of the list."""
        if width == 1:
            return bytes(map(kept.__getitem__, self.order))
        return b"".join([kept[number * width : (number + 1) * width] for number in self.order])

    def _birth_and_row(self, number: int) -> tuple[bytearray, int]:
        start = number * _DIGITS_WIDTH
        return self.digits[start + _BIRTH.start : start + _BIRTH.stop], self.rows[number]


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

"""Which places of a list hold a word that begins with these letters: the answer is one number, a bit for each place.

Of words and their beginnings a search asks for some at once. As numbers they are put together by the processor's own
`and` and `or`, however rare the people are who bear all of them: a million places are 125 KiB. A word that stands in
few places keeps them one by one.
"""

import re
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

_FEW: Final = 32
"""A place written down takes 32 bits: from one place in so many on, a bit for every place takes less."""
_NO_WORD: Final = re.compile(r"[\W]+")
_HERE: Final = ord("1")


def words_in(text: str) -> list[str]:
    """The words of a text, as they are looked for: letters and digits only."""
    return [word for word in _NO_WORD.split(text) if word]


def hits(bits: int, places: int) -> Iterator[int]:
    """The places whose bit is set, in their order."""
    flags, at = format(bits, f"0{places}b"), -1
    while (at := flags.find("1", at + 1)) >= 0:
        yield at


class WordGatherer:
    """Takes words as they are read, with the number under which each was read."""

    def __init__(self) -> None:
        self._found: dict[str, array[int]] = defaultdict(lambda: array("I"))

    def add(self, texts: Iterable[str], first: int) -> None:
        """The words of these texts, which were read as number `first`, `first + 1` …"""
        found = self._found
        for number, text in enumerate(texts, first):
            for word in text.split():
                found[word].append(number)

    def settled(self, place_of: "array[int]") -> "WordIndex":
        """The index, with the place in the list instead of the number; what was gathered is gone then."""
        whole: dict[str, array[int]] = {}
        while self._found:  # spelling is settled here, once for each word and not for everybody who bears it
            raw, numbers = self._found.popitem()
            places = array("I", map(place_of.__getitem__, numbers))
            for word in words_in(raw.casefold()):
                if word in whole:
                    whole[word] += places
                else:
                    whole[word] = places[:]
        return WordIndex(whole, len(place_of))


class WordIndex:
    """Words and where they stand among `places` places."""

    def __init__(self, found: "dict[str, array[int]]", places: int) -> None:
        self._size = places
        self._words = sorted(found)
        self._many: dict[str, int] = {}
        self._few: dict[str, array[int]] = {}
        for word in self._words:
            at = found.pop(word)
            if len(at) * _FEW > places:
                self._many[word] = self._bits([at])
            else:
                self._few[word] = at

    def places(self, words: Iterable[str]) -> int:
        """Where each of these words begins a word."""
        found = -1
        for word in words:
            found &= self._beginning(word)
            if not found:
                break
        return found

    def _beginning(self, start: str) -> int:
        bits, few = 0, []
        for at in range(bisect_left(self._words, start), len(self._words)):
            word = self._words[at]
            if not word.startswith(start):
                break
            if word in self._few:
                few.append(self._few[word])
            else:
                bits |= self._many[word]
        return bits | self._bits(few) if few else bits

    def _bits(self, found: "list[array[int]]") -> int:
        flags = bytearray(b"0") * self._size
        for places in found:
            for at in places:
                flags[at] = _HERE
        return int(flags, 2)

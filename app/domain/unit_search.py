"""Finding places of a list by typed words: sets of places are bits of one whole number, so 13,000 are quick."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.domain.names import clean, fold

# Marks count as letters: a doubled mark has no composed form, and must not cut its word in two.
_WORD: Final = re.compile(r"(?:[^\W_]|[\u0300-\u036f])+")
# M'Drắk, H’Drai: typed with, without or with another apostrophe.
_APOSTROPHES: Final = str.maketrans("", "", "'’‘`´ʼ")
_TONES: Final = ("\u0300", "\u0301", "\u0303", "\u0309", "\u0323")


def words(value: str) -> list[str]:
    """The words of a text in small letters, tone marks kept: `Bà Rịa - Vũng Tàu` → `bà rịa vũng tàu`."""
    return _cut(clean(value))


def _cut(cleaned: str) -> list[str]:
    return _WORD.findall(cleaned.casefold().translate(_APOSTROPHES))


def spelling(word: str) -> str:
    """The word with its tone at the end, so that `hoà` and `hòa` are one spelling but `hoa` is another."""
    if word.isascii():
        return word
    marks = unicodedata.normalize("NFD", word)
    return "".join(char for char in marks if char not in _TONES) + "".join(char for char in marks if char in _TONES)


def places_set(places: Iterable[int], size: int) -> int:
    """The set of these places (each below `size`) as bits."""
    flags = bytearray(size // 8 + 1)
    for place in places:
        flags[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(flags, "little")


def places_in(found: int) -> Iterator[int]:
    """The places of a set, lowest first."""
    while found:
        lowest = found & -found
        yield lowest.bit_length() - 1
        found ^= lowest


@dataclass(slots=True)
class _Word:
    folded: str
    spelling: str
    in_name: int = 0
    in_kind: int = 0
    around: int = 0


@dataclass(frozen=True, slots=True)
class _Match:
    """Where one typed word is: anywhere, in the unit's own title, with its very marks, as its code."""

    anywhere: int
    own: int
    exact: int
    code: int


class WordIndex:
    """Places by the words of their name, of their kind and of what they lie in, and by code."""

    def __init__(
        self,
        names: list[str],
        *,
        kinds: Iterable[tuple[str, int]],
        around: Iterable[tuple[str, int]],
        codes: Mapping[str, Sequence[int]],
    ) -> None:
        """`names` are clean (NFC); `kinds` and `around` are texts with the places they belong to."""
        self._names = names
        self._words: dict[str, _Word] = {}
        self._codes = codes
        self._all = (1 << len(names)) - 1
        found: defaultdict[str, list[int]] = defaultdict(list)
        for place, name in enumerate(names):
            for piece in name.split():
                found[piece].append(place)
        # 13,000 names have 3,000 different pieces: cutting these alone is what makes the first search quick.
        for piece, places in found.items():
            for word in _cut(piece):
                self._word(word).in_name |= places_set(places, len(names))
        for text, members in kinds:
            for word in _cut(text):
                self._word(word).in_kind |= members
        for text, members in around:
            for word in _cut(text):
                self._word(word).around |= members

    def _word(self, word: str) -> _Word:
        if word not in self._words:
            self._words[word] = _Word(fold(word), spelling(word))
        return self._words[word]

    def find(self, typed: str, *, within: int, first: int) -> Iterator[int]:
        """Places of `within` that have every typed word or its beginning, the likeliest first.

        Very marks (if marks were typed), then the whole name typed and in its order, then those of `first`,
        then the words in the own name rather than in what is around it, then the list's order.
        """
        typed_words = list(dict.fromkeys(words(typed)))
        found, exact, own, code = (within if typed_words else 0), self._all, self._all, 0
        for word in typed_words:
            match = self._match(word)
            found &= match.anywhere
            exact, own, code = exact & match.exact, own & match.own, code | match.code
            if not found:
                return
        named = self._named(typed_words) & found | code
        straight = self._straight(typed, named)
        marked = any(not word.isascii() for word in typed_words)
        order = (straight, named, first, own)
        yield from _ranked(found, (exact, *order) if marked else (*order, exact))

    def _match(self, typed: str) -> _Match:
        folded, spelled = fold(typed), spelling(typed)
        code = sum(1 << place for place in self._codes.get(folded, ()))
        anywhere, own, exact = code, code, code
        for word in self._words.values():
            if word.folded.startswith(folded):
                here = word.in_name | word.in_kind
                own |= here
                anywhere |= here | word.around
                if word.spelling == spelled:
                    exact |= here | word.around
        return _Match(anywhere, own, exact, code)

    def _named(self, typed_words: list[str]) -> int:
        typed = {fold(word) for word in typed_words}
        left = 0
        for word in self._words.values():
            if word.folded not in typed:
                left |= word.in_name
        return self._all & ~left

    def _straight(self, typed: str, named: int) -> int:
        line = f" {_line(clean(typed))} "
        straight = (place for place in places_in(named) if f" {_line(self._names[place])} " in line)
        return sum(1 << place for place in straight)


def _line(cleaned: str) -> str:
    return fold(" ".join(_cut(cleaned)))


def _ranked(found: int, order: tuple[int, ...]) -> Iterator[int]:
    if not found:
        return
    if not order:
        yield from places_in(found)
        return
    yield from _ranked(found & order[0], order[1:])
    yield from _ranked(found & ~order[0], order[1:])

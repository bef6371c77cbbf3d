"""Names as a keyboard leaves them: Telex letters that Unikey did not turn, and names without any tone mark (U24)."""

import re
import unicodedata
from typing import Final

from app.domain.names import clean, fold

_TONES: Final = {"f": "\u0300", "r": "\u0309", "x": "\u0303", "s": "\u0301", "j": "\u0323"}
_SHAPES: Final = (
    ("aw", "ă"), ("aa", "â"), ("ee", "ê"), ("oo", "ô"), ("uow", "ươ"), ("ow", "ơ"), ("uw", "ư"), ("dd", "đ"),
)  # fmt: skip
_VOWELS: Final = "aăâeêioôơuưy"
# A syllable of Vietnamese: what may begin it, its vowels, what may end it. Folded; Tày, Nùng, Dao names fit too.
_SYLLABLE: Final = re.compile(
    r"(ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghklmnprstvx])?"
    r"[aăâeêioôơuưy]{1,3}(ng|nh|ch|[cmnpt])?"
)
_LEFT_OVER: Final = re.compile(r"[wzj]|aa|ee|oo|dd|[a-z][fwjz]|[aeiouy][a-z]{0,2}[rsx]$")
# Families whose name always carries a mark: without it the whole name was typed without marks.
_MARKED_FAMILIES: Final = {
    "nguyen": "Nguyễn", "tran": "Trần", "le": "Lê", "pham": "Phạm", "hoang": "Hoàng", "huynh": "Huỳnh", "vo": "Võ",
    "dang": "Đặng", "bui": "Bùi", "do": "Đỗ", "ho": "Hồ", "duong": "Dương", "dinh": "Đinh", "luong": "Lương",
    "trieu": "Triệu", "be": "Bế", "ha": "Hà", "hua": "Hứa", "nong": "Nông", "chu": "Chu", "dao": "Đào", "doan": "Đoàn",
}  # fmt: skip


def from_telex(name: str) -> str:
    """The name that these keys write in Telex: `Nguyeenx Vawn Ar` → `Nguyễn Văn Ả`. Other words stay as they are."""
    return " ".join(_word(word) for word in clean(name).split(" "))


def looks_like_telex(name: str) -> bool:
    """Whether keys of Telex stand in the name that no Vietnamese syllable has."""
    return from_telex(name) != clean(name)


def lacks_marks(name: str) -> bool:
    """Whether a name was probably typed without tone marks: a family that has one stands there without it."""
    words = clean(name).split(" ")
    if len(words) < 2 or not name.isascii():
        return False
    first = words[0].casefold()
    family = _MARKED_FAMILIES.get(first, "")
    return bool(family) and family.casefold() != first


def _word(word: str) -> str:
    plain = word.casefold()
    if not plain.isascii() or not plain.isalpha() or not _LEFT_OVER.search(plain) or _is_syllable(plain):
        return word
    made = _syllable(plain)
    if made is None or not _is_syllable(fold(made)):
        return word
    return made.upper() if word.isupper() and len(word) > 1 else made.capitalize() if word[0].isupper() else made


def _is_syllable(word: str) -> bool:
    return _SYLLABLE.fullmatch(word) is not None


def _syllable(keys: str) -> str | None:
    tone = ""
    if keys[-1] in _TONES and len(keys) > 1:
        tone, keys = _TONES[keys[-1]], keys[:-1]
    for typed, letter in _SHAPES:
        keys = keys.replace(typed, letter)
    if keys.endswith("w") and "ư" not in keys:  # the shape typed at the end: `Duongw`
        keys = keys[:-1].replace("uo", "ươ") if "uo" in keys else keys
    vowels = [place for place, letter in enumerate(keys) if letter in _VOWELS and not _glides(keys, place)]
    if not vowels or not keys.isalpha():
        return None
    place = _marked(keys, vowels)
    marked = keys[: place + 1] + tone + keys[place + 1 :]
    return unicodedata.normalize("NFC", marked)


def _glides(keys: str, place: int) -> bool:
    """The u of `qu` and the i of `gi` belong to the beginning when a vowel follows."""
    return place == 1 and keys[:2] in ("qu", "gi") and len(keys) > 2 and keys[2] in _VOWELS


def _marked(keys: str, vowels: list[int]) -> int:
    """Where the tone stands (`Hòa`, as the Decision writes): on a shaped vowel, else before the last of an open end."""
    shaped = [place for place in vowels if keys[place] in "ăâêôơư"]
    if shaped:
        return shaped[-1]
    closed = vowels[-1] < len(keys) - 1
    if len(vowels) == 1:
        return vowels[0]
    return vowels[-1] if closed and len(vowels) == 2 else vowels[-2]

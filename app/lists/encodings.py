"""Vietnamese written before Unicode: TCVN3 (.VnTime), VNI, VPS, VIQR; and which of them a cell is in.

Decided cell by cell: first by the name of the font, then by content. Text that is sound Vietnamese in Unicode is
never changed, so nothing can be converted twice. What stays doubtful is left alone and says so.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from app.lists.syllables import is_syllable

TCVN3: Final = "tcvn3"
VNI: Final = "vni"
VPS: Final = "vps"
VIQR: Final = "viqr"
CP1258: Final = "cp1258"

_VOWELS: Final = "aăâeêioôơuưy"
_TONES: Final = "\u0300\u0301\u0309\u0303\u0323"


def _letters(vowels: str, tones: str = _TONES) -> str:
    return "".join(unicodedata.normalize("NFC", vowel + tone) for vowel in vowels for tone in tones)


def _table(letters: str, codes: str) -> dict[str, str]:
    """Each code, two hex digits, with its letter; codes are kept as the Latin-1 characters that programs show."""
    return dict(zip(bytes.fromhex(codes).decode("latin-1"), letters, strict=True))


# TCVN3 fonts have no accented capitals: `.VnTimeH` draws the same codes as capitals.
_TCVN3: Final = {
    **_table(
        _letters(_VOWELS),
        "b5b8b6b7b9 bbbebcbdc6 c7cac8c9cb ccd0cecfd1 d2d5d3d4d6 d7ddd8dcde dfe3e1e2e4 e5e8e6e7e9 eaedebecee eff3f1f2f4 "
        "f5f8f6f7f9 fafdfbfcfe",
    ),
    **_table("ăâđêôơưĂÂĐÊÔƠƯ", "a8a9aeaaabacad a1a2a7a3a4a5a6"),
    "\u2212": "ư",  # what a PDF makes of the soft hyphen
    **{sign: sign for sign in "“”‘’–—…•"},
}
_VPS_SMALL: Final = _table(
    _letters(_VOWELS) + "âăêôơưđ",
    "e0e1e4e3e5 a2a1a3a4a5 c0c3c4c5c6 e8e9c8ebcb 8a898bcd8c ecedccefce f2f3d5f586 d2d3b087b6 a9a7aaabae f9fafbdbf8 "
    "d8d9babbbf ff9a9bcf9c e2e6eaf4d6dcc7",
)
_VPS: Final = {
    **_table(
        "ÁÀẢÃÂẤẦẨĂẮẰẲÉÈẺẼẾỀỂỄÓÒỎÕÔỐỒỔỖƠỚỜỞỠÚÙỦŨƯỨỪỬÍÌỈĨÝỲỶỸĐ",
        "c1808182c2838485888d8e8fc9d7defe90939495b9bcbdbed496979899f79d9e9fa6daa8d1acd0adafb1b4b5b7b8ddb2fdb3f1",
    ),
    **_VPS_SMALL,
}
_VNI_MARKS: Final = {
    **dict(zip("ø ù û õ ï".split(), _TONES, strict=True)),
    **{
        code: shape + tone
        for shape, codes in (("\u0302", "âàáåãä"), ("\u0306", "êèéúüë"))
        for code, tone in zip(codes, ("", *_TONES), strict=True)
    },
}
_VNI_ALONE: Final = dict(zip("ìíæóòîôöñ", "ìíỉĩịỵơưđ", strict=True))
_VIQR_SHAPES: Final = {"^": "\u0302", "(": "\u0306", "+": "\u031b"}
_VIQR_TONES: Final = dict(zip("`'?~.", _TONES, strict=True))
_VIQR_LETTER: Final = re.compile(r"(?<![a-z])[dD][dD]|([aA][(^]?|[eE]\^?|[oO][\^+]?|[uU]\+?|[iIyY])([`'?~.]?)")
_VIQR_STRONG: Final = re.compile(r"(?<![a-zA-Z])[dD][dD](?=[a-zA-Z])|[aeoAEO]\^|[aA]\(|[oOuU]\+|[aeiouyAEIOUY][`~]")
# What also ends a sentence, asks or quotes: inside a word, or an apostrophe after a vowel, it may be a tone.
_VIQR_WEAK: Final = re.compile(r"[aeiouyAEIOUY](?:['?.](?=[a-zA-Z])|'(?![a-zA-Z])|\?(?=\s+[a-zA-Z]))")
_WINDOWS: Final = {char: chr(code) for code in range(0x80, 0xA0) if (char := bytes([code]).decode("cp1252", "ignore"))}
# Programs show the codes 80-9F as the signs of Windows-1252.
_VPS_SHOWN: Final = {**_VPS, **{sign: _VPS[code] for sign, code in _WINDOWS.items() if code in _VPS}}
# Between words: spaces, digits, signs; not the signs that are letters in a legacy font.
_BETWEEN: Final = re.compile(r"[\s\d!-/:-@\[-`{-~“”‘’–—…•°²³₫×]+")
_PLAIN_BETWEEN: Final = re.compile(r"[\s\d!-/:-@\[-`{-~]+")
_SIGNS: Final = "“”‘’–—…•"
_FONTS: Final = ((re.compile(r"vni\b", re.IGNORECASE), VNI), (re.compile(r"vps\b", re.IGNORECASE), VPS),
                 (re.compile(r"\.?vn[a-z]", re.IGNORECASE), TCVN3))  # fmt: skip
# How common each is among old lists, against something unknown that happens to look like it, for one sign.
_PRIOR: Final[Mapping[str, float]] = {TCVN3: 0.80, VNI: 0.18, VPS: 0.02, CP1258: 0.3, VIQR: 0.5}
_UNKNOWN: Final = 0.06
SURE: Final = 95
"""Percent of confidence from which a cell is converted without asking."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """What a cell says. `encoding` is empty when nothing was changed.

    `suggestion` is another reading that cannot be ruled out, in `suggested`: the cell is doubtful. `confidence` is
    of the conversion, or of the suggestion, in percent.
    """

    text: str
    encoding: str = ""
    confidence: int = 100
    suggestion: str = ""
    suggested: str = ""


@lru_cache(maxsize=1000)
def font_encoding(font: str) -> str:
    """`.VnTimeH` → tcvn3, `VNI-Times` → vni, `VPS Times` → vps; "" for a font that tells nothing."""
    return next((encoding for says, encoding in _FONTS if says.match(font.strip())), "")


def is_capital_font(font: str) -> bool:
    """Whether a TCVN3 font draws its small letters as capitals: its name ends in H."""
    return font_encoding(font) == TCVN3 and font.strip().upper().endswith("H")


@lru_cache(maxsize=50_000)
def decode(text: str, font: str = "", *, bytes_read: bool = False) -> Decoded:
    """What a cell in this font says. `bytes_read`: the text comes from a file without any declared encoding."""
    composed = unicodedata.normalize("NFC", text)
    capital = is_capital_font(font)
    if composed.isascii():
        if capital and composed != composed.upper():
            return Decoded(composed.upper(), TCVN3)
        return Decoded(composed) if font_encoding(font) else _from_viqr(composed)
    if _is_unicode_for_sure(composed):
        return _kept(composed)
    encoding = font_encoding(font)
    if encoding:
        return _by_font(composed, encoding, capital=capital)
    return _by_content(composed, bytes_read=bytes_read)


def convert(text: str, encoding: str) -> str | None:
    """`text` read as `encoding`, None when it holds a sign that this encoding does not have."""
    if encoding == CP1258:
        return _from_cp1258(text)
    if encoding == VIQR:
        return _VIQR_LETTER.sub(_viqr_letter, text)
    if encoding == VNI:
        return _from_vni(text)
    table = _TCVN3 if encoding == TCVN3 else _VPS_SHOWN
    parts = [char if char.isascii() or char.isspace() else table.get(char) for char in text]
    if None in parts:
        return None
    return _with_typed_capitals("".join(part for part in parts if part))


def is_sound(text: str) -> bool:
    """Whether every word that is not plain ASCII is a Vietnamese syllable."""
    return all(is_syllable(word) for word in _BETWEEN.split(text) if not word.isascii())


def _marked(text: str) -> list[str]:
    return [word for word in _PLAIN_BETWEEN.split(text) if not word.isascii()]


def _is_unicode_for_sure(text: str) -> bool:
    """Letters that only Unicode has: ă, đ, ơ, ư, everything from U+1EA0 on, and combining marks."""
    return any(char in "ăĂđĐĩĨũŨơƠưƯ" or "\u1ea0" <= char <= "\u1ef9" or "\u0300" <= char <= "\u036f" for char in text)


def _kept(text: str) -> Decoded:
    """Unicode, but for a word in it that makes sense only in a legacy font: a cell of mixed runs."""
    strange = [word for word in _marked(text) if not _is_unicode_for_sure(word) and not is_sound(word)]
    for encoding in (TCVN3, VNI):
        readings = [convert(word, encoding) for word in strange]
        if strange and all(reading and is_sound(reading) for reading in readings):
            whole = text
            for word, reading in zip(strange, readings, strict=True):
                whole = whole.replace(word, reading or word)
            return Decoded(text, confidence=60, suggestion=whole, suggested=encoding)
    return Decoded(text)


def _by_font(text: str, encoding: str, *, capital: bool) -> Decoded:
    reading = convert(text, encoding)
    if reading is None:
        found = _by_content(text, bytes_read=False)
        return found if found.suggestion or not found.encoding else Decoded(text, "", 50, found.text, found.encoding)
    if capital:
        reading = reading.upper()
    if is_sound(text) and is_sound(reading):
        # Converted before, or only looking so: which of the two shows in the other cells of this font.
        return Decoded(text, "", 90, reading, encoding)
    if is_sound(text):
        return Decoded(text)
    if not is_sound(reading):
        mended = _mended(text, encoding)
        return Decoded(text, "", 70, mended or reading, encoding)
    return Decoded(reading, encoding, 99)


def _by_content(text: str, *, bytes_read: bool) -> Decoded:
    asked = (TCVN3, VNI, VPS, CP1258) if bytes_read else (TCVN3, VNI, VPS)
    readings = {encoding: reading for encoding in asked if (reading := convert(text, encoding)) is not None}
    sound = {encoding: reading for encoding, reading in readings.items() if is_sound(reading)}
    if is_sound(text):
        best = next(iter(sound), "")
        return Decoded(text, "", 50, sound[best], best) if best and sound[best] != text else Decoded(text)
    if not sound:
        mended = _mended(text, TCVN3)
        return Decoded(text, "", 70, mended, TCVN3) if mended else _partly(text, readings)
    signs = sum(not char.isascii() for char in text)
    best = max(sound, key=lambda encoding: _PRIOR[encoding])
    alike = sum(_PRIOR[encoding] for encoding, reading in sound.items() if reading == sound[best])
    confidence = int(100 * alike / (sum(_PRIOR[encoding] for encoding in sound) + _UNKNOWN**signs * (signs < 3)))
    if confidence >= SURE and all(reading == sound[best] for reading in sound.values()):
        return Decoded(sound[best], best, min(confidence, 99))
    return Decoded(text, "", confidence, sound[best], best)


def _partly(text: str, readings: Mapping[str, str]) -> Decoded:
    """Most words make sense in one encoding: a foreign or mistyped word among them is no reason to give up."""
    words = _marked(text)
    for encoding, reading in readings.items():
        good = sum(is_sound(word) for word in _marked(reading))
        if len(words) > 2 and good >= len(words) - 1 and good > sum(is_sound(word) for word in words):
            return Decoded(text, "", 80, reading, encoding)
    return _kept(text)


def _mended(text: str, encoding: str) -> str:
    """TCVN3 that lost its soft hyphens, the ư: `NguyÔn V¨n Lîng` → `Nguyễn Văn Lượng`; "" when it is not that."""
    if encoding != TCVN3:
        return ""
    whole = text
    for word in _marked(text):
        if (reading := convert(word, TCVN3)) is not None and is_sound(reading):
            whole = whole.replace(word, reading)
            continue
        tries = (convert(f"{word[:at]}\u00ad{word[at:]}", TCVN3) for at in range(1, len(word)))
        found = {reading for reading in tries if reading is not None and is_sound(reading)}
        if len(found) != 1:
            return ""
        whole = whole.replace(word, found.pop())
    return whole


def _with_typed_capitals(text: str) -> str:
    """The capitals that a font without accented ones could not show: `NGUYễN VăN`, `ứng Quốc Hà`, `Như ý`."""
    words = text.split(" ")
    typed = [[char for char in word if char.isascii() and char.isalpha()] for word in words]
    if all(char.isupper() for letters in typed for char in letters) and any(len(letters) > 1 for letters in typed):
        return text.upper()
    begun = [word[0] for word in words if word[:1].isascii() and word[:1].isalpha()]
    if begun and all(char.isupper() for char in begun):
        return " ".join(f"{word[0].upper()}{word[1:]}" if word else word for word in words)
    return text


def _from_vni(text: str) -> str | None:
    parts: list[str] = []
    for char in text:
        small = char.lower()
        before = parts[-1][0] if parts and len(parts[-1]) == 1 else ""
        if char.isascii() or char.isspace() or char in _SIGNS:
            parts.append(char)
        elif small in _VNI_MARKS and before and before.lower() in _takes(_VNI_MARKS[small]):
            parts[-1] += _VNI_MARKS[small]
        elif small in _VNI_ALONE:
            parts.append(_VNI_ALONE[small] if char == small else _VNI_ALONE[small].upper())
        else:
            return None
    return unicodedata.normalize("NFC", "".join(parts))


def _takes(mark: str) -> str:
    """The letters that a VNI mark can follow."""
    return {"\u0302": "aeo", "\u0306": "a"}.get(mark[0], "aeouyơư")


def _from_cp1258(text: str) -> str | None:
    try:
        return unicodedata.normalize("NFC", text.encode("latin-1").decode("cp1258"))
    except UnicodeError:
        return None


def _viqr_letter(match: re.Match[str]) -> str:
    if match[1] is None:
        return "đ" if match[0][0] == "d" else "Đ"
    shape, tone = match[1][1:], match[2]
    return unicodedata.normalize("NFC", match[1][0] + _VIQR_SHAPES.get(shape, "") + _VIQR_TONES.get(tone, ""))


def _from_viqr(text: str) -> Decoded:
    strong = len(_VIQR_STRONG.findall(text))
    if not strong and not _VIQR_WEAK.search(text):
        return Decoded(text)
    # A stop at the end may close the sentence; after a shape mark it is more likely the tone.
    stop = "." if re.search(r"[^(^+]\.$", text) else ""
    reading = convert(text.removesuffix(stop), VIQR) or ""
    if not is_sound(reading):
        return Decoded(text)
    if strong > 1 and not text.endswith("."):
        return Decoded(reading, VIQR, 98)
    return Decoded(text, "", 80, reading + stop, VIQR)

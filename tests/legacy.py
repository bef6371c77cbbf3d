"""Vietnamese text as programs wrote it before Unicode: the encoders that only tests need."""

import unicodedata

from app.lists import encodings
from app.lists.syllables import ONSETS, RIMES, is_syllable

FAMILIES = (
    "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Nông Triệu Lò Vi Hứa Lương Đàm Mã Bế Chu "
    "Tô Đinh Trương Lâm Hà Cầm Quàng Tòng Lường Giàng Sùng Vàng Thào Mùa Hạng Lã Quách Tạ Mạc Kiều Ứng Ôn"
).split()
MIDDLES = "Văn Thị Đức Hữu Ngọc Quốc Minh Thanh Đình Xuân Công Mạnh Kim Hồng Bá Tiến A Quang Thúy Ánh".split()
GIVEN = (
    "An Bình Cường Dũng Đạt Giang Hà Hải Hạnh Hiền Hiếu Hoa Hòa Hồng Huệ Hùng Hưng Hương Hường Khánh Khôi Kiên "
    "Lan Linh Loan Lộc Long Lợi Lượng Mai Mạnh Minh Mỹ Nam Nga Ngân Nghĩa Ngọc Nhung Oanh Phong Phúc Phương Phượng "
    "Quân Quý Quỳnh Sáng Sơn Tài Tâm Tân Thảo Thắng Thịnh Thoa Thủy Thuận Thương Tiến Toàn Trang Trung Trường Tú "
    "Tuấn Tùng Tuyết Uyên Vân Vinh Vũ Xuân Yến Ý Tó Páo Lềnh Mỷ Ly Đoàn Khuê Nguyệt Tuyền"
).split()
VILLAGES = (
    "Thôn Nà Pài|Bản Kéo Kham|Khu Dây Thép|Thôn Cốc Nam|Tổ dân phố số 5|Thôn Pò Lọi|Bản Ngườm|Xóm Đồng Tâm"
    "|Thôn Bản Khuổi|Khối Hoàng Văn Thụ|Buôn Ma Thuột|Thôn Tân Lập|Ấp Mỹ Hưng|Xã Bắc Sơn|Phường Hữu Nghị"
    "|Thôn Khuôn Thống"
).split("|")


def full_names(count, start=0):
    """Invented names in a fixed order, each word from lists of common ones."""
    for number in range(start, start + count):
        yield " ".join(
            (
                FAMILIES[number * 7 % len(FAMILIES)],
                MIDDLES[(number * 3 + number // 11) % len(MIDDLES)],
                GIVEN[(number * 5 + number // 7) % len(GIVEN)],
            )
        )


def syllables():
    """Every syllable that Vietnamese spelling allows, with each tone on each place where somebody may write it."""
    tones = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
    for onset in ONSETS:
        for rime in sorted(RIMES):
            vowels = [at for at, char in enumerate(rime) if char in "aăâeêioôơuưy"]
            for at in vowels:
                for tone in tones:
                    word = unicodedata.normalize("NFC", f"{onset}{rime[: at + 1]}{tone}{rime[at + 1 :]}")
                    if is_syllable(word):
                        yield word


def _inverse(table):
    found = {}
    for code, letter in table.items():
        found.setdefault(letter, code)
    return found


_SINGLE = {encodings.TCVN3: _inverse(encodings._TCVN3), encodings.VPS: _inverse(encodings._VPS)}
_MARKS = {mark: code for code, mark in encodings._VNI_MARKS.items()}
_ALONE = _inverse(encodings._VNI_ALONE)
_VIQR = dict(zip("\u0300\u0301\u0309\u0303\u0323\u0302\u0306\u031b", "`'?~.^(+", strict=True))


def encode(text, encoding):
    """`text` as a program of that time stored it, shown as Latin-1."""
    if encoding in _SINGLE:
        codes = _SINGLE[encoding]
        return "".join(char if char.isascii() else codes.get(char) or codes[char.lower()] for char in text)
    if encoding == encodings.VNI:
        return "".join(_vni(char) for char in text)
    if encoding == encodings.CP1258:
        return "".join(_cp1258(char) for char in text)
    return "".join(_viqr(char) for char in text)


def _vni(char):
    small = char.lower()
    if char.isascii():
        return char
    if small in _ALONE:
        code = _ALONE[small]
    else:
        plain = unicodedata.normalize("NFD", small)
        letter, marks = ("ơ" if "\u031b" in plain and plain[0] == "o" else "ư" if "\u031b" in plain else plain[0]), ""
        shape = next((mark for mark in plain[1:] if mark in "\u0302\u0306"), "")
        tone = next((mark for mark in plain[1:] if mark not in "\u0302\u0306\u031b"), "")
        marks = shape + tone
        code = (_ALONE.get(letter, letter)) + _MARKS[marks]
    return code if char == small else code.upper()


def _cp1258(char):
    try:
        return char.encode("cp1258").decode("latin-1")
    except UnicodeError:
        plain = unicodedata.normalize("NFD", char)
        tone = next(mark for mark in plain[1:] if mark in "\u0300\u0301\u0309\u0303\u0323")
        letter = unicodedata.normalize("NFC", plain.replace(tone, ""))
        return (letter + tone).encode("cp1258").decode("latin-1")


def _viqr(char):
    if char in "đĐ":
        return "dd" if char == "đ" else "DD"
    plain = unicodedata.normalize("NFD", char)
    marks = sorted(plain[1:], key=lambda mark: mark not in "\u0302\u0306\u031b")
    return plain[0] + "".join(_VIQR[mark] for mark in marks)

import subprocess
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.lists import encodings
from app.lists.encodings import CP1258, TCVN3, VIQR, VNI, VPS, convert, decode
from app.lists.syllables import is_syllable
from tests.legacy import VILLAGES, encode, full_names, syllables

NAMES = [*full_names(400), *VILLAGES, "Đặng Thị Ước", "Trương Vĩnh Ký", "Lường Thị Nhỡ"]
ALL = (TCVN3, VNI, VPS, VIQR, CP1258)
FONTS = {TCVN3: ".VnTime", VNI: "VNI-Times", VPS: "VPS Times"}


@pytest.mark.parametrize("encoding", ALL)
def test_names_and_villages_come_back_from_every_encoding(encoding):
    assert [convert(encode(name, encoding), encoding) for name in NAMES] == NAMES


def test_the_tcvn3_table_agrees_with_iconv():
    letters = "".join(code for code in encodings._TCVN3 if "\xa0" < code <= "\xff")
    told = subprocess.run(["iconv", "-f", "TCVN5712-1", "-t", "UTF-8"], input=letters.encode("latin-1"),
                          capture_output=True, check=True).stdout.decode()  # fmt: skip
    assert unicodedata.normalize("NFC", told) == convert(letters, TCVN3)


def test_no_syllable_in_unicode_is_ever_changed():
    plain = decode.__wrapped__  # a cache would hold every one of them
    assert not [word for word in syllables() if plain(word).text != word or plain(word.title()).encoding]


def test_no_name_in_unicode_is_ever_changed_composed_or_not():
    for name in NAMES:
        for shape in (name, name.upper(), unicodedata.normalize("NFD", name)):
            found = decode(shape, "Times New Roman")
            assert (found.text, found.encoding) == (unicodedata.normalize("NFC", shape), "")


@pytest.mark.parametrize("encoding", FONTS)
def test_the_font_decides(encoding):
    wrong = []
    for name in NAMES:
        found = decode(encode(name, encoding), FONTS[encoding])
        if found.text != name and found.suggestion != name:
            wrong.append((name, found))
    assert not wrong


@pytest.mark.parametrize("encoding", [TCVN3, VNI, VIQR])
def test_content_decides_or_it_is_asked_but_never_wrong(encoding):
    wrong = [
        (name, found)
        for name in NAMES
        if (found := decode(encode(name, encoding))).encoding and found.text != name
    ]  # fmt: skip
    assert not wrong


def test_what_was_converted_is_not_converted_twice():
    for name in NAMES:
        for font in FONTS.values():
            once = decode(encode(name, TCVN3), ".VnTime")
            assert decode(once.text, font).text == once.text


@pytest.mark.parametrize("short", ["Hà", "Lê A", "Vũ", "Lò A"])
def test_a_short_cell_is_asked_not_guessed(short):
    found = decode(encode(short, TCVN3))
    assert (found.encoding, found.suggestion) == ("", short)
    assert found.confidence < encodings.SURE


def test_capital_fonts_and_typed_capitals_give_capitals():
    assert decode("NguyÔn V¨n An", ".VnTimeH").text == "NGUYỄN VĂN AN"
    assert decode("Danh sach", ".VnArialH").text == "DANH SACH"
    assert decode("NGUYÔN V¡N L¦¥NG", ".VnTime").text == "NGUYỄN VĂN LƯƠNG"
    assert decode("Nguyen Van An", ".VnTime").text == "Nguyen Van An"


def test_a_soft_hyphen_is_kept_and_the_minus_of_a_pdf_too():
    assert decode("Hoµng V¨n L\u00ad\u00eang").text == "Hoàng Văn Lường"
    assert decode("Hoµng V¨n L\u2212\u00eang").text == "Hoàng Văn Lường"


def test_a_lost_soft_hyphen_is_proposed_not_assumed():
    assert decode("NguyÔn V¨n L\u00eang").suggestion == "Nguyễn Văn Lường"


def test_a_legacy_run_among_unicode_is_asked():
    found = decode("Nguyễn V\u00a8n An")
    assert (found.text, found.suggestion) == ("Nguyễn V\u00a8n An", "Nguyễn Văn An")


def test_a_font_that_no_longer_tells_the_truth_is_not_believed():
    assert decode("Trần Văn Bình", ".VnTime") == encodings.Decoded("Trần Văn Bình")


@pytest.mark.parametrize(
    "text", ["To. 5, khu phố 2", "P. Hữu Nghị", "a@b.vn", "50.000.000 đ", "Résumé", "5 m²", "x", ""]
)
def test_other_text_stays(text):
    assert decode(text).text == text


@given(st.text(max_size=30), st.sampled_from(["", ".VnTime", ".VnTimeH", "VNI-Times", "VPS Times", "Arial"]))
def test_any_text_is_read_without_an_error(text, font):
    found = decode(text, font, bytes_read=True)
    assert found.encoding or found.text in (text, unicodedata.normalize("NFC", text))
    assert 0 <= found.confidence <= 100


@given(st.lists(st.sampled_from(sorted(set(" ".join(NAMES).split()))), min_size=1, max_size=5))
def test_any_words_come_back_or_are_asked(words):
    text = " ".join(words)
    for encoding, font in FONTS.items():
        found = decode(encode(text, encoding), font)
        # a font without accented capitals cannot tell `Ấp` from `ấp`
        assert text.lower() in (found.text.lower(), found.suggestion.lower())


@pytest.mark.parametrize("word", ["Xyz", "ngff", "Hàá", "bcd", "ạb"])
def test_what_nobody_could_pronounce_is_no_syllable(word):
    assert not is_syllable(word)

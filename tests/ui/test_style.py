import pytest
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetrics

from app import i18n
from app.paths import resource
from ui import style

PAIRS = [
    ("text", "window"), ("text", "surface"), ("text", "subtle"), ("text", "accent_soft"), ("muted", "window"),
    ("muted", "surface"), ("muted", "quiet_soft"), ("accent", "surface"), ("accent", "window"),
    ("on_accent", "accent"), ("on_accent", "accent_hover"), ("side_text", "side"), ("side_muted", "side"),
    ("side_text", "side_hover"), ("info", "accent_soft"), ("bad", "surface"), ("warn", "surface"),
    *((tone, f"{tone}_soft") for tone in style.TONES),
]  # fmt: skip


def luminance(color):
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in color.getRgbF()[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_every_text_can_be_read(ink, ground):
    light, dark = sorted((luminance(QColor(getattr(style.LIGHT, name))) for name in (ink, ground)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_the_sheet_names_only_what_exists():
    assert "@" not in style.sheet(style.LIGHT, 10.0).replace("/* Names with @", "")


def test_the_bundled_typeface_is_used(qapp):
    assert QFontInfo(QFont(style.FAMILY)).family() == style.FAMILY


def test_the_typeface_has_every_letter_of_our_sentences():
    metrics = QFontMetrics(QFont(style.FAMILY))
    said = {letter for words in i18n.sentences("vi").values() for letter in words if letter.isprintable()}
    assert not {letter for letter in said if not metrics.inFontUcs4(ord(letter))} - {"✓"}


@pytest.mark.parametrize("file", sorted(resource("icons").glob("*.svg")), ids=lambda file: file.stem)
def test_every_icon_draws_something(qapp, file):
    picture = style.pixmap(file.stem, "#000000", 24).toImage()
    inked = sum(picture.pixelColor(x, y).alpha() > 0 for x in range(picture.width()) for y in range(picture.height()))
    assert 0 < inked < picture.width() * picture.height()

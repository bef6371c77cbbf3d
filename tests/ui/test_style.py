import re
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetrics

from app import i18n
from app.paths import resource
from tests.ui.screenshots import sign_in
from ui import appearance, style

ROOT = Path(__file__).parents[2]
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


WORN = {
    f"{'dark' if dark else 'light'}{' practice' if practice else ''}": style.palette_of(dark=dark, practice=practice)
    for dark in (False, True)
    for practice in (False, True)
}


def contrast(palette, ink, ground):
    light, dark = sorted((luminance(QColor(getattr(palette, name))) for name in (ink, ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def pairs_in_sheet():
    """Every rule of the sheet that sets both ink and ground."""
    for rule in re.findall(r"\{([^}]*)\}", resource("style.qss").read_text("utf-8")):
        said = dict(re.findall(r"(?<![\w-])(color|background): @(\w+);", rule))
        if len(said) == 2:
            yield said["color"], said["background"]


@pytest.mark.parametrize("name", WORN)
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_every_text_can_be_read(name, ink, ground):
    assert contrast(WORN[name], ink, ground) >= 4.5


@pytest.mark.parametrize("name", WORN)
def test_every_pair_of_the_sheet_can_be_read(name):
    found = {pair: contrast(WORN[name], *pair) for pair in pairs_in_sheet()}
    assert len(found) > 5
    assert not {pair: ratio for pair, ratio in found.items() if ratio < 4.5}


@pytest.mark.parametrize("name", WORN)
@pytest.mark.parametrize(("line", "ground"), [("muted", "surface"), ("accent", "surface"), ("side_muted", "side")])
def test_every_frame_of_the_focus_can_be_seen(name, line, ground):
    assert contrast(WORN[name], line, ground) >= 3


def test_pages_take_colours_only_from_what_is_worn():
    literal = re.compile(r"style\.(LIGHT|DARK)\b|QColor\(\s*[\"']#|#[0-9a-fA-F]{6}\b")
    files = [file for file in (ROOT / "ui").rglob("*.py") if file.name != "style.py"]
    assert not [file.name for file in files if literal.search(file.read_text("utf-8"))]


@pytest.fixture
def light_again(qapp):
    yield
    style.apply(qapp, "light")


@pytest.mark.usefixtures("light_again")
def test_the_dark_look_is_worn_when_it_is_forced(qapp, monkeypatch):
    monkeypatch.setenv("HOANHAP_LOOK", "dark")
    appearance.dress(qapp)
    assert style.colors() == style.DARK
    assert qapp.palette().window().color() == QColor(style.DARK.window)


@pytest.mark.usefixtures("light_again")
def test_a_chosen_look_is_remembered(qapp):
    appearance.choose("dark")
    appearance.dress(qapp)
    assert style.colors() == style.DARK
    appearance.choose("system")
    assert appearance.chosen() == "system"


@pytest.mark.usefixtures("light_again")
def test_practice_wears_colours_of_its_own(qapp):
    style.apply(qapp, "light", practice=True)
    assert style.colors().side != style.LIGHT.side


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


@pytest.fixture
def system(monkeypatch, qapp):
    """The system's own look, which the offscreen screen has none of."""

    def turn(*, dark):
        monkeypatch.setattr(style, "_system_is_dark", lambda _: dark)

    turn(dark=False)
    style.apply(qapp, "system")
    return turn


@pytest.mark.usefixtures("light_again")
def test_the_systems_change_is_followed_at_once(window_over, commune, system):
    commune.close()
    window = window_over(commune.store.folder)
    sign_in(window, "Nông Văn Sơn")
    window.frame.go("register")
    before = window.frame
    system(dark=True)
    window.follow_system()
    assert style.colors() == style.DARK
    assert window.frame is not before
    assert window.frame.current == "register"


@pytest.mark.usefixtures("light_again")
def test_the_systems_change_takes_nothing_that_is_typed(window_over, commune, system):
    commune.close()
    window = window_over(commune.store.folder)
    sign_in(window, "Nông Văn Sơn")
    window.frame.go("register")
    page = window.frame.page
    page.begin()
    page.pane.form.fields["name"].line.setText("Bế Văn Ản")
    page.pane.form.fields["name"].changed.emit()
    system(dark=True)
    window.follow_system()
    assert window.frame.page is page
    assert page.pane.form.fields["name"].value() == "Bế Văn Ản"
    assert page.table._painter._ink.name() == style.DARK.text
    page.pane.form.fields["name"].set_value("")
    page.pane._person = None


@pytest.mark.usefixtures("light_again")
def test_a_look_that_was_chosen_stays_whatever_the_system_does(window_over, commune, system):
    commune.close()
    window = window_over(commune.store.folder)
    sign_in(window, "Nông Văn Sơn")
    window.wear("light")
    system(dark=True)
    window.follow_system()
    assert style.colors() == style.LIGHT

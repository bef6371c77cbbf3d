"""Fonts, colours, measures and icons: one design language."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Final, NamedTuple

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QStyleFactory

from app.paths import resource

FAMILY: Final = "Be Vietnam Pro"
FOLD_BELOW: Final = 1200
"""Logical pixels of window width under which a page shows the list or the details, not both."""


class Palette(NamedTuple):  # a dataclass would cost the window a twentieth of its start
    """Every colour by what it is for; text on its ground has a contrast of at least 4.5:1 (a test computes it)."""

    window: str = "#f4f6fa"
    surface: str = "#ffffff"
    subtle: str = "#f8fafc"
    line: str = "#dde3ec"
    field_line: str = "#b9c4d3"
    text: str = "#17202c"
    muted: str = "#51607a"
    accent: str = "#1d5fc2"
    accent_hover: str = "#174fa3"
    accent_soft: str = "#e4eefc"
    on_accent: str = "#ffffff"
    side: str = "#14243b"
    side_strong: str = "#ffffff"
    side_text: str = "#d3dceb"
    side_muted: str = "#9fb0c9"
    side_hover: str = "#1f3555"
    good: str = "#12693c"
    good_soft: str = "#def3e7"
    warn: str = "#8a5200"
    warn_soft: str = "#fdeed3"
    bad: str = "#ad1d1d"
    bad_soft: str = "#fde5e5"
    info: str = "#1b56ad"
    info_soft: str = "#e4eefc"
    quiet: str = "#4a5970"
    quiet_soft: str = "#e9edf3"


LIGHT: Final = Palette()
DARK: Final = Palette(
    window="#0f151e", surface="#18212d", subtle="#1d2734", line="#2d3a4b", field_line="#50617a", text="#e8edf4",
    muted="#a9b6c8", accent="#7fb2ff", accent_hover="#a3c8ff", accent_soft="#1d3352", on_accent="#0a1a33",
    side="#0a1018", side_strong="#ffffff", side_text="#cfd9e8", side_muted="#93a4bd", side_hover="#1b2a40",
    good="#7fd8a8", good_soft="#15352a", warn="#f3c26b", warn_soft="#3b2e13", bad="#ff9d97", bad_soft="#43211f",
    info="#93bfff", info_soft="#1d3352", quiet="#b6c2d2", quiet_soft="#27323f",
)  # fmt: skip
PRACTICE: Final = {"side": "#4a1d63", "side_hover": "#63307f", "side_muted": "#d3b3e3", "side_text": "#eadcf2"}
"""What is different in practice mode, light and dark: nobody shall take one for the other."""
_PRACTICE_ACCENT: Final = {
    "light": {"accent": "#7b2fa0", "accent_hover": "#642383", "accent_soft": "#f4e6fb"},
    "dark": {"accent": "#dcabf5", "accent_hover": "#e8c8fa", "accent_soft": "#402353", "on_accent": "#2a0d3a"},
}
LOOKS: Final = ("system", "light", "dark")
TONES: Final = ("good", "warn", "bad", "info", "quiet")
"""How a chip or a notice speaks; the words beside it say the same."""
STYLED: Final = "hoanhap-fusion"
"""Property of an application that wears Fusion already."""
_LOOK: Final = "hoanhap-look"
_PAPER: Final = "hoanhap-paper"
"""Property of an application while something is drawn for a printer."""
_WINDOWS: Final = r"HKEY_CURRENT_USER\Software\Microsoft\Windows\CurrentVersion\Themes\Personalize"


def palette_of(*, dark: bool, practice: bool = False) -> Palette:
    """One of the four palettes."""
    found = DARK if dark else LIGHT
    return found._replace(**PRACTICE, **_PRACTICE_ACCENT["dark" if dark else "light"]) if practice else found


def colors() -> Palette:
    """The palette that is worn now; what is drawn asks for it when it is drawn or made."""
    app = QGuiApplication.instance()
    if app is not None and app.property(_PAPER):
        return LIGHT
    worn = str(app.property(_LOOK) or "") if app is not None else ""
    return palette_of(dark="dark" in worn, practice="practice" in worn)


@contextmanager
def on_paper() -> Iterator[None]:
    """What is drawn meanwhile is for white paper, whatever look the program wears."""
    app = QGuiApplication.instance()
    assert app is not None  # noqa: S101 - nothing is drawn without one
    app.setProperty(_PAPER, True)  # noqa: FBT003 - Qt's own signature
    try:
        yield
    finally:
        app.setProperty(_PAPER, False)  # noqa: FBT003 - Qt's own signature


def apply(app: QApplication, look: str = "system", *, practice: bool = False) -> None:
    """Give the whole program its look; the system's font size is kept, never below 10 points.

    `look` is light, dark, or the system's. What is already up keeps the colours of its icons until it is made anew.
    """
    dark = _system_is_dark(app) if look == "system" else look == "dark"
    worn = f"{'dark' if dark else 'light'} {'practice' if practice else ''}"
    if app.property(_LOOK) == worn:
        return
    if not app.property(_LOOK):  # fonts are loaded once
        load_fonts()
    app.setProperty(_LOOK, worn)
    _wear_fusion(app)
    font = QFont(FAMILY)
    font.setPointSizeF(max(10.0, app.font().pointSizeF()))
    if app.font() != font:
        app.setFont(font)
    app.setPalette(_qt_palette(colors()))
    app.setStyleSheet(sheet(colors(), font.pointSizeF()))


def _wear_fusion(app: QApplication) -> None:
    """An application of `ui.main` is born with it: asking Qt for a style makes ten enumerations, 6 ms of the start."""
    if not app.property(STYLED):
        app.setStyle(QStyleFactory.create("Fusion"))
        app.setProperty(STYLED, True)  # noqa: FBT003 - Qt's own signature


def _system_is_dark(app: QApplication) -> bool:
    """What the system wears, told without Qt's slow namespace while nothing has been put on yet."""
    if not app.property(_LOOK):
        if sys.platform == "win32":  # the palette of an older Windows is light in any case
            from PySide6.QtCore import QSettings

            return int(str(QSettings(_WINDOWS, QSettings.Format.NativeFormat).value("AppsUseLightTheme", 1))) == 0
        return app.palette().window().color().lightness() < 128
    from PySide6.QtCore import Qt

    return app.styleHints().colorScheme() is Qt.ColorScheme.Dark


def load_fonts() -> None:
    """Make the bundled typeface known to Qt."""
    for file in sorted(resource("fonts").glob("BeVietnamPro-*.ttf")):
        QFontDatabase.addApplicationFont(str(file))


def sheet(palette: Palette, points: float) -> str:
    """The style sheet with this palette and the sizes that follow from the body's point size."""
    values = palette._asdict()
    values |= {f"size_{name}": f"{points * ratio:.1f}pt" for name, ratio in _SIZES.items()}
    values["icons"] = resource("icons").as_posix()
    values["tick"] = "tick" if palette.on_accent == LIGHT.on_accent else "tick_dark"
    found = resource("style.qss").read_text("utf-8")
    for name in sorted(values, key=len, reverse=True):
        found = found.replace(f"@{name}", values[name])
    return found


_SIZES: Final = {"small": 0.9, "body": 1.0, "lead": 1.1, "title": 1.5, "hero": 1.9}


def icon(name: str, color: str = "", *, size: int = 20, checked: str = "") -> QIcon:
    """An icon of `resources/icons` in one colour of the palette, in that of the words beside it where it is disabled.

    `checked` is its colour on a button that is pressed in.
    """
    found = QIcon(pixmap(name, color or colors().text, size))
    found.addPixmap(pixmap(name, colors().muted, size), QIcon.Mode.Disabled)
    if checked:
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Active):
            found.addPixmap(pixmap(name, checked, size), mode, QIcon.State.On)
    return found


@lru_cache(maxsize=256)
def pixmap(name: str, color: str, size: int) -> QPixmap:
    """The drawing of an icon, sharp at the screen's scale."""
    from PySide6.QtCore import QByteArray, QRectF, Qt
    from PySide6.QtGui import QPainter
    from PySide6.QtSvg import QSvgRenderer

    ratio = QGuiApplication.primaryScreen().devicePixelRatio()
    drawing = resource("icons", f"{name}.svg").read_text("utf-8").replace("currentColor", color)
    picture = QPixmap(QSize(size, size) * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(drawing.encode())).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return picture


def tone_colors(tone: str) -> tuple[QColor, QColor]:
    """Text and ground of a chip."""
    return QColor(getattr(colors(), tone)), QColor(getattr(colors(), f"{tone}_soft"))


def _qt_palette(palette: Palette) -> QPalette:
    colors = {
        QPalette.ColorRole.Window: palette.window, QPalette.ColorRole.Base: palette.surface,
        QPalette.ColorRole.AlternateBase: palette.subtle, QPalette.ColorRole.Text: palette.text,
        QPalette.ColorRole.WindowText: palette.text, QPalette.ColorRole.Button: palette.surface,
        QPalette.ColorRole.ButtonText: palette.text, QPalette.ColorRole.Highlight: palette.accent,
        QPalette.ColorRole.HighlightedText: palette.on_accent, QPalette.ColorRole.PlaceholderText: palette.muted,
        QPalette.ColorRole.Link: palette.accent, QPalette.ColorRole.ToolTipBase: palette.surface,
        QPalette.ColorRole.ToolTipText: palette.text,
    }  # fmt: skip
    found = QPalette()
    for role, color in colors.items():
        found.setColor(role, QColor(color))
    return found

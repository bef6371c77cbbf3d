"""Fonts, colours, measures and icons: one design language."""

from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QStyleFactory

from app.paths import resource

FAMILY: Final = "Be Vietnam Pro"
FOLD_BELOW: Final = 1200
"""Logical pixels of window width under which a page shows the list or the details, not both."""


@dataclass(frozen=True, slots=True)
class Palette:
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
TONES: Final = ("good", "warn", "bad", "info", "quiet")
"""How a chip or a notice speaks; the words beside it say the same."""


def apply(app: QApplication) -> None:
    """Give the whole program its look; the system's font size is kept, never below 10 points."""
    app.setStyle(QStyleFactory.create("Fusion"))
    load_fonts()
    font = QFont(FAMILY)
    font.setPointSizeF(max(10.0, app.font().pointSizeF()))
    app.setFont(font)
    app.setPalette(_qt_palette(LIGHT))
    app.setStyleSheet(sheet(LIGHT, font.pointSizeF()))


def load_fonts() -> None:
    """Make the bundled typeface known to Qt."""
    for file in sorted(resource("fonts").glob("BeVietnamPro-*.ttf")):
        QFontDatabase.addApplicationFont(str(file))


def sheet(palette: Palette, points: float) -> str:
    """The style sheet with this palette and the sizes that follow from the body's point size."""
    values = asdict(palette)
    values |= {f"size_{name}": f"{points * ratio:.1f}pt" for name, ratio in _SIZES.items()}
    values["icons"] = resource("icons").as_posix()
    found = resource("style.qss").read_text("utf-8")
    for name in sorted(values, key=len, reverse=True):
        found = found.replace(f"@{name}", values[name])
    return found


_SIZES: Final = {"small": 0.9, "body": 1.0, "lead": 1.1, "title": 1.5, "hero": 1.9}


def icon(name: str, color: str = "", *, size: int = 20) -> QIcon:
    """An icon of `resources/icons` in one colour of the palette."""
    return QIcon(pixmap(name, color or LIGHT.text, size))


@lru_cache(maxsize=256)
def pixmap(name: str, color: str, size: int) -> QPixmap:
    """The drawing of an icon, sharp at the screen's scale."""
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
    return QColor(getattr(LIGHT, tone)), QColor(getattr(LIGHT, f"{tone}_soft"))


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

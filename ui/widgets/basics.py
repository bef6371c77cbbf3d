"""The small parts every page is made of: labels, buttons, cards, notices, badges.

Qt's big namespace is imported only where the sign-in window does not come: PySide6 makes all its hundred enumerations
when the name is first looked at, which is a tenth of the start.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any, Final

from PySide6.QtCore import QSize
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui import style

_PLAIN: Final = 0
"""Qt.TextFormat.PlainText."""
BESIDE: Final = (9, 0, 9, 0)
"""Margins of words above or below a table: they begin where those in its cells begin. Logical pixels."""
_ICON_OF_TONE = {"good": "check", "warn": "warning", "bad": "error", "info": "info", "quiet": "info"}

_AFTER_NUMBER: Final = re.compile(
    r"(?<=\d) (?=(?:năm|tháng|ngày|giờ|phút|người|đồng|gói|[kM]B|years?|months?|days?|people|person)\b(?! \d))"
)
_BEFORE_NUMBER: Final = re.compile(
    r"(?i:(?<=\bsố)|(?<=\bngày)|(?<=\btháng)|(?<=\bnăm)|(?<=\bđịnh)|(?<=\bform)|(?<=\bdecision)) (?=\d)"
)
_LETTERS: Final = re.compile(r"(?<=\b\w)/(?=\w\b)")
"""Between two single letters: `đ/d`."""


class _Running(QLabel):
    """Words over several lines, of which those that belong together stay on one."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.setText(words)

    def setText(self, words: str) -> None:
        """Show them."""
        self._said = words
        super().setText(bound(words))

    def text(self) -> str:
        """What was to be said, with plain spaces."""
        return self._said


def label(words: str, name: str = "", *, wrap: bool = False) -> QLabel:
    """A piece of text; `name` is its role in the style sheet (title, lead, muted, small …)."""
    found = _Running(words) if wrap else QLabel(words)
    found.setObjectName(name)
    found.setWordWrap(wrap)
    found.setProperty("textFormat", _PLAIN)
    if wrap:
        # Never lower than its words, never higher than it must be.
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        found.setSizePolicy(policy)
    return found


def bound(words: str) -> str:
    """Words that stay on one line where they belong together: `05 năm`, `ngày 05/12/2026`, `22/2023/QĐ-TTg`."""
    words = _AFTER_NUMBER.sub("\u00a0", words.replace(" / ", "\u00a0/\u00a0").replace("Mẫu số ", "Mẫu\u00a0số "))
    words = _LETTERS.sub("/\u2060", words.replace("/QĐ-TTg", "/\u2060QĐ-\u2060TTg"))
    return _BEFORE_NUMBER.sub("\u00a0", words)


def selectable(words: str, name: str = "") -> QLabel:
    """Text to be copied: codes, reports."""
    from PySide6.QtCore import Qt

    found = label(words, name, wrap=True)
    found.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return found


def button(
    words: str, clicked: Callable[[], Any], *, icon: str = "", kind: str = "", keys: str = "", name: str = ""
) -> QPushButton:
    """A button. `words` may hold a mnemonic (&); `keys` is a shortcut shown in its hint; `kind` primary, link, chip."""
    found = QPushButton(words)
    found.setObjectName(kind)
    found.setAutoDefault(False)
    if icon:
        colors = {"primary": style.colors().on_accent, "link": style.colors().accent}
        found.setIcon(style.icon(icon, colors.get(kind, style.colors().text), size=18))
    if keys:
        found.setShortcut(QKeySequence(keys))
        found.setToolTip(f"{plain(words)} ({QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)})")
    found.setAccessibleName(name or plain(words))
    found.clicked.connect(lambda _=False: clicked())
    return found


def plain(words: str) -> str:
    """The words of a button without the sign of its mnemonic."""
    return words.replace("&&", "\0").replace("&", "").replace("\0", "&")


def begun(sentence: str) -> str:
    """A sentence whose first word is written small elsewhere."""
    return sentence[:1].upper() + sentence[1:]


def reveal(part: QWidget, *, shown: bool) -> None:
    """Show or hide a part; one that is in no window yet is shown with it.

    By itself it would be a window of its own for a moment: it flickers, and the keyboard goes to it and is lost.
    """
    if shown and part.parentWidget() is None:
        from PySide6.QtCore import Qt

        part.setAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide, False)  # noqa: FBT003 - Qt's own signature
    else:
        part.setVisible(shown)


def row(*parts: QWidget | QLayout | int | None, spacing: int = 8) -> QHBoxLayout:
    """Parts side by side; None is a stretch, a number a gap in pixels."""
    box = QHBoxLayout()
    _fill(box, parts, spacing)
    return box


def column(*parts: QWidget | QLayout | int | None, spacing: int = 8) -> QVBoxLayout:
    """Parts below each other; None is a stretch, a number a gap in pixels."""
    box = QVBoxLayout()
    _fill(box, parts, spacing)
    return box


def _fill(box: QBoxLayout, parts: Iterable[QWidget | QLayout | int | None], spacing: int) -> None:
    box.setSpacing(spacing)
    box.setContentsMargins(0, 0, 0, 0)
    for part in parts:
        put(box, part)


def put(box: QBoxLayout, part: QWidget | QLayout | int | None) -> None:
    """Add a part to a layout: a widget, a layout, a gap or a stretch."""
    if part is None:
        box.addStretch(1)
    elif isinstance(part, int):
        box.addSpacing(part)
    elif isinstance(part, QWidget):
        box.addWidget(part)
    else:
        box.addLayout(part)


def holder(layout: QLayout, name: str = "") -> QWidget:
    """A widget around a layout."""
    found = QWidget()
    found.setObjectName(name)
    found.setLayout(layout)
    return found


def card(layout: QLayout, *, margin: int = 16) -> QFrame:
    """A white panel with a thin line around it."""
    found = QFrame()
    found.setObjectName("card")
    layout.setContentsMargins(margin, margin, margin, margin)
    found.setLayout(layout)
    return found


def scrolled(layout: QLayout) -> QScrollArea:
    """A layout that scrolls up and down when it does not fit."""
    from PySide6.QtCore import Qt

    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    inner = Snug()
    inner.setLayout(layout)
    area.setWidget(inner)
    return area


class Snug(QWidget):
    """No higher than its words are at the width there is: in a scroll area, or where room is scarce.

    A wrapped label asks for the height it would have in a narrow column; added up, that leaves an empty end to scroll.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("scrolled")

    def minimumSizeHint(self) -> QSize:
        """The width the parts need; where the height depends on it, what is around asks for that at its own width."""
        least = super().minimumSizeHint()
        return QSize(least.width(), 0) if self.hasHeightForWidth() else least


def separator() -> QFrame:
    """A thin line."""
    found = QFrame()
    found.setObjectName("separator")
    return found


def restyle(widget: QWidget, **properties: object) -> None:
    """Set properties that the style sheet looks at, and let it look again."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    for child in widget.findChildren(QLabel):
        child.style().unpolish(child)
        child.style().polish(child)


class Badge(QLabel):
    """A word on a coloured ground; the word alone says it all."""

    def __init__(self, words: str = "", tone: str = "quiet") -> None:
        super().__init__(words)
        self.setObjectName("badge")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.say(words, tone)

    def say(self, words: str, tone: str) -> None:
        """Other words, another tone."""
        self.setText(words)
        restyle(self, tone=tone)


class Notice(QFrame):
    """A sentence in place: what was done, what to look at, what went wrong. Hidden while it has nothing to say."""

    def __init__(self, words: str = "", tone: str = "info") -> None:
        super().__init__()
        self.setObjectName("notice")
        # As high as its words: what height is left belongs to the page's work.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._icon = QLabel()
        self._icon.setFixedSize(20, 20)
        self._words = label("", wrap=True)
        self._action = button("", self._act, kind="link")
        self._act_on: Callable[[], Any] | None = None
        layout = row(column(self._icon, None), self._words, self._action, spacing=10)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self.say(words, tone)

    @property
    def words(self) -> str:
        """What it says now."""
        return self._words.text()

    def say(self, words: str, tone: str = "info", *, action: str = "", act: Callable[[], Any] | None = None) -> None:
        """Show a sentence (hide the notice when it is empty), with one thing to do about it if there is one."""
        self._words.setText(words)
        self._act_on = act
        reveal(self._action, shown=bool(action))
        self._action.setText(action)
        self._action.setAccessibleName(plain(action))
        reveal(self, shown=bool(words))
        if words:
            self._icon.setPixmap(style.pixmap(_ICON_OF_TONE[tone], getattr(style.colors(), tone), 20))
            restyle(self, tone=tone)

    def _act(self) -> None:
        if self._act_on is not None:
            self._act_on()


class Empty(QWidget):
    """What stands where nothing is yet: what it will hold, and the button that begins it."""

    def __init__(self, icon: str, words: str, *actions: QPushButton) -> None:
        from PySide6.QtCore import Qt

        super().__init__()
        picture = QLabel()
        picture.setPixmap(style.pixmap(icon, style.colors().muted, 44))
        self._words = label(words, "muted", wrap=True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._words.setFixedWidth(460)
        picture_row, words_row = row(None, picture, None), row(None, self._words, None)
        self.setLayout(column(None, picture_row, words_row, row(None, *actions, None), None, spacing=12))

    def say(self, words: str) -> None:
        """Other words."""
        self._words.setText(words)


def page_layout(parts: Iterable[QWidget | QLayout | int | None]) -> QVBoxLayout:
    """The margins of every page."""
    layout = column(*parts, spacing=12)
    layout.setContentsMargins(20, 16, 16, 14)
    return layout


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and delete it."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            clear(inner)

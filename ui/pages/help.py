"""Help: a page for every page, in the program's language, searched as one types; F1 opens it at the right place."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QTextBrowser, QWidget

from app import __version__, i18n
from app.domain.names import fold
from app.i18n import text
from app.paths import resource
from ui.widgets.basics import button, column, label, row

ORDER: Final = (
    "home", "register", "month", "review", "send", "inbox", "board", "duplicates", "cases", "consolidate", "figures",
    "exchange", "audit", "settings", "backup", "merge", "requests", "practice", "machine", "sign_in", "about",
)  # fmt: skip
"""Pages come first in their order, then what belongs to none; a page without a file opens the first."""


def topics() -> dict[str, str]:
    """Every page of help in the program's language: name and text."""
    files = sorted(resource("help", i18n.current()).glob("*.md"), key=_place)
    return {file.stem: file.read_text("utf-8").replace("{version}", __version__) for file in files}


def _place(file: Path) -> tuple[int, str]:
    return (ORDER.index(file.stem) if file.stem in ORDER else len(ORDER) - 2, file.stem)


def title_of(page: str) -> str:
    """The first heading of a page."""
    return page.partition("\n")[0].lstrip("# ").strip()


def show_help(window: QWidget, topic: str) -> "HelpWindow":
    """Bring the help up beside the window, at this topic."""
    found = window.findChild(HelpWindow)
    if found is None:
        found = HelpWindow(window)
        found.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    found.open_topic(topic)
    found.show()
    found.raise_()
    found.activateWindow()
    return found


class HelpWindow(QDialog):
    """Topics at the left, their text at the right; Escape closes it, the window behind stays in use."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(text("ui.help.title"))
        over = parent
        while (beyond := over.parentWidget()) is not None:
            over = beyond
        self.resize(min(940, max(640, over.width() - 80)), min(640, max(420, over.height() - 60)))
        self._topics = topics()
        self.search = QLineEdit()
        self.search.setPlaceholderText(text("ui.help.search"))
        self.search.setAccessibleName(text("ui.help.search"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._find)
        self.search.returnPressed.connect(self._enter_list)
        self.names = QListWidget()
        self.names.setAccessibleName(text("ui.help.topics"))
        self.names.setMaximumWidth(280)
        self.names.setMinimumWidth(200)
        self.names.setWordWrap(True)
        self.names.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.names.currentItemChanged.connect(self._show)
        self.page = QTextBrowser()
        self.page.setAccessibleName(text("ui.help.page"))
        self.page.setOpenLinks(False)
        self.page.anchorClicked.connect(self._follow)
        close = button(text("ui.close"), self.close)
        side = column(self.search, self.names, spacing=8)
        both = row(side, self.page, spacing=12)
        both.setStretch(1, 1)
        layout = column(label(text("ui.help.title"), "title"), both, row(None, close), spacing=10)
        layout.setContentsMargins(18, 14, 18, 14)
        self.setLayout(layout)
        QShortcut(QKeySequence.StandardKey.Find, self, self.search.setFocus)
        self._fill(list(self._topics))

    def open_topic(self, topic: str) -> None:
        """Show the text of a topic; the first when there is none of that name."""
        self.search.clear()
        names = [self.names.item(place).data(Qt.ItemDataRole.UserRole) for place in range(self.names.count())]
        self.names.setCurrentRow(names.index(topic) if topic in names else 0)
        self.page.setFocus()

    def _enter_list(self) -> None:
        self.names.setFocus()

    def _fill(self, names: list[str]) -> None:
        self.names.clear()
        for name in names:
            item = QListWidgetItem(title_of(self._topics[name]))
            item.setData(Qt.ItemDataRole.UserRole, name)
            self.names.addItem(item)
        if names:
            self.names.setCurrentRow(0)
        else:
            self.page.setMarkdown(text("ui.help.nothing"))

    def _find(self, words: str) -> None:
        """Topics that hold every word, tone marks not needed."""
        wanted = fold(words).split()
        found = [name for name, page in self._topics.items() if all(word in fold(page) for word in wanted)]
        self._fill(
            sorted(found, key=lambda name: not all(word in fold(title_of(self._topics[name])) for word in wanted))
        )

    def _show(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.page.setMarkdown(self._topics[item.data(Qt.ItemDataRole.UserRole)])

    def _follow(self, link: QUrl) -> None:
        if link.scheme() == "help":
            self.open_topic(link.path())

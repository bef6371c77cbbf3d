"""Sidebar and pages of a signed-in user."""

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QStackedWidget, QWidget

from app import i18n
from app.domain.access import Permission
from app.i18n import text
from ui import appearance, style
from ui.desk import Desk
from ui.lazy import Lazily
from ui.pages.audit import AuditPage
from ui.pages.board import BoardPage
from ui.pages.cases import CasesPage
from ui.pages.consolidation import ConsolidationPage
from ui.pages.duplicates import DuplicatesPage
from ui.pages.figures import FiguresPage
from ui.pages.home import HomePage
from ui.pages.inbox import InboxPage
from ui.pages.month import MonthPage
from ui.pages.page import Entry, Page
from ui.pages.register import RegisterPage
from ui.pages.send import SendPage
from ui.pages.settings import SettingsPage
from ui.pages.sign_in import LANGUAGE_NAMES
from ui.widgets.basics import button, column, holder, label, plain, row


def _above(desk: Desk) -> bool:
    return not desk.is_commune and desk.may(Permission.READ_INBOX)


_ENTRIES: Final = (
    Entry("home", "home", HomePage, lambda desk: desk.is_commune and desk.may(Permission.READ_MONTHS)),
    Entry("register", "register", RegisterPage, lambda desk: desk.is_commune and desk.may(Permission.READ_PEOPLE)),
    Entry("month", "month", MonthPage, lambda desk: desk.is_commune and desk.may(Permission.READ_MONTHS)),
    Entry("inbox", "inbox", InboxPage, lambda desk: not desk.is_commune and desk.may(Permission.READ_INBOX)),
    Entry("board", "table", BoardPage, lambda desk: not desk.is_commune and desk.may(Permission.IMPORT_BATCH)),
    Entry(
        "duplicates", "search", DuplicatesPage, lambda desk: not desk.is_commune and desk.may(Permission.READ_PEOPLE)
    ),
    Entry("register", "register", RegisterPage, lambda desk: not desk.is_commune and desk.may(Permission.READ_PEOPLE)),
    Entry("cases", "warning", CasesPage, _above),
    Entry("consolidate", "document", ConsolidationPage, _above),
    Entry("figures", "info", FiguresPage, _above),
    Entry("send", "send", SendPage, lambda desk: desk.is_commune and desk.may(Permission.SYNC)),
    Entry("exchange", "send", SendPage, lambda desk: not desk.is_commune and desk.may(Permission.SYNC)),
    Entry("duplicates", "search", DuplicatesPage, lambda desk: desk.is_commune and desk.may(Permission.READ_PEOPLE)),
    Entry("audit", "table", AuditPage, lambda desk: desk.may(Permission.READ_AUDIT)),
    Entry("settings", "settings", SettingsPage, lambda desk: desk.may(Permission.READ_OFFICES)),
)
_SIDE_WIDTH: Final = 226
_DIGITS: Final = 10
"""The tenth page answers to Ctrl+0, for there is no key for a ten."""
_ROOMY: Final = 7
"""So many pages have room for tall buttons."""


class Frame(QWidget):
    """Which pages this user sees, and moving between them."""

    left = Signal()
    """The user wants to leave; the store is closed by then."""

    language_changed = Signal(str)
    look_changed = Signal(str)
    anew = Signal()
    """Practice shall begin anew."""

    def __init__(self, desk: Desk, first: str = "") -> None:
        super().__init__()
        self.setObjectName("frame")
        self.desk = desk
        self.stack = QStackedWidget()
        self._buttons = QButtonGroup(self)
        entries = [entry for entry in _ENTRIES if entry.seen_by(desk)]
        self.pages = Lazily({entry.name: self._maker(entry) for entry in entries})
        for place, entry in enumerate(entries):
            self._buttons.addButton(self._button(entry, place), place)
        layout = QHBoxLayout()
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._side())
        layout.addWidget(holder(column(*self._banner(), self.stack, spacing=0)), 1)
        self.setLayout(layout)
        QShortcut(QKeySequence("F1"), self, self.help)
        QShortcut(QKeySequence("F5"), self, self.refresh)
        if entries:
            self.go(first if first in self.pages else entries[0].name)

    @property
    def page(self) -> Page:
        """The page that is up."""
        current = self.stack.currentWidget()
        assert isinstance(current, Page)  # noqa: S101 - only pages are ever put on the stack
        return current

    @property
    def current(self) -> str:
        """The name of the page that is up."""
        return self.pages.name_of(self.page)

    def help(self) -> None:
        """Open the help at the page that is up."""
        from ui.pages.help import show_help

        show_help(self.window(), self.topic())

    def topic(self) -> str:
        """The page of the help that belongs to what is up."""
        return self.page.topic() or self.current

    def go(self, name: str) -> None:
        """Bring a page up, unless the one that is up has something unsaved and the user wants to stay.

        `register:missing` names a part of the page, which the page itself understands.
        """
        name, _, part = name.partition(":")
        target = self.pages.get(name)
        if target is None:  # a page that this user may not see
            return
        if self.stack.currentWidget() is target and target.isVisible():
            target.come_to(part)
            return
        self._mark(self.page)
        self.page.may_leave(lambda: self._show(target, part))

    def refresh(self) -> None:
        """Ask anew for what is shown."""
        self.page.refresh()

    def leave(self) -> None:
        """Close the store and hand the computer to the next user."""
        self.page.may_leave(lambda: self.desk.leave(self.left.emit))

    def _show(self, page: Page, part: str) -> None:
        self.stack.setCurrentWidget(page)
        self._mark(page)
        self.desk.screen = f"window {self.current}"
        page.setFocus()
        page.come_to(part)
        page.refresh()

    def _maker(self, entry: Entry) -> Callable[[], Page]:
        def make() -> Page:
            page = entry.make(self.desk)
            page.wants.connect(self.go)
            self.stack.addWidget(page)
            return page

        return make

    def _mark(self, page: Page) -> None:
        found = self._buttons.button(list(self.pages).index(self.pages.name_of(page)))
        if found is not None:
            found.setChecked(True)

    def _button(self, entry: Entry, place: int) -> QPushButton:
        words = text(f"ui.page.{entry.name}")
        worn = style.colors()
        picture = style.icon(entry.icon, worn.side_text, size=20, checked=worn.on_accent)
        found = QPushButton(picture, f"  {words}")
        found.setCheckable(True)
        found.setCursor(Qt.CursorShape.PointingHandCursor)
        found.setAccessibleName(plain(words))
        keys = QKeySequence(f"Ctrl+{(place + 1) % _DIGITS}")
        found.setToolTip(f"{plain(words)} ({keys.toString()})")
        QShortcut(keys, self, self._opener(entry.name))
        found.clicked.connect(self._opener(entry.name))
        return found

    def _opener(self, name: str) -> Callable[[], Any]:
        return lambda: self.go(name)

    def _side(self) -> QFrame:
        side = QFrame()
        side.setObjectName("side")
        side.setFixedWidth(_SIDE_WIDTH)
        assistance = button(text("ui.help.open"), self.help)
        assistance.setToolTip(f"{text('ui.help.open')} (F1)")
        assistance.setIcon(style.icon("info", style.colors().side_text, size=20))
        # A button that owns its menu is drawn without the style sheet's padding: this one only opens it.
        look = button(text("ui.look.menu"), lambda: menu.popup(look.mapToGlobal(look.rect().topLeft())))
        look.setIcon(style.icon("settings", style.colors().side_text, size=20))
        menu = self._look_menu(look)
        out = button(text("ui.window.sign_out"), self.leave, keys="Ctrl+L")
        out.setIcon(style.icon("switch", style.colors().side_text, size=20))
        for one in (assistance, look, out):
            keys = one.shortcut()
            one.setText(f"  {one.text()}")  # as far from its icon as the pages' names
            one.setShortcut(keys)  # new words take it away
        user = QLabel()
        user.setPixmap(style.pixmap("user", style.colors().side_text, 20))
        who = column(
            label(self.desk.user.name, wrap=True), label(self.desk.office.name, "sideMuted", wrap=True), spacing=2
        )
        person = row(user, who, spacing=6)
        person.setStretch(1, 1)
        person.setContentsMargins(12, 0, 12, 0)
        head = column(label("Hòa Nhập", "sideName"), label(text("ui.app.side"), "sideMuted", wrap=True), spacing=2)
        head.setContentsMargins(12, 4, 4, 14)
        layout = column(head, *self._buttons.buttons(), None, assistance, look, person, out, spacing=5)
        layout.setContentsMargins(10, 14, 10, 12)
        if len(self.pages) > _ROOMY:  # all of them fit on 614 logical pixels
            side.setProperty("many", True)  # noqa: FBT003 - Qt's own signature
            layout.setSpacing(1)
        side.setLayout(layout)
        return side

    def _look_menu(self, parent: QWidget) -> QMenu:
        """Language and look, each in effect at once."""
        menu = QMenu(parent)
        for code in i18n.LANGUAGES:
            self._choice(menu, LANGUAGE_NAMES[code], code == i18n.current(), self.language_changed, code)
        menu.addSeparator()
        for look in style.LOOKS:
            self._choice(menu, text(f"ui.look.{look}"), look == appearance.chosen(), self.look_changed, look)
        return menu

    @staticmethod
    def _choice(menu: QMenu, words: str, chosen: bool, signal: SignalInstance, value: str) -> None:  # noqa: FBT001
        act = menu.addAction(words)
        act.setCheckable(True)
        act.setChecked(chosen)
        act.triggered.connect(lambda _=False: signal.emit(value))

    def _banner(self) -> list[QWidget]:
        """What nobody can overlook in practice mode."""
        if not self.desk.practice:
            return []
        words = label(text("ui.practice.banner"), "practiceWords", wrap=True)
        again = button(text("ui.practice.reset"), lambda: self.page.may_leave(self.anew.emit), icon="refresh")
        away = button(text("ui.practice.leave"), self.leave, icon="close")
        line = row(words, again, away, spacing=10)
        line.setStretch(0, 1)
        line.setContentsMargins(16, 8, 16, 8)
        found = holder(line, "practice")
        found.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        return [found]

"""Settings: a list of tabs, each in its own module."""

from collections.abc import Callable
from typing import Final

from PySide6.QtWidgets import QTabWidget, QWidget

from app.domain.access import Permission
from app.i18n import text
from ui.desk import Desk
from ui.lazy import Lazily
from ui.pages.page import Page
from ui.pages.settings_backup import BackupTab
from ui.pages.settings_cards import CardsTab
from ui.pages.settings_escrow import EscrowTab
from ui.pages.settings_merge import MergeTab
from ui.pages.settings_names import NamesTab
from ui.pages.settings_official import OfficialTab
from ui.pages.settings_papers import PapersTab
from ui.pages.settings_places import PlacesTab
from ui.pages.settings_policies import PoliciesTab
from ui.pages.settings_purge import PurgeTab
from ui.pages.settings_requests import RequestsTab
from ui.pages.settings_rules import RulesTab
from ui.pages.settings_sent import SentTab
from ui.pages.settings_signers import SignersTab
from ui.pages.settings_tab import SettingsTab, Tab
from ui.pages.settings_users import UsersTab
from ui.widgets.basics import Notice, column, label, page_layout, row
from ui.widgets.side_tabs import SideTabs

_GROUPS: Final = ("unit", "people", "exchange", "papers", "safety")
_TABS: Final = (
    Tab("names", NamesTab, lambda _: True, "unit"),
    Tab("rules", RulesTab, lambda _: True, "unit"),
    Tab("cards", CardsTab, lambda _: True, "unit"),
    Tab("merge", MergeTab, lambda desk: desk.is_commune, "unit"),
    Tab("users", UsersTab, lambda _: True, "people"),
    Tab("places", PlacesTab, lambda _: True, "exchange"),
    Tab("sent", SentTab, lambda _: True, "exchange"),
    Tab("policies", PoliciesTab, lambda _: True, "exchange"),
    Tab("signers", SignersTab, lambda desk: desk.is_commune, "papers"),
    Tab("papers", PapersTab, lambda desk: desk.is_commune, "papers"),
    Tab("backup", BackupTab, lambda _: True, "safety"),
    Tab("official", OfficialTab, lambda _: True, "safety"),
    Tab("escrow", EscrowTab, lambda _: True, "safety"),
    Tab("requests", RequestsTab, lambda desk: desk.may(Permission.READ_PEOPLE), "safety"),
    Tab("purge", PurgeTab, lambda desk: desk.may(Permission.READ_PEOPLE), "safety"),
)

_HELPED: Final = ("backup", "merge", "requests")


class SettingsPage(Page):
    """Short parts below each other in a list; who may not change something sees it all the same."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.notice = Notice()
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(text("ui.settings.title"))
        seen = sorted((tab for tab in _TABS if tab.seen_by(desk)), key=lambda tab: _GROUPS.index(tab.group))
        self._holders = {tab.key: QWidget() for tab in seen}
        self.parts = Lazily({tab.key: self._maker(tab) for tab in seen})
        for key, part in self._holders.items():
            self.tabs.addTab(part, text(f"ui.settings.tab.{key}"))
        self.tabs.currentChanged.connect(self._turned)
        self.sections = SideTabs(self.tabs, [text(f"ui.settings.group.{tab.group}") for tab in seen])
        layout = page_layout([label(text("ui.settings.title"), "title"), self.notice])
        layout.addLayout(row(self.sections, self.tabs, spacing=12), 1)
        self.setLayout(layout)

    def refresh(self) -> None:
        """Ask anew for what the tab that is up shows."""
        self.parts[self._up()].refresh()

    def come_to(self, part: str) -> None:
        """Bring the tab up that another page named."""
        if part in self.parts:
            self.open(part)

    def topic(self) -> str:
        """Some parts have a page of help of their own."""
        return self._up() if self._up() in _HELPED else ""

    def open(self, key: str) -> SettingsTab:
        """Bring a tab up, by its key."""
        self.tabs.setCurrentWidget(self._holders[key])
        return self.parts[key]

    def _up(self) -> str:
        return list(self.parts)[self.tabs.currentIndex()]

    def _maker(self, tab: Tab) -> Callable[[], SettingsTab]:
        def make() -> SettingsTab:
            part = tab.make(self.desk)
            part.said.connect(self.notice.say)
            self._holders[tab.key].setLayout(column(part))
            return part

        return make

    def _turned(self) -> None:
        self.notice.say("")
        self.refresh()

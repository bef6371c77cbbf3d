"""What every page has in common."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.desk import Desk


class Page(QWidget):
    """A page of the frame. It asks services through the desk and shows what they answer."""

    wants = Signal(str)
    """Another page should come up, by name."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("page")
        self.desk = desk

    def refresh(self) -> None:
        """Ask anew for everything shown; called whenever the page comes up."""

    def come_to(self, part: str) -> None:
        """Show a part of the page that another page named (`missing`, `2026-12`); empty: the page as it stands."""

    def topic(self) -> str:
        """The topic of the help for what is up, empty: the page's own."""
        return ""

    def unsaved(self) -> bool:
        """Whether something typed here would be lost with the page."""
        return False

    def may_leave(self, go: Callable[[], None]) -> None:
        """Call `go` when nothing unsaved would be lost, or when the user says so."""
        go()


@dataclass(frozen=True, slots=True)
class Entry:
    """A page in the sidebar: the key of its words, its icon, how to make it and who sees it."""

    name: str
    icon: str
    make: Callable[[Desk], Page]
    seen_by: Callable[[Desk], bool]

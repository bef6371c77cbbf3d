"""Pick an administrative unit by typing: today's units, and old ones with what became of them."""

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from app.domain.units import Catalogue, Hit, Unit
from app.i18n import text
from app.services import catalogue
from ui.tasks import Tasks
from ui.widgets.fields import TextField

_PAUSE_MS: Final = 150
_SHOWN: Final = 8
_Choice = tuple[str, str]


class UnitPicker(TextField):
    """A line edit with a list beneath; its value is the code of a unit of today."""

    picked = Signal(str)

    def __init__(
        self, key: str, words: str, tasks: Tasks, *, communes_only: bool = True, required: bool = False,
        units: Callable[[], Catalogue] = catalogue.load,
    ) -> None:  # fmt: skip
        super().__init__(key, words, required=required, placeholder=text("ui.unit.placeholder"))
        self._tasks = tasks
        self._units = units
        self._communes_only = communes_only
        self._code = ""
        self._asked = 0
        self._timer = QTimer(self, interval=_PAUSE_MS, singleShot=True)
        self._timer.timeout.connect(self._search)
        self.list = QListWidget(self)
        self.list.setObjectName("popup")
        self.list.setWindowFlags(Qt.WindowType.ToolTip)
        self.list.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setAccessibleName(words)
        self.list.itemClicked.connect(self._take)
        self.list.hide()
        self.line.textEdited.connect(lambda _: self._typed())
        self.left.connect(self.list.hide)

    def set_kind(self, *, communes_only: bool) -> None:
        """Whether only communes can be picked, or provinces too."""
        self._communes_only = communes_only

    def value(self) -> Any:
        """The code, empty while nothing is picked."""
        return self._code

    def set_value(self, value: Any) -> None:
        """Show the unit of a code."""
        self._code = value or ""
        self.line.setText(self._code)
        if self._code:
            code = self._code
            self._tasks.run(lambda: full_name(self._units(), code), lambda name: self._name(code, name))

    def _name(self, code: str, name: str) -> None:
        if code == self._code:
            self.line.setText(name or code)
            self.line.setCursorPosition(0)

    def _typed(self) -> None:
        self._code = ""
        self._timer.start()

    def _search(self) -> None:
        self._timer.stop()  # asked for early: the pause must not throw the choice back
        typed, communes = self.line.text(), self._communes_only
        self._asked += 1
        asked = self._asked
        self._tasks.run(
            lambda: self._units().search(typed, limit=_SHOWN, communes_only=communes),
            lambda hits: self._show(hits) if asked == self._asked else None,
        )

    def _show(self, hits: tuple[Hit, ...]) -> None:
        self.list.clear()
        for hit in hits:
            for code, words in choices(hit):
                item = QListWidgetItem(words)
                item.setData(Qt.ItemDataRole.UserRole, code)
                self.list.addItem(item)
        if not self.list.count() or self._code or not self.line.hasFocus():
            self.list.hide()
            if not hits and self.line.text().strip() and not self._code:
                self.hint(text("ui.unit.none"))
            return
        self.quiet()
        self.list.setCurrentRow(0)
        below = self.line.mapToGlobal(QPoint(0, self.line.height() + 2))
        rows = min(self.list.count(), _SHOWN)
        self.list.setGeometry(below.x(), below.y(), max(self.line.width(), 380), rows * 38 + 8)
        self.list.show()

    def _take(self, item: QListWidgetItem) -> None:
        self._code = item.data(Qt.ItemDataRole.UserRole)
        self._timer.stop()
        self.line.setText(item.text())
        self.list.hide()
        self.set_value(self._code)
        self.quiet()
        self.changed.emit()
        self.picked.emit(self._code)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrow keys move in the list, Enter takes, Escape closes it."""
        if watched is self.line and event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            act = self._keys().get(event.key()) if self.list.isVisible() else self._early(event.key())
            if act is not None:
                act()
                return True
        return super().eventFilter(watched, event)

    def _early(self, key: int) -> Callable[[], Any] | None:
        """Enter before the list is there asks for it at once, rather than being lost."""
        waiting = self._timer.isActive() and not self._code
        return self._search if waiting and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) else None

    def _keys(self) -> dict[int, Callable[[], Any]]:
        take = lambda: self._take(self.list.currentItem())  # noqa: E731 - one of five small acts
        return {
            Qt.Key.Key_Down: lambda: self._move(1), Qt.Key.Key_Up: lambda: self._move(-1),
            Qt.Key.Key_Return: take, Qt.Key.Key_Enter: take, Qt.Key.Key_Escape: self.list.hide,
        }  # fmt: skip

    def _move(self, step: int) -> None:
        self.list.setCurrentRow((self.list.currentRow() + step) % self.list.count())


def choices(hit: Hit) -> list[_Choice]:
    """What can be picked for a found unit: itself, or each unit of today that took an old one over."""
    if hit.unit.today:
        return [(hit.unit.code, hit.full_name)]
    return [(unit.code, text("ui.unit.was", old=hit.full_name, new=unit.title)) for unit in hit.successors]


def full_name(units: Catalogue, code: str) -> str:
    """`Xã Đồng Đăng, Tỉnh Lạng Sơn`; empty for an unknown code."""
    unit: Unit | None = units.unit(code)
    return "" if unit is None else units.full_name(unit)

"""What can be done with the people on the register's screen: choose columns, copy them, export them."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from app import labels
from app.i18n import text
from app.services import people_view
from app.session import CancelledError, Session
from ui import problems
from ui.desk import Desk
from ui.pages.register_lines import Line, lines
from ui.widgets.basics import button
from ui.widgets.column_choice import ColumnChoice
from ui.widgets.dialogs import choose_target
from ui.widgets.progress import Stoppable
from ui.widgets.record_table import Column, RecordTable
from ui.widgets.toast import toast


class ViewActs:
    """The acts over one table; `everybody` asks for all rows of the present answer."""

    def __init__(self, desk: Desk, table: RecordTable, everybody: Callable[[Callable[[Sequence[int]], None]], None]):
        self._desk, self._table, self._everybody = desk, table, everybody
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.columns = ColumnChoice(table, "register", desk.user.name)
        self.take = button(text("ui.register.export"), self.export, icon="save", kind="link", keys="Ctrl+E")
        copy = QShortcut(QKeySequence.StandardKey.Copy, table, self.copy)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)

    @property
    def buttons(self) -> tuple[QWidget, ...]:
        """What stands above the table."""
        return self.columns.button, self.take

    def copy(self) -> None:
        """Put the chosen people on the clipboard, as a spreadsheet takes them."""
        chosen = sorted(index.row() for index in self._table.selectionModel().selectedRows())
        rows = [self._table.records.row_number(row) for row in chosen]
        if not rows:
            return
        view = self._view(rows)

        def copied(words: str) -> None:
            QApplication.clipboard().setText(words)
            toast(self._table, text("ui.register.copied", n=labels.number(len(rows))))

        self._desk.run(lambda session: people_view.copied(session, view), copied, failed=self._failed)

    def export(self) -> None:
        """Ask where to, and write everybody who fits."""
        proposed = f"{text('ui.register.export_file')}.xlsx"
        target = choose_target(self._table, text("ui.register.export_title"), proposed, text("ui.files.xlsx"))
        if target is not None:
            self._everybody(lambda rows: self.write(rows, target))

    def write(self, rows: Sequence[int], target: Path) -> None:
        """Write these rows, with progress; the user may stop it, and then there is no file."""
        view = self._view(rows)
        progress = Stoppable(text("ui.register.exporting"), self._table)

        def work(session: Session) -> int | None:
            try:
                return people_view.export(session, view, target, told=progress.told, cancelled=progress.cancelled)
            except CancelledError:
                return None

        def done(count: int | None) -> None:
            progress.end()
            words = text("ui.register.export_stopped") if count is None else text(
                "ui.register.exported", n=count, file=target.name)  # fmt: skip
            toast(self._table, words, tone="quiet" if count is None else "good")

        def failed(error: Exception) -> None:
            progress.end()
            self._failed(error)

        self._desk.run(work, done, failed=failed)

    def _failed(self, error: Exception) -> None:
        problems.show(error, self._table)

    def _view(self, rows: Sequence[int]) -> people_view.View:
        shown: tuple[Column[Line], ...] = self._table.chosen

        def cells(session: Session, numbers: list[int]) -> list[Sequence[str]]:
            return [[column.text(line) for column in shown] for line in lines(session, numbers)]

        return people_view.View(
            text("ui.register.title").replace("&", ""), tuple(column.title for column in shown), rows, cells
        )

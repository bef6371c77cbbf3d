"""Import an officer's own list: first what would happen, then, when confirmed, the import."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import i18n
from app.errors import AppError
from app.i18n import explain, text
from app.services import people_import
from app.services.people_import import Imported
from ui import problems
from ui.desk import Desk
from ui.widgets.basics import card, column, label, row
from ui.widgets.dialogs import FormDialog, choose_file
from ui.widgets.record_table import Column, RecordModel, RecordTable


@dataclass(frozen=True, slots=True)
class Line:
    """One cell that needs a look."""

    row: int
    column: str
    kind: str
    words: str


_TONES = {"rejected": "bad", "repaired": "info", "warning": "warn"}


class ImportDialog:
    """The two steps of an import; a refusal leaves everything as it was."""

    def __init__(self, desk: Desk, parent: QWidget, *, done: Callable[[str, Callable[[], Any]], Any]) -> None:
        self._desk, self._parent, self._done = desk, parent, done
        self.preview: FormDialog | None = None

    def choose(self) -> None:
        """Let the user pick the file."""
        file = choose_file(self._parent, text("ui.import.title"), text("ui.files.lists"))
        if file is not None:
            self.read(file)

    def read(self, file: Path) -> None:
        """Try the file without writing anything and show what would happen."""
        self._desk.run(
            lambda session: people_import.run(session, file, dry_run=True),
            lambda result: self._show(file, result),
            failed=lambda error: problems.show(error, self._parent),
        )

    def _show(self, file: Path, result: Imported) -> None:
        dialog = FormDialog(text("ui.import.title"), text("ui.import.act"), [], self._parent.window(),
                            lead=text("ui.import.preview", file=file.name))  # fmt: skip
        self.preview = dialog
        dialog.setMinimumSize(760, 470)
        counts = [("added", result.added), ("updated", result.updated), ("unchanged", result.unchanged),
                  ("rejected", len(result.rejected)), ("repaired", len(result.repaired))]  # fmt: skip
        dialog.body.addLayout(row(*(_figure(name, count) for name, count in counts)))
        lines = findings(result)
        if lines:
            dialog.body.addWidget(_table(lines), 1)
        else:
            dialog.body.addWidget(label(text("ui.import.clean"), "muted"))
        layout = dialog.layout()
        if isinstance(layout, QVBoxLayout):
            layout.setStretchFactor(dialog.body, 10)
        dialog.ok.setEnabled(bool(result.added or result.updated))
        dialog.ask(lambda: self._import(dialog, file))
        dialog.ok.setFocus()

    def _import(self, dialog: FormDialog, file: Path) -> None:
        problems.carry_out(dialog, self._desk.run, lambda session: people_import.run(session, file), self._imported)

    def _imported(self, result: Imported) -> None:
        words = text("ui.import.done", added=result.added, updated=result.updated)
        self._done(words, lambda: self._undo(result.import_id))

    def _undo(self, import_id: str) -> None:
        self._desk.run(
            lambda session: people_import.undo(session, import_id),
            lambda _: self._done(text("ui.import.undone"), lambda: None),
            failed=lambda error: problems.show(error, self._parent),
        )


def findings(result: Imported) -> list[Line]:
    """Every cell to look at, in the order of the sheet."""
    kinds = {"rejected": result.rejected, "repaired": result.repaired, "warning": result.warnings}
    lines = [
        Line(one.row, one.column, kind, cell_words(one.code, one.values))
        for kind, found in kinds.items()
        for one in found
    ]
    return sorted(lines, key=lambda line: (line.row, line.column))


def cell_words(code: str, values: Mapping[str, object]) -> str:
    """What is the matter with a cell."""
    for key in (f"import.cell.{code}", f"warning.{code}"):
        if i18n.known(key):
            return text(key).format_map(dict(values))
    return explain(AppError(code, **values))[0]


def _figure(name: str, count: int) -> QWidget:
    return card(column(label(str(count), "figure"), label(text(f"ui.import.{name}"), "small"), spacing=0), margin=10)


def _table(lines: list[Line]) -> RecordTable:
    columns: tuple[Column[Line], ...] = (
        Column(text("ui.import.row"), lambda line: str(line.row), 60, right=True),
        Column(text("ui.import.column"), lambda line: line.column, 60),
        Column(
            text("ui.import.kind"),
            lambda line: text(f"ui.import.{line.kind}"),
            140,
            tone=lambda line: _TONES[line.kind],
        ),
        Column(text("ui.import.what"), lambda line: line.words, 300),
    )
    model: RecordModel[Line] = RecordModel(columns)
    model.show(lines)
    return RecordTable(model, text("ui.import.table"), stretch=3)

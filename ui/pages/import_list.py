"""Import an officer's own list: first what would happen, then, when confirmed, the import."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QProgressDialog, QVBoxLayout, QWidget

from app import i18n
from app.domain.names import fold
from app.errors import AppError
from app.i18n import explain, text
from app.lists.answers import NO_ANSWERS, Answers, Question
from app.lists.decoding import Doubtful
from app.services import people_import
from app.services.people_import import Imported, Pasted
from ui import problems
from ui.desk import Desk
from ui.widgets.basics import button, card, column, label, row
from ui.widgets.dialogs import FormDialog, choose_file
from ui.widgets.record_table import Column, RecordModel, RecordTable


@dataclass(frozen=True, slots=True)
class Line:
    """One cell that needs a look, as it stands in the list and as it would be read."""

    row: int
    column: str
    kind: str
    words: str
    before: str = ""
    after: str = ""


_TONES = {"rejected": "bad", "repaired": "info", "warning": "warn"}


_MOST_QUESTIONS: Final = 5
_CHOICES: Final = {
    "encoding": ("ask", "convert", "keep"),
    "dates": ("", "day", "month"),
    "measure": ("", "yes", "no"),
}


class Asked(QWidget):
    """One question of the importer with the answers to choose from; asked once for all cells like it."""

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.question = question
        words = text(f"ui.import.ask.{question.kind}").format_map(
            {"n": question.cells, "column": question.column, "example": question.example, "other": question.other}
        )
        self.choice = QComboBox()
        self.choice.setAccessibleName(words)
        for value in _CHOICES[question.kind]:
            self.choice.addItem(text(f"ui.import.answer.{question.kind}.{value or 'ask'}"), value)
        self.setLayout(row(label(words, wrap=True), None, self.choice))

    def answered(self, answers: Answers) -> Answers:
        """The answers with this one; nothing chosen changes nothing."""
        value = self.choice.currentData()
        if self.question.kind == "encoding":
            return replace(answers, doubtful=Doubtful(value))
        if value and self.question.kind == "dates":
            return replace(answers, dates={**answers.dates, self.question.column: value})
        if value:
            return replace(answers, measures={**answers.measures, fold(self.question.example): value == "yes"})
        return answers


class Progress(QObject):
    """How far a long list has been read; shown only when it takes a while, told from the store's own thread."""

    _moved = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self._shown: QProgressDialog | None = None
        self._moved.connect(self._move)

    def told(self, done: int, every: int) -> None:
        """Hear from the service."""
        self._moved.emit(done, every)

    def begin(self, parent: QWidget) -> None:
        """A list is about to be read."""
        shown = QProgressDialog(text("ui.import.reading"), "", 0, 0, parent)
        shown.setCancelButton(None)
        shown.setMinimumDuration(600)
        self._shown = shown

    def end(self) -> None:
        """It was read, or refused."""
        if self._shown is not None:
            self._shown.close()
            self._shown.deleteLater()
            self._shown = None

    def _move(self, done: int, every: int) -> None:
        if self._shown is not None:
            self._shown.setMaximum(every)
            self._shown.setValue(min(done, max(every - 1, 0)))


class ImportDialog:
    """The two steps of an import; a refusal leaves everything as it was."""

    def __init__(self, desk: Desk, parent: QWidget, *, done: Callable[[str, Callable[[], Any]], Any]) -> None:
        self._desk, self._parent, self._done = desk, parent, done
        self.preview: FormDialog | None = None
        self._progress = Progress()
        self._answers = NO_ANSWERS
        self.questions: list[Asked] = []

    def choose(self) -> None:
        """Let the user pick the file."""
        file = choose_file(self._parent, text("ui.import.title"), text("ui.files.lists"))
        if file is not None:
            self.read(file)

    def paste(self) -> None:
        """Read what was copied in Excel, with its fonts where the clipboard keeps them."""
        copied = QGuiApplication.clipboard().mimeData()
        self.read(Pasted(copied.text(), copied.html()))

    def read(self, source: Path | Pasted) -> None:
        """Try the list without writing anything and show what would happen."""
        answers, told = self._answers, self._progress.told
        self._progress.begin(self._parent.window())
        self._desk.run(
            lambda session: people_import.run(session, source, dry_run=True, answers=answers, told=told),
            lambda result: self._show(source, result),
            failed=self._refused,
        )

    def _refused(self, error: Exception) -> None:
        self._progress.end()
        problems.show(error, self._parent)

    def _again(self, source: Path | Pasted) -> None:
        """Read once more with the answers that were chosen."""
        for asked in self.questions:
            self._answers = asked.answered(self._answers)
        if self.preview is not None:
            self.preview.reject()
        self.read(source)

    def _show(self, source: Path | Pasted, result: Imported) -> None:
        self._progress.end()
        file = source.name if isinstance(source, Path) else text("ui.import.clipboard")
        dialog = FormDialog(text("ui.import.title"), text("ui.import.act"), [], self._parent.window(),
                            lead=text("ui.import.preview", file=file))  # fmt: skip
        self.preview = dialog
        self.questions = [Asked(question) for question in result.questions[:_MOST_QUESTIONS]]
        dialog.setMinimumSize(900, 520)
        counts = [("added", result.added), ("updated", result.updated), ("unchanged", result.unchanged),
                  ("rejected", len(result.rejected)), ("repaired", len(result.repaired))]  # fmt: skip
        dialog.body.addLayout(row(*(_figure(name, count) for name, count in counts)))
        if self.questions:
            again = button(text("ui.import.again"), lambda: self._again(source), icon="refresh")
            dialog.body.addWidget(card(column(*self.questions, row(None, again), spacing=4), margin=10))
        unused = [f"{one.letter} ({one.heading})" for one in result.unused_columns if one.reason == "not_needed"]
        if unused:
            words = text("ui.import.not_needed", columns=", ".join(unused))
            dialog.body.addWidget(label(words, "small", wrap=True))
        lines = findings(result)
        if lines:
            dialog.body.addWidget(_table(lines), 1)
        else:
            dialog.body.addWidget(label(text("ui.import.clean"), "muted"))
        layout = dialog.layout()
        if isinstance(layout, QVBoxLayout):
            layout.setStretchFactor(dialog.body, 10)
        dialog.ok.setEnabled(bool(result.added or result.updated))
        dialog.ask(lambda: self._import(dialog, source))
        dialog.ok.setFocus()

    def _import(self, dialog: FormDialog, source: Path | Pasted) -> None:
        answers = self._answers
        problems.carry_out(
            dialog, self._desk.run, lambda session: people_import.run(session, source, answers=answers), self._imported
        )

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
        Line(one.row, one.column, kind, cell_words(one.code, one.values), one.before, one.after)
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
        Column(text("ui.import.before"), lambda line: line.before, 150),
        Column(text("ui.import.after"), lambda line: line.after, 150),
        Column(text("ui.import.what"), lambda line: line.words, 260),
    )
    model: RecordModel[Line] = RecordModel(columns)
    model.show(lines)
    return RecordTable(model, text("ui.import.table"), stretch=5)

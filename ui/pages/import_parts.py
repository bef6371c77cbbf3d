"""The parts of an import's preview: cells to look at, people to take or leave, columns and what they are read as."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from app import i18n, labels
from app.domain.names import fold
from app.errors import AppError
from app.i18n import explain, filled, text
from app.lists.answers import FIELDS, Answers, Question
from app.lists.decoding import Doubtful
from app.lists.people import Finding, Seen
from app.services import people_import
from app.services.people_import import Imported
from ui.widgets.basics import button, column, label, row
from ui.widgets.fields import shown_amount
from ui.widgets.record_table import Column, RecordModel, RecordTable
from ui.widgets.row_detail import with_detail

_TONES: Final = {"rejected": "bad", "repaired": "info", "warning": "warn"}
_OUTCOMES: Final = {"added": "good", "updated": "info", "unchanged": "quiet", "rejected": "bad", "left_out": "quiet"}
_CHOICES: Final = {
    "encoding": ("ask", "convert", "keep"),
    "dates": ("", "day", "month"),
    "measure": ("", "yes", "no"),
    "old_unit": ("", "yes"),
}
# Fields with one of a few values, and where their words stand.
_ANSWERS: Final = {name: name for name in ("sex", "stay", "residence", "need", "purpose", "conduct", "evils")} | {
    "certificate_kind": "certificate"
}
_ROW_HEIGHT: Final = 34


class Line(NamedTuple):
    """One cell that needs a look, and why: `rejected`, `repaired` or `warning`. A long list has many thousands."""

    kind: str
    finding: Finding

    @property
    def words(self) -> str:
        """What is the matter with it."""
        return cell_words(self.finding.code, self.finding.values)


class Asked(QWidget):
    """One question of the importer with the answers to choose from; asked once for all cells like it."""

    changed = Signal()

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.question = question
        words = text(
            f"ui.import.ask.{question.kind}", n=question.cells, column=question.column, example=question.example,
            other=question.other,
        )  # fmt: skip
        self.choice = QComboBox()
        self.choice.setAccessibleName(words)
        self.choice.setMinimumWidth(320)
        for value in _CHOICES[question.kind]:
            proposed = f"ask_{question.other or 'unknown'}" if question.kind == "measure" else "ask"
            self.choice.addItem(text(f"ui.import.answer.{question.kind}.{value or proposed}"), value)
        self.choice.currentIndexChanged.connect(self.changed)
        said = label(words, wrap=True)
        line = row(said, self.choice)
        line.setStretch(0, 1)
        self.setLayout(line)

    def answered(self, answers: Answers) -> Answers:
        """The answers with this one; nothing chosen changes nothing."""
        value = self.choice.currentData()
        if self.question.kind == "encoding":
            return replace(answers, doubtful=Doubtful(value))
        if self.question.kind == "old_unit":
            return replace(answers, old_unit=self.question.other) if value else answers
        if value and self.question.kind == "dates":
            return replace(answers, dates={**answers.dates, self.question.column: value})
        if value:
            return replace(answers, measures={**answers.measures, fold(self.question.example): value == "yes"})
        return answers


class _Ticks(RecordTable):
    """Several rows can be chosen; Space takes them or leaves them out."""

    ticked = Signal(list)

    def __init__(self, model: RecordModel[people_import.Line], name: str) -> None:
        super().__init__(model, name, stretch=4)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.doubleClicked.connect(lambda index: self.ticked.emit([index.row()]))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space works on what is chosen; everything else moves as usual."""
        if event.key() == Qt.Key.Key_Space:
            self.ticked.emit(self.chosen_rows())
        else:
            super().keyPressEvent(event)

    def chosen_rows(self) -> list[int]:
        """The places of what is chosen, or of the cursor."""
        places = sorted({index.row() for index in self.selectionModel().selectedRows()})
        current = self.currentIndex().row()
        return places or ([current] if current >= 0 else [])


class PeoplePart(QWidget):
    """Each row of the list that is a person: what it adds or changes, and whether it is taken."""

    changed = Signal()

    def __init__(self, result: Imported) -> None:
        super().__init__()
        self.left_out = {line.row for line in result.people if line.outcome == "left_out"}
        self._people = [line for line in result.people if line.outcome != "rejected"]
        self.model: RecordModel[people_import.Line] = RecordModel(self._columns())
        self.model.show(self._people)
        self.table = _Ticks(self.model, text("ui.import.people"))
        self.table.ticked.connect(self.toggle)
        acts = (
            button(text("ui.import.leave"), lambda: self.toggle(self.table.chosen_rows()), keys="Ctrl+D"),
            button(text("ui.import.take_all"), lambda: self.set_all(taken=True)),
            button(text("ui.import.take_none"), lambda: self.set_all(taken=False)),
        )
        hint = label(text("ui.import.people_hint"), "small", wrap=True)
        line = row(*acts, hint)
        line.setStretch(3, 1)
        self.setLayout(column(8, line, with_detail(self.table, difference), spacing=6))

    @property
    def count(self) -> int:
        """How many rows can be taken."""
        return len(self._people)

    @property
    def taken(self) -> int:
        """How many people would be added or changed."""
        return sum(line.outcome in ("added", "updated") and line.row not in self.left_out for line in self._people)

    def toggle(self, places: Iterable[int]) -> None:
        """Leave these out; when they all are, take them again."""
        rows = {self._people[place].row for place in places}
        self.left_out = self.left_out - rows if rows <= self.left_out else self.left_out | rows
        self._shown_again()

    def set_all(self, *, taken: bool) -> None:
        """Take everybody, or nobody."""
        self.left_out = set() if taken else {line.row for line in self._people}
        self._shown_again()

    def _shown_again(self) -> None:
        self.model.update(self._people)
        self.changed.emit()

    def _columns(self) -> tuple[Column[people_import.Line], ...]:
        def taken(line: people_import.Line) -> str:
            return text("ui.import.left_out" if line.row in self.left_out else "ui.import.taken")

        def tone(line: people_import.Line) -> str:
            return "quiet" if line.row in self.left_out else "good"

        return (
            Column(text("ui.import.take"), taken, 96, tone=tone),
            Column(text("ui.import.row"), lambda line: str(line.row), 60, right=True),
            Column(text("field.name"), lambda line: line.name, 190, strong=True),
            Column(text("ui.import.kind"), lambda line: text(f"ui.import.{line.outcome}"), 120,
                   tone=lambda line: _OUTCOMES[line.outcome]),
            Column(text("ui.import.changes"), difference, 260),
        )  # fmt: skip


class ColumnsPart(QWidget):
    """Every column of the list with an example, and what it is read as; one that was not understood can be named."""

    changed = Signal()

    def __init__(self, seen: Iterable[Seen]) -> None:
        super().__init__()
        self._seen = [one for one in seen if one.why != "row_number"]
        self.choices: dict[str, QComboBox] = {}
        titles = [text(f"ui.import.columns.{name}") for name in ("letter", "heading", "example", "read_as")]
        self.table = QTableWidget(len(self._seen), len(titles))
        self.table.setAccessibleName(text("ui.import.columns.table"))
        self.table.setHorizontalHeaderLabels(titles)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        for at, one in enumerate(self._seen):
            for place, words in enumerate((one.letter, one.heading or text("ui.import.columns.unnamed"), one.example)):
                self.table.setItem(at, place, QTableWidgetItem(words))
            self.table.setCellWidget(at, 3, self._chooser(one))
        for place, width in enumerate((84, 260, 190, 300)):
            self.table.setColumnWidth(place, width)
        self.table.horizontalHeader().setStretchLastSection(True)
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setLayout(column(8, label(text("ui.import.columns.hint"), "small", wrap=True), self.table, spacing=6))

    def answers(self) -> Mapping[str, str]:
        """The columns that were said to be something else, by letter."""
        now = {one.letter: self.choices[one.letter].currentData() for one in self._seen if one.letter in self.choices}
        return {one.letter: now[one.letter] for one in self._seen if now.get(one.letter, one.read_as) != one.read_as}

    def _chooser(self, one: Seen) -> QWidget:
        if one.why == "not_needed":  # never read, whatever anybody says: no offence and no sentence is kept
            return label(text("ui.import.columns.not_needed"), "small")
        choice = QComboBox()
        choice.setAccessibleName(text("ui.import.columns.choose", column=one.letter))
        choice.addItem(text("ui.import.columns.none"), "")
        for name in FIELDS:
            choice.addItem(text(f"ui.import.field.{name}"), name)
        if one.read_as and one.read_as not in FIELDS:
            choice.addItem(text(f"ui.import.field.{one.read_as}"), one.read_as)
        choice.setCurrentIndex(max(choice.findData(one.read_as), 0))
        choice.currentIndexChanged.connect(self.changed)
        self.choices[one.letter] = choice
        return choice


def difference(line: people_import.Line) -> str:
    """What a row brings: `Số điện thoại: 0912 → 0987; Thôn: Nà Pài`; of somebody new the name stands beside it."""
    return "; ".join(
        text(f"ui.import.field.{name}") + (f": {_value(name, before)} → " if before else ": ") + _value(name, after)
        for name, before, after in line.changes
        if name != "name" or before
    )


def _value(name: str, value: str) -> str:
    if name == "amount" and value.isdecimal():
        return shown_amount(int(value))
    return labels.label(_ANSWERS[name], value) if name in _ANSWERS else value


def findings(result: Imported) -> list[Line]:
    """Every cell to look at, in the order of the sheet."""
    kinds = {"rejected": result.rejected, "repaired": result.repaired, "warning": result.warnings}
    lines = [Line(kind, one) for kind, found in kinds.items() for one in found]
    return sorted(lines, key=lambda line: (line.finding.row, line.finding.column))


def cell_words(code: str, values: Mapping[str, object]) -> str:
    """What is the matter with a cell."""
    for key in (f"import.cell.{code}", f"warning.{code}"):
        if i18n.known(key):
            return filled(text(key), values)
    return explain(AppError(code, **values))[0]


def cells_table(lines: list[Line]) -> QVBoxLayout:
    """The cells to look at, with all that is to be said of one."""
    columns: tuple[Column[Line], ...] = (
        Column(text("ui.import.row"), lambda line: str(line.finding.row), 60, right=True),
        Column(text("ui.import.column"), lambda line: line.finding.column, 60),
        Column(text("ui.import.kind"), lambda line: text(f"ui.import.{line.kind}"), 140,
               tone=lambda line: _TONES[line.kind]),
        Column(text("ui.import.before"), lambda line: line.finding.before, 150),
        Column(text("ui.import.after"), lambda line: line.finding.after, 150),
        Column(text("ui.import.what"), lambda line: line.words, 260),
    )  # fmt: skip
    model: RecordModel[Line] = RecordModel(columns)
    model.show(lines)
    return with_detail(RecordTable(model, text("ui.import.table"), stretch=5), lambda line: line.words)

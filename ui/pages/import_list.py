"""Import an officer's own list: first what would happen, then, when confirmed, the import."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QTabWidget, QVBoxLayout, QWidget

from app.files import write_whole
from app.i18n import text
from app.labels import number
from app.lists.answers import NO_ANSWERS, Answers
from app.services import people_import
from app.services.people_import import Imported, Pasted
from app.session import CancelledError, Session
from ui import problems
from ui.desk import Desk
from ui.pages.import_parts import Asked, ColumnsPart, Line, PeoplePart, cells_table, findings
from ui.widgets.basics import button, card, column, holder, label, row, scrolled
from ui.widgets.dialogs import FormDialog, choose_file, choose_target
from ui.widgets.progress import Stoppable

_SIZE: Final = (1060, 680)
Found = tuple[Imported, list[Line]]


class ImportDialog:
    """The steps of an import: choose, look, answer, take. Each can be given up; a refusal changes nothing."""

    def __init__(self, desk: Desk, parent: QWidget, *, done: Callable[[str, Callable[[], Any]], Any]) -> None:
        self._desk, self._parent, self._done = desk, parent, done
        self.preview: Preview | None = None
        self._answers = NO_ANSWERS
        self._sheet: str | None = None

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
        self._run(
            source, self._parent, text("ui.import.reading"), dry_run=True, done=lambda found: self._show(source, *found)
        )

    def _run(
        self, source: Path | Pasted, parent: QWidget, words: str, *, dry_run: bool, done: Callable[[Found], Any]
    ) -> None:
        answers, sheet, progress = self._answers, self._sheet, Stoppable(words, parent)

        def work(session: Session) -> Found | None:
            try:
                result = people_import.run(session, source, sheet=sheet, dry_run=dry_run, answers=answers,
                                           told=progress.told, cancelled=progress.cancelled)  # fmt: skip
            except CancelledError:
                return None
            return result, findings(result)  # here, for a long list has many thousands

        def ended(found: Found | None) -> None:
            gone = dry_run and progress.cancelled()  # stopped at the last moment: nobody wants to see it any more
            progress.end()
            if found is not None and not gone:
                done(found)

        def failed(error: Exception) -> None:
            progress.end()
            problems.show(error, parent)

        self._desk.run(work, ended, failed=failed)

    def _show(self, source: Path | Pasted, result: Imported, lines: list[Line]) -> None:
        file = source.name if isinstance(source, Path) else text("ui.import.clipboard")
        former, self.preview = self.preview, Preview(result, lines, file, self._parent.window())
        if former is not None:
            former.reject()
        preview = self.preview
        preview.ask(lambda: self._go_on(preview, source))

    def _go_on(self, preview: "Preview", source: Path | Pasted) -> None:
        """Read once more with what was answered, or import."""
        self._answers = preview.answered(self._answers)
        if preview.another_sheet:  # its columns and rows are others
            self._sheet, self._answers = preview.sheet.currentText(), NO_ANSWERS
        if preview.answers_changed:
            self.read(source)
            return

        def done(found: Found) -> None:
            preview.accept()
            self._imported(found[0])

        self._run(source, preview, text("ui.import.writing"), dry_run=False, done=done)

    def _imported(self, result: Imported) -> None:
        words = text("ui.import.done", added=result.added, updated=result.updated)
        self._done(words, lambda: self._undo(result.import_id))

    def _undo(self, import_id: str) -> None:
        self._desk.run(
            lambda session: people_import.undo(session, import_id),
            lambda _: self._done(text("ui.import.undone"), lambda: None),
            failed=lambda error: problems.show(error, self._parent),
        )


class Preview(FormDialog):
    """What an import would do: cells to look at, questions, every person, every column."""

    def __init__(self, result: Imported, lines: list[Line], file: str, parent: QWidget | None) -> None:
        super().__init__(text("ui.import.title"), text("ui.import.act"), [], parent,
                         lead=text("ui.import.preview", file=file))  # fmt: skip
        self._result = result
        self.answers_changed = False
        self.questions = [Asked(question) for question in result.questions]
        self.people = PeoplePart(result)
        self.columns = ColumnsPart(result.seen)
        self.sheet = QComboBox()
        self.sheet.setAccessibleName(text("ui.import.sheet"))
        self.sheet.addItems([result.sheet, *result.other_sheets])
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(text("ui.import.tabs"))
        self._lay_out(lines)
        for asked in self.questions:
            asked.changed.connect(self._answered)
        self.columns.changed.connect(self._answered)
        self.sheet.currentIndexChanged.connect(self._answered)
        self.people.changed.connect(self._say_act)
        self._say_act()
        room = parent.size() if parent is not None else QSize(*_SIZE)
        self.resize(min(_SIZE[0], room.width() - 40), min(_SIZE[1], room.height() - 40))
        self.ok.setFocus()

    @property
    def another_sheet(self) -> bool:
        """Whether another sheet of the file is to be read."""
        return self.sheet.currentIndex() > 0

    def answered(self, answers: Answers) -> Answers:
        """The answers with what is chosen here."""
        for asked in self.questions:
            answers = asked.answered(answers)
        columns = {**answers.columns, **self.columns.answers()}
        return replace(answers, columns=columns, left_out=frozenset(self.people.left_out))

    def save_report(self) -> None:
        """Write the list with its cells coloured and explained."""
        target = choose_target(self, text("ui.import.report"), f"{text('ui.import.report_file')}.xlsx",
                               text("ui.files.xlsx"))  # fmt: skip
        if target is not None:
            self.write_report(target)

    def write_report(self, target: Path) -> None:
        """The same to this file."""
        from app.commands.people_view import report

        write_whole(target, report(self._result))
        self.notice.say(text("ui.import.report_saved", file=target.name), "good")

    def _lay_out(self, lines: list[Line]) -> None:
        result = self._result
        rejected = len({one.row for one in result.rejected})
        counts = [("added", result.added), ("updated", result.updated), ("unchanged", result.unchanged),
                  ("rejected", rejected), ("repaired", len(result.repaired))]  # fmt: skip
        if result.other_sheets:
            self.body.addLayout(row(label(text("ui.import.sheet")), self.sheet, None))
        self.body.addLayout(row(*(_figure(name, count) for name, count in counts)))
        if self.questions:
            self.tabs.addTab(scrolled(column(8, *self.questions, None, spacing=4)),
                             text("ui.import.tab.questions", n=len(self.questions)))  # fmt: skip
        save = button(text("ui.import.report"), self.save_report, icon="table")
        seen = cells_table(lines) if lines else label(text("ui.import.clean"), "muted")
        self.tabs.addTab(
            holder(column(8, seen, row(None, save), spacing=6)),
            text("ui.import.tab.cells", n=number(len(lines))),
        )
        self.tabs.addTab(self.people, text("ui.import.tab.people", n=number(self.people.count)))
        self.tabs.addTab(self.columns, text("ui.import.tab.columns", n=len(result.seen)))
        self.body.addWidget(self.tabs, 1)
        unused = [f"{one.letter} ({one.heading})" for one in result.unused_columns if one.reason == "not_needed"]
        if unused:
            words = text("ui.import.not_needed", columns=", ".join(unused))
            self.body.addWidget(label(words, "small", wrap=True))
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.setStretchFactor(self.body, 10)

    def _answered(self) -> None:
        self.answers_changed = True
        self.notice.say(text("ui.import.read_again"), "info")
        self._say_act()

    def _say_act(self) -> None:
        taken = self.people.taken
        self.ok.setText(text("ui.import.again") if self.answers_changed else text("ui.import.act_n", n=number(taken)))
        self.ok.setEnabled(bool(taken) or self.answers_changed)


def _figure(name: str, count: int) -> QWidget:
    return card(column(label(number(count), "figure"), label(text(f"ui.import.{name}"), "small"), spacing=0), margin=10)

"""Tình hình nộp danh sách: offices by months at a glance, whom to press, what came on paper or by telephone."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QStackedWidget

from app import labels
from app.domain.board import TO_PRESS, Cell, on_time_share
from app.domain.month import shown_month
from app.domain.names import fold
from app.errors import AppError
from app.files import write_whole
from app.i18n import text
from app.services import board, board_marks, catalogue, reminders
from app.services.board import Board, Row
from app.services.board_marks import Marks
from app.session import Session
from ui import problems
from ui.desk import Desk
from ui.pages.page import Page
from ui.widgets.basics import Badge, Empty, Notice, button, card, column, holder, label, page_layout, plain, row
from ui.widgets.board_grid import TONES, BoardGrid
from ui.widgets.board_map import BoardMap
from ui.widgets.dialogs import FormDialog, Given, choose_folder
from ui.widgets.fields import Chooser, TextField
from ui.widgets.toast import toast

_Marked = tuple[Row, str, Marks]
"""Whose cell something was entered at, and what stood there before."""
Work = Callable[[Session, Row, str, Given], Any]
_SPANS: Final = (12, 24, 60)


class BoardPage(Page):
    """The grid, the rates of the newest due month, and what can be done about a cell."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.board: Board | None = None
        self.grid = BoardGrid(text("ui.board.title"))
        self.notice = Notice()
        self.span = QComboBox()
        self.span.setAccessibleName(text("ui.board.span"))
        for months in _SPANS:
            self.span.addItem(text("ui.board.months", n=months), months)
        self.span.currentIndexChanged.connect(self.refresh)
        self.only = QCheckBox(text("ui.board.only_open"))
        self.only.toggled.connect(self._again)
        self.today = QCheckBox(text("ui.board.today_units"))
        self.today.toggled.connect(self.refresh)
        self.map = BoardMap(text("ui.board.glance").replace("&", ""))
        self.map.picked.connect(self._open)
        self.glance = QCheckBox(text("ui.board.glance"))
        self.glance.toggled.connect(self._again)
        self.search = QLineEdit()
        self.search.setPlaceholderText(text("ui.board.search"))
        self.search.setAccessibleName(text("ui.board.search"))
        self.search.textChanged.connect(self._again)
        self._rates = label("", "muted", wrap=True)
        self._asks = Notice()
        self.settle = button(text("ui.board.settle"), self.choose_successor, icon="office")
        self.settle.hide()
        self._build()

    def _build(self) -> None:
        remind = button(text("ui.board.remind"), self.remind, icon="print", kind="primary", keys="Ctrl+P")
        note = button(text("ui.board.note"), self.note, icon="check")
        paper = button(text("ui.board.paper"), self.paper, icon="document")
        office = button(text("ui.board.office"), self.office, icon="office")
        head = row(label(text("ui.board.title"), "title"), None, remind)
        tools = row(self.search, self.span, self.only, self.today)
        tools.setStretch(0, 1)
        badges = [
            Badge(f"{labels.label('short.board', cell.value)}  {_legend(cell)}", TONES[cell] or "quiet")
            for cell in Cell
        ]
        legend = column(row(*badges[:5], None, spacing=6), row(*badges[5:], None, spacing=6), spacing=4)
        self._stack = QStackedWidget()
        self._stack.addWidget(holder(column(self.grid)))
        self._stack.addWidget(Empty("office", text("ui.board.empty")))
        self._stack.addWidget(self.map)
        body = card(column(tools, self._stack, self._rates, row(office, paper, note, None, self.glance)), margin=10)
        self.setLayout(page_layout([head, self.notice, self._asks, row(self.settle, None), body, legend]))
        self.layout().setStretch(4, 1)  # type: ignore[union-attr]

    def refresh(self) -> None:
        """Ask for the months up to this one."""
        months, today = int(self.span.currentData()), self.today.isChecked()
        self.desk.run(lambda session: _load(session, months, today_units=today), self._show)

    def _show(self, found: Board) -> None:
        self.board = found
        self._asks.say("\n".join(text("ui.board.split", name=name) for _unit, name, _new in found.asks), "warn")
        self.settle.setVisible(bool(found.asks))
        self._again()

    def _again(self) -> None:
        if self.board is None:
            return
        words = fold(self.search.text())
        rows = [one for one in self.board.offices if words in fold(f"{one.name} {one.unit}") and self._wanted(one)]
        self._stack.setCurrentIndex((2 if self.glance.isChecked() else 0) if self.board.offices else 1)
        self.grid.show_board(self.board, rows)
        self.map.show_board(self.board, rows)
        shares = [
            (month, *on_time_share(one.cells[month] for one in self.board.offices)) for month in self.board.months
        ]
        due = [one for one in shares if one[3]][-3:]
        self._rates.setText("   ·   ".join(
            text("ui.board.rate", month=shown_month(month), in_time=in_time, sent=sent, due=of)
            for month, in_time, sent, of in due
        ))  # fmt: skip

    def _open(self, unit: str) -> None:
        """From the picture of all to the row of one."""
        self.glance.setChecked(False)
        self.grid.choose(unit)
        self.grid.setFocus()

    def _wanted(self, one: Row) -> bool:
        return not self.only.isChecked() or any(cell in TO_PRESS for cell in one.cells.values())

    def remind(self) -> None:
        """Write the reminder letter of the months shown into a folder."""
        folder = choose_folder(self, text("ui.board.remind"))
        if folder is not None and self.board is not None:
            self.save_reminder(folder)

    def save_reminder(self, folder: Path) -> None:
        """The letter and its list, of the last three months that were due, to the units that the page shows."""
        if self.board is None:
            return
        first, last, today = self.board.months[-3], self.board.months[-1], self.today.isChecked()

        def work(session: Session) -> int:
            letter = reminders.letter(session, first, last, today_units=today)
            for name, content in letter.files.items():
                write_whole(folder / name, content)
            return letter.offices

        self.desk.run(work, lambda n: self.notice.say(text("ui.board.reminded", n=n), "good" if n else "info"))

    def note(self) -> None:
        """Note what an office told by telephone for the chosen month."""
        field = TextField("code", text("ui.board.code"), required=True)

        def work(session: Session, row_: Row, month: str, given: Given) -> _Marked:
            return _marking(session, row_, month, lambda: board.note(session, row_.unit, month, given["code"]))

        self._ask(text("ui.board.note"), [field], work, self._marked)

    def paper(self) -> None:
        """Enter a list that came on paper for the chosen month."""
        field = TextField("entries", text("ui.board.entries"), required=True)

        def work(session: Session, row_: Row, month: str, given: Given) -> _Marked:
            if not given["entries"].isdecimal():
                raise AppError("number.invalid")
            entries = int(given["entries"])
            return _marking(session, row_, month, lambda: board.record_paper(session, row_.unit, month, entries))

        self._ask(text("ui.board.paper"), [field], work, self._marked)

    def _marked(self, marked: _Marked) -> None:
        """Say what was entered, and let it be taken back: a wrong cell is soon hit."""
        row_, month, former = marked
        toast(self, text("ui.board.marked", name=row_.name, month=shown_month(month)), undo=lambda: self.desk.run(
            lambda session: board_marks.put_back(session, row_.unit, month, former),
            lambda _: self.refresh()))  # fmt: skip
        self.refresh()

    def office(self) -> None:
        """Change whom to call at the chosen office, and its transaction office of the bank."""
        chosen = self.grid.chosen()
        facts = chosen[0].facts if chosen else None
        fields = [TextField(name, text(f"ui.board.facts.{name}")) for name in ("contact", "phone", "bank")]
        for field in fields:
            field.set_value(getattr(facts, field.key) if facts else "")
        self._ask(text("ui.board.office"), fields, lambda session, row_, _month, given: board.set_facts(
            session, row_.unit, **given))  # fmt: skip

    def choose_successor(self) -> None:
        """Ask under which unit of today the first of the split ones is counted."""
        if self.board is None or not self.board.asks:
            return
        old, name, choices = self.board.asks[0]

        def ask(names: list[tuple[str, str]]) -> None:
            field = Chooser("new", text("ui.board.settle_new"), names, required=True)
            dialog = FormDialog(text("ui.board.settle"), text("ui.save"), [field], self.window(),
                                lead=text("ui.board.split", name=name))  # fmt: skip
            dialog.ask(lambda: problems.carry_out(
                dialog, self.desk.run, lambda session, given: board.set_successor(session, old, given["new"]),
                lambda _: self.refresh()))  # fmt: skip

        self.desk.run(lambda session: _titles(session, choices), ask)

    def _ask(
        self, title: str, fields: list[TextField], work: Work, marked: Callable[[_Marked], None] | None = None
    ) -> None:
        """A form about the chosen cell, or about its office alone when nothing is marked there."""
        chosen = self.grid.chosen()
        if chosen is None:
            self.notice.say(text("ui.board.choose"), "warn")
            return
        row_, month = chosen
        state = labels.label("board", row_.cells[month].value)
        lead = f"{row_.name} · {shown_month(month)} · {state}" if marked else row_.name
        dialog = FormDialog(plain(title).rstrip("…"), text("ui.save"), list(fields), self.window(), lead=lead)

        dialog.ask(lambda: problems.carry_out(
            dialog, self.desk.run, lambda session, given: work(session, row_, month, given),
            marked or (lambda _: self.refresh())))  # fmt: skip


def _marking(session: Session, row_: Row, month: str, act: Callable[[], object]) -> _Marked:
    former = board_marks.read(session, row_.unit, month)
    act()
    return row_, month, former


def _load(session: Session, months: int, *, today_units: bool) -> Board:
    now = session.now()
    place = now.year * 12 + now.month - months
    return board.read(session, f"{place // 12}-{place % 12 + 1:02}", f"{now:%Y-%m}", today_units=today_units)


def _titles(session: Session, choices: Sequence[str]) -> list[tuple[str, str]]:
    units = catalogue.of(session)
    return [(code, found.title if (found := units.unit(code)) else code) for code in choices]


def _legend(cell: Cell) -> str:
    return text("ui.board.late_line") if cell is Cell.LATE_LINE else labels.label("board", cell.value)

"""Home: where the month stands, the next thing to do, what wants attention, charts and quick figures."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app import labels
from app.domain.access import Permission
from app.domain.dates import shown_day
from app.domain.month import shown_month
from app.i18n import text
from app.services import clock, overview
from app.services.overview import Figures, Overview
from app.services.standing import Standing, standing
from ui import problems
from ui.desk import Desk
from ui.pages.home_parts import charts_of, deadline_words, steps_row, tiles_of
from ui.pages.page import Page
from ui.pages.send_line import talked
from ui.widgets.basics import (
    Empty,
    Notice,
    begun,
    button,
    card,
    clear,
    column,
    holder,
    label,
    page_layout,
    put,
    reveal,
    row,
    scrolled,
)
from ui.widgets.dialogs import FormDialog
from ui.widgets.fields import DateField, DayField
from ui.widgets.toast import toast

_WIDE: Final = 800
"""Logical pixels of page width from which three tiles stand beside each other, not two."""
_GAP: Final = 12
_BESIDE: Final = 56
"""What margins and a scroll bar take of the page's width."""


class HomePage(Page):
    """All numbers come from one service, in one call."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.day = label("", "muted")
        self.notice = Notice()
        self.track = QFrame()
        self.track.setObjectName("card")
        self._track_in = column(spacing=12)
        self.talked = label("", "small", wrap=True)
        self.talked.hide()
        track = column(self._track_in, self.talked, spacing=8)
        track.setContentsMargins(18, 14, 18, 16)
        self.track.setLayout(track)
        self.act = button("", self._go_on, kind="big")
        self._lead = label("", "muted", wrap=True)
        self.tiles: Sequence[QWidget] = ()
        self.charts: Sequence[QWidget] = ()
        self._tiles_in, self._charts_in = QGridLayout(), QGridLayout()
        for grid in (self._tiles_in, self._charts_in):
            grid.setSpacing(_GAP)
            grid.setContentsMargins(0, 0, 0, 0)
        self.figures: Figures | None = None
        self._shown: Overview | None = None
        self._empty = self._nothing_yet()
        self._body = column(self.notice, self.track, self._tiles_in, self._charts_in, self._figures_card(), None,
                            spacing=12)  # fmt: skip
        self._body.setContentsMargins(0, 0, 6, 0)
        self._scroll = scrolled(self._body)
        head = row(label(text("ui.home.title"), "title"), None, self.day)
        self.setLayout(page_layout([head, self._empty, self._scroll]))
        self._empty.hide()
        self._scroll.hide()

    def refresh(self) -> None:
        """Ask the one service for everything."""
        read = str(_memory().value(self._key(), ""))
        self.desk.run(lambda session: overview.overview(session, read_until=read), self._show)
        if self.desk.may(Permission.SYNC):
            self.desk.run(standing, self._show_standing)

    def _show_standing(self, found: Standing) -> None:
        words = talked(found, commune=self.desk.is_commune)
        self.talked.setText(words)
        self.talked.setVisible(bool(words))

    def _show(self, found: Overview) -> None:
        self._shown = found
        weekday = text(f"ui.home.weekday.{found.today.weekday()}")
        self.day.setText(begun(text("ui.home.today", weekday=weekday, day=shown_day(found.today))))
        empty = found.empty and not found.track.state.is_final_paper
        self._empty.setVisible(empty)
        self._scroll.setVisible(not empty)
        words, tone = deadline_words(found)
        if found.clock_behind is None:
            self.notice.say(words, tone)
        else:
            self.notice.say(text("ui.home.clock.said", day=shown_day(found.today)), "bad",
                            action=text("ui.home.clock.ask"), act=self.ask_day)  # fmt: skip
        self._show_track(found)
        for grid in (self._tiles_in, self._charts_in):
            clear(grid)
        self.tiles, self.charts = tiles_of(found, self.desk, self._open), charts_of(found)
        self._lay()
        self._show_figures(found.figures)

    def ask_day(self) -> FormDialog:
        """The clock is wrong: let the user say which day it is."""
        day = DayField("day", text("ui.home.clock.day"), required=True)
        dialog = FormDialog(text("ui.home.clock.title"), text("ui.home.clock.act"), [day], self.window(),
                            lead=text("ui.home.clock.lead"))  # fmt: skip

        def submit() -> None:
            today = day.given()
            dialog.accept()
            self.desk.run(lambda session: clock.set_day(session, today), lambda _: self.refresh())

        return dialog.ask(submit)

    def _show_track(self, found: Overview) -> None:
        clear(self._track_in)
        track = found.track
        title = label(text("ui.home.track", month=shown_month(track.month)), "lead")
        put(self._track_in, title)
        put(self._track_in, steps_row(track))
        self.act = button(self._act_words(found), self._go_on, kind="big", keys="Ctrl+Return")
        self._lead = label(text(f"ui.home.lead.{track.next or 'done'}", month=shown_month(track.month)), wrap=True)
        line = row(self.act, self._lead, spacing=16)
        line.setStretch(1, 1)
        put(self._track_in, line)

    @staticmethod
    def _act_words(found: Overview) -> str:
        return text(f"ui.home.act.{found.track.next or 'done'}", month=shown_month(found.track.month))

    def _go_on(self) -> None:
        """Where the next thing is done."""
        if self._shown is not None:
            sending = self._shown.track.next == "send"
            self.wants.emit("send" if sending else f"month:{self._shown.track.month}")

    def _open(self, target: str) -> None:
        """Where a tile leads; looking at the answers makes them read."""
        if target == "send" and self._shown is not None and self._shown.newest_answer:
            _memory().setValue(self._key(), self._shown.newest_answer)
        self.wants.emit(target)

    def _lay(self) -> None:
        """Two or three tiles beside each other, as there is room; the charts take what they get."""
        # Four stand two by two: one alone in its row looks as if the others had been forgotten.
        wide = 3 if self.width() >= _WIDE and len(self.tiles) != 4 and self._three_fit() else 2
        for grid, parts, across in ((self._tiles_in, self.tiles, wide), (self._charts_in, self.charts, 3)):
            for place, part in enumerate(parts):
                span = across - place % across if part is parts[-1] else 1
                grid.addWidget(part, place // across, place % across, 1, span)  # moves what lies there already
            for place in range(3):
                grid.setColumnStretch(place, 1 if place < across else 0)

    def _three_fit(self) -> bool:
        """Whether three tiles beside each other show all their words."""
        columns = [[tile.minimumSizeHint().width() for tile in self.tiles[place::3]] for place in range(3)]
        room = self.width() - _BESIDE
        return sum(max(widths, default=0) for widths in columns) + 2 * _GAP <= room

    def resizeEvent(self, event: Any) -> None:
        """There may be more room, or less."""
        super().resizeEvent(event)
        self._lay()

    def _nothing_yet(self) -> QWidget:
        add = button(text("ui.home.empty.add"), lambda: self.wants.emit("register:new"), kind="primary", icon="plus")
        bring = button(text("ui.home.empty.import"), lambda: self.wants.emit("register:import"), icon="table")
        return Empty("home", text("ui.home.empty"), *([add, bring] if self.desk.is_commune else []))

    def _figures_card(self) -> QWidget:
        self.cut_off = DateField("day", text("ui.home.figures.day"))
        self.cut_off.setFixedWidth(170)
        self.cut_off.line.returnPressed.connect(self._ask_figures)
        ask = button(text("ui.home.figures.ask"), self._ask_figures, icon="refresh")
        for part in (self.cut_off, ask):
            reveal(part, shown=self.desk.may(Permission.READ_PEOPLE))
        copy = button(text("ui.home.figures.copy"), self.copy_figures, icon="copy", keys="Ctrl+Shift+C")
        self._as_of = label("", "muted", wrap=True)
        title = column(label(text("ui.home.figures.title"), "lead"), self._as_of, spacing=2)
        line: QHBoxLayout = row(title, self.cut_off, ask, copy)
        line.setStretch(0, 1)
        for part in (ask, copy):
            line.setAlignment(part, Qt.AlignmentFlag.AlignBottom)
        self._numbers = QGridLayout()
        self._numbers.setHorizontalSpacing(18)
        self._numbers.setVerticalSpacing(10)
        inner: QVBoxLayout = column(line, self._numbers, spacing=12)
        return card(inner, margin=18)

    def _ask_figures(self) -> None:
        if not self.cut_off.check():
            return
        typed = self.cut_off.date()
        self.desk.run(
            lambda session: overview.figures_on(session, typed.latest if typed else session.now().date()),
            self._show_figures, failed=lambda error: problems.show(error, self),
        )  # fmt: skip

    def _show_figures(self, figures: Figures) -> None:
        self.figures = figures
        self._as_of.setText(text("ui.home.figures.as_of", day=shown_day(figures.day)))
        clear(self._numbers)
        for place, (name, number) in enumerate(figures.numbers):
            words = label(text(f"figure.{name}"), "small", wrap=True)
            box = holder(column(label(labels.number(number), "figure"), words, None, spacing=0))
            self._numbers.addWidget(box, place // 4, place % 4)
            self._numbers.setColumnStretch(place % 4, 1)

    def figures_text(self) -> str:
        """The eight numbers as lines of text, without a single name."""
        figures = self.figures
        if figures is None:
            return ""
        lines = [text("ui.home.figures.head", office=self.desk.office.name, day=shown_day(figures.day))]
        lines += [f"{place}. {text(f'figure.{name}')}: {labels.number(number)}"
                  for place, (name, number) in enumerate(figures.numbers, start=1)]  # fmt: skip
        return "\n".join(lines)

    def copy_figures(self) -> None:
        """Put the eight numbers on the clipboard, to be read out or sent."""
        QApplication.clipboard().setText(self.figures_text())
        toast(self, text("ui.home.figures.copied"))

    def _key(self) -> str:
        return f"answers-read-{self.desk.office.fingerprint[:16]}-{self.desk.user.name}"


def _memory() -> QSettings:
    return QSettings("HoaNhap", "HoaNhap")

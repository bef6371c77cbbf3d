"""The parts of the first page: steps of the month, tiles that lead on, charts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from app import labels
from app.domain.access import Permission
from app.domain.dates import shown_day
from app.domain.month import shown_month
from app.i18n import text
from app.services.overview import Loan, Overview, Track
from ui import style
from ui.desk import Desk
from ui.widgets.basics import begun, card, column, label, restyle, row
from ui.widgets.charts import BarChart, LineChart, Point

_SENDING = ("send", "received")
_NARROW = 120
"""Logical pixels that the words of a tile get at least."""
_NEAR = 3
"""Days before the due day from which the reminder is no longer quiet."""


def deadline_words(found: Overview) -> tuple[str, str]:
    """What the first page reminds of, and its tone: from the 1st to the due day, and after it."""
    line, track = found.deadline, found.track
    values: dict[str, Any] = {
        "month": shown_month(track.month), "due": shown_day(line.due), "n": abs(line.days_left),
        "weekday": text(f"ui.home.weekday.{line.due.weekday()}"),
    }  # fmt: skip
    if dict(track.steps)["deliver"] == "done":
        return (text("ui.home.due.nil" if track.nil else "ui.home.due.done", **values), "good")
    if line.days_left < 0:
        return text("ui.home.due.over", **values), "bad"
    if line.days_left == 0:
        return text("ui.home.due.today", **values), "warn"
    return text("ui.home.due.coming", **values), "warn" if line.days_left <= _NEAR else "info"


def steps_row(track: Track) -> QHBoxLayout:
    """The two tracks: to the bank, and beside it to the office above."""
    found = row(spacing=8)
    for place, (name, stage) in enumerate(track.steps, start=1):
        if name == _SENDING[0]:
            found.addSpacing(14)
        found.addWidget(_step(place, name, stage), 1)
    return found


def _step(place: int, name: str, stage: str) -> QFrame:
    frame = QFrame()
    frame.setObjectName("step")
    mark = "✓" if stage == "done" else str(place)
    words = label(f"{mark}  {text(f'ui.home.step.{name}')}", wrap=True)
    layout = column(words, None, label(text(f"ui.month.stage.{stage}"), "small"), spacing=0)
    layout.setContentsMargins(10, 7, 8, 7)
    frame.setLayout(layout)
    restyle(frame, stage=stage)
    return frame


@dataclass(frozen=True, slots=True)
class Told:
    """What a tile says: a big word, what it is about, what it means, its tone, and the page it leads to."""

    name: str
    big: str
    words: str
    tone: str
    target: str


class Tile(QPushButton):
    """A number with its meaning; pressed, it leads to where something can be done about it."""

    def __init__(self, told: Told, pressed: Callable[[str], None]) -> None:
        super().__init__()
        self.told = told
        self.setObjectName("tile")
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        title = text(f"ui.home.tile.{told.name}")
        self.setAccessibleName(f"{title}: {told.big}. {told.words}")
        picture = QLabel()
        icon = {"bad": "error", "warn": "warning", "good": "check"}.get(told.tone, "info")
        picture.setPixmap(style.pixmap(icon, getattr(style.colors(), told.tone), 20))
        words = label(told.words, "small", wrap=True)
        words.setMinimumWidth(_NARROW)  # many words make a tile high, never the page wider than the screen
        head = row(picture, label(title, "groupTitle"), None, spacing=8)
        self._inner = inner = column(head, label(told.big, "figure"), words, None, spacing=3)
        inner.setContentsMargins(14, 11, 12, 11)
        self.setLayout(inner)
        for child in self.findChildren(QLabel):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.clicked.connect(lambda _=False: pressed(told.target))

    def sizeHint(self) -> QSize:
        """As large as its words."""
        return self._inner.sizeHint()

    def hasHeightForWidth(self) -> bool:
        """Wrapped words need more height where it is narrow."""
        return True

    def heightForWidth(self, width: int) -> int:
        """What the words need."""
        return self._inner.heightForWidth(width)


def tiles_of(found: Overview, desk: Desk, pressed: Callable[[str], None]) -> list[Tile]:
    """What wants attention, for this user."""
    told = [_ending(found), _missing(found)] if desk.may(Permission.READ_PEOPLE) else []
    told += [_backup(found)] if found.backup is not None else []
    told += [_sent(found), _answers(found)] if desk.may(Permission.SYNC) else []
    told.append(_bank(found))
    return [Tile(one, pressed) for one in told]


def _ending(found: Overview) -> Told:
    tone = "warn" if found.ending else "good"
    return Told("ending", _people(found.ending), text("ui.home.tile.ending_lead"), tone, "register:window_ending")


def _missing(found: Overview) -> Told:
    tone = "warn" if found.missing else "good"
    return Told("missing", _people(found.missing), text("ui.home.tile.missing_lead"), tone, "register:missing")


def _backup(found: Overview) -> Told:
    stands = found.backup
    assert stands is not None  # noqa: S101 - asked by tiles_of
    rest = "backup_good" if stands.newest else "backup_later"
    big = text("ui.home.tile.backup_none") if stands.newest is None else _ago(stands.days)
    words = text(f"backup.reason.{stands.reasons[0]}") if stands.reasons else text(f"ui.home.tile.{rest}")
    return Told("backup", big, words, "bad" if stands.red else "warn" if stands.reasons else "good", "settings:backup")


def _sent(found: Overview) -> Told:
    if not found.last_sent:
        words = text("ui.home.tile.sent_waiting", n=found.waiting) if found.waiting else text("ui.home.tile.sent_never")
        return Told("sent", "–", words, "warn" if found.waiting else "quiet", "send")
    days = (found.today - datetime.fromisoformat(found.last_sent).date()).days
    words = text("ui.home.tile.sent_waiting", n=found.waiting) if found.waiting else text("ui.home.tile.sent_all")
    return Told("sent", _ago(days), words, "warn" if found.waiting else "good", "send")


def _answers(found: Overview) -> Told:
    if found.returned:
        words = text("ui.home.tile.returned")
        return Told("answers", labels.number(len(found.returned)), words, "warn", f"month:{found.returned[0]}")
    words = text("ui.home.tile.answers_some" if found.answers else "ui.home.tile.answers_none")
    return Told("answers", labels.number(found.answers), words, "info" if found.answers else "quiet", "send")


def _bank(found: Overview) -> Told:
    line = found.deadline
    on, days = line.bank_on, line.bank_in
    names = [text("ui.home.tile.bank_at", point=line.bank_point)] if line.bank_point else []
    names += [text("ui.home.tile.bank_from", office=line.bank_office)] if line.bank_office else []
    if on is None:
        return Told("bank", "–", " ".join([text("ui.home.tile.bank_unset"), *names]), "quiet", "settings:rules")
    big = text("ui.home.tile.bank_today") if days == 0 else text("ui.home.tile.bank_in", n=days)
    words = begun(text("ui.home.tile.bank_lead", weekday=text(f"ui.home.weekday.{on.weekday()}"), day=shown_day(on)))
    return Told("bank", big, " ".join([words, *names]), "info", f"month:{found.track.month}")


def _people(number: int) -> str:
    return text("ui.home.people", n=labels.number(number))


def _ago(days: int) -> str:
    if days <= 0:
        return text("ui.home.ago.today")
    return text("ui.home.ago.yesterday") if days == 1 else text("ui.home.ago.days", n=days)


def charts_of(found: Overview) -> list[QWidget]:
    """People by the year they came home, lists by month, loans so far."""
    home = BarChart(text("ui.home.chart.finished"))
    home.show_points([Point(str(year), (number,)) for year, number in found.finished])
    lists = BarChart(text("ui.home.chart.lists"), [text("ui.home.chart.new"), text("ui.home.chart.again")])
    lists.show_points(
        [Point(_short(name), (new, again), _told_list(name, new, again)) for name, new, again in found.lists]
    )
    loans = LineChart(text("ui.home.chart.loans"))
    loans.show_points([Point(_short(one.month), (one.all_people,), _told_loans(one)) for one in found.loans])
    return [_framed(chart, chart.points) for chart in (home, lists, loans)]


def _told_list(name: str, new: int, again: int) -> str:
    return text("ui.home.chart.lists_told", month=shown_month(name), new=new, again=again)


def _told_loans(one: Loan) -> str:
    month, amount = shown_month(one.month), labels.number(one.all_amount)
    return text("ui.home.chart.loans_told", month=month, n=one.all_people, amount=amount)


def _framed(chart: BarChart | LineChart, points: object) -> QWidget:
    inner = column(label(chart.accessibleName(), "groupTitle", wrap=True), spacing=6)
    if points:
        inner.addWidget(chart)
    else:
        chart.deleteLater()
        inner.addWidget(label(text("ui.home.chart.nothing"), "muted", wrap=True))
        inner.addStretch(1)
    return card(inner, margin=14)


def _short(month: str) -> str:
    """`12/26`."""
    day = date.fromisoformat(f"{month}-01")
    return f"{day:%m/%y}"

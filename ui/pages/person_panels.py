"""Beside a person's details: each condition of Article 3 ticked or explained, and the history of the record."""

from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app import labels
from app.domain.dates import shown_day
from app.domain.month import shown_month
from app.domain.record import to_json
from app.i18n import text
from app.services.person_words import changed_lines
from app.services.register import Shown
from ui import style
from ui.widgets.basics import Snug, clear, column, holder, label, put, row, separator
from ui.widgets.flow import Flow

# Each condition with the reasons that deny it and those that leave it open.
_CONDITIONS: Final[tuple[tuple[str, set[str], set[str]], ...]] = (
    ("window", {"window.passed", "window.not_started", "not_released", "not_prison_term"}, {"certificate.missing"}),
    ("residence", {"not_resident", "closed"}, set()),
    ("conduct", {"conduct.not_good"}, {"conduct.unknown"}),
    ("evils", {"evils.yes"}, {"evils.unknown"}),
    ("need", {"need.none"}, {"need.unknown"}),
    ("loan", {"loan.granted", "loan.same_purpose", "listed.before", "committee.refused"}, set()),
    ("data", set(), {"data.missing"}),
)


class ConditionsPanel(Snug):
    """Whether the person would be on the coming list, and why not."""

    def __init__(self) -> None:
        super().__init__()
        self._layout: QVBoxLayout = column(spacing=10)
        self._layout.setContentsMargins(2, 8, 10, 8)
        self.setLayout(self._layout)

    def show_person(self, shown: Shown, day: str) -> None:
        """Tick or explain each condition."""
        clear(self._layout)
        verdict = shown.verdict
        key = "ui.person.eligible" if verdict.listed else "ui.person.not_eligible"
        put(self._layout, label(text(key, day=day), "groupTitle", wrap=True))
        reasons = {reason.code: reason for reason in verdict.reasons}
        for name, denied, open_ in _CONDITIONS:
            found = [reason for code, reason in reasons.items() if code in denied | open_]
            tone = "bad" if any(one.code in denied for one in found) else "warn" if found else "good"
            put(self._layout, _line(tone, text(f"ui.person.condition.{name}")))
            for one in found:
                words = labels.reason(one.code)
                since = text("ui.person.since", reason=words, day=shown_day(one.since)) if one.since else words
                put(self._layout, _indented(label(since, "small", wrap=True)))
        put(self._layout, separator())
        if verdict.last_day is None:
            put(self._layout, label(text("ui.person.last_day_unknown"), "muted", wrap=True))
        else:
            put(self._layout, label(text("ui.person.last_day", day=shown_day(verdict.last_day)), wrap=True))
        if verdict.warnings:
            put(self._layout, label(text("ui.person.warnings"), "groupTitle"))
            for code in verdict.warnings:
                put(self._layout, _line("warn", labels.warning(code)))
        put(self._layout, None)


class HistoryPanel(Snug):
    """Every version with who, when and why; every list the person was on."""

    def __init__(self) -> None:
        super().__init__()
        self._layout: QVBoxLayout = column(spacing=8)
        self._layout.setContentsMargins(2, 8, 10, 8)
        self.setLayout(self._layout)

    def show_person(self, shown: Shown, *actions: QWidget) -> None:
        """Newest first; `actions` stand at the end."""
        clear(self._layout)
        for month, _, number in shown.listed_in:
            put(self._layout, _line("good", text("ui.person.history.listed", month=shown_month(month), number=number)))
        records = [to_json(one) for one in shown.versions]
        for place, (version, at, user, act, reason) in enumerate(shown.history):
            head = text("ui.person.history.line", version=version, when=shown_time(at), user=user)
            put(self._layout, label(labels.act(act), "groupTitle"))
            put(self._layout, label(head, "small", wrap=True))
            if reason:
                put(self._layout, label(reason, wrap=True))
            if place + 1 < len(records):
                for line in changed_lines(records[place + 1], records[place]):
                    put(self._layout, label(f"• {line}", "small", wrap=True))
            put(self._layout, separator())
        put(self._layout, None)
        put(self._layout, Flow(*actions))


def shown_time(stored: str) -> str:
    """`05/12/2026 08:12` for a stored time."""
    day, _, clock = stored.partition("T")
    return f"{'/'.join(reversed(day.split('-')))} {clock[:5]}".strip()


def _line(tone: str, words: str) -> QWidget:
    picture = QLabel()
    name = {"good": "check", "bad": "error", "warn": "warning"}[tone]
    picture.setPixmap(style.pixmap(name, getattr(style.colors(), tone), 20))
    layout = row(picture, label(words, wrap=True), spacing=8)
    layout.setStretch(1, 1)
    layout.setAlignment(picture, Qt.AlignmentFlag.AlignTop)
    return holder(layout)


def _indented(widget: Any) -> QWidget:
    layout = row(widget)
    layout.setContentsMargins(28, 0, 0, 0)
    return holder(layout)

"""What the tables of the inbox show: batches, their entries, files that were set aside."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from app import labels
from app.domain.batch import InBatch, InRow, InState
from app.domain.dates import from_iso
from app.domain.month import shown_month
from app.i18n import text
from ui.widgets.fields import shown_amount
from ui.widgets.record_table import Column

_TONES: Final = {
    InState.RECEIVED: "info", InState.ACCEPTED: "good", InState.ACCEPTED_PARTLY: "warn", InState.RETURNED: "bad",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch that came in, as the list shows it."""

    batch: InBatch
    office: str
    entries: int
    alarms: tuple[str, ...]

    @property
    def sought(self) -> str:
        """What it is found by."""
        month = shown_month(self.batch.month) if self.batch.month else ""
        return f"{self.office} {self.batch.unit} {month}"


@dataclass(frozen=True, slots=True)
class Aside:
    """A file that was not believed."""

    file: str
    at: str
    words: str


def _entries(one: Batch) -> str:
    return text("month.nil") if one.batch.nil else labels.number(one.entries)


def batch_columns() -> tuple[Column[Batch], ...]:
    """Who sent what, and how it stands."""

    def words(name: str) -> str:
        return text(f"ui.inbox.column.{name}")

    return (
        Column(words("office"), lambda one: one.office, 240, strong=True),
        Column(words("month"), lambda one: shown_month(one.batch.month) if one.batch.month else "", 90),
        Column(words("kind"), lambda one: labels.label("batch.kind", one.batch.kind), 150, spare=2),
        Column(words("entries"), _entries, 120, right=True),
        Column(words("received"), lambda one: from_iso(one.batch.received_on).shown, 110, spare=1),
        Column(words("alarms"), lambda one: labels.joined(map(labels.warning, one.alarms)), 170,
               tone=lambda one: "warn" if one.alarms else ""),
        Column(words("state"), lambda one: labels.label("batch.state", one.batch.state), 245,
               tone=lambda one: _TONES[one.batch.state]),
    )  # fmt: skip


def entry_columns(state: Callable[[InRow], tuple[str, str]]) -> tuple[Column[InRow], ...]:
    """The rows of a list; `state` gives the words and the tone of how one stands."""

    def data(row_: InRow) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(row_.data)
        return found

    def field(name: str) -> Callable[[InRow], str]:
        return lambda row_: str(data(row_).get(name) or "")

    def day(name: str) -> Callable[[InRow], str]:
        return lambda row_: from_iso(found).shown if (found := data(row_).get(name)) else ""

    return (
        Column(text("ui.month.column.number"), lambda row_: str(row_.number), 60, right=True),
        Column(text("ui.month.column.name"), field("name"), 190, strong=True),
        Column(text("ui.month.column.birth"), day("birth"), 112, spare=2),
        Column(text("ui.month.column.personal_number"), field("personal_number"), 142),
        Column(text("ui.month.column.last_day"), day("last_day"), 130, spare=1),
        Column(text("ui.month.column.amount"), lambda row_: shown_amount(data(row_).get("amount") or ""), 160,
               right=True),
        Column(text("ui.inbox.column.entry_state"), lambda row_: state(row_)[0], 260,
               tone=lambda row_: state(row_)[1]),
    )  # fmt: skip


def aside_columns() -> tuple[Column[Aside], ...]:
    """Which file was set aside, when and why."""
    return (
        Column(text("ui.inbox.column.file"), lambda one: one.file, 320),
        Column(text("ui.inbox.column.at"), lambda one: one.at, 160),
        Column(text("ui.inbox.column.why"), lambda one: one.words, 400),
    )

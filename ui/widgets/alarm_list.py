"""What is wrong with the chains of batches now: plain words, what to do, and since when."""

from collections.abc import Sequence

from app.i18n import text
from app.services.alarms import Alarm
from ui.widgets.record_table import Column, RecordModel, RecordTable


class AlarmList(RecordTable):
    """One row an alarm; it goes when somebody settled it or the missing file came."""

    def __init__(self) -> None:
        self.alarms: RecordModel[Alarm] = RecordModel(_columns())
        super().__init__(self.alarms, text("ui.alarms.title"), stretch=3)

    def show_alarms(self, alarms: Sequence[Alarm]) -> None:
        """Show these."""
        self.alarms.show(alarms)


def _columns() -> tuple[Column[Alarm], ...]:
    return (
        Column(text("ui.alarms.office"), lambda one: one.office, 190, strong=True),
        Column(text("ui.alarms.words"), lambda one: one.words, 280, tone=lambda one: _tone(one.kind)),
        Column(text("ui.alarms.since"), lambda one: _moment(one.since), 150, spare=1),
        Column(text("ui.alarms.remedy"), lambda one: one.remedy, 420),
    )


def _moment(stored: str) -> str:
    day, _, clock = stored.partition("T")
    return f"{'/'.join(reversed(day.split('-')))} {clock[:5]}"


def _tone(kind: str) -> str:
    return "bad" if kind == "fork" else "warn"

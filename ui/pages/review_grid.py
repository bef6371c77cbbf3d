"""The month's review in one grid: residence, conduct, social evils, wish for a loan; Space ticks, one act stores."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QCheckBox, QVBoxLayout, QWidget

from app.domain.person import Answer, Residence
from app.i18n import text
from app.labels import label as words_of
from app.services.review import Judged, Standing
from ui.widgets.basics import button, card, column, label, row
from ui.widgets.dialogs import FormDialog
from ui.widgets.fields import DayField, TextField
from ui.widgets.record_table import Column, RecordModel, RecordTable

_FIELDS: Final = ("", "", "", "residence", "conduct", "evils", "need")
"""What each column judges; the first three only say who it is."""
_GOOD: Final[dict[str, Any]] = {
    "residence": Residence.LIVING_HERE, "conduct": Answer.YES, "evils": Answer.NO, "need": Answer.YES,
}  # fmt: skip
_OTHER: Final[dict[str, Any]] = {
    "residence": Residence.AWAY, "conduct": Answer.NO, "evils": Answer.YES, "need": Answer.NO,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One person in the grid: how they stand, and what was ticked but not yet stored."""

    standing: Standing
    said: Judged

    def value(self, field: str) -> Any:
        """What a column shows: what was ticked, else what the record says."""
        return getattr(self.said, field) or self.stored(field)

    def stored(self, field: str) -> Any:
        """What the record says."""
        person = self.standing.person
        return {"residence": person.residence, "conduct": person.conduct.value,
                "evils": person.evils.value, "need": person.need.value}[field]  # fmt: skip

    @property
    def changed(self) -> bool:
        """Whether something was ticked."""
        return any(getattr(self.said, field) is not None for field in _GOOD)


class ReviewGrid(QWidget):
    """Everybody of the register; who is not yet judged stands first."""

    changed = Signal()

    def __init__(self, people: list[Standing]) -> None:
        super().__init__()
        self._rows = [Row(one, Judged(one.person.id)) for one in people]
        self.model: RecordModel[Row] = RecordModel(_columns())
        self.table = _Ticks(self.model, text("ui.review.table"))
        self.table.ticked.connect(self.tick)
        self.table.cleared.connect(self.clear)
        self.table.doubleClicked.connect(lambda index: self.tick([index.row()], index.column()))
        self._count = label("", "muted")
        self.rest = QCheckBox(text("ui.review.rest"))
        self.rest.setChecked(True)
        self.rest.setAccessibleName(text("ui.review.rest").replace("&", ""))
        all_rows = button(text("ui.review.select_all"), self.table.selectAll, kind="link")
        head = row(label(text("ui.review.hint"), "small", wrap=True), all_rows)
        head.setStretch(0, 1)
        self.setLayout(column(head, card(column(self.table), margin=6), row(self.rest, None, self._count), spacing=6))
        self.setFocusProxy(self.table)
        self._show()
        if people:
            self.table.setCurrentIndex(self.model.index(0, _FIELDS.index("conduct")))

    def judged(self) -> list[Judged]:
        """What was ticked, person by person."""
        return [one.said for one in self._rows if one.changed]

    @property
    def left(self) -> int:
        """How many people have something that is neither judged nor ticked."""
        return sum(not one.standing.judged and not one.changed for one in self._rows)

    def tick(self, places: list[int], at: int) -> None:
        """Tick the column for these rows: the first row decides which way; on the name, everything is still good."""
        field = _FIELDS[at]
        if not places:
            return
        if not field:
            for place in places:
                self._rows[place] = _all_good(self._rows[place])
        else:
            value = _next(self._rows[places[0]], field)
            for place in places:
                one = self._rows[place]
                self._rows[place] = replace(one, said=replace(one.said, **{field: value}))
        self._show()
        self.changed.emit()

    def clear(self, places: list[int]) -> None:
        """Take back what was ticked in these rows."""
        for place in places:
            one = self._rows[place]
            self._rows[place] = replace(one, said=Judged(one.said.person_id))
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        self.model.update(self._rows)
        n = sum(one.changed for one in self._rows)
        self._count.setText(text("ui.review.count", n=n, left=self.left))


class ReviewDialog(FormDialog):
    """The grid with the day and the basis of the act beneath it; as large as the window allows."""

    def __init__(self, month: str, on: DayField, basis: TextField, parent: QWidget) -> None:
        super().__init__(
            text("ui.month.review.head", month=month), text("ui.month.review.act"), [on, basis], parent,
            lead=text("ui.review.lead"), topic="review",
        )  # fmt: skip
        self._grid: ReviewGrid | None = None
        on.setFixedWidth(170)
        self.ok.setEnabled(False)
        self.resize(min(1120, parent.width() - 40), min(700, parent.height() - 60))

    def fill(self, people: list[Standing]) -> None:
        """The people have come."""
        self._grid = ReviewGrid(people)
        on, basis = self.fields.values()
        self.body.insertWidget(0, self._grid)
        self.body.insertLayout(1, row(on, basis, spacing=14))
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.setStretchFactor(self.body, 100)
        self.body.setStretchFactor(self._grid, 1)
        self.ok.setEnabled(True)
        self._grid.show()  # a layout shows its widgets later, and who is not shown gets no focus
        self._grid.setFocus()

    def judged(self) -> list[Judged]:
        """What was ticked."""
        return self._grid.judged() if self._grid else []

    @property
    def grid(self) -> ReviewGrid | None:
        """The grid, once the people have come."""
        return self._grid

    @property
    def rest_good(self) -> bool:
        """Whether everybody else who lives here is still good."""
        return self._grid is not None and self._grid.rest.isChecked()


class _Ticks(RecordTable):
    """Many rows can be chosen; Space ticks them in the column of the cursor, Delete takes the ticks back."""

    ticked = Signal(list, int)
    cleared = Signal(list)

    def __init__(self, model: RecordModel[Row], name: str) -> None:
        super().__init__(model, name)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setMinimumHeight(190)
        self.cell_cursor = True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space and Delete work on what is chosen; everything else moves as usual."""
        if event.key() == Qt.Key.Key_Space:
            self.ticked.emit(self._chosen(), self.currentIndex().column())
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.cleared.emit(self._chosen())
        else:
            super().keyPressEvent(event)

    def _chosen(self) -> list[int]:
        places = sorted({index.row() for index in self.selectionModel().selectedRows()})
        current = self.currentIndex().row()
        return sorted(places or [current], key=lambda place: place != current) if current >= 0 else places


def _next(one: Row, field: str) -> Any:
    """Good, unless it is good already and not out of date: then the other."""
    good, ticked = _GOOD[field], getattr(one.said, field)
    if ticked is not None:
        return _OTHER[field] if ticked is good else good
    fresh = one.stored(field) is good and field not in one.standing.stale
    return _OTHER[field] if fresh else good


def _all_good(one: Row) -> Row:
    return replace(one, said=replace(one.said, **{field: _GOOD[field] for field in ("residence", "conduct", "evils")}))


def _words(field: str) -> Callable[[Row], str]:
    def words(one: Row) -> str:
        value = one.value(field)
        mark = {_GOOD[field]: "✓ ", Answer.UNKNOWN: ""}.get(value, "✗ ")
        key = f"ui.review.{field}.{value.value}"
        said = mark + (text(key) if field != "residence" or value in (_GOOD[field], _OTHER[field])
                       else words_of("residence", value.value))  # fmt: skip
        if getattr(one.said, field) is not None:
            return f"{said} •"
        return text("ui.review.stale", said=said) if field in one.standing.stale else said

    return words


def _tone(field: str) -> Callable[[Row], str]:
    def tone(one: Row) -> str:
        if getattr(one.said, field) is not None:
            return "info"
        value = one.value(field)
        if value is Answer.UNKNOWN or field in one.standing.stale:
            return "warn"
        return "good" if value is _GOOD[field] else "quiet" if field == "need" else "bad"

    return tone


def _columns() -> tuple[Column[Row], ...]:
    widths = {"residence": 170, "conduct": 170, "evils": 170, "need": 140}
    judged = (
        Column(text(f"ui.review.column.{field}"), _words(field), width, tone=_tone(field))
        for field, width in widths.items()
    )
    return (
        Column(text("ui.month.column.name"), lambda one: one.standing.person.name, 170, strong=True),
        Column(text("ui.month.column.birth"), _birth, 104, spare=1),
        Column(text("ui.month.column.village"), lambda one: one.standing.person.village, 130, spare=2),
        *judged,
    )


def _birth(one: Row) -> str:
    birth = one.standing.person.birth
    return birth.shown if birth else ""

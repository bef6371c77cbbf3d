"""What the bank said, row by row: lent, not lent and why, or wrong details."""

from typing import Any, Final

from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QWidget

from app.domain.month import BankAnswer, ListEntry
from app.domain.names import clean
from app.errors import AppError
from app.i18n import text
from ui.widgets.basics import label, row, scrolled
from ui.widgets.fields import shown_amount

_RESULTS: Final = ("", "lent", "refused", "wrong")


class BankAnswers(QWidget):
    """Every row of the list with the bank's answer; a row without one still waits for it."""

    def __init__(self, entries: tuple[ListEntry, ...], before: tuple[BankAnswer, ...]) -> None:
        super().__init__()
        self._rows: list[tuple[ListEntry, QComboBox, QLineEdit, QLineEdit]] = []
        known = {one.number: one for one in before}
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setColumnStretch(3, 1)
        for place, entry in enumerate(entries):
            self._add(grid, place, entry, known.get(entry.number))
        area = scrolled(grid)
        area.setMinimumHeight(min(340, 60 + 46 * len(entries)))
        self.setLayout(row(area))
        if self._rows:
            self.setFocusProxy(self._rows[0][1])

    def _add(self, grid: QGridLayout, place: int, entry: ListEntry, known: BankAnswer | None) -> None:
        result, amount, reason = QComboBox(), QLineEdit(), QLineEdit()
        for name in _RESULTS:
            result.addItem(text(f"ui.answer.{name or 'none'}"), name)
        amount.setPlaceholderText(text("ui.answer.amount"))
        amount.setFixedWidth(140)
        reason.setPlaceholderText(text("ui.answer.reason"))
        named: tuple[tuple[QWidget, str], ...] = ((result, "result"), (amount, "amount"), (reason, "reason"))
        for widget, words in named:
            widget.setAccessibleName(f"{text(f'ui.answer.{words}')}: {entry.name}")

        def fit() -> None:
            amount.setEnabled(result.currentData() == "lent")
            reason.setEnabled(result.currentData() in ("refused", "wrong"))
            if result.currentData() == "lent" and not amount.text() and entry.amount:
                amount.setText(shown_amount(entry.amount))

        if known is not None:
            result.setCurrentIndex(_RESULTS.index(known.result))
            amount.setText(shown_amount(known.amount) if known.amount else "")
            reason.setText(known.reason)
        result.currentIndexChanged.connect(lambda _: fit())
        fit()
        grid.addWidget(label(f"{entry.number}. {entry.name}"), place, 0)
        for at, (widget, _) in enumerate(named, start=1):
            grid.addWidget(widget, place, at)
        self._rows.append((entry, result, amount, reason))

    def value(self) -> list[BankAnswer]:
        """The rows that have an answer. Raises `answer.reason`, `answer.amount` naming the row."""
        return [_answer(*one) for one in self._rows if one[1].currentData()]

    def say(self, number: int, result: str, *, amount: str = "", reason: str = "") -> None:
        """Choose an answer."""
        for entry, box, money, why in self._rows:
            if entry.number == number:
                box.setCurrentIndex(_RESULTS.index(result))
                money.setText(amount or money.text())
                why.setText(reason)


def _answer(entry: ListEntry, result: QComboBox, amount: QLineEdit, reason: QLineEdit) -> BankAnswer:
    said: Any = result.currentData()
    typed = "".join(char for char in amount.text() if char not in " .,\u00a0đ")
    if said == "lent" and typed and not (typed.isascii() and typed.isdecimal()):
        raise AppError("answer.amount", number=entry.number)
    if said != "lent" and not clean(reason.text()):
        raise AppError("answer.reason", number=entry.number)
    lent = int(typed) if said == "lent" and typed else None
    return BankAnswer(entry.number, said, amount=lent, reason="" if said == "lent" else clean(reason.text()))

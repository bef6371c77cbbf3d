"""Whether a column writes the day or the month first: told by all its dates together, not by one."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from app.lists.cells import CellRefusedError
from app.lists.fields import DATE_FIELDS
from app.lists.grid import Grid, letter
from app.lists.header import Header

_WRITTEN: Final = re.compile(r"\s*(\d{1,2})([/.-])(\d{1,2})\2(\d{2}|\d{4})\s*")
# So many real dates, none after the 12th of its month, beside texts that no American Excel could read: by chance
# once in 43 columns of four.
_SUSPICIOUS: Final = 4


class DateOrder(StrEnum):
    """How a column's dates are written. `SWAPPED`: Excel itself took the day for the month in its real dates."""

    DAY_FIRST = "day"
    MONTH_FIRST = "month"
    UNSURE = "unsure"
    SWAPPED = "swapped"
    SWAPPED_UNSURE = "swapped_unsure"


def date_orders(grid: Grid, header: Header, answers: Mapping[str, str]) -> dict[int, DateOrder]:
    """The order of each date column that is not plainly day first, by column index."""
    found: dict[int, DateOrder] = {}
    for column in header.columns:
        if column.field not in DATE_FIELDS or column.mark in ("day", "month", "year"):
            continue
        values = [cells.get(column.index) for row, cells in grid.rows.items() if row > header.rows[-1]]
        order = _order(values)
        said = answers.get(letter(column.index))
        if said and order in (DateOrder.SWAPPED_UNSURE, DateOrder.SWAPPED):
            order = DateOrder.SWAPPED if said == "month" else DateOrder.DAY_FIRST
        elif said:
            order = DateOrder(said)
        if order is not DateOrder.DAY_FIRST:
            found[column.index] = order
    return found


def in_order(raw: Any, order: DateOrder) -> Any:
    """The cell with its day first. Raises `CellRefusedError` `date.unsure` where only the user can tell."""
    if order is DateOrder.DAY_FIRST:
        return raw
    if isinstance(raw, date):
        return _real(raw, order)
    match = _WRITTEN.fullmatch(raw) if isinstance(raw, str) else None
    if match is None or order in (DateOrder.SWAPPED, DateOrder.SWAPPED_UNSURE):
        return raw
    first, second = int(match[1]), int(match[3])
    if order is DateOrder.MONTH_FIRST and first <= 12:
        return f"{match[3]}/{match[1]}/{match[4]}"
    if order is DateOrder.UNSURE and first <= 12 and second <= 12 and first != second:
        raise CellRefusedError("date.unsure")
    return f"{match[3]}/{match[1]}/{match[4]}" if first <= 12 < second else raw


def _real(day: date, order: DateOrder) -> date:
    if day.day > 12 or day.day == day.month or order not in (DateOrder.SWAPPED, DateOrder.SWAPPED_UNSURE):
        return day
    if order is DateOrder.SWAPPED_UNSURE:
        raise CellRefusedError("date.unsure")
    return day.replace(month=day.day, day=day.month)


def _order(values: list[Any]) -> DateOrder:
    written = [match for one in values if isinstance(one, str) and (match := _WRITTEN.fullmatch(one))]
    day_first = sum(int(match[1]) > 12 for match in written)
    month_first = sum(int(match[3]) > 12 for match in written)
    real = [one for one in values if isinstance(one, (date, datetime))]
    if day_first and month_first:
        return DateOrder.UNSURE
    if month_first:
        return DateOrder.MONTH_FIRST
    if day_first == len(written) > 0 and len(real) >= _SUSPICIOUS and all(one.day <= 12 for one in real):
        return DateOrder.SWAPPED_UNSURE
    return DateOrder.DAY_FIRST

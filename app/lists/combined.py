"""A paper written into one cell: its number, its day and who issued it."""

import re
from typing import Final

from app.domain.dates import PartialDate, from_typed

_DAY: Final = re.compile(
    r"[\s,;(]*\b(?:cấp|cap)?\s*(?:ngày|ngay)?\s*(?<![\d/])(\d{1,2}([/.-])\d{1,2}\2\d{4})(?![\d/])[\s,;)]*",
    re.IGNORECASE,
)
_ISSUED: Final = re.compile(r"^((nơi cấp|noi cap|cơ quan cấp|do|tại|của|cấp|bởi)\b[\s:]*)+|[\s,;.()]+$", re.IGNORECASE)
_NUMBERED: Final = re.compile(r"^(số|so)\b[\s:.]*|[\s,;(]+$", re.IGNORECASE)


def split_paper(text: str) -> tuple[str, PartialDate, str] | None:
    """`12/GCN ngày 1/10/2025, Trại giam Mẫu` as number, day and issuer; None without one whole date in it."""
    days = list(_DAY.finditer(text))
    if len(days) != 1:
        return None
    try:
        day = from_typed(days[0][1])
    except ValueError:
        return None
    number = _NUMBERED.sub("", text[: days[0].start()])
    return (number, day, _ISSUED.sub("", text[days[0].end() :])) if number else None

"""Sums of money as officers write them."""

import re
from typing import Final

from app.domain.names import fold

_MONEY: Final = re.compile(r"([\d.,\s]+)(trieu|tr|nghin|ngan|k|dong|vnd|d)?( dong| vnd| d)?")
# Anything else was written in another unit than the heading says.
_ASKED_FOR: Final = range(100_000, 10_000_000_001)
_MONEY_WORDS: Final = {"trieu": 1_000_000, "tr": 1_000_000, "nghin": 1_000, "ngan": 1_000, "k": 1_000}


def as_money(text: str, unit: int) -> int | None:
    """Whole đồng of `50`, `50 triệu`, `50.000.000 đ`; None when the unit is not known. `unit` 0 is no heading's."""
    match = _MONEY.fullmatch(fold(text))
    if match is None or not any(char.isdigit() for char in match[1]):
        return None
    digits = re.sub(r"\s", "", match[1]).strip(".,")
    if re.fullmatch(r"\d{1,3}([.,]\d{3})+", digits):
        digits = re.sub(r"[.,]", "", digits)
    if not re.fullmatch(r"\d{1,15}([.,]\d{1,6})?", digits):
        return None
    if not digits.strip("0.,"):
        return 0
    number, _, fraction = digits.replace(",", ".").partition(".")
    factor = _MONEY_WORDS.get(match[2] or "", 1 if match[2] else unit)
    if not match[2] and int(number) >= 1_000_000:
        factor = 1  # nobody asks for a million millions: the đồng were written out
    scaled = int(number + fraction) * factor
    whole, rest = divmod(scaled, 10 ** len(fraction))
    return whole if not rest and whole in _ASKED_FOR else None

"""Numbers in Vietnamese words, as the closing line of a list says them: `04 (bốn) người`."""

from typing import Final

_DIGITS: Final = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
LARGEST: Final = 999_999


def in_words(number: int) -> str:
    """`21` → `hai mươi mốt`, `105` → `một trăm linh năm`. Raises `ValueError` outside 0 to 999,999."""
    if not 0 <= number <= LARGEST:
        raise ValueError("number")
    thousands, rest = divmod(number, 1000)
    if not thousands:
        return _below_thousand(rest)
    said = f"{_below_thousand(thousands)} nghìn"
    # After a thousand the hundred is always said: 1005 is "một nghìn không trăm linh năm".
    return f"{said} {_below_thousand(rest, after_thousand=True)}" if rest else said


def two_digits(number: int) -> str:
    """With a leading zero below ten, as NĐ 30/2020 writes numbers: `4` → `04`."""
    return f"{number:02}"


def _below_thousand(number: int, *, after_thousand: bool = False) -> str:
    hundreds, rest = divmod(number, 100)
    said = f"{_DIGITS[hundreds]} trăm" if hundreds or after_thousand else ""
    if said and not rest:
        return said
    if said and rest < 10:
        return f"{said} linh {_DIGITS[rest]}"
    return f"{said} {_below_hundred(rest)}".strip()


def _below_hundred(number: int) -> str:
    tens, unit = divmod(number, 10)
    if not tens:
        return _DIGITS[unit]
    said = "mười" if tens == 1 else f"{_DIGITS[tens]} mươi"
    last = {0: "", 1: "một" if tens == 1 else "mốt", 5: "lăm"}.get(unit, _DIGITS[unit])
    return f"{said} {last}".strip()

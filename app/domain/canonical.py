"""Canonical JSON (contract §2): one byte sequence for one value, for records, cards and audit rows alike."""

import json
import re
import unicodedata
from typing import Any, Final

_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
# How a fraction, a NaN or an infinity would stand there. Inside a text it may look so too: then it is looked at again.
_SIGNS_OF_ONE: Final = (".", "e-", "e+", "NaN", "Infinity")
_MAYBE_FRACTION: Final = re.compile(r"(?:\A|[:,\[])-?(?:[0-9]+[.e]|NaN|Infinity)")


def canonical(value: Any) -> bytes:
    """UTF-8 canonical JSON of `value`: sorted keys, no spaces, NFC text, integers only.

    Raises `TypeError` on a float: money is whole đồng and everything else is text or a count.
    """
    written = _ENCODER.encode(value)
    # Every part of NFC text is NFC, and what cannot hold a fraction holds none: only the rest is walked through, which
    # is what most of the time of sealing went into.
    if not unicodedata.is_normalized("NFC", written) or _may_hold_fraction(written):
        written = _ENCODER.encode(_checked(value))
    return written.encode()


def _may_hold_fraction(written: str) -> bool:
    return any(sign in written for sign in _SIGNS_OF_ONE) and _MAYBE_FRACTION.search(written) is not None


def _checked(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {_checked(key): _checked(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_checked(item) for item in value]
    if isinstance(value, float):
        raise TypeError("canonical JSON has no fractions")
    return value

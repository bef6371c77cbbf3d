"""Canonical JSON (contract §2): one byte sequence for one value, for records, cards and audit rows alike."""

import json
import unicodedata
from typing import Any


def canonical(value: Any) -> bytes:
    """UTF-8 canonical JSON of `value`: sorted keys, no spaces, NFC text, integers only.

    Raises `TypeError` on a float: money is whole đồng and everything else is text or a count.
    """
    return json.dumps(_checked(value), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _checked(value: Any) -> Any:
    if isinstance(value, str):
        return value if value.isascii() else unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {_checked(key): _checked(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_checked(item) for item in value]
    if isinstance(value, float):
        raise TypeError("canonical JSON has no fractions")
    return value

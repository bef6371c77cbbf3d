"""The 8 digits by which an office tells on the telephone that its list is made while it has no line (U21).

Made from what the sealed batch holds, so that the batch, once it comes, shows whether this list was meant. No secret:
a note by telephone is believed as far as the voice is.
"""

import hashlib
import re
from typing import Final

_DIGITS: Final = 8


def phone_code(unit: str, month: str, rows_digest: str) -> str:
    """`1234 5678` for a list: its unit, its month (`2026-12`) and the digest of its rows (contract §2 "Paper")."""
    digest = hashlib.sha256(f"{unit}|{month}|{rows_digest}".encode()).digest()
    digits = f"{int.from_bytes(digest[:8], 'big') % 10**_DIGITS:0{_DIGITS}}"
    return f"{digits[:4]} {digits[4:]}"


def fits(typed: str, unit: str, month: str, rows_digest: str) -> bool:
    """Whether the digits somebody noted mean this very list; spaces, dots and dashes do not count."""
    return re.sub(r"[\s.\-]", "", typed) == phone_code(unit, month, rows_digest).replace(" ", "")

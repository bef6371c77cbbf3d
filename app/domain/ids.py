"""Identifiers of records: UUIDv7 text, so that they sort by the time they were made."""

import secrets
import time
from uuid import UUID


def new_id() -> str:
    """A new UUIDv7 (RFC 9562): 48 bits of milliseconds, the rest random."""
    value = (time.time_ns() // 1_000_000 & 0xFFFFFFFFFFFF) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(UUID(int=value))

"""When two records are the same person, and why: pure functions over light records, every reason with its weight."""

from app.matching.finder import Found, around, find
from app.matching.record import Record
from app.matching.signals import Level, Signal, level_of

__all__ = ["Found", "Level", "Record", "Signal", "around", "find", "level_of"]

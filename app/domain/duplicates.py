"""Two records that may be one person, and what somebody decided of them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StoredPair:
    """A pair as the last search left it; signals are names with weights."""

    first: str
    second: str
    weight: int
    level: str
    signals: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What somebody decided of a pair: `merged` (into `kept`) or `dismissed`; it can be undone."""

    id: str
    first: str
    second: str
    verdict: str
    kept: str
    reason: str
    at: str
    user: str
    undone_at: str | None = None

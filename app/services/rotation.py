"""Which backups a folder keeps: the newest of 7 days, 5 weeks, 12 months and of the last schemas."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from app.errors import AppError
from app.session import BACKUP_SUFFIX, BackupHeader, read_backup_header

DAYS: Final = 7
WEEKS: Final = 5
MONTHS: Final = 12
SCHEMAS: Final = 3
"""How many of each keep their newest backup."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A backup in the store's own folder."""

    file: Path
    header: BackupHeader
    size: int

    @property
    def day(self) -> date:
        """The day its device said it was made."""
        return date.fromisoformat(self.header.made_at[:10])


def backups_in(folder: Path) -> list[Kept]:
    """The backups in a folder whose headers can be read; damaged files and all others are left alone."""
    return [kept for file in folder.glob(f"*{BACKUP_SUFFIX}") if (kept := _kept(file))]


def surplus(newest_first: Sequence[Kept]) -> list[Kept]:
    """What is neither the newest of its day, week or month nor of its schema, counted back from the newest.

    Newest is told by the trail, not by the clock: one that was wrong for a day must not push good ones out.
    """
    stays: set[Path] = set()
    for count, bucket in ((DAYS, _day), (WEEKS, _week), (MONTHS, _month), (SCHEMAS, _schema)):
        newest: dict[Any, Path] = {}
        for kept in newest_first:
            newest.setdefault(bucket(kept), kept.file)
        stays |= set(list(newest.values())[:count])
    return [kept for kept in newest_first if kept.file not in stays]


def _day(kept: Kept) -> date:
    return kept.day


def _week(kept: Kept) -> tuple[int, int]:
    return kept.day.isocalendar()[:2]


def _month(kept: Kept) -> tuple[int, int]:
    return kept.day.year, kept.day.month


def _schema(kept: Kept) -> tuple[str, ...]:
    return kept.header.steps


def _kept(file: Path) -> Kept | None:
    try:
        return Kept(file, read_backup_header(file), file.stat().st_size)
    except (AppError, OSError):
        return None

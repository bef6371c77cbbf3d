"""Every setting once: name, type, default; its one-line meaning is `setting.<name>` in the catalogue."""

import dataclasses
import re
from dataclasses import dataclass
from typing import Any, Final

from app.domain.dates import from_typed
from app.errors import AppError


@dataclass(frozen=True, slots=True)
class Settings:
    """What an office may set. Plain values only: this goes to the store and to `settings list` as it is."""

    two_persons: bool = False
    list_day: int = 5
    list_only_new: bool = False
    judgement_months: int = 3
    window_years: int = 5
    warn_months: int = 6
    urgent_days: int = 45
    grace_days: int = 3
    due_rule: str = "next"
    days_off: str = ""
    days_working: str = ""
    bank_office: str = ""
    bank_point: str = ""
    bank_day: int = 0
    parent_name: str = ""
    committee_name: str = ""
    locality: str = ""
    addressee: str = "Ngân hàng Chính sách xã hội"
    symbol: str = ""
    paper_qr: bool = True
    idle_minutes: int = 15
    quarantine_mb: int = 64
    keep_ethnicity: bool = False
    backup_folder: str = ""
    retention_years: int = 10
    line_seconds: int = 30
    no_network: bool = False
    several_desks: bool = False


_ALLOWED: Final = {
    "list_day": range(1, 29),
    "judgement_months": (1, 3, 6, 12),
    "window_years": range(1, 11),
    "warn_months": range(25),
    "urgent_days": range(367),
    "grace_days": range(32),
    "due_rule": ("next", "same", "before"),
    "bank_day": range(32),
    "idle_minutes": range(1, 241),
    "retention_years": range(1, 71),
    "quarantine_mb": range(8, 1025),
    "line_seconds": range(1, 601),
}
_LONGEST_TEXT: Final = 200
_DAYS: Final = ("days_off", "days_working")


def names() -> tuple[str, ...]:
    """Every setting by name."""
    return tuple(field.name for field in dataclasses.fields(Settings))


def from_stored(stored: dict[str, Any]) -> Settings:
    """Settings with what the store holds; names of a newer program are left alone."""
    return Settings(**{name: value for name, value in stored.items() if name in names()})


def parse(name: str, typed: str) -> Any:
    """The value somebody typed for a setting. Raises `settings.unknown` or `settings.invalid`."""
    if name not in names():
        raise AppError("settings.unknown", key=name)
    kind = type(getattr(Settings(), name))
    value: Any = typed
    if kind is bool:
        value = {"on": True, "true": True, "yes": True, "1": True,
                 "off": False, "false": False, "no": False, "0": False}.get(typed.strip().lower())  # fmt: skip
    elif kind is int:
        value = int(typed.strip()) if re.fullmatch(r"-?[0-9]{1,9}", typed.strip()) else None
    elif name in _DAYS:
        value = _days(name, typed)
    fits = value is not None and value in _ALLOWED.get(name, (value,))
    if not fits or (isinstance(value, str) and len(value) > _LONGEST_TEXT):
        raise AppError("settings.invalid", key=name)
    return value


def _days(name: str, typed: str) -> str:
    """Days as people type them, as ISO days with a space between."""
    try:
        found = [from_typed(one) for one in re.split(r"[\s,;]+", typed) if one]
    except ValueError as error:
        raise AppError("settings.invalid", key=name) from error
    if not all(one.whole for one in found):
        raise AppError("settings.invalid", key=name)
    return " ".join(sorted(one.iso for one in found))

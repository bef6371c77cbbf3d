"""Failed sign-ins: a clear file with time and slot only; it slows guessing and enters the audit later."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from app.errors import AppError
from app.files import write_whole

_FREE: Final = 5
"""Wrong passwords before the first pause."""
_LONGEST: Final = timedelta(hours=1)
_KEPT: Final = 200


@dataclass(frozen=True, slots=True)
class Failure:
    """One failed sign-in: ISO time, and the slot that was tried (empty for an unknown name)."""

    at: str
    slot: str


class SignInLog:
    """`log/sign-in.json` of a store folder. On a copied folder only Argon2id slows guessing; here the pause does."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "sign-in.json"

    def failures(self) -> list[Failure]:
        """Failed sign-ins since the last good one; an unreadable file counts as none (it guards nothing secret)."""
        try:
            items = json.loads(self._file.read_text("utf-8"))
            return [Failure(_time(item["at"]).isoformat(), str(item["slot"])) for item in items]
        except (OSError, ValueError, KeyError, TypeError):
            return []

    def check(self, slot: str) -> None:
        """Refuse with `auth.locked` (minutes) while the pause after wrong passwords lasts."""
        mine = [failure for failure in self.failures() if failure.slot == slot]
        if len(mine) < _FREE:
            return
        pause = min(timedelta(minutes=2 ** min(len(mine) - _FREE, 10)), _LONGEST)
        waited = _now() - datetime.fromisoformat(mine[-1].at)
        # A clock that was set back must not lock anybody out for ever: then there is no pause.
        if timedelta() <= waited < pause:
            minutes = -(-(pause - waited) // timedelta(minutes=1))
            raise AppError("auth.locked", minutes=minutes)

    def failed(self, slot: str) -> None:
        """Remember a failed sign-in."""
        failures = [*self.failures(), Failure(_now().isoformat(timespec="seconds"), slot)][-_KEPT:]
        data = [{"at": failure.at, "slot": failure.slot} for failure in failures]
        write_whole(self._file, json.dumps(data).encode(), mode=0o600)

    def clear(self) -> None:
        """Forget them, once they are in the audit."""
        if self._file.exists():
            write_whole(self._file, b"[]", mode=0o600)


def _time(value: str) -> datetime:
    moment = datetime.fromisoformat(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _now() -> datetime:
    return datetime.now(UTC)

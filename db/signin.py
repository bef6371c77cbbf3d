"""Failed sign-ins: a clear file with time and slot only; it slows guessing and enters the audit later.

A try is written down before its password is looked at and taken back when the password was right: whoever kills
the program or starts many at once has used up their tries all the same.
"""

import contextlib
import json
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from app.errors import AppError
from app.files import disk_error, write_whole

_FREE: Final = 5
"""Wrong passwords before the first pause."""
_LONGEST: Final = timedelta(hours=1)
_KEPT: Final = 200
"""Failures remembered for each slot."""
_UNWRITTEN: Final = 5.0
"""Seconds that a try costs while nothing can be written: a full disk must neither lock out nor let guess."""
_PATIENCE: Final = 30.0


def _now() -> datetime:
    return datetime.now(UTC)


def _up() -> float:
    """Seconds since the machine started, its sleep included where the system tells."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.clock_gettime(clock) if clock is not None else time.monotonic()


@dataclass(frozen=True, slots=True)
class Clock:
    """The device's time, which anybody may set, and the time since it started, which nobody may."""

    now: Callable[[], datetime] = _now
    up: Callable[[], float] = _up
    sleep: Callable[[float], None] = time.sleep


@dataclass(frozen=True, slots=True)
class Failure:
    """One failed sign-in: ISO time, the slot that was tried (empty for an unknown name), seconds since start-up."""

    at: str
    slot: str
    up: float | None = None
    noted: bool = False
    """Whether the audit tells of it already; it counts for the pause until its own user comes in."""


class SignInLog:
    """`log/sign-in.json` of a store folder. On a copied folder only Argon2id slows guessing; here the pause does."""

    def __init__(self, folder: Path, clock: Clock | None = None) -> None:
        self._file = folder / "sign-in.json"
        self._clock = clock or Clock()
        self._tried: list[Failure] = []
        """The try under way; it may stand in the file even when the disk failed at writing it."""
        self._right: list[Failure] = []
        """Tries whose password was right: in the file until it can be written, and never told as failed."""

    def failures(self) -> list[Failure]:
        """Failed sign-ins that count; an unreadable file counts as none (it guards nothing secret)."""
        return [one for one in self._written() if one not in self._right]

    def _written(self) -> list[Failure]:
        try:
            items = json.loads(self._file.read_text("utf-8"))
            return [_failure(item) for item in items]
        except (OSError, ValueError, KeyError, TypeError):
            return []

    def begin(self, slot: str) -> None:
        """Count a try. Refuses with `auth.locked` (minutes) while the pause after wrong passwords lasts."""
        with self._alone():
            failures = self.failures()
            self._check([failure for failure in failures if failure.slot == slot])
            tried = Failure(self._clock.now().isoformat(timespec="seconds"), slot, self._clock.up())
            try:
                self._tried = [tried]
                self._write([*failures, tried])
            except AppError:
                self._clock.sleep(_UNWRITTEN)

    def right(self) -> None:
        """Take the try under way back: its password was right."""
        self._right += self._tried
        self.settle()

    def settle(self) -> None:
        """Write down once more what a disk that failed did not take: tries whose password was right."""
        if any(one in self._right for one in self._written()):
            self._change(lambda failures: failures)

    def signed_in(self, slot: str) -> None:
        """Its user is in and the audit tells of all failures: forget their own, keep counting everybody else's."""
        self._change(lambda failures: [replace(one, noted=True) for one in failures if one.slot != slot])

    def _check(self, mine: list[Failure]) -> None:
        if len(mine) < _FREE:
            return
        pause = min(timedelta(minutes=2 ** min(len(mine) - _FREE, 10)), _LONGEST)
        waited = self._waited(mine[-1])
        if waited < pause:
            minutes = -(-(pause - waited) // timedelta(minutes=1))
            raise AppError("auth.locked", minutes=minutes)

    def _waited(self, last: Failure) -> timedelta:
        """How long ago it was. The clock on the wall counts only when the machine was started anew since.

        One that was set back must neither lock anybody out for ever nor open the door: then it is the time
        since start-up that has surely passed.
        """
        up = self._clock.up()
        if last.up is not None and up >= last.up:
            return timedelta(seconds=up - last.up)
        passed = self._clock.now() - datetime.fromisoformat(last.at)
        return passed if passed >= timedelta() else timedelta(seconds=up)

    def _change(self, change: Callable[[list[Failure]], list[Failure]]) -> None:
        """Whoever is in stays in: what cannot be written now is only told later."""
        with contextlib.suppress(AppError), self._alone():
            changed = change(self.failures())
            if changed != self._written():
                self._write(changed)

    def _write(self, failures: Iterable[Failure]) -> None:
        kept: dict[str, list[Failure]] = {}
        for failure in failures:
            kept[failure.slot] = [*kept.get(failure.slot, []), failure][-_KEPT:]
        data = [asdict(failure) for ones in kept.values() for failure in ones]
        try:
            if data:
                write_whole(self._file, json.dumps(data).encode(), mode=0o600)
            else:
                self._file.unlink(missing_ok=True)
        except OSError as error:
            raise disk_error(error) from error

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One program at a time reads and writes the file; of many at once each sees the tries of the others."""
        lock = FileLock(self._file.with_suffix(".lock"), mode=0o600)
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            lock.acquire(timeout=_PATIENCE)
        except Timeout as error:
            raise AppError("store.locked") from error
        except OSError as error:
            raise disk_error(error) from error
        try:
            yield
        finally:
            lock.release()


def _failure(item: dict[str, object]) -> Failure:
    moment = datetime.fromisoformat(str(item["at"]))
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    up = item.get("up")
    return Failure(moment.isoformat(), str(item["slot"]), float(up) if isinstance(up, int | float) else None,
                   item.get("noted") is True)  # fmt: skip

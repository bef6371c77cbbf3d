"""A clock that lost its battery: found by what was done before, and put right for this session by asking the day."""

from datetime import date, datetime, timedelta
from typing import Final

from app.session import Session, Store

_RELEASED: Final = date(2026, 11, 1)
"""No store of this program was used before."""


def behind(session: Session, store: Store) -> date | None:
    """The day of an act that this device's clock has not reached, None when the clock can be right."""
    newest = store.overview.newest_act()
    now = session.now()
    if newest and datetime.fromisoformat(newest) > now:
        return datetime.fromisoformat(newest).date()
    return _RELEASED if now.date() < _RELEASED else None


def set_day(session: Session, day: date) -> None:
    """Go on as if today were this day, until the user signs out; the machine's own clock is left alone."""
    told = session.now
    ahead = timedelta(days=(day - told().date()).days)
    session.now = lambda: told() + ahead

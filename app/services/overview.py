"""The first page's numbers, all from here: where the month stands, what is due, what wants attention, quick figures."""

from collections import Counter
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from itertools import accumulate

from app.domain.access import Permission
from app.domain.dates import PartialDate, from_iso, years_later
from app.domain.month import Month, MonthState, list_day
from app.services import backups, clock, returned
from app.services.deadlines import Deadline, deadline
from app.session import Session, Store
from app.settings import Settings

S = MonthState
_LIST_TRACK = ("review", "draft", "confirm", "deliver")
_SEND_TRACK = ("send", "received")


@dataclass(frozen=True, slots=True)
class Figures:
    """Eight defined numbers (U43), today or at the end of an earlier day; their definitions stand in the help."""

    day: date
    kept: int = 0
    """In the register and followed (not closed)."""
    women: int = 0
    here: int = 0
    """Living in the commune."""
    in_window: int = 0
    """Not later than five years after the newest finished term."""
    wanting: int = 0
    """Who stated a need for a loan."""
    listed: int = 0
    """Different people on lists that the Committee has confirmed by then."""
    handed: int = 0
    """Different people on lists that the bank had by then."""
    lent: int = 0
    """Different people to whom the bank lent, by its answers."""

    @property
    def numbers(self) -> tuple[tuple[str, int], ...]:
        """The eight by name, in their order."""
        return tuple((one.name, getattr(self, one.name)) for one in fields(self) if one.name != "day")


@dataclass(frozen=True, slots=True)
class Track:
    """Where a month stands: each step `done`, `now` or `later`, and what to do next (empty: nothing)."""

    month: str
    steps: tuple[tuple[str, str], ...]
    next: str
    nil: bool = False
    state: MonthState = S.OPEN


@dataclass(frozen=True, slots=True)
class Loan:
    """Loans of one month, and all until then."""

    month: str
    people: int
    all_people: int
    all_amount: int


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything the first page shows, as it stood at one moment."""

    today: date
    track: Track
    deadline: Deadline
    figures: Figures
    ending: int
    """Whose five years end within the setting's months."""
    missing: int
    backup: backups.Standing | None
    last_sent: str
    """ISO time, empty when nothing ever left."""
    waiting: int
    answers: int
    """Receipts since the user last looked."""
    newest_answer: str
    finished: tuple[tuple[int, int], ...] = ()
    """Year, people."""
    lists: tuple[tuple[str, int, int], ...] = ()
    """Month, first-timers, others; twelve months, the newest last."""
    loans: tuple[Loan, ...] = ()
    returned: tuple[str, ...] = ()
    """For each entry that the office above returned and nobody has seen to, the month of its list; newest first."""
    clock_behind: date | None = None
    """The day of an act that this device's clock has not reached."""

    @property
    def empty(self) -> bool:
        """Whether nobody was ever entered."""
        return not self.finished and not self.figures.kept


def overview(session: Session, *, read_until: str = "") -> Overview:
    """What the first page shows. `read_until` is the time of the newest answer that the user has seen."""
    today, settings = session.now().date(), session.settings
    with session.read(Permission.READ_MONTHS) as store:
        months = store.months.all()
        track = _track(store, settings, months, today)
        until = _soon(today, settings.warn_months)
        people = store.overview.people(today.isoformat(), until.isoformat())
        ending, missing = people.pop("ending"), people.pop("missing")
        figures = _listed(store, months, Figures(today, **people))
        answers, newest = store.overview.answers_since(read_until)
        found = Overview(
            today, track, deadline(settings, track.month, today), figures, ending, missing, None,
            store.overview.last_upload(), store.overview.waiting(), answers, newest,
            _years(store.overview.finished_in(), today), _lists(store, today), _loans(store, today),
            tuple(returned.open_months(store, months)), clock.behind(session, store),
        )  # fmt: skip
    return replace(found, backup=backups.standing(session)) if session.may(Permission.BACKUP) else found


def figures_on(session: Session, day: date) -> Figures:
    """The eight numbers at the end of a day, today or before; for a later day, today's."""
    today, settings = session.now().date(), session.settings
    with session.read(Permission.READ_PEOPLE) as store:
        if day >= today:
            people = store.overview.people(today.isoformat(), today.isoformat())
            del people["ending"], people["missing"]
            return _listed(store, store.months.all(), Figures(today, **people))
        kept = [one for one in store.overview.people_then((day + timedelta(days=1)).isoformat()) if not one["closed"]]
        ends = (years_later(from_iso(one["finished_on"]).earliest, settings.window_years)
                for one in kept if one["finished_on"])  # fmt: skip
        return _listed(store, store.months.all(), Figures(
            day, len(kept), sum(one["sex"] == "female" for one in kept),
            sum(one["residence"] == "living_here" for one in kept), sum(end >= day for end in ends),
            sum(one["need"] == "yes" for one in kept),
        ))  # fmt: skip


def _listed(store: Store, months: list[Month], figures: Figures) -> Figures:
    """With what lists and the bank's answers say by that day."""
    day = figures.day
    confirmed = [_key(one) for one in months if _by(one.confirmation.on if one.confirmation else None, day)]
    handed = [_key(one) for one in months if _by(one.delivery.delivered_on if one.delivery else None, day)]
    lent = {person for person, on, _ in store.overview.loans() if on <= day.isoformat()}
    return replace(
        figures, listed=store.overview.listed(confirmed), handed=store.overview.listed(handed), lent=len(lent)
    )


def _key(month: Month) -> tuple[str, int]:
    return month.month, month.revision


def _by(on: PartialDate | None, day: date) -> bool:
    return on is not None and on.earliest <= day


def _soon(today: date, months: int) -> date:
    return list_day(_month_from(today, months), today.day)


def _track(store: Store, settings: Settings, months: list[Month], today: date) -> Track:
    """The running month, or an earlier one that was begun and has not reached the bank yet.

    A month that was done leaves the page to the next one when that begins.
    """
    newest: dict[str, Month] = {}
    for one in months:  # newest revision first
        newest.setdefault(one.month, one)
    running = f"{today:%Y-%m}"
    begun = [one for name, one in sorted(newest.items()) if name < running and _pending(one)]
    month = begun[-1] if begun and running not in newest else newest.get(running, Month(running))
    reviewed = store.months.reviewed(month.month)
    empty = not store.months.rows(month.month, month.revision).entries
    return Track(
        month.month, tuple(_stages(month, reviewed=reviewed)),
        _next(month, settings, reviewed=reviewed, empty=empty), month.nil, month.state,
    )  # fmt: skip


def _pending(month: Month) -> bool:
    return month.state is not S.OPEN and month.delivery is None and not month.nil


def _stages(month: Month, *, reviewed: bool) -> list[tuple[str, str]]:
    """Two tracks beside each other: to the bank, and to the office above; neither waits for the other."""
    at = list(S).index(month.state)
    done = {
        "review": reviewed or at > 0,
        "draft": at >= list(S).index(S.PRESENTED),
        "confirm": month.state.is_final_paper,
        "deliver": month.delivery is not None or month.nil,
        "send": at >= list(S).index(S.UPLOADED),
        "received": at >= list(S).index(S.RECEIVED),
    }
    found = []
    for track in (_LIST_TRACK, _SEND_TRACK):
        now = next((name for name in track if not done[name]), "")
        begun = track is _LIST_TRACK or month.state.is_final_paper
        found += [(name, "done" if done[name] else "now" if name == now and begun else "later") for name in track]
    return found


def _next(month: Month, settings: Settings, *, reviewed: bool, empty: bool) -> str:  # noqa: PLR0911 - one answer a state
    """What to do next, by the name of the act on the month's page; the bank comes first."""
    if month.state in (S.OPEN, S.DRAFTED, S.APPROVED):
        if not reviewed:
            return "review"
        if month.state is S.OPEN:
            return "draft"
        if empty:
            return "nil"
        return "approve" if settings.two_persons and month.state is S.DRAFTED else "present"
    if month.state is S.PRESENTED:
        return "confirm"
    if month.delivery is None and not month.nil:
        return "deliver"
    if month.state is S.CONFIRMED:
        return "seal"
    return "send" if month.state is S.SEALED else ""


def _years(found: dict[str, int], today: date) -> tuple[tuple[int, int], ...]:
    """The last eight years, with those in which nobody finished."""
    if not found:
        return ()
    first = max(min(int(year) for year in found), today.year - 7)
    return tuple((year, found.get(str(year), 0)) for year in range(min(first, today.year), today.year + 1))


def _lists(store: Store, today: date) -> tuple[tuple[str, int, int], ...]:
    names = _last_twelve(today)
    found = store.overview.listed_per_month(names[0])
    return tuple((name, *found.get(name, (0, 0))) for name in names) if found else ()


def _loans(store: Store, today: date) -> tuple[Loan, ...]:
    """The last twelve months with all loans until each."""
    loans = store.overview.loans()
    if not loans:
        return ()
    names = _last_twelve(today)
    month_of = [max(on[:7], names[0]) for _, on, _ in loans]
    people, amounts = Counter(month_of), Counter[str]()
    for name, (_, _, amount) in zip(month_of, loans, strict=True):
        amounts[name] += amount
    so_far = accumulate(people[name] for name in names)
    lent = accumulate(amounts[name] for name in names)
    return tuple(Loan(name, people[name], n, amount) for name, n, amount in zip(names, so_far, lent, strict=True))


def _last_twelve(today: date) -> list[str]:
    return [_month_from(today, -back) for back in range(11, -1, -1)]


def _month_from(today: date, months: int) -> str:
    """The month so many months later, or earlier when negative."""
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return f"{year:04}-{month + 1:02}"

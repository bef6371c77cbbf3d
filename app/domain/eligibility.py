"""Who is on a month's list under Article 3 of Decision 22/2023/QĐ-TTg, and why the others are not."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from app.domain.dates import PartialDate, months_earlier, years_later
from app.domain.person import Answer, Judgement, Person, Residence

WINDOW_YEARS: Final = 5  # Art. 3.2a: "tối đa là 05 năm", counted to the day of the loan


@dataclass(frozen=True, slots=True)
class Rules:
    """What an office or a policy pack may set (design decision 12)."""

    window_years: int = WINDOW_YEARS
    warn_months: int = 6
    judgement_months: int = 3
    """A judgement holds for the running span of this many months of the year: 3 is the quarter, 12 the year."""
    reviewed: bool = False
    """Whether the month's review was done: from then on an outdated judgement counts as none."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a person is not on the list, by a code of contract §4, and since when if a day is known."""

    code: str
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer for one person on one day. On the list when there are no reasons."""

    reasons: tuple[Reason, ...]
    last_day: date | None
    warnings: tuple[str, ...]

    @property
    def listed(self) -> bool:
        """Whether the person is on the list."""
        return not self.reasons


def last_eligible_day(person: Person, years: int = WINDOW_YEARS) -> date | None:
    """The same day five years after the newest term ended (29 Feb → 28 Feb), that day included.

    A finish date known only by month or year counts from the earliest day it can mean.
    """
    term = person.newest_term
    return last_day_after(term.finished_on, years) if term and term.finished_on else None


def last_day_after(finished_on: PartialDate, years: int = WINDOW_YEARS) -> date:
    """The last day of the window of somebody whose newest term ended then."""
    return years_later(finished_on.earliest, years)


def judge(person: Person, day: date, rules: Rules) -> Verdict:
    """Every condition of Article 3 for `person` on `day`; all reasons are given, not only the first."""
    last_day = last_eligible_day(person, rules.window_years)
    reasons = [
        *_standing(person),
        *_window(person, day, last_day),
        *_residence(person),
        *_judgements(person, day, rules),
        *_wish(person),
        *_loans(person, day),
    ]
    return Verdict(tuple(reasons), last_day, _warnings(person, day, last_day, rules))


def is_stale(judgement: Judgement, day: date, months: int) -> bool:
    """Whether a judgement was made before the running span of `months` months that contains `day`."""
    if judgement.value is Answer.UNKNOWN:
        return False
    first_month = (day.month - 1) // months * months + 1
    return judgement.on is None or judgement.on.latest < date(day.year, first_month, 1)


def _standing(person: Person) -> list[Reason]:
    reasons = []
    if person.closed_on is not None:
        reasons.append(Reason("closed", _day(person.closed_on)))
    if person.birth is None or not (person.personal_number or person.old_number):
        reasons.append(Reason("data.missing"))
    term = person.newest_term
    if term is not None and not term.prison:
        reasons.append(Reason("not_prison_term"))
    return reasons


def _window(person: Person, day: date, last_day: date | None) -> list[Reason]:
    term = person.newest_term
    if term is None or term.kind is None or term.finished_on is None or last_day is None:
        return [Reason("certificate.missing")]
    if term.finished_on.earliest > day:
        return [Reason("window.not_started")]
    if last_day < day:
        return [Reason("window.passed", date.fromordinal(last_day.toordinal() + 1))]
    return []


def _residence(person: Person) -> list[Reason]:
    if person.residence is Residence.LIVING_HERE:
        return []
    code = "not_released" if person.residence is Residence.SERVING else "not_resident"
    return [Reason(code, _day(person.residence_since))]


def _judgements(person: Person, day: date, rules: Rules) -> list[Reason]:
    reasons = []
    for name, judgement, bad, bad_code in (
        ("conduct", person.conduct, Answer.NO, "conduct.not_good"),
        ("evils", person.evils, Answer.YES, "evils.yes"),
    ):
        stale = rules.reviewed and is_stale(judgement, day, rules.judgement_months)
        if judgement.value is bad:
            reasons.append(Reason(bad_code, _day(judgement.on)))
        elif judgement.value is Answer.UNKNOWN or stale:
            reasons.append(Reason(f"{name}.unknown"))
    return reasons


def _wish(person: Person) -> list[Reason]:
    need = person.need
    if need.withdrawn_on is not None:
        return [Reason("need.none", _day(need.withdrawn_on))]
    if need.value is Answer.NO or (need.value is Answer.YES and need.agreed is Answer.NO):
        return [Reason("need.none", _day(need.stated_on))]
    return [Reason("need.unknown")] if need.value is Answer.UNKNOWN else []


def _loans(person: Person, day: date) -> list[Reason]:
    """A loan given after the list's day does not reach back: a correction of that list keeps the borrower."""
    reasons = []
    if person.same_purpose_loan is Answer.YES:
        reasons.append(Reason("loan.same_purpose"))
    if person.loan_granted_on is not None and person.loan_granted_on.earliest <= day:
        reasons.append(Reason("loan.granted", _day(person.loan_granted_on)))
    return reasons


def _warnings(person: Person, day: date, last_day: date | None, rules: Rules) -> tuple[str, ...]:
    warnings = []
    term = person.newest_term
    if last_day is not None and months_earlier(last_day, rules.warn_months) <= day <= last_day:
        warnings.append("window.ending")
    if term is not None:
        if term.finished_on is not None and not term.finished_on.whole:
            warnings.append("finish.incomplete")
        if not term.number or not term.issuer:
            warnings.append("certificate.incomplete")
    if any(is_stale(one, day, rules.judgement_months) for one in (person.conduct, person.evils)):
        warnings.append("judgement.stale")
    return tuple(warnings)


def _day(value: PartialDate | None) -> date | None:
    return value.earliest if value else None
